"""Records overwritten in place for an order: a tombstone takes exactly the bytes of the record before it.

A tombstone is a ``metadata`` record (ISO 28500:2017, 6.5) in one gzip member. Its header comment (RFC 1952, 2.3) fills
the member to the old length, so that no other record of the file moves and the file keeps its size. It says when the
record was purged, for which article, and nothing of what was there.
"""

from __future__ import annotations

import os
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from struct import pack

from storage.exceptions import WarcError, of_writing
from storage.failpoints import PURGE_MID_RECORD, reached
from storage.raw.exchange import payload_digest
from storage.raw.files import file_facts
from storage.raw.warc import warc_date

TOMBSTONE = "metadata"
"""Type of a record that is a tombstone. Kliping writes no other records of this type."""

_HEADER = b"\x1f\x8b\x08\x10\0\0\0\0\x02\xff"
"""Deflated, with a comment, of no time and an unknown system (RFC 1952, 2.3.1)."""

_FIELD = "Kliping-Purged"


@dataclass(frozen=True, slots=True, order=True)
class RecordPlace:
    """Position of a record: file, offset and length in bytes, and its id (``urn:uuid:…``)."""

    warc_file: str
    offset: int
    length: int
    record_id: str


def tombstone(place: RecordPlace, article_id: str, at: datetime) -> bytes:
    """Bytes of the tombstone for this record, purged ``at`` (aware); the same every time.

    Raises :class:`~storage.exceptions.WarcError` for a record shorter than that, which no response is.
    """
    block = f"purged: {warc_date(at)}\r\n".encode()
    headers = {
        "WARC-Type": TOMBSTONE,
        "WARC-Record-ID": f"<{place.record_id}>",
        "WARC-Date": warc_date(at),
        _FIELD: article_id,
        "WARC-Block-Digest": payload_digest(block),
        "Content-Type": "application/warc-fields",
        "Content-Length": str(len(block)),
    }
    lines = ["WARC/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    record = "\r\n".join(lines).encode() + block + b"\r\n\r\n"
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = compressor.compress(record) + compressor.flush()
    room = place.length - len(_HEADER) - 1 - len(packed) - 8
    if room < 0:
        raise WarcError(f"{place.warc_file} at {place.offset}: no tombstone fits into {place.length} bytes")
    return _HEADER + b" " * room + b"\0" + packed + pack("<II", zlib.crc32(record), len(record))


def bury(folder: Path, place: RecordPlace, article_id: str, at: datetime) -> bool:
    """Overwrites a record of a complete file, durably; false where its tombstone is there already.

    May be killed at any byte and called again. Raises :class:`~storage.exceptions.ArchiveError` where the file is
    missing, too short or cannot be written.
    """
    file_facts(place.warc_file)
    path = folder / place.warc_file
    grave = tombstone(place, article_id, at)
    try:
        with path.open("r+b", buffering=0) as file:
            if os.fstat(file.fileno()).st_size < place.offset + place.length:
                raise WarcError(f"{path} ends before {place.offset + place.length}: restore it from a backup")
            if os.pread(file.fileno(), place.length, place.offset) == grave:
                return False
            half = place.length // 2
            _write(file.fileno(), grave[:half], place.offset)
            reached(PURGE_MID_RECORD)
            _write(file.fileno(), grave[half:], place.offset + half)
            os.fsync(file.fileno())
    except OSError as error:
        raise of_writing(error, path) from error
    return True


def is_buried(folder: Path, place: RecordPlace, article_id: str, at: datetime) -> bool:
    """True if the tombstone stands in the record's place; false for a file that is not there or cannot be read."""
    try:
        with (folder / place.warc_file).open("rb") as file:
            return os.pread(file.fileno(), place.length, place.offset) == tombstone(place, article_id, at)
    except OSError:
        return False


def _write(descriptor: int, data: bytes, offset: int) -> None:
    written = 0
    while written < len(data):
        written += os.pwrite(descriptor, data[written:], offset + written)
