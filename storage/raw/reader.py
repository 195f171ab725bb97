"""WARC files read back: single records, whole files, and what a killed process left open. Every record is proven."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from json import loads
from mmap import mmap
from pathlib import Path
from typing import Any

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from storage.exceptions import IndexBeyondFile, WarcError, of_writing
from storage.failpoints import reached
from storage.raw.exchange import RESPONSES, Damage, RawRecord, Recovered, payload_digest
from storage.raw.files import (
    OPEN_SUFFIX,
    file_facts,
    mapped,
    open_names,
    seal,
    set_torn_aside,
    sync_folder,
)
from storage.raw.gzip_members import BrokenMember, beginnings, member_at


def read_record(folder: Path, warc_file: str, offset: int, length: int) -> RawRecord:
    """The record at this place of a file, complete or still open.

    Raises :class:`~storage.exceptions.WarcError` when the file is missing or the record does not pass: a whole gzip
    member of exactly this length whose digests agree.
    """
    file_facts(warc_file)
    # The final name is tried again last: the writer may complete the file in between.
    for name in (warc_file, warc_file + OPEN_SUFFIX, warc_file):
        try:
            with (folder / name).open("rb") as file:
                file.seek(offset)
                data = file.read(length)
        except FileNotFoundError:
            continue
        record = _proven(data, 0, place=f"{folder / name} at {offset}", offset=offset)
        if record.length != length:
            raise WarcError(f"{folder / name} at {offset}: the record takes {record.length} bytes, not {length}")
        return record
    raise WarcError(f"there is no {warc_file} in {folder}: restore it from a backup")


def records(path: Path) -> Iterator[RawRecord | Damage]:
    """All records of a file in order. After damage, reading goes on at the next record that passes."""
    with mapped(path) as data:
        offset = 0
        while offset < len(data):
            try:
                record = _at(data, offset, path)
            except WarcError as error:
                following = next(_passing(data, offset + 1, path), None)
                end = following.offset if following else len(data)
                yield Damage(offset, end - offset, str(error))
                if following:
                    yield following
                    end += following.length
                offset = end
            else:
                yield record
                offset += record.length


def recover(folder: Path, *, indexed: Mapping[str, int] | None = None, of: str = "") -> list[Recovered]:
    """Completes the files that a killed process left open. The caller holds the lock of the data folder.

    ``of``: only files that have this in their name.

    A file is good as far as every gzip member is whole and every digest agrees. What follows is moved to
    ``<file>.<offset>.torn``. May itself be killed at any time and run again.

    ``indexed``: how many bytes of each file the database vouches for. Raises
    :class:`~storage.exceptions.IndexBeyondFile`, before anything is touched, when fewer of one can be proven.
    """
    found = [(path, *_proven_length(path)) for path in open_names(folder) if of in path.name]
    if found:
        reached("rec_after_scan")
    for path, _, good in found:
        promised = (indexed or {}).get(path.name.removesuffix(OPEN_SUFFIX), 0)
        if good < promised:
            raise IndexBeyondFile(
                f"{path} is good for {good} bytes, but the database points to {promised}: touch neither, find out why"
            )
    return [_mend(path, count, good) for path, count, good in found]


def _mend(path: Path, count: int, good: int) -> Recovered:
    try:
        torn = set_torn_aside(path, good) if good < path.stat().st_size else None
        if good:
            with path.open("rb") as file:
                os.fsync(file.fileno())
            seal(path)
        else:
            path.unlink()
            sync_folder(path.parent)
    except OSError as error:
        raise of_writing(error, path) from error
    return Recovered(path.name.removesuffix(OPEN_SUFFIX), count, good, torn)


def _proven_length(path: Path) -> tuple[int, int]:
    """Number of sound records from the start of the file, and their bytes."""
    count = offset = 0
    with mapped(path) as data:
        while offset < len(data):
            try:
                offset += _at(data, offset, path).length
            except WarcError:
                break
            count += 1
    return count, offset


def _at(data: bytes | mmap, offset: int, path: Path) -> RawRecord:
    return _proven(data, offset, place=f"{path} at {offset}", offset=offset)


def _passing(data: bytes | mmap, offset: int, path: Path) -> Iterator[RawRecord]:
    """Records that pass, wherever they begin from ``offset`` on."""
    for start in beginnings(data, offset):
        with suppress(WarcError):
            yield _at(data, start, path)


def _proven(data: bytes | mmap, start: int, *, place: str, offset: int) -> RawRecord:
    """The record in the gzip member at ``start`` of ``data``; :class:`WarcError` unless all of it is proven."""
    try:
        content, length = member_at(data, start)
    except BrokenMember as error:
        raise WarcError(f"{place}: {error}") from error
    stream = BytesIO(content)
    try:
        record = ArcWarcRecordLoader().parse_record_stream(stream, known_format="warc", check_digests=True)
        chunks = []
        while chunk := record.raw_stream.read(1024 * 1024):
            chunks.append(chunk)
    # warcio takes for granted that a record has a type and an address: AttributeError and TypeError
    except (
        ArchiveLoadFailed,
        StatusAndHeadersParserException,
        EOFError,
        ValueError,
        AttributeError,
        TypeError,
    ) as error:
        raise WarcError(f"{place}: not a WARC record ({error})") from error
    # `passed` is None where nothing could be compared: that proves nothing
    if record.rec_type == "revisit":  # warcio compares no digest of these
        block = content.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n\r\n")
        proven = record.rec_headers.get_header("WARC-Block-Digest") == payload_digest(block)
    else:
        proven = record.digest_checker.passed is True
    if not proven or stream.read() != b"\r\n\r\n":
        raise WarcError(
            f"{place}: the digests do not agree ({'; '.join(record.digest_checker.problems) or 'cut short'})"
        )
    return _raw_record(record, b"".join(chunks), offset, length, place)


def _raw_record(record: Any, body: bytes, offset: int, length: int, place: str) -> RawRecord:
    get: Callable[[str], str | None] = record.rec_headers.get_header
    http = record.http_headers
    code, _, reason = (http.statusline if http and record.rec_type in RESPONSES else "").partition(" ")
    try:
        return RawRecord(
            record_id=(get("WARC-Record-ID") or "").strip("<>"),
            record_type=record.rec_type,
            url=get("WARC-Target-URI") or "",
            fetched_at=datetime.fromisoformat(get("WARC-Date") or ""),
            status=int(code or 0),
            reason=reason,
            headers=tuple(http.headers) if http else (),
            body=body,
            digest=get("WARC-Payload-Digest") or "",
            ip_address=get("WARC-IP-Address"),
            truncated=get("WARC-Truncated"),
            rendered=get("Kliping-Rendered") is not None,
            outlet=get("Kliping-Outlet") or "",
            kind=get("Kliping-Kind") or "",
            notes=loads(get("Kliping-Notes") or "{}"),
            offset=offset,
            length=length,
            revisits=(get("WARC-Refers-To") or "").strip("<>") or None,
        )
    except ValueError as error:
        raise WarcError(f"{place}: a WARC record with fields that cannot be read ({error})") from error
