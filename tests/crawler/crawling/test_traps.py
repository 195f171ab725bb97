"""Sites without an end, and sites that are suddenly huge: what was asked of them, and how the night ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.archive.runs import balance
from storage.db.engine import default_url
from storage.models import RunOutlet
from tests.shell import FAST, environment, scrapy
from tests.web.messages import Request, Response, html, xml
from tests.web.misbehaviour import slow
from tests.web.server import SampleWeb

HOST = "petisi.co"


@pytest.fixture
def web() -> Iterator[SampleWeb]:
    with SampleWeb() as running:
        yield running


def crawled(web: SampleWeb, data: Path, *arguments: str) -> RunOutlet:
    """The outlet's row after a crawl of the last days."""
    done = scrapy("crawl", "petisi", *FAST, *arguments, env=environment(data, web))
    assert done.returncode == 0, done.stdout + done.stderr
    with Archive.open(default_url(data)) as archive:
        row = archive.run_outlets(archive.runs(1)[0].run_id)[0]
    assert balance(row.counts) == 0, row.counts
    return row


def asked(web: SampleWeb) -> list[str]:
    return [hit.url for hit in web.hits(host=HOST) if hit.method == "GET" and hit.path != "/robots.txt"]


def maze(request: Request) -> Response:
    """A calendar, sessions, paths that grow, and an index of sitemaps that names itself."""
    number = len(request.target)
    if request.path.startswith("/wp-sitemap"):
        more = "".join(
            f"<sitemap><loc>https://{HOST}/wp-sitemap.xml?posts-post={number}-{one}</loc></sitemap>" for one in "abc"
        )
        return xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{more}</sitemapindex>')
    if request.path == "/" or request.path.startswith("/page/"):
        return html(
            f"<h2><a href='/satu-berita-pilkada/;jsessionid={number}?PHPSESSID={number}&utm_source={number}'>a</a></h2>"
            f"<h2><a href='/satu-berita-pilkada/?sid={number}'>a</a></h2>"
            f"<h2><a href='/{'arsip-berita-lama/' * 3}'>b</a></h2>"
            f"<h2><a href='/berita-yang-{'sangat-' * 400}panjang/'>c</a></h2>"
            f"<h2><a href='/kalender-agenda-kota/?bulan={number + 1}'>Bulan depan</a></h2>"
        )  # fmt: skip
    return html("", status=404)


def test_mazes_have_an_end(web: SampleWeb, tmp_path: Path) -> None:
    web.sites[HOST] = maze
    row = crawled(web, tmp_path)
    urls = asked(web)
    assert Counter(url.partition("?")[0].partition(";")[0] for url in urls)[f"https://{HOST}/satu-berita-pilkada/"] == 1
    assert not [url for url in urls if "arsip-berita-lama/arsip" in url or len(url) > 2_000]
    assert len([url for url in urls if "wp-sitemap" in url]) <= 1 + 3 + 9
    assert len([url for url in urls if "kalender" in url]) <= 2, "the same page of the list brings no news twice"
    assert row.counts["traps"] >= 2
    assert len(urls) < 25


def endless(request: Request) -> Response:
    """Every page of the list has ten links nobody has seen, and leads to the next; the feed has 100 times the usual."""
    if request.path == "/feed/":
        items = "".join(f"<item><link>https://{HOST}/berita-banjir-nomor-{one}/</link></item>" for one in range(150))
        return xml(f"<rss><channel>{items}</channel></rss>")
    if request.path == "/" or request.path.startswith("/page/"):
        links = "".join(f"<h2><a href='/berita-{request.path.strip('/')}-nomor-{one}/'>x</a></h2>" for one in range(10))
        return html(links)
    return html("", status=404)


def test_a_flood_is_capped_and_said_and_its_queue_kept(web: SampleWeb, tmp_path: Path) -> None:
    web.sites[HOST] = endless
    row = crawled(web, tmp_path, "-s", "PAGES_PER_NIGHT=30")
    assert row.status == "completed"
    assert (row.reason or "").startswith("budget: PAGES_PER_NIGHT=30 used up; ")
    assert len(asked(web)) <= 30
    with Archive.open(default_url(tmp_path)) as archive:
        states = Counter(one.state for one in archive.memory("petisi").values())
        assert archive.covered("petisi") is None, "what was not read to its end covers nothing"
    assert states["queued"] == row.counts["queued"] > 100


def test_a_slow_outlet_ends_in_its_time_and_delays_no_other(web: SampleWeb, tmp_path: Path) -> None:
    web.misbehave(how=slow(3), host=HOST)
    arguments = ("--outlets", "petisi,antara_jatim", "--since", "2024-11-14", "-s", "OUTLET_MINUTES=0.2", *FAST)
    done = scrapy("nightly", *arguments, env=environment(tmp_path, web))
    assert done.returncode == 0, done.stdout
    with Archive.open(default_url(tmp_path)) as archive:
        rows = {row.outlet: row for row in archive.run_outlets(archive.runs(1)[0].run_id)}
    assert "budget: OUTLET_MINUTES=0.2 used up" in (rows["petisi"].reason or "")
    assert {"queued", "unfinished"} & rows["petisi"].counts.keys()
    assert rows["antara_jatim"].counts["articles"] >= 3


def test_a_run_ends_in_its_time_and_names_whom_it_did_not_come_to(web: SampleWeb, tmp_path: Path) -> None:
    done = scrapy("nightly", "--outlets", "petisi", "-s", "RUN_MINUTES=0", *FAST, env=environment(tmp_path, web))
    assert done.returncode == 0
    assert "RUN_MINUTES=0 used up before it began" in done.stdout
    assert not web.log
