"""The real night, killed at random moments and begun again: nothing is lost, doubled, or left half done.

``kill -9`` cannot show a missing fsync, because the page cache survives it; ``tests/storage/test_recovery.py`` cuts the
files instead.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.memory import SETTLED
from storage.archive import Archive
from storage.database import DATABASE_NAME, default_url
from storage.verification import verify
from storage.warc import read_record
from tests.shell import FAST, ROOT, environment, exported, scrapy
from tests.storage.exchanges import member_ends
from tests.web.server import SampleWeb

NIGHT = ("nightly", "--since", "2024-11-01", "--outlets", "koranrb,petisi", *FAST, "-s", "KLIPING_WORKERS=1")
KILLS_OF_A_NIGHT = 10


class Night:
    """One data folder through all its kills."""

    def __init__(self, folder: Path, web: SampleWeb) -> None:
        self.folder = folder
        self.web = web
        self.env = environment(folder, web)
        self.kills = 0
        self._settled: set[str] = set()
        folder.mkdir()
        web.clear_log()

    def kill(self, after_hits: int, then: float) -> bool:
        """Begins the night and kills it ``then`` seconds after so many requests; false when it ended before."""
        began = len(self.web.log)
        command = [sys.executable, "-m", "scrapy", *NIGHT]
        with subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            deadline = time.monotonic() + 60
            while len(self.web.log) < began + after_hits and process.poll() is None:
                assert time.monotonic() < deadline, "the night hangs"
                time.sleep(0.005)
            time.sleep(then)
            killed = process.poll() is None
            process.kill()
        self.kills += killed
        self._nothing_settled_is_asked_again(began)
        return killed

    def finish(self) -> dict[str, Any]:
        """Lets the night come to its end, checks the archive, and gives what it holds."""
        began = len(self.web.log)
        done = scrapy(*NIGHT, env=self.env)
        assert done.returncode == 0, done.stdout + done.stderr
        self._nothing_settled_is_asked_again(began)
        self._files_are_whole()
        articles, events = exported(self.folder / "export", self.env)
        for article in articles:
            assert article.pop("warc_record_id")
        return {"articles": articles, "events": events}

    def _files_are_whole(self) -> None:
        warc = self.folder / "warc"
        assert not list(warc.glob("*.open"))
        for path in warc.glob("*.warc.gz"):
            assert member_ends(path.read_bytes())
        with Archive.open(default_url(self.folder)) as archive:
            assert list(verify(archive, warc)) == []
            captures = archive.captures()
            for row in captures:
                record = read_record(warc, row.warc_file, row.offset, row.length)
                assert (record.record_id, record.digest, record.url) == (row.record_id, row.digest, row.url)
            assert len({row.record_id for row in captures}) == len(captures) > 20
            assert [run.status for run in archive.runs(1000)].count("running") == 0

    def _nothing_settled_is_asked_again(self, began: int) -> None:
        """A kill costs the pages that were on their way, and none whose fate had been written."""
        asked = {f"{hit.host}{hit.path}" for hit in self.web.log[began:]}
        assert not asked & self._settled, f"asked again after {self.kills} kills: {asked & self._settled}"
        if (self.folder / DATABASE_NAME).exists():
            with Archive.open(default_url(self.folder)) as archive:
                known = [row for name in ("koranrb", "petisi") for row in archive.memory(name).values()]
            self._settled = {urlsplit(row.url).netloc + urlsplit(row.url).path for row in known if row.state in SETTLED}


def killed_again_and_again(folder: Path, kills: int, seed: int) -> None:
    """Nights of some kills each, until there were ``kills``; all end like the one that was never killed."""
    chance = random.Random(seed)
    with SampleWeb() as web:
        expected = Night(folder / "unharmed", web).finish()
        assert len(expected["articles"]) > 10
        hits = len(web.log)
        total = number = 0
        while total < kills:
            number += 1
            night = Night(folder / f"night-{number}", web)
            for _ in range(min(KILLS_OF_A_NIGHT, kills - total)):
                # now and then so late that the events are being grouped, or the night is over
                if not night.kill(chance.randint(1, hits // 3), chance.choice((0, 0.02, 0.1, 0.3, 1.0))):
                    break
            total += night.kills
            assert night.finish() == expected, f"seed {seed}, night {number}"


def test_killed_ten_times(tmp_path: Path) -> None:
    killed_again_and_again(tmp_path, 10, seed=20241127)


@pytest.mark.long
def test_killed_three_hundred_times(tmp_path: Path) -> None:
    killed_again_and_again(tmp_path, 300, seed=20241128)
