"""One run: what its outlets share, and what is written of them.

The order is always archive first, then database: a row never points at bytes that a power cut could take away.
"""

from __future__ import annotations

import logging
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic, time
from typing import Any, TypeVar

from scrapy.settings import BaseSettings

from crawler import VERSION
from crawler.cli.progress import NightProgress
from crawler.config import clock, data_folder, database_url
from crawler.crawling import purging
from crawler.crawling.writes import Writes
from crawler.extraction.pool import Workers
from crawler.items import ArticleItem, article_fields
from crawler.outlets.window import Window
from storage.archive.archive import Archive
from storage.data_folder import WARC_FOLDER
from storage.exceptions import ArchiveAway, ArchiveBusy, ArchiveFull, WarcError
from storage.integrity.recovery import bring_together
from storage.raw.exchange import Exchange, RawRecord, capture_row
from storage.raw.files import WRITER_MARK
from storage.raw.lock import DataLock
from storage.raw.reader import read_record
from storage.raw.warc import WarcWriter
from storage.records import history, judgements, outlet_orders, takedowns

_log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass
class Run:
    """Things that the outlets of one run share: clock, archive, raw archive, extraction workers."""

    run_id: str
    command: str
    settings: Mapping[str, Any]
    """The settings that are written with it."""

    now: Callable[[], datetime]
    folder: Path
    """The data folder."""

    archive: Archive
    warc: WarcWriter
    workers: Workers
    started: float = field(default_factory=monotonic)
    left_by_killed: frozenset[str] = frozenset()
    """WARC files that recovery entered, and those of runs killed since one came to its end.

    They may hold pages that nobody has read.
    """

    stopping: bool = False
    """Set when the process was told to stop: no further outlet is begun."""
    progress: NightProgress = field(default_factory=NightProgress)
    writes: Writes = field(default_factory=Writes)
    """Queue of the writes of its crawls."""

    _captures: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    @contextmanager
    def open(cls, settings: BaseSettings, command: str) -> Iterator[Run]:
        """Takes the data folder's lock, mends what a killed run left, and opens everything.

        Raises ``Locked`` when another run has the folder, ``ArchiveError`` or ``UsageFailure`` when it cannot be used.
        One that was begun and ends without ``finish`` is written as crashed by the next.
        """
        now = clock(settings)
        folder = data_folder(settings)
        _require_space(folder, settings.getint("DISK_RESERVE_MB"))
        run_id = new_run_id(now())
        with ExitStack() as stack:
            stack.enter_context(DataLock(folder, run_id=run_id))
            archive = stack.enter_context(Archive.open(database_url(settings)))
            reunion = bring_together(archive, folder / WARC_FOLDER)
            for line in reunion.damaged:
                _log.warning("damaged in the raw archive: %s", line)
            takedowns.restore(archive, folder)
            purging.finish(archive, folder, now=now())
            history.restore(archive, folder)
            judgements.restore(archive, folder)
            outlet_orders.restore(archive, folder)
            archive.mark_crashed(now())
            crashed = archive.crashed_since_the_last_end()
            left = [file.name for file in archive.warc_files() if file.unread or file.run_id in crashed]
            run = cls._opened(stack, settings, command, archive, run_id)
            run.left_by_killed = frozenset(left)
            yield run

    @classmethod
    @contextmanager
    def join(
        cls, settings: BaseSettings, command: str, run_id: str, *, writer: str, began: float | None = None
    ) -> Iterator[Run]:
        """Takes part in a run that several processes share: takes no lock, and mends nothing that others left.

        ``writer`` (small letters, digits, hyphens) is in the names of the WARC files and differs from that of every
        other process; ``began`` is when the run did, in seconds since 1970. Raises as ``open`` does.
        """
        folder = data_folder(settings)
        _require_space(folder, settings.getint("DISK_RESERVE_MB"))
        with ExitStack() as stack:
            archive = stack.enter_context(Archive.open(database_url(settings)))
            run = cls._opened(stack, settings, command, archive, run_id, f"{WRITER_MARK}{writer}")
            if began is not None:
                run.started -= max(0.0, time() - began)
            yield run

    @classmethod
    def _opened(
        cls, stack: ExitStack, settings: BaseSettings, command: str, archive: Archive, run_id: str, writer: str = ""
    ) -> Run:
        now = clock(settings)
        folder = data_folder(settings)
        warc = WarcWriter(
            folder / WARC_FOLDER,
            run_id=run_id + writer,
            now=now,
            software=f"Kliping/{VERSION}",
            opened=lambda name, at: run.note_opened(name, at),
            sealed=lambda name, size: run.note_sealed(name, size),
            earlier=lambda record_id: run.readable(partial(archive.earlier, record_id)),
        )
        workers = stack.enter_context(Workers(settings.getint("KLIPING_WORKERS") or None))
        run = cls(run_id, command, _shown(settings), now, folder, archive, warc, workers)
        stack.callback(run.writes.close)
        stack.callback(run.end_records)
        return run

    def begin(self) -> None:
        """Writes that the run has begun: from here on it is in the list of runs, whatever becomes of it."""
        self.archive.start_run(
            run_id=self.run_id, command=self.command, started_at=self.now(), settings=dict(self.settings)
        )

    def finish(self, status: str, exit_code: int) -> None:
        """Writes how the run ended, ``completed`` or ``interrupted``, its exit code, and the file of the history."""
        if self.writes.has_lost:
            self.archive.mark_unread(self.run_id)
        self.archive.finish_run(
            self.run_id, ended_at=self.now(), seconds=self.seconds, status=status, exit_code=exit_code
        )
        history.save(self.archive, self.folder, now=self.now())

    @property
    def seconds(self) -> float:
        """Duration so far, of a clock that never jumps."""
        return monotonic() - self.started

    def seconds_left(self, settings: BaseSettings) -> float:
        """Seconds left of ``RUN_MINUTES``; 0 at least."""
        return max(0.0, 60 * settings.getfloat("RUN_MINUTES") - self.seconds)

    def window(self, outlet: str, settings: BaseSettings) -> Window:
        """The window of an outlet's night: since the last that covers it, less an overlap; at first some days."""
        last = self.archive.covered(outlet)
        if last is None:
            return Window(self.now() - timedelta(days=settings.getint("FIRST_WINDOW_DAYS")))
        return Window(last.started_at - timedelta(days=settings.getint("WINDOW_OVERLAP_DAYS")))

    def capture(self, exchange: Exchange) -> str:
        """Writes an exchange to the raw archive; gives its record id. ``secure`` makes it durable."""
        located = self.warc.write(exchange)
        self._captures.append(capture_row(exchange, located))
        return located.record_id

    def secure(self) -> None:
        """Makes every capture so far durable, then has their rows written."""
        if self._captures:
            self.warc.sync()
            rows, self._captures = self._captures, []
            self.writes.put(None, partial(self.archive.save_captures, rows))

    def note_opened(self, name: str, at: datetime) -> None:
        """Has a WARC file entered that was begun."""
        self.writes.put(None, partial(self.archive.save_warc_file, name, self.run_id, at))

    def note_sealed(self, name: str, size: int) -> None:
        """Has a WARC file written as complete; as one to be read where any write was lost.

        Where rows of its pages may be missing it stays as it is: the next run enters and reads what it does not find
        sealed (``storage.integrity.recovery``).
        """

        def seal() -> None:
            if not self.writes.lost(None):
                self.archive.seal_warc_file(name, size, unread=self.writes.has_lost)

        self.writes.put(None, seal)

    def readable(self, look: Callable[[], T]) -> T | None:
        """The outcome of a look into the archive; ``None`` while it cannot be read, for those who can do without."""
        try:
            return look()
        except (ArchiveBusy, ArchiveAway) as error:
            _log.warning("done without: %s", error)
            return None

    def last_answer(self, url: str, *, kind: str, since: datetime) -> RawRecord | None:
        """The last archived answer of an earlier run that was no error of the server; ``None`` before ``since``."""
        capture = self.readable(partial(self.archive.last_answer, url, kind=kind, since=since))
        if capture is None:
            return None
        try:
            return read_record(self.warc.folder, capture.warc_file, capture.offset, capture.length)
        except (WarcError, OSError):  # `scrapy verify` finds the damage; whoever asks here does without
            return None

    async def store(self, item: ArticleItem) -> str:
        """Keeps an article: ``new``, ``known`` or ``changed``. Its bytes are durable before its row is written."""
        self.secure()
        fields, now = article_fields(item), self.now()
        save = partial(self.archive.save_article, fields, now=now, settles=(item.url_key,))
        return await self.writes.make(item.outlet, save)

    def end_records(self) -> None:
        """Completes the current WARC file, with the rows of what is in it."""
        self.secure()
        self.warc.close()
        self.writes.wait()


def new_run_id(now: datetime) -> str:
    """The id of a run that begins now."""
    return f"{now:%Y%m%dt%H%M%S}-{uuid.uuid4().hex[:8]}"


def _require_space(folder: Path, reserve_mb: int) -> None:
    free = shutil.disk_usage(folder).free // 2**20
    if free < reserve_mb:
        raise ArchiveFull(f"only {free} MB are free at {folder}, less than DISK_RESERVE_MB={reserve_mb}; make room")


def _shown(settings: BaseSettings) -> dict[str, Any]:
    names = ("DOWNLOAD_DELAY", "USER_AGENT", "KLIPING_CONTACT", "KLIPING_TERMS_ACKNOWLEDGED", "KLIPING_NOW")
    return {name: settings.get(name) for name in names}
