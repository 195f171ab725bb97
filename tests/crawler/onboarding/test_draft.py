"""Facts about a site → the module that declares it."""

from __future__ import annotations

from datetime import date

import pytest
from scrapy.utils.project import get_project_settings

from crawler.exceptions import UsageFailure
from crawler.onboarding.draft import Declaration, checked, counted, module, source_of
from crawler.outlets.loader import family_classes
from crawler.outlets.sources import Feed, JsonListing, Listing, Sitemap, WordPressPosts

FAMILIES = family_classes(get_project_settings())
DAY = date(2026, 11, 21)


def declared(**facts: object) -> Declaration:
    known: dict[str, object] = {
        "name": "warta_contoh", "site": "https://warta.example/", "title": "Warta Contoh", "region": "35", "day": DAY,
        "family": FAMILIES["wordpress"],
    }  # fmt: skip
    return Declaration(**{**known, **facts})  # type: ignore[arg-type]


def test_a_member_of_a_family_is_four_facts() -> None:
    text = module(checked(declared()))
    namespace: dict[str, object] = {}
    exec(compile(text, "warta_contoh.py", "exec"), namespace)
    outlet = namespace["WartaContohSpider"]
    assert issubclass(outlet, FAMILIES["wordpress"])  # type: ignore[arg-type]
    assert text.splitlines()[-4:] == [
        '    name = "warta_contoh"',
        '    title = "Warta Contoh"',
        '    site = "https://warta.example/"',
        '    region = "35"',
    ]


def test_everything_that_is_given_is_declared() -> None:
    text = module(
        checked(
            declared(
                site="http://warta.example/",
                zone="Asia/Makassar",
                network="warta",
                whole="?page=all",
                headline=".judul",
                published=".waktu",
                authors=".oleh",
                dead=("/feed/",),
            )
        )
    )
    namespace: dict[str, object] = {}
    exec(compile(text, "warta_contoh.py", "exec"), namespace)
    outlet, family = namespace["WartaContohSpider"], FAMILIES["wordpress"]
    assert (outlet.zone, outlet.network, outlet.whole) == ("Asia/Makassar", "warta", "?page=all")  # type: ignore[attr-defined]
    layout = outlet.layouts[0]  # type: ignore[attr-defined]
    assert (layout.article, layout.title, layout.authors) == (family.layouts[0].article, (".judul",), (".oleh",))
    assert [source.url for source in outlet.sources] == ["/wp-json/wp/v2/posts", "/page/{page}/"]  # type: ignore[attr-defined]
    assert "It has no HTTPS. Its dates are those of Asia/Makassar." in (outlet.__doc__ or "")


def test_lists_that_count_articles() -> None:
    paged = Listing(url="/b?mulai={page}", links="a")
    assert counted(paged, 8) == Listing(url="/b?mulai={page}", links="a", first=0, step=8)
    assert counted(Feed(url="/feed"), 8) == Feed(url="/feed")


@pytest.mark.parametrize("title", ['Kabar "Kita"', "Jum'at \\ Kabar", '"""', "Kabar\nBaru", "a\"b'c\\"])
def test_any_title_makes_a_module(title: str) -> None:
    sources = (Feed(url="/feed"), Listing(url="/b?h={page}", start="/b", links="h2 > a[href*='x']", first=0, step=10))
    alone = declared(
        title=title, family=FAMILIES["own_system"], article="#isi", article_path=r"/d/(?P<id>\d+)", sources=sources
    )
    text = module(checked(alone))
    namespace: dict[str, object] = {}
    exec(compile(text, "warta_contoh.py", "exec"), namespace)
    outlet = namespace["WartaContohSpider"]
    assert outlet.title == title  # type: ignore[attr-defined]
    assert outlet.sources == sources  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"name": "Warta"}, "is no name for an outlet"),
        ({"name": "import"}, "is no name for an outlet"),
        ({"site": "https://warta.example/berita"}, "is no front page"),
        ({"site": "file:///etc/passwd"}, "is no front page"),
        ({"title": ""}, "--title"),
        ({"region": "Bengkulu"}, "17 is Bengkulu"),
        ({"region": "99"}, "no Kemendagri code"),
        ({"article_path": "("}, "--article-path"),
        ({"article": "a["}, "--article "),
        ({"published": "a["}, "--published "),
        ({"zone": "Europe/Paris"}, "Asia/Makassar"),
        ({"network": "Tribun Net"}, "--network"),
        ({"whole": "page=all"}, "--whole"),
        ({"dead": ("/tidak",)}, "no source at /tidak"),
        ({"dead": ("/wp-json/wp/v2/posts", "/feed/", "/page/{page}/")}, "leaves no source"),
    ],
)
def test_what_no_outlet_can_be_made_of(facts: dict[str, object], message: str) -> None:
    with pytest.raises(UsageFailure, match=message):
        checked(declared(**facts))


@pytest.mark.parametrize(
    "source",
    [
        Feed(url="/feed/"),
        Sitemap(url="/sitemap.xml"),
        WordPressPosts(),
        Listing(url="/", links="h2 a, .x a", pages=1),
        Listing(url="/page/{page}/", start="/", links="h2 a"),
        Listing(url="/b?mulai={page}", start="/b", links=".x a", first=0, step=8),
        Listing(url="/daftar", body="kat=3&hal={page}", links=".x a"),
        JsonListing(url="/api?hal={page}", items="data.rows", link="slug", form="/baca/{}", headline="judul"),
    ],
)
def test_a_source_is_written_and_read(source: Feed) -> None:
    assert source_of(source.option) == source


@pytest.mark.parametrize("text", ["", "feed:", "feed:/a b", "listing:/x", "search:/x", "berita", "json:/x | y=z"])
def test_what_is_no_source(text: str) -> None:
    with pytest.raises(UsageFailure, match="--source"):
        source_of(text)
