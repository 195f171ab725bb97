"""Pages that are filled by script, in a real Chromium."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from crawler.fetching.browser import browser_settings, chromium
from tests.shell import FAST, environment, exported, scrapy
from tests.web.gold import canonical_url, gold_articles
from tests.web.made import MadeOutlet, write_spiders
from tests.web.messages import Request, Response, as_json, html, plain
from tests.web.misbehaviour import redirect, replace_body
from tests.web.server import SampleWeb

OURS = ("-s", "SPIDER_MODULES=spiders,tests.web.outlets")

needs_chromium = pytest.mark.skipif(
    chromium(get_project_settings()) is None, reason="no Chromium: apt install chromium, or set KLIPING_CHROMIUM"
)


@needs_chromium
def test_a_rendered_outlet_is_crawled_like_any_other(tmp_path: Path) -> None:
    with SampleWeb() as web:
        env = environment(tmp_path, web)
        done = scrapy("nightly", "--outlets", "kabar_layar", "--since", "2024-10-15", *FAST, *OURS, env=env)
        assert done.returncode == 0, done.stdout + done.stderr
        articles, _ = exported(tmp_path / "export", env)
        hosts = {hit.host for hit in web.log}
    gold = {canonical_url(one): one for one in gold_articles(date(2024, 10, 15), date(2024, 11, 28))}
    expected = {url: one for url, one in gold.items() if one.outlet == "kabar_layar"}
    assert {article["url"] for article in articles} == set(expected)
    for article in articles:
        assert article["body"].split() == expected[article["url"]].body.split()
        names = [name for name in expected[article["url"]].authors if "Kabar Layar" not in name]  # the outlet is nobody
        assert article["authors"] == names
    assert hosts == {"kabarlayar.example"}, "the browser calls nobody else"


@needs_chromium
def test_a_browser_keeps_to_robots_and_to_the_outlets_hosts_through_redirects(tmp_path: Path) -> None:
    outlet = MadeOutlet("warta_layar", 3, more="rendered = True", address="http://warta-layar.example/")
    ours = write_spiders(tmp_path, [outlet])
    with SampleWeb([]) as web:
        web.sites[outlet.host] = outlet
        web.sites["elsewhere.example"] = outlet
        rules = b"User-agent: *\nDisallow: /berita/apel-siaga-1\n"
        web.misbehave(how=replace_body(rules), host=outlet.host, path=r"^/robots\.txt$")
        web.misbehave(how=redirect("http://elsewhere.example/berita/x"), host=outlet.host, path="^/berita/apel-siaga-2")
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        done = scrapy("nightly", "--since", "2024-10-15", *FAST, *ours, env=env)
        assert web.hits(path="^/berita/apel-siaga-0"), done.stdout + done.stderr
        assert not web.hits(path="^/berita/apel-siaga-1")
        assert web.hits(path="^/berita/apel-siaga-2")
        assert {hit.host for hit in web.log} == {outlet.host}


def test_without_a_browser_the_outlet_is_skipped_with_a_clear_line(tmp_path: Path) -> None:
    env = environment(tmp_path, None, KLIPING_CHROMIUM="/nowhere/chromium")
    done = scrapy("nightly", "--outlets", "kabar_layar", *OURS, env=env)
    assert done.returncode == 0
    assert re.search(r"^kabar_layar +skipped .*install Debian's chromium", done.stdout, re.MULTILINE)


class _Request:
    def __init__(self, url: str, resource_type: str) -> None:
        self.url = url
        self.resource_type = resource_type


@pytest.mark.parametrize(
    ("url", "kind", "unneeded"),
    [
        ("https://kabar.example/app.js", "script", False),
        ("https://kabar.example/api/list.json", "fetch", False),
        ("https://kabar.example/foto.jpg", "image", True),
        ("https://ads.example/x.js", "script", True),
        ("http://169.254.169.254/", "fetch", True),
        ("data:text/html,x", "document", True),
    ],
)
def test_a_page_loads_its_own_scripts_and_data_only(url: str, kind: str, unneeded: bool) -> None:
    settings = browser_settings(get_project_settings(), frozenset({"kabar.example"}))
    refuse = settings["PLAYWRIGHT_ABORT_REQUEST"]
    assert asyncio.run(refuse(_Request(url, kind))) is unneeded


GROWING = """
from crawler.items import Layout
from crawler.crawling.spider import OutletSpider
from crawler.outlets.sources import GrowingListing


class {camel}Spider(OutletSpider):
    name = "{name}"
    title = "Gulir"
    site = "http://gulir.example/"
    region = "35"
    rendered = True
    article_path = r"/baca/(?P<id>\\d+)"
    sources = (GrowingListing(url="/", links="#daftar a", more={more!r}),)
    layouts = (Layout(article=("article",)),)
"""

LIST = """<html><body><div id="daftar"></div><div style="height: 3000px"></div>{button}<script>
let next = 1, busy = false;
async function more() {{
  if (busy) return;
  busy = true;
  const answer = await fetch("/api/daftar?mulai=" + next);
  if (!answer.ok) return;
  for (const number of await answer.json()) {{
    const link = document.createElement("a");
    link.href = "/baca/" + number;
    link.textContent = "Berita " + number;
    document.getElementById("daftar").append(link);
    next = number + 1;
  }}
  busy = false;
}}
more();
{listener}
</script></body></html>"""

SCROLLED = LIST.format(button="", listener="window.addEventListener('scroll', more);")
PRESSED = LIST.format(button="<button id='lagi' onclick='more()'>Muat lagi</button>", listener="")


@needs_chromium
@pytest.mark.parametrize(
    ("page", "more", "disallowed", "articles"),
    [
        pytest.param(SCROLLED, None, "/rahasia", 12, marks=pytest.mark.long),
        (PRESSED, "#lagi", "/rahasia", 12),
        (PRESSED, "#lagi", "/api/daftar?mulai=5", 4),  # robots.txt is obeyed by what the page itself loads
    ],
)
def test_a_list_that_grows_is_read_to_its_end(
    page: str, more: str | None, disallowed: str, articles: int, tmp_path: Path
) -> None:
    def site(request: Request) -> Response:
        if request.path == "/robots.txt":
            return plain(f"User-agent: *\nDisallow: /baca/\nDisallow: {disallowed}\n")  # the list is what matters
        if request.path == "/api/daftar":
            first = request.number("mulai", 1)
            return as_json(list(range(first, min(first + 4, 13))))
        return html(page) if request.path == "/" else html("<html><body></body></html>", status=404)

    package = tmp_path / "growing_outlets"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "gulir.py").write_text(GROWING.format(camel="Gulir", name="gulir", more=more))
    with SampleWeb([]) as web:
        web.sites["gulir.example"] = site
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        modules = ("-s", "SPIDER_MODULES=growing_outlets")
        done = scrapy("crawl", "gulir", *FAST, *modules, env=env)
        assert f"of {articles} announced articles {articles} disallowed" in done.stdout, done.stdout + done.stderr
        assert not web.hits(path="^/baca/")


def test_other_schemes_stay_closed() -> None:
    handlers = browser_settings(get_project_settings(), frozenset())["DOWNLOAD_HANDLERS"]
    assert handlers["file"] is None
