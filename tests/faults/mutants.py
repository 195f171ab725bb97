"""Five ways to break the crash protocol that a kill test must notice; each is applied in the killed process only."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

import crawler.crawling.run
import storage.integrity.recovery
import storage.raw.warc
from storage.failpoints import reached
from storage.raw.warc import WarcWriter


def database_before_archive() -> None:
    """Rows are committed while their bytes are still in the memory of the process."""
    append, sync = WarcWriter._append, WarcWriter.sync
    held: list[bytes] = []

    def hold(self: WarcWriter, descriptor: int, data: bytes) -> None:
        held.append(data)
        self._size += len(data)

    def let_go(self: WarcWriter) -> None:
        for data in held:
            self._size -= len(data)
        for data in held:
            append(self, self._descriptor or 0, data)
        held.clear()
        sync(self)

    WarcWriter._append = hold  # type: ignore[method-assign]
    WarcWriter.sync = let_go  # type: ignore[method-assign]
    _commit_first()


def fsync_after_commit() -> None:
    """Rows are committed when their bytes are in the page cache, which a power cut takes away."""
    _commit_first()


def replay_that_is_not_idempotent() -> None:
    """Recovery gives every record that it reads a name of its own."""
    rows = storage.integrity.recovery._rows

    def renamed(path: Path, reunion: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
        for row, validator in rows(path, reunion):
            yield {**row, "record_id": f"urn:uuid:{uuid.uuid4()}"}, validator

    storage.integrity.recovery._rows = renamed


def no_recovery() -> None:
    """A run begins without a look at what the killed one left."""
    vars(crawler.crawling.run)["bring_together"] = lambda *_: storage.integrity.recovery.Reunion()


def trust_the_reader() -> None:
    """What warcio reads without complaint is taken for whole, and nothing is cut off."""

    def read(path: Path) -> tuple[int, int]:
        with path.open("rb") as file:
            count = sum(1 for _ in ArchiveIterator(file))
        return count, path.stat().st_size

    storage.raw.reader._proven_length = read


def _commit_first() -> None:
    def secure(self: crawler.crawling.run.Run) -> None:
        if self._captures:
            self.archive.save_captures(self._captures)
            reached("between")
            self.warc.sync()
            self._captures.clear()

    crawler.crawling.run.Run.secure = secure  # type: ignore[method-assign]
