"""A walk through a site, without a network: each request is answered by a site of the sample web, or of this module."""

from __future__ import annotations

import asyncio
import json
import shlex
from collections.abc import Mapping
from datetime import timedelta

import pytest
from scrapy.http import TextResponse
from scrapy.utils.project import get_project_settings

from crawler.extraction.article import extract
from crawler.onboarding.draft import Declaration, checked, module, source_of
from crawler.onboarding.probe.findings import Findings
from crawler.onboarding.probe.report import genspider, report
from crawler.onboarding.probe.site import walk
from crawler.onboarding.visit import Ask, Visit
from crawler.outlets.loader import family_classes
from crawler.outlets.outlet import Outlet
from crawler.outlets.saved_pages import saved_page
from crawler.outlets.sources import Context, JsonListing, Listing
from crawler.outlets.window import Window
from tests.spiders import test_conventions, test_fixtures
from tests.web.articles import load_articles
from tests.web.asker import asker
from tests.web.calendar import NOW
from tests.web.messages import Handler, Request, Response, as_json, html
from tests.web.sites import outlet_sites
from tests.web.sites.unfamiliar import SUARA_LERENG, WARTA_SELAT, WARTA_TUA

FAMILIES = family_classes(get_project_settings())
ARTICLES = [one for one in load_articles() if one.published <= NOW]
SITES = outlet_sites(ARTICLES, NOW)
MINE = [one for one in ARTICLES if one.outlet == "antara_jatim"]
STORY = "Petugas menjaga gudang logistik pemilu di kota itu sepanjang malam, kata ketua panitia kepada wartawan."


def asked_of(ask: Ask, url: str, body: str | None = None) -> Visit:
    async def once() -> Visit:
        return await ask(url, body=body)

    return asyncio.run(once())


def walked(url: str, sites: Mapping[str, Handler] = SITES) -> Findings:
    return asyncio.run(walk(asker(sites), url, FAMILIES, NOW, "KlipingBot"))


def declared(found: Findings) -> type[Outlet]:
    """The outlet that the probe's last line declares."""
    family = FAMILIES[found.family or "own_system"]
    words = shlex.split(genspider(found, family))
    given = {words[at]: words[at + 1] for at in range(len(words) - 1) if words[at].startswith("--")}
    sources = [words[at + 1] for at, word in enumerate(words) if word == "--source"]
    facts = checked(
        Declaration(
            name=words[4],
            site=words[5],
            title=given.get("--title", "Warta"),
            region=given.get("--region", "35"),
            day=NOW.date(),
            family=family,
            article_path=given.get("--article-path"),
            article=given.get("--article"),
            example=given.get("--example"),
            headline=given.get("--headline"),
            published=given.get("--published"),
            authors=given.get("--authors"),
            whole=given.get("--whole"),
            sources=tuple(map(source_of, sources)),
            dead=tuple(words[at + 1] for at, word in enumerate(words) if word == "--dead"),
        )
    )
    namespace: dict[str, object] = {}
    exec(compile(module(facts), "outlet.py", "exec"), namespace)
    made = namespace[facts.class_name]
    assert isinstance(made, type)
    assert issubclass(made, Outlet)
    return made


def announced(outlet: type[Outlet], sites: Mapping[str, Handler] = SITES) -> set[str]:
    """Articles on the first page of each source."""
    context, ask = Context(outlet.site, outlet.zone, Window(NOW - timedelta(days=60)), NOW), asker(sites)
    found = set()
    for source in outlet.sources:
        step = next(source.steps(context))
        asked = source.request(step)
        visit = asked_of(ask, asked["url"], asked.get("body"))
        assert isinstance(visit.response, TextResponse), visit.trouble
        for one in source.read(visit.response, step, context).announcements:
            if address := outlet.addresses().article(one.url):
                found.add(address)
    return found


@pytest.mark.parametrize(
    ("site", "dates"),
    [(f"https://{SUARA_LERENG}/", True), (f"https://{WARTA_SELAT}/", False), (f"http://{WARTA_TUA}/", True)],
)
def test_a_proposed_outlet_reads_its_site_and_passes_the_tests_of_every_outlet(site: str, dates: bool) -> None:
    found = walked(site)
    outlet = declared(found)
    assert outlet.family() == "own_system"
    assert bool(outlet.layouts[0].published) == dates, "where the head tells the moment, no selector is needed"
    urls = sorted(announced(outlet))
    assert len(urls) >= 8
    stories = {(one.title, one.body) for one in MINE}
    for url in urls[:4]:
        visit = asked_of(asker(SITES), url)
        assert visit.response is not None
        item = extract(saved_page(visit.response.body, url, outlet, NOW))
        assert item.extractor.endswith("/element")
        assert (item.title, item.body) in stories
        assert item.published_precision == "minute"
    test_conventions.test_declared_facts_are_sound(outlet)  # type: ignore[arg-type]
    test_conventions.test_the_address_pattern_knows_the_examples(outlet)  # type: ignore[arg-type]
    test_fixtures.test_its_article_is_read_exactly(outlet)  # type: ignore[arg-type]
    test_fixtures.test_its_sources_lead_to_its_articles(outlet)  # type: ignore[arg-type]


def test_what_the_ugly_site_is_like_is_said() -> None:
    found = walked(f"https://{WARTA_TUA}/", {WARTA_TUA: without_tls(SITES[WARTA_TUA])})
    told = "\n".join(report(found, None))
    assert found.site == f"http://{WARTA_TUA}/"
    assert "it has no HTTPS" in told
    assert "its pages stand in frames: the list is /index.php?module=depan" in told
    assert "1 documents (PDF, DOC) are linked" in told
    assert "platform    none that is known" in told
    assert "article     http://wartatua.example/index.php?id=" in told
    assert "    first   " in told
    assert "    last    " in told
    (source,) = (offer.source for offer in found.offers)
    assert isinstance(source, Listing)
    assert source.body == "kat=3&hal={page}"


def without_tls(site: Handler) -> Handler:
    return lambda request: site(request) if request.scheme == "http" else Response(502)


def made(front: str, article: str = "", **pages: Response) -> Mapping[str, Handler]:
    """A site of one host with a front page, articles below ``/baca`` and further pages by name."""
    story = f"<div class='isi'><p>{STORY}</p><p>{STORY[::1]} Demikian.</p></div>{article}"

    def site(request: Request) -> Response:
        name = request.path.strip("/").replace("/", "_").replace(".", "_")
        if name in pages:
            return pages[name]
        if request.path == "/":
            return html(f"<html><head><title>Warta Contoh</title></head><body>{front}</body></html>")
        if request.path.startswith(("/baca", "/read", "/amp")):
            return html(f"<html><body><h1>Petugas Menjaga Gudang</h1>{story}</body></html>")
        return html("<html><body>Tidak ada.</body></html>", status=404)

    return {"warta.example": site}


def headlines(form: str) -> str:
    return "".join(
        f"<h3><a href='{form.format(number)}'>Petugas menjaga gudang logistik ke {number}</a></h3>"
        for number in range(6)
    )


SITE = "https://warta.example/"


def test_the_form_of_an_address_alone_is_no_platform() -> None:
    found = walked(SITE, made(headlines("/read/{}/petugas-menjaga-gudang-logistik")))
    assert found.family is None
    assert found.pattern == r"/read/(?P<id>\d+)/[\w-]+/?"
    told = "\n".join(report(found, None))
    assert "platform    none that is known" in told
    assert "  not       disway (/(?:read|amp)/\\d+/): marks that others have too" in told


def test_a_host_outranks_every_mark_in_the_page() -> None:
    front = (
        headlines("/read/{}/petugas-menjaga-gudang-logistik") + "<img src='/wp-content/a.jpg'><link href='/wp-json/'>"
    )
    sites = {"kota.inews.id": made(front)["warta.example"]}
    found = walked("https://kota.inews.id/", sites)
    assert [one.family for one in found.platforms[:2]] == ["inews", "wordpress"]
    assert found.family == "inews"


def test_a_list_in_json_is_declared() -> None:
    rows = [
        {"id": n, "slug": f"petugas-menjaga-gudang-{n}", "judul": f"Petugas {n}", "tanggal": "2024-11-27 10:00:00"}
        for n in range(5)
    ]
    script = "<script>fetch('/api/berita?page=1').then(r => r.json())</script>"
    front = script + "<h3><a href='/baca/petugas-menjaga-gudang-3'>Petugas menjaga gudang logistik pemilu</a></h3>"
    sites = made(front, api_berita=as_json({"data": {"items": rows}}))
    found = walked(SITE, sites)
    source = found.offers[0].source
    assert isinstance(source, JsonListing)
    assert (source.url, source.items, source.link, source.form) == (
        "/api/berita?page={page}", "data.items", "slug", "/baca/{}"
    )  # fmt: skip
    assert (source.headline, source.stamp) == ("judul", "tanggal")
    assert len(announced(declared(found), sites)) == 5


def test_a_list_that_grows_and_an_edition_in_amp_are_said() -> None:
    grows = made(headlines("/baca/{}/petugas-menjaga-gudang-logistik") + "<div class='infinite-scroll'></div>")
    assert any("grows as one scrolls" in remark for remark in walked(SITE, grows).remarks)
    amp = made(headlines("/amp/{}/petugas-menjaga-gudang-logistik"))
    assert any("only the AMP edition" in remark for remark in walked(SITE, amp).remarks)


def test_a_request_that_is_no_list_is_said() -> None:
    front = "<script>$.post('/ajax/cuaca', {hal: 1})</script>"
    found = walked(SITE, made(front, ajax_cuaca=as_json({"suhu": 31})))
    assert "a script or form asks for POST https://warta.example/ajax/cuaca with hal=1" in " ".join(found.remarks)


def test_dead_sources_of_the_family_are_left_out() -> None:
    front = headlines("/2024/11/{}-petugas-menjaga-gudang") + "<img src='/wp-content/a.jpg'>"
    found = walked(SITE, made(front.replace("<h3>", "<h3 class='entry-title'>")))
    assert found.family == "wordpress"
    assert found.dead == ["/wp-json/wp/v2/posts", "/feed/"]
    assert "--dead /wp-json/wp/v2/posts --dead /feed/" in genspider(found, FAMILIES["wordpress"])
    assert [type(source) for source in declared(found).sources] == [Listing]


def test_the_whole_of_a_split_article_is_proposed() -> None:
    front = headlines("/baca/{}/petugas-menjaga-gudang-logistik")
    found = walked(SITE, made(front, article="<a href='?page=all'>Tampilkan semua</a>"))
    assert found.whole == "?page=all"
    assert "--whole '?page=all'" in genspider(found, None)


def test_an_answer_in_json_that_is_broken_is_no_list() -> None:
    broken = Response(200, json.dumps([1])[:2].encode(), (("Content-Type", "application/json"),))
    found = walked(SITE, made("<script>fetch('/api/x')</script>", api_x=broken))
    assert found.offers == []
