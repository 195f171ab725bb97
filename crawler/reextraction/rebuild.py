"""A database made from the raw archive alone, to be compared with the live one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from scrapy.settings import Settings

from crawler.extraction.pool import Workers
from crawler.outlets.loader import outlet_classes
from crawler.reextraction.reextract import Reextraction
from storage.archive.archive import Archive
from storage.data_folder import WARC_FOLDER
from storage.db.engine import default_url
from storage.integrity.recovery import bring_together
from storage.integrity.verification import Problem, unlike
from storage.raw.files import SUFFIX


def unlike_rebuilt(
    live: Archive, warc_folder: Path, settings: Settings, *, now: datetime, tick: Callable[[int], None]
) -> Iterator[Problem]:
    """Yield each difference between the live database and one made of the complete WARC files, which are only read.

    ``tick`` is told after each page how many were read.
    """
    outlets = outlet_classes(settings)
    with (
        TemporaryDirectory(prefix="kliping-rebuild-") as name,
        Archive.open(default_url(Path(name))) as rebuilt,
        Workers(settings.getint("KLIPING_WORKERS") or None) as workers,
    ):
        links = Path(name) / WARC_FOLDER
        links.mkdir()
        for path in warc_folder.glob(f"*{SUFFIX}"):
            (links / path.name).symlink_to(path.resolve())
        bring_together(rebuilt, links)
        reextraction = Reextraction(rebuilt, links, outlets, workers, settings, tick=tick)
        reextraction.compare()
        reextraction.apply(now=now)
        yield from unlike(live, rebuilt, outlets=outlets)
