"""A 304 can lose nothing: what a killed night did not come to, a wider window, and a lying server are all looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.shell import FAST, environment, scrapy
from tests.web.articles import load_articles
from tests.web.messages import Request, Response, html, xml
from tests.web.server import SampleWeb

HOST = "petisi.co"
FEED = f"https://{HOST}/feed/"


class Site:
    """A feed with one article; its server can be told to say 304 whatever it prints, or to send rubbish."""

    def __init__(self) -> None:
        self.links = ["satu-berita-lama"]
        self.says_304 = False
        self.broken = False

    def __call__(self, request: Request) -> Response:
        if request.path == "/feed/":
            if self.says_304 and "if-none-match" in request.headers:
                return Response(304)
            if self.broken:
                return html("<p>Galat</p>")
            items = "".join(f"<item><link>https://{HOST}/{link}/</link></item>" for link in self.links)
            return xml(f"<rss><channel>{items}</channel></rss>")
        return html("", status=404)


@pytest.fixture
def web() -> Iterator[SampleWeb]:
    with SampleWeb() as running:
        yield running


def crawl(web: SampleWeb, data: Path, *arguments: str) -> list[int]:
    """Statuses of the feed in one crawl."""
    web.clear_log()
    scrapy("crawl", "petisi", *arguments, *FAST, env=environment(data, web))
    return [hit.status for hit in web.hits(host=HOST, path="^/feed/$")]


def seen(data: Path) -> set[str]:
    with Archive.open(default_url(data)) as archive:
        return {one.url for one in archive.memory("petisi").values()}


def test_a_server_that_always_says_304_is_found_out_before_the_window_moves_on(web: SampleWeb, tmp_path: Path) -> None:
    site = web.sites[HOST] = Site()
    assert crawl(web, tmp_path) == [200]
    site.says_304, site.links = True, ["satu-berita-lama", "dua-berita-baru"]
    statuses = []
    for _ in range(3):
        web.now += timedelta(days=1)
        statuses += crawl(web, tmp_path)
    assert statuses == [304, 304, 200]
    assert f"https://{HOST}/dua-berita-baru/" in seen(tmp_path)


def test_what_cannot_be_read_is_not_asked_for_with_validators(web: SampleWeb, tmp_path: Path) -> None:
    site = web.sites[HOST] = Site()
    site.broken = True
    assert crawl(web, tmp_path) == [200]
    assert crawl(web, tmp_path) == [200], "rubbish is not remembered"
    site.broken = False
    assert crawl(web, tmp_path) == [200]
    assert crawl(web, tmp_path) == [304]
    with Archive.open(default_url(tmp_path)) as archive:
        statuses = sorted(one.status for one in archive.captures() if one.url == FEED)
    assert statuses == [200, 200, 200, 304], "the answer is archived as what it is"


def test_a_304_for_a_damaged_page_is_asked_again_in_full(web: SampleWeb, tmp_path: Path) -> None:
    web.sites[HOST] = Site()
    crawl(web, tmp_path)
    for path in (tmp_path / "warc").iterdir():
        path.write_bytes(bytes(path.stat().st_size))
    assert crawl(web, tmp_path) == [304, 200]


def test_a_page_that_lies_elsewhere_is_asked_for_in_full(web: SampleWeb, tmp_path: Path) -> None:
    web.sites[HOST] = Site()
    crawl(web, tmp_path)
    for path in (tmp_path / "warc").iterdir():
        path.rename(tmp_path / path.name)  # as when it was fetched by another machine, or moved to a cold place
    assert crawl(web, tmp_path) == [200]


def test_a_wider_window_finds_behind_a_304_what_a_narrower_one_passed_over(tmp_path: Path) -> None:
    (pattern,) = [one for one in load_articles() if one.outlet == "antara_jatim" and one.relevant][:1]
    old = replace(pattern, published=pattern.published.replace(year=2024, month=11, day=3))
    with SampleWeb([old]) as web:
        environ = environment(tmp_path, web)
        arguments = ("crawl", "antara_jatim", *FAST)
        scrapy(*arguments, "-a", "since=2024-11-20", env=environ)
        web.clear_log()
        scrapy(*arguments, "-a", "since=2024-11-01", env=environ)
        assert [hit.status for hit in web.hits(path="^/rss/")] == [304]
    with Archive.open(default_url(tmp_path)) as archive:
        assert [one.state for one in archive.memory("antara_jatim").values()] == ["article"]
