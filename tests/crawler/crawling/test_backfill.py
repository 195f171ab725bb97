"""A backfill over many nights: within its budget, through a kill, nothing fetched twice, days out of reach named."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.archive.runs import balance
from storage.db.engine import default_url
from storage.models import RunOutlet
from tests.shell import FAST, ROOT, environment, scrapy
from tests.web.articles import SampleArticle, load_articles
from tests.web.gold import canonical_url
from tests.web.misbehaviour import status
from tests.web.server import SampleWeb

BUDGET = 14
OLDEST = datetime.fromisoformat("2024-07-03T10:00:00+07:00")
LIMITS = (*FAST, "-s", f"PAGES_PER_NIGHT={BUDGET}")
BACKFILL = ("crawl", "petisi", "-a", "since=2024-06-01", "-a", "until=2024-09-30", *LIMITS)


def archive_of_months() -> list[SampleArticle]:
    """One article every fifth day from July to October, so that the newest lie behind the window."""
    pattern = next(one for one in load_articles() if one.outlet == "petisi" and one.relevant)
    return [
        replace(
            pattern, key=f"lama-{number}", slug=f"pengamanan-pilkada-hari-ke-{number}", id=70_000 + number,
            title=f"Pengamanan Pilkada Hari Ke-{number}", published=OLDEST + timedelta(days=5 * number), copy_of=None,
            paragraphs=(*pattern.paragraphs, f"Pengamanan ini adalah yang ke-{number}."),
        )
        for number in range(20)
    ]  # fmt: skip


@pytest.fixture
def web() -> Iterator[SampleWeb]:
    with SampleWeb(archive_of_months()) as running:
        running.misbehave(how=status(404), host="petisi.co", path=r"^/(wp-json|wp-sitemap)")
        yield running


def last_row(data: Path) -> RunOutlet:
    with Archive.open(default_url(data)) as archive:
        return archive.run_outlets(archive.runs(1)[0].run_id)[0]


def begin_and_kill(web: SampleWeb, data: Path, *, after: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "scrapy", *BACKFILL], cwd=ROOT, env=environment(data, web), stderr=subprocess.DEVNULL
    ) as process:
        deadline = time.monotonic() + 60
        while len(web.hits(host="petisi.co")) < after and process.poll() is None:
            assert time.monotonic() < deadline, "it hangs"
            time.sleep(0.01)
        process.kill()


def test_many_nights_one_backfill(web: SampleWeb, tmp_path: Path) -> None:
    begin_and_kill(web, tmp_path, after=8)
    with Archive.open(default_url(tmp_path)) as archive:
        unread = {one.url for one in archive.memory("petisi").values() if one.state == "queued"}
        unread |= {page.url for page in archive.source_pages() if page.state == "queued"}
    nights = 0
    while nights == 0 or (last_row(tmp_path).reason or "").startswith("budget"):
        nights += 1
        assert nights < 8, last_row(tmp_path).reason
        web.now += timedelta(days=nights > 1, minutes=1)
        before = len(web.log)
        done = scrapy(*BACKFILL, env=environment(tmp_path, web))
        row = last_row(tmp_path)
        assert (done.returncode, row.status) == (0, "completed"), done.stdout + done.stderr
        assert len([hit for hit in web.log[before:] if hit.method == "GET"]) <= BUDGET
        assert balance(row.counts) == 0, row.counts
        if (row.reason or "").startswith("budget"):
            assert "PAGES_PER_NIGHT=14 used up" in (row.reason or "")
            assert row.counts.get("queued") or row.counts.get("unfinished")
    assert nights >= 3

    asked = Counter(hit.url for hit in web.hits(host="petisi.co") if hit.status == 200 and hit.path != "/robots.txt")
    assert {url for url, count in asked.items() if count > 1} <= unread, "only what a kill caught on its way"
    assert max(asked.values()) <= 2

    inside = {canonical_url(one) for one in archive_of_months() if one.published.month < 10}
    with Archive.open(default_url(tmp_path)) as archive:
        found = {one.url for one in archive.memory("petisi").values() if one.state == "article"}
    assert found == inside

    days = scrapy("days", "petisi", env=environment(tmp_path, web)).stdout
    assert days.startswith("petisi: 2024-06-01 to 2024-09-30, ")
    # the listing ends with the oldest article; up to four of the oldest might be pinned ones, and prove nothing
    assert re.search(r"^    not reached: 2024-06-01 to 2024-07-23$", days, re.MULTILINE), days
    assert re.search(r"listing /page/\{page\}/: 2024-07-24 to 2024-09-30 .*no further pages", days), days
    assert re.search(r"sitemap /wp-sitemap.xml: no day .*HTTP 404", days), days


def test_empty_and_unknown(tmp_path: Path) -> None:
    env = environment(tmp_path)
    assert "No backfill yet" in scrapy("days", env=env).stderr
    done = scrapy("days", "koran_x", env=env)
    assert done.returncode == 2
    assert "there is no outlet 'koran_x'" in done.stderr
