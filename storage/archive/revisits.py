"""Records that say that a page had not changed, read with the body of the record they refer to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Protocol

from storage.archive.archive import Archive
from storage.exceptions import WarcError
from storage.raw.exchange import RawRecord
from storage.raw.reader import read_record


class Place(Protocol):
    """Position of a record: a ``Capture``, or a row with these columns."""

    @property
    def warc_file(self) -> str: ...
    @property
    def offset(self) -> int: ...
    @property
    def length(self) -> int: ...


def read_whole(archive: Archive, folder: Path, place: Place) -> RawRecord:
    """The record at this place. One that revisits another has that one's body; after a 304 its status and headers too.

    Raises :class:`~storage.exceptions.WarcError` as ``read_record``, and when the other is not there or not the same.
    """
    record = read_record(folder, place.warc_file, place.offset, place.length)
    if record.revisits is None:
        return record
    row = archive.capture(record.revisits)
    if row is None:
        raise WarcError(f"{folder / place.warc_file} at {place.offset}: revisits {record.revisits}, which is not there")
    whole = read_record(folder, row.warc_file, row.offset, row.length)
    if whole.digest != record.digest or whole.revisits is not None:
        raise WarcError(f"{folder / place.warc_file} at {place.offset}: {record.revisits} does not hold its body")
    if record.status == 304:
        record = replace(record, status=whole.status, reason=whole.reason, headers=whole.headers)
    return replace(record, body=whole.body, truncated=whole.truncated)
