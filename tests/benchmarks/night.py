"""Needs of a night, for `scrapy capacity`: CPU of an outlet's process and of a request, memory, and bytes kept.

``python -m tests.benchmarks.night``
"""

from __future__ import annotations

import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory

from storage.data_folder import DATABASE_NAME
from tests.benchmarks.reextraction import fill
from tests.benchmarks.wordpress_pages import wordpress_page
from tests.shell import FAST, environment, scrapy
from tests.web.messages import html
from tests.web.server import SampleWeb

_PAGES = 200
_SILENT = "betv.disway.id"


def main() -> None:
    """Measures and prints."""
    with TemporaryDirectory() as folder, SampleWeb() as web:
        web.sites[_SILENT] = lambda _: html("", status=404)
        begin = _night(Path(folder) / "silent", web, "betv")
        web.clear_log()
        whole = _night(Path(folder) / "whole", web, "petisi,koranrb,perkaranews")
        requests = len(web.log)
        megabytes = getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024
        archive = Path(folder) / "filled"
        archive.mkdir()
        fill(archive, _PAGES, wordpress_page)
        raw = sum(path.stat().st_size for path in (archive / "warc").iterdir())
        database = (archive / DATABASE_NAME).stat().st_size
    sys.stdout.write(
        f"process: {begin:.1f} CPU s, {megabytes:.0f} MB; request: {1000 * (whole - begin) / requests:.0f} CPU ms "
        f"({requests} requests, the start of an extraction worker included); "
        f"an article of 94 kB: {raw / _PAGES / 1000:.1f} kB in WARC, {database / _PAGES / 1000:.1f} kB in rows\n"
    )


def _night(folder: Path, web: SampleWeb, outlets: str) -> float:
    """CPU seconds of a night in one process and its extraction worker."""
    before = _spent()
    arguments = ("nightly", "--since", "2024-11-01", "--outlets", outlets, "-s", "KLIPING_WORKERS=1", *FAST)
    done = scrapy(*arguments, env=environment(folder, web))
    assert done.returncode in (0, 10, 12), done.stderr
    return _spent() - before


def _spent() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
