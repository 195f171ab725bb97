"""The raw archive: what was asked and what came back, in WARC 1.1 files (ISO 28500:2017).

One gzip member a record, SHA-256 digests, response before request. A file carries the suffix ``.open`` until it is
complete; :func:`storage.raw.reader.recover` completes the ones that a killed process left. The order that nothing may
break: ``write``, ``sync``, and only then a row in the database.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from json import dumps
from pathlib import Path
from typing import Self

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage.exceptions import ArchiveError, of_writing
from storage.failpoints import reached
from storage.raw.exchange import Earlier, Exchange, Located, payload_digest
from storage.raw.files import (
    OPEN_SUFFIX,
    RUN_ID,
    begin,
    seal,
)
from storage.raw.http_messages import ORIGINAL, one_line, request_block, response_block, target_uri

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
            body_digest = payload_digest(exchange.body)
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
            payload_digest(b""),
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
        if earlier is None or (exchange.status != _NOT_MODIFIED and earlier.digest != payload_digest(exchange.body)):
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


# Records as bytes


def _record(kind: str, record_id: str, facts: Mapping[str, str], block: bytes, body_digest: str | None) -> bytes:
    headers = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<{record_id}>",
        **facts,
        "WARC-Block-Digest": payload_digest(block),
        **({"WARC-Payload-Digest": body_digest} if body_digest else {}),
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
    return _record("warcinfo", _urn(), {"WARC-Date": warc_date(now), "WARC-Filename": name}, block, None)


def _facts(exchange: Exchange) -> dict[str, str]:
    facts = {
        "WARC-Target-URI": target_uri(exchange.url),
        "WARC-Date": warc_date(exchange.fetched_at),
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
    """Headers of a revisit that refer to the record with the body."""
    unmodified = exchange.status == _NOT_MODIFIED
    profile = "server-not-modified" if unmodified else "identical-payload-digest"
    return {
        "WARC-Profile": f"http://netpreserve.org/warc/1.1/revisit/{profile}",
        "WARC-Refers-To": f"<{earlier.record_id}>",
        "WARC-Refers-To-Target-URI": target_uri(earlier.url),
        "WARC-Refers-To-Date": warc_date(earlier.fetched_at),
        # the standard asks for it where a payload that was received is left out
        **({} if unmodified else {"WARC-Truncated": "length"}),
    }


def _urn() -> str:
    return f"urn:uuid:{uuid.uuid4()}"


def warc_date(moment: datetime) -> str:
    """The (aware) time as WARC-Date has it, in UTC, to the microsecond."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
