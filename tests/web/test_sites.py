"""Where the sites of the sample web announce articles, and where their addresses lead."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlencode, urljoin

import pytest
from lxml import etree
from parsel import Selector

from tests.web.addresses import canonical_url
from tests.web.articles import SampleArticle, load_articles
from tests.web.calendar import iso, iso_utc, local_day
from tests.web.client import Reply, fetch
from tests.web.gold import outlet_articles as of
from tests.web.server import SampleWeb

ARTICLES = load_articles()


@pytest.fixture(scope="module")
def web() -> Iterator[SampleWeb]:
    """One web for the module."""
    with SampleWeb() as running:
        yield running


def follow(web: SampleWeb, url: str, links: str, pages: str, *, limit: int = 20) -> list[str]:
    """All addresses that a list announces, in order, reading each further page that its pager links to once."""
    found: list[str] = []
    waiting, seen = [url], {url}
    while waiting:
        assert len(seen) <= limit, f"{url}: pages without end"
        address = waiting.pop(0)
        reply = fetch(web, address)
        assert reply.status == 200, address
        page = Selector(reply.text)
        found += [urljoin(address, link) for link in page.css(links).getall()]
        for link in page.css(pages).getall():
            absolute = urljoin(address, link)
            if absolute not in seen:
                seen.add(absolute)
                waiting.append(absolute)
    return found


LISTS: dict[str, tuple[str, str, str]] = {
    "petisi": ("https://petisi.co/", "#gmr-main-load .item h2.entry-title a", ".inf-pagination a"),
    "antara_jatim": ("https://jatim.antaranews.com/terkini", ".simple-post h3 a[title]", ".pagination a"),
    "koranrb": (
        "https://harianrakyatbengkulu.bacakoran.co/kategori/berita-utama",
        "div.media-content h2.media-heading a",
        "ul.pagination a[data-ci-pagination-page]",
    ),
    "perkaranews": ("https://perkaranews.com/", "h2.entry-title a", ".pagination a"),
}


@pytest.mark.parametrize("outlet", sorted(LISTS))
def test_lists_show_every_article_newest_first(web: SampleWeb, outlet: str) -> None:
    url, links, pages = LISTS[outlet]
    found = follow(web, url, f"{links}::attr(href)", f"{pages}::attr(href)")
    assert [article_at(address) for address in dict.fromkeys(found)] == of(outlet)


def article_at(url: str) -> SampleArticle:
    """The article that an address of any spelling shows."""
    host = url.split("/")[2]
    number = re.search(r"/(?:read|amp|berita)/(\d+)/", url)

    def fits(article: SampleArticle) -> bool:
        own = canonical_url(article)
        return own == url if number is None else host in own and str(article.id) == number[1]

    return next(one for one in ARTICLES if fits(one))


def test_lists_of_koranrb_mix_spellings_and_all_of_them_answer(web: SampleWeb) -> None:
    found: list[str] = []
    for start in ("/", "/kategori/berita-utama", "/kategori/politik", "/search/kata/?c=bengkulu"):
        page = Selector(fetch(web, "https://harianrakyatbengkulu.bacakoran.co" + start).text)
        found += page.css("h2.media-heading a::attr(href)").getall()
    for mark in ("/amp/", ".co//read/", "utm_source=", "fbclid="):
        assert any(mark in url for url in found), mark
    assert all(fetch(web, url).status == 200 for url in found)


def test_koranrb_pages_count_in_articles(web: SampleWeb) -> None:
    base = of("koranrb")[0]
    many = [SampleArticle("koranrb", f"k{n}", f"berita-{n}", f"Judul {n} pasar", base.published - timedelta(days=n),
                          ("Isi.",), relevant=False, id=900 + n) for n in range(65)]  # fmt: skip
    host = "https://harianrakyatbengkulu.bacakoran.co"
    with SampleWeb(many) as big:
        for start in (f"{host}/kategori/berita-utama", f"{host}/search/kata/?{urlencode({'c': 'pasar'})}"):
            pager = "ul.pagination a[data-ci-pagination-page]::attr(href)"
            found = follow(big, start, "h2.media-heading a::attr(href)", pager)
            assert len(found) >= 65 and len({re.search(r"/(9\d\d)/", url)[1] for url in found}) == 65  # type: ignore[index]
        page = Selector(fetch(big, f"{host}/search/kata/30/30/?c=pasar&num=").text)
        assert len(page.css("h2.media-heading")) == 30
        assert page.css("a[rel=next]::attr(href)").get() == f"{host}/search/kata/60/60/?c=pasar&num="
        assert f"{host}/kategori/berita-utama/60" in fetch(big, f"{host}/kategori/berita-utama/30").text


def test_city_portals_list_every_article(web: SampleWeb) -> None:
    portals = {
        "main": ("https://probolinggokota.go.id/berita-1-2/2024", ".blog-item h2 a"),
        "bag-hukum": ("https://bag-hukum.probolinggokota.go.id/berita?page_hal=1", "h4 a"),
        "bag-pemerintahan": ("https://bag-pemerintahan.probolinggokota.go.id/berita?page_hal=1", "h4 a"),
    }
    for system, (url, links) in portals.items():
        found = follow(web, url, f"{links}::attr(href)", ".pagination a::attr(href), .halaman a::attr(href)")
        expected = [canonical_url(one) for one in of("probolinggo_kota") if one.system == system]
        assert list(dict.fromkeys(found)) == expected
        assert all("/2024/" in one or system != "main" for one in expected)


def test_joomla_repeats_its_last_page_and_the_units_show_nothing(web: SampleWeb) -> None:
    url = "https://probolinggokota.go.id/berita-1-2/2024"
    last, beyond = fetch(web, f"{url}?start=0"), fetch(web, f"{url}?start=5000")
    assert Selector(beyond.text).css(".blog-item h2 a") and (beyond.body == last.body or b"?start=" in last.body)
    page = Selector(fetch(web, "https://bag-hukum.probolinggokota.go.id/berita?page_hal=99").text)
    assert not page.css("h4 a")


def test_wordpress_feed(web: SampleWeb) -> None:
    reply = fetch(web, "https://petisi.co/feed/")
    items = etree.fromstring(reply.body).findall("channel/item")
    newest = of("petisi")[:10]
    assert [item.findtext("link") for item in items] == [canonical_url(one) for one in newest]
    assert [item.findtext("title") for item in items] == [one.title for one in newest]
    assert items[0].findtext("guid") == f"https://petisi.co/?p={newest[0].id}"
    assert (items[0].findtext("pubDate") or "").endswith("+0000")


def test_antara_feed_begins_with_a_byte_order_mark(web: SampleWeb) -> None:
    reply = fetch(web, "https://jatim.antaranews.com/rss/terkini.xml")
    assert reply.body.startswith(b"\xef\xbb\xbf<?xml")
    items = etree.fromstring(reply.body).findall("channel/item")
    assert [item.findtext("link") for item in items] == [canonical_url(one) for one in of("antara_jatim")[:15]]


def test_dead_ends_are_dead(web: SampleWeb) -> None:
    feed = fetch(web, "https://perkaranews.com/feed/")
    assert feed.status == 200 and feed.headers["content-type"].startswith("text/html")
    rest = fetch(web, "https://perkaranews.com/wp-json/wp/v2/posts?search=pilkada")
    assert rest.status == 401 and json.loads(rest.body)["code"] == "rest_disabled"
    for url in ("rss", "robots.txt", "sitemap.xml", "kategori/tidak-ada", "read/1/tidak-ada"):
        assert fetch(web, f"https://harianrakyatbengkulu.bacakoran.co/{url}").status == 404
    assert fetch(web, "https://bag-hukum.probolinggokota.go.id/robots.txt").status == 404
    soft = fetch(web, "https://bag-pemerintahan.probolinggokota.go.id/robots.txt")
    assert soft.status == 200 and b"<html" in soft.body


def rest(web: SampleWeb, **params: str | int) -> Reply:
    """An answer of petisi.co's REST interface."""
    return fetch(web, f"https://petisi.co/wp-json/wp/v2/posts?{urlencode(params)}")


def test_rest_pages_with_totals(web: SampleWeb) -> None:
    first = rest(web, per_page=4)
    posts = json.loads(first.body)
    newest = of("petisi")
    assert [post["link"] for post in posts] == [canonical_url(one) for one in newest[:4]]
    assert (
        posts[0]["date"] == iso(newest[0].published)[:19] and posts[0]["date_gmt"] == iso_utc(newest[0].published)[:19]
    )
    pages = -(-len(newest) // 4)
    assert (first.headers["x-wp-total"], first.headers["x-wp-totalpages"]) == (str(len(newest)), str(pages))
    assert len(json.loads(rest(web, per_page=4, page=pages).body)) == len(newest) - 4 * (pages - 1)
    past = rest(web, per_page=4, page=pages + 1)
    assert past.status == 400 and json.loads(past.body)["code"] == "rest_post_invalid_page_number"
    assert rest(web, per_page=101).status == 400 and rest(web, after="kemarin").status == 400


def test_rest_searches_and_keeps_to_a_window(web: SampleWeb) -> None:
    middle = of("petisi")[5]
    after = json.loads(rest(web, after=iso(middle.published), per_page=100).body)
    before = json.loads(rest(web, before=iso(middle.published)[:19], per_page=100).body)
    assert [post["link"] for post in after] == [canonical_url(one) for one in of("petisi")[:5]]
    assert [post["link"] for post in before] == [canonical_url(one) for one in of("petisi")[6:]]
    word = middle.title.split()[0]
    found = json.loads(rest(web, search=word, per_page=100, _fields="id,link").body)
    assert {"id": middle.id, "link": canonical_url(middle)} in found
    assert rest(web, search="kataYangTidakAda").body == b"[]"


def test_titles_of_wordpress_are_html(web: SampleWeb) -> None:
    title, moment = "Warga “Ronda” & Siaga – Aman", of("petisi")[0].published
    odd = SampleArticle("petisi", "p", "judul-aneh", title, moment, ("Isi.",), relevant=False, id=5)
    with SampleWeb([odd]) as small:
        (post,) = json.loads(rest(small).body)
        assert post["title"]["rendered"] == "Warga &#8220;Ronda&#8221; &amp; Siaga &#8211; Aman"
        page = Selector(fetch(small, canonical_url(odd)).text)
        assert page.css("h1::text").get() == odd.title
        feed = etree.fromstring(fetch(small, "https://petisi.co/feed/").body)
        assert feed.findtext("channel/item/title") == odd.title


@pytest.mark.parametrize(
    ("index", "posts", "outlet"),
    [
        ("https://petisi.co/wp-sitemap.xml", "https://petisi.co/wp-sitemap-posts-post-1.xml", "petisi"),
        ("https://perkaranews.com/sitemap_index.xml", "https://perkaranews.com/post-sitemap.xml", "perkaranews"),
    ],
)
def test_sitemaps(web: SampleWeb, index: str, posts: str, outlet: str) -> None:
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    children = etree.fromstring(fetch(web, index).body).findall("s:sitemap/s:loc", space)
    assert posts in [child.text for child in children]
    assert all(fetch(web, str(child.text)).status == 200 for child in children)
    rows = {
        row.findtext("s:loc", namespaces=space): row.findtext("s:lastmod", namespaces=space)
        for row in etree.fromstring(fetch(web, posts).body).findall("s:url", space)
    }
    for article in of(outlet):
        assert rows[canonical_url(article)] == iso_utc(article.modified or article.published)


def test_wordpress_search_and_archives(web: SampleWeb) -> None:
    links, pages = "h2.entry-title a::attr(href)", ".inf-pagination a::attr(href), .pagination a::attr(href)"
    for outlet, host in (("petisi", "petisi.co"), ("perkaranews", "perkaranews.com")):
        expected = [one for one in of(outlet) if "pilkada" in f"{one.title} {one.body}".lower()]
        found = follow(web, f"https://{host}/?s=Pilkada", links, pages)
        assert list(dict.fromkeys(found)) == [canonical_url(one) for one in expected]
        assert fetch(web, f"https://{host}/page/99/").status == 404
    november = [canonical_url(one) for one in of("perkaranews") if local_day(one.published).month == 11]
    assert list(dict.fromkeys(follow(web, "https://perkaranews.com/2024/11/", links, pages))) == november
    assert fetch(web, "https://perkaranews.com/2019/01/").status == 404


def test_antara_search_keeps_to_words_and_days(web: SampleWeb) -> None:
    links = ".simple-post h3 a[title]::attr(href)"
    chosen = of("antara_jatim")[4]
    day = local_day(chosen.published).isoformat()

    def expected(matches: Callable[[SampleArticle], bool]) -> list[SampleArticle]:
        return [
            one for one in of("antara_jatim") if "probolinggo" in f"{one.title} {one.body}".lower() and matches(one)
        ]

    url = f"https://jatim.antaranews.com/search/kota+probolinggo/2024-10-01/{day}/1"
    found = follow(web, url, links, ".pagination a::attr(href)")
    inside = expected(lambda one: local_day(one.published).isoformat() <= day)
    assert {article_at(one).key for one in found} <= {one.key for one in inside} and found
    simple = follow(web, "https://jatim.antaranews.com/search?q=probolinggo&page=1", links, ".pagination a::attr(href)")
    assert [article_at(one) for one in dict.fromkeys(simple)] == expected(lambda _: True)
    other_form = "https://jatim.antaranews.com/search/probolinggo/01-10-2024/28-11-2024/1"
    assert not Selector(fetch(web, other_form).text).css(links)


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("http://petisi.co/feed/", "https://petisi.co/feed/"),
        ("https://www.petisi.co/feed/?a=1", "https://petisi.co/feed/?a=1"),
        ("http://jatim.antaranews.com/terkini?page=2", "https://jatim.antaranews.com/terkini?page=2"),
        ("https://koranrb.id/read/1/a", "https://harianrakyatbengkulu.bacakoran.co/read/1/a"),
        ("http://bag-hukum.probolinggokota.go.id/berita", "https://bag-hukum.probolinggokota.go.id/berita"),
    ],
)
def test_redirects(web: SampleWeb, url: str, location: str) -> None:
    reply = fetch(web, url)
    assert (reply.status, reply.headers["location"]) == (301, location)


def test_wordpress_redirects_to_the_permalink(web: SampleWeb) -> None:
    for outlet in ("petisi", "perkaranews"):
        article = of(outlet)[0]
        url = canonical_url(article)
        assert fetch(web, url.rstrip("/")).headers["location"] == url
        short = f"https://{url.split('/')[2]}/?p={article.id}"
        assert fetch(web, short).headers["location"] == url
    assert fetch(web, "https://petisi.co/?p=1").status == fetch(web, "https://petisi.co/tidak-ada").status == 404


def test_articles_of_unknown_outlets_are_refused() -> None:
    stranger = SampleArticle("lain", "uji", "judul-uji", "Judul", ARTICLES[0].published, ("Satu.",))
    with pytest.raises(ValueError, match="'lain'"):
        SampleWeb([stranger])
