"""The raw archive: what was asked and what came back, in WARC 1.1 files (ISO 28500:2017).

One gzip member a record, SHA-256 digests, response before request. A file carries the suffix ``.open`` until it is
complete; :func:`recover` completes the ones that a killed process left. The order that nothing may break: ``write``,
``sync``, and only then a row in the database.
"""

from __future__ import annotations

import os
import uuid
from base64 import b32encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from json import dumps, loads
from mmap import mmap
from pathlib import Path
from typing import Any, Self

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

from storage.exceptions import ArchiveError, IndexBeyondFile, WarcError, of_writing
from storage.exchanges import RESPONSES as RESPONSES
from storage.exchanges import Damage as Damage
from storage.exchanges import Earlier as Earlier
from storage.exchanges import Exchange as Exchange
from storage.exchanges import Located as Located
from storage.exchanges import RawRecord as RawRecord
from storage.exchanges import Recovered as Recovered
from storage.failpoints import reached
from storage.gzip_members import BrokenMember, beginnings, member_at
from storage.http_messages import ORIGINAL, one_line, request_block, response_block, target_uri
from storage.warc_files import (
    OPEN_SUFFIX,
    RUN_ID,
    begin,
    file_facts,
    mapped,
    open_names,
    seal,
    set_torn_aside,
    sync_folder,
)

ROTATE_BYTES = 1_000_000_000
"""Size at which the next file is begun, as annex D of the standard advises."""

_NOT_MODIFIED = 304

_FIDELITY = (
    "Bodies are as received, still content-encoded, but not byte-exact on the wire: chunked transfer is undone (its"
    f" header is kept as {ORIGINAL}Transfer-Encoding); order and case of header fields, and the reason phrase, may"
    " differ from what was sent. Records with Kliping-Rendered hold the document as a browser made it."
)


class WarcWriter:
    """Writes exchanges into files of its own; used by one thread. A context manager that completes the last file.

    A file is begun with the first exchange: a run that fetches nothing leaves none. ``opened`` and ``sealed`` are told
    the final name, and the time or the size, of each file that is begun or complete. ``earlier`` finds the record with
    the whole body that ``Exchange.revisits`` leads to.
    """

    def __init__(
        self,
        folder: Path,
        *,
        run_id: str,
        now: Callable[[], datetime],
        software: str,
        opened: Callable[[str, datetime], None] | None = None,
        sealed: Callable[[str, int], None] | None = None,
        earlier: Callable[[str], Earlier | None] = lambda _: None,
        rotate_bytes: int = ROTATE_BYTES,
    ) -> None:
        """Touches nothing yet; raises ``ValueError`` for a run id that is not small letters, digits and hyphens."""
        if not RUN_ID.fullmatch(run_id):
            raise ValueError(f"run id {run_id!r}: use small letters, digits and hyphens, 64 at most")
        self.folder = folder
        self._run_id = run_id
        self._now = now
        self._software = software
        self._opened = opened
        self._sealed = sealed
        self._earlier = earlier
        self._rotate_bytes = rotate_bytes
        self._number = 0
        self._name = ""
        self._descriptor: int | None = None
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, exchange: Exchange) -> Located:
        """Appends response and request. When this raises, nothing of them is left in the file.

        What revisits a page that has not changed (status 304, or the same bytes) becomes a ``revisit`` record without
        the body (ISO 28500:2017, 6.7).

        Raises :class:`~storage.exceptions.ArchiveFull` or :class:`~storage.exceptions.WarcError`. The bytes are safe
        from a power cut only after :meth:`sync`.
        """
        if exchange.fetched_at.tzinfo is None:
            raise ValueError(f"naive datetime {exchange.fetched_at!r}: give it a zone")
        if self._descriptor is not None and self._size >= self._rotate_bytes:
            self.close()
        descriptor = self._begin() if self._descriptor is None else self._descriptor
        record_id = _urn()
        facts = _facts(exchange)
        earlier = self._unchanged(exchange)
        if earlier is None:
            body_digest = _digest(exchange.body)
            response = _record("response", record_id, facts, response_block(exchange), body_digest)
        else:
            body_digest = earlier.digest
            block = response_block(replace(exchange, body=b""))
            response = _record("revisit", record_id, facts | _reference(exchange, earlier), block, body_digest)
        request = _record(
            "request",
            _urn(),
            {**facts, "WARC-Concurrent-To": f"<{record_id}>"},
            request_block(exchange),
            _digest(b""),
        )
        offset = self._size
        self._append(descriptor, response + request)
        reached("after_write")
        return Located(
            record_id, self._name, offset, len(response), body_digest, earlier.record_id if earlier else None
        )

    def sync(self) -> None:
        """Makes everything written so far durable (fsync)."""
        if self._descriptor is None:
            return
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            # After a failed fsync the kernel may drop the pages, and a second one would report success
            # (https://wiki.postgresql.org/wiki/Fsync_Errors): the file is left open for `recover` to judge.
            os.close(self._descriptor)
            self._descriptor = None
            raise of_writing(error, self._path) from error
        reached("after_fsync")

    def close(self) -> None:
        """Completes the current file: fsync, then its final name. A further ``write`` begins another file."""
        self.sync()
        if self._descriptor is None:
            return
        os.close(self._descriptor)
        self._descriptor = None
        seal(self._path)
        if self._sealed:
            self._sealed(self._name, self._size)
        reached("seal_after_mark")

    @property
    def _path(self) -> Path:
        return self.folder / (self._name + OPEN_SUFFIX)

    def _unchanged(self, exchange: Exchange) -> Earlier | None:
        """The record that holds what came again."""
        if exchange.revisits is None or exchange.truncated:
            return None
        earlier = self._earlier(exchange.revisits)
        if earlier is None or (exchange.status != _NOT_MODIFIED and earlier.digest != _digest(exchange.body)):
            return None
        return earlier

    def _begin(self) -> int:
        now = self._now()
        try:
            self._name, self._number, descriptor = begin(self.folder, self._run_id, self._number + 1, now)
        except OSError as error:
            raise of_writing(error, self.folder) from error
        self._descriptor, self._size = descriptor, 0
        reached("after_begin")
        try:
            self._append(descriptor, _warcinfo(self._name, now, self._software, self._run_id))
        except ArchiveError:
            os.close(descriptor)
            self._descriptor = None
            self._path.unlink()
            raise
        if self._opened:
            self._opened(self._name, now)
        return descriptor

    def _append(self, descriptor: int, data: bytes) -> None:
        written = 0
        try:
            while written < len(data):
                written += os.write(descriptor, data[written:])
        except OSError as error:
            os.ftruncate(descriptor, self._size)
            os.lseek(descriptor, self._size, os.SEEK_SET)
            raise of_writing(error, self._path) from error
        self._size += written


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
    """How many records from the start of the file pass, and the bytes they take."""
    count = offset = 0
    with mapped(path) as data:
        while offset < len(data):
            try:
                offset += _at(data, offset, path).length
            except WarcError:
                break
            count += 1
    return count, offset


# Records as bytes


def _record(kind: str, record_id: str, facts: Mapping[str, str], block: bytes, payload_digest: str | None) -> bytes:
    headers = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<{record_id}>",
        **facts,
        "WARC-Block-Digest": _digest(block),
        **({"WARC-Payload-Digest": payload_digest} if payload_digest else {}),
    }
    # also for a revisit: of one that is called so, warcio writes no block
    message = "request" if kind == "request" else "response"
    content_type = "application/warc-fields" if kind == "warcinfo" else f"application/http; msgtype={message}"
    # Made directly, because the builder of warcio would parse the HTTP headers and write them anew, as ASCII.
    record = ArcWarcRecord(
        "warc",
        kind if kind == "warcinfo" else message,
        StatusAndHeaders("", list(headers.items()), protocol="WARC/1.1"),
        BytesIO(block),
        None,
        content_type,
        len(block),
    )
    buffer = BytesIO()
    WARCWriter(buffer, gzip=True, warc_version="1.1").write_record(record)
    return buffer.getvalue()


def _warcinfo(name: str, now: datetime, software: str, run_id: str) -> bytes:
    fields = {
        "software": software,
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "isPartOf": run_id,
        "description": _FIDELITY,
    }
    block = b"".join(b"%s: %s\r\n" % (key.encode(), one_line(value)) for key, value in fields.items())
    return _record("warcinfo", _urn(), {"WARC-Date": _date(now), "WARC-Filename": name}, block, None)


def _facts(exchange: Exchange) -> dict[str, str]:
    facts = {
        "WARC-Target-URI": target_uri(exchange.url),
        "WARC-Date": _date(exchange.fetched_at),
        "WARC-IP-Address": exchange.ip_address,
        "WARC-Truncated": exchange.truncated,
        "WARC-Protocol": None if exchange.protocol.startswith("HTTP/") else exchange.protocol,
        "Kliping-Rendered": "dom" if exchange.rendered else None,
        "Kliping-Outlet": exchange.outlet,
        "Kliping-Kind": exchange.kind,
        "Kliping-Notes": dumps(dict(exchange.notes)) if exchange.notes else None,
    }
    return {name: one_line(value).decode() for name, value in facts.items() if value}


def _reference(exchange: Exchange, earlier: Earlier) -> dict[str, str]:
    """What a revisit says of the record that holds the body."""
    unmodified = exchange.status == _NOT_MODIFIED
    profile = "server-not-modified" if unmodified else "identical-payload-digest"
    return {
        "WARC-Profile": f"http://netpreserve.org/warc/1.1/revisit/{profile}",
        "WARC-Refers-To": f"<{earlier.record_id}>",
        "WARC-Refers-To-Target-URI": target_uri(earlier.url),
        "WARC-Refers-To-Date": _date(earlier.fetched_at),
        # the standard asks for it where a payload that was received is left out
        **({} if unmodified else {"WARC-Truncated": "length"}),
    }


def _digest(data: bytes) -> str:
    return f"sha256:{b32encode(sha256(data).digest()).decode()}"


def _urn() -> str:
    return f"urn:uuid:{uuid.uuid4()}"


def _date(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


# Records as read


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
        proven = record.rec_headers.get_header("WARC-Block-Digest") == _digest(block)
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
