"""Gzip members, one after another in a file: which are whole.

A WARC file is such a chain, one member a record. ``zlib`` proves a member by its end mark, checksum and length, which
WARC readers do not insist on: of 695 places to cut the last record, warcio read 395 as if nothing was missing
(https://github.com/webrecorder/warcio/issues/138).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from mmap import mmap

MEMBER_LIMIT = 256 * 1024 * 1024
"""Bytes a member may hold, decompressed; far above any page that is fetched, and below what harms the machine."""

_CHUNK = 64 * 1024
_MAGIC = b"\x1f\x8b\x08"


class BrokenMember(ValueError):
    """There is no whole member at this offset. The message says why."""


def member_at(data: bytes | mmap, offset: int) -> tuple[bytes, int]:
    """Content and compressed length of the member that begins at ``offset``; raises :class:`BrokenMember`."""
    decompressor = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    parts: list[bytes] = []
    room = MEMBER_LIMIT
    position = offset
    while not decompressor.eof:
        chunk = data[position : position + _CHUNK]
        if not chunk:
            raise BrokenMember("the file ends within a record")
        try:
            part = decompressor.decompress(chunk, room + 1)
        except zlib.error as error:
            raise BrokenMember(str(error)) from error
        room -= len(part)
        if room < 0:
            raise BrokenMember(f"a record is larger than {MEMBER_LIMIT} bytes")
        parts.append(part)
        position += len(chunk)
    return b"".join(parts), position - len(decompressor.unused_data) - offset


def beginnings(data: bytes | mmap, offset: int) -> Iterator[int]:
    """Offsets from ``offset`` on at which a member may begin: where its first three bytes stand."""
    while (offset := data.find(_MAGIC, offset)) >= 0:
        yield offset
        offset += 1
