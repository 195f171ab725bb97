"""Terms for which things are kept."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from crawler.night.closing import prune
from tests.storage.clippings import NOW


def test_old_logs_pages_and_torn_ends_go_and_the_archive_stays(tmp_path: Path) -> None:
    for name, days in (
        ("logs/old.log", 31), ("logs/recent.log", 29), ("reports/old.html", 366), ("reports/recent.html", 300),
        ("warc/a.warc.gz.10.torn", 91), ("warc/b.warc.gz.10.torn", 89), ("warc/a.warc.gz", 900), ("kliping.db", 900),
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
        then = (NOW - timedelta(days=days)).timestamp()
        os.utime(path, (then, then))
    assert prune(tmp_path, now=NOW) == 3
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == [
        "a.warc.gz", "b.warc.gz.10.torn", "kliping.db", "recent.html", "recent.log",
    ]  # fmt: skip
