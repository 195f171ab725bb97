"""Exchanges that go into the raw archive, and records that come out of it."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

RESPONSES = frozenset({"response", "revisit"})
"""Types of the records that have a row in the index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its response, as they went over the wire."""

    url: str
    fetched_at: datetime
    """Time at which the response arrived (aware)."""

    request_method: str
    request_headers: Sequence[tuple[str | bytes, str | bytes]]
    status: int
    reason: str
    """Reason phrase; the standard's one is written when it is empty."""

    protocol: str
    """``HTTP/1.1``, ``h2``, … as negotiated."""

    response_headers: Sequence[tuple[str | bytes, str | bytes]]
    body: bytes
    """As received: still content-encoded, chunking undone. With ``rendered``, the document a browser made."""

    ip_address: str | None = None
    truncated: str | None = None
    """Reason why the body is not whole: ``length``, ``disconnect`` or ``time`` (the standard's reasons)."""

    rendered: bool = False
    outlet: str = ""
    """Outlet it was fetched for, so that the index can be rebuilt from the files alone."""

    kind: str = ""
    """Kind of page (``storage.models.Capture.kind``)."""

    revisits: str | None = None
    """Record id of an earlier capture of this page: what did not change since is referred to and not kept again."""

    notes: Mapping[str, str] = field(default_factory=dict)
    """Further facts that the bytes do not tell, such as how the page was announced."""


@dataclass(frozen=True, slots=True)
class Located:
    """Position of a written response. ``record_id`` is the ``urn:uuid:…`` of its record, ``digest`` that of the body.

    ``revisits``: the record that holds the body, where it had not changed since.
    """

    record_id: str
    warc_file: str
    offset: int
    length: int
    digest: str
    revisits: str | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A record with a whole body that later ones may refer to. ``fetched_at`` is aware."""

    record_id: str
    url: str
    fetched_at: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRecord:
    """A record as read back, its digests checked. ``status`` is 0 for a record that is no response."""

    record_id: str
    record_type: str
    url: str
    fetched_at: datetime
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    """Of the HTTP message; bytes beyond ASCII as UTF-8 or else Latin-1."""

    body: bytes
    digest: str
    ip_address: str | None
    truncated: str | None
    rendered: bool
    outlet: str
    kind: str
    notes: dict[str, str]
    offset: int
    length: int
    revisits: str | None = None
    """Record that holds the body; this one has none then."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of a file that holds no provable record."""

    offset: int
    length: int
    reason: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """Result for a file left open: ``size`` proven bytes in ``records`` records; 0 and 0 when it was removed.

    ``torn`` names the file, beside it, that keeps what could not be proven.
    """

    warc_file: str
    records: int
    size: int
    torn: str | None


def payload_digest(data: bytes) -> str:
    """Digest of a body as WARC-Payload-Digest has it: ``sha256:`` and base 32."""
    return f"sha256:{b32encode(sha256(data).digest()).decode()}"


def capture_row(exchange: Exchange, located: Located) -> dict[str, Any]:
    """Row of the index for an exchange that was written (columns of ``storage.models.Capture``)."""
    return {
        "record_id": located.record_id,
        "url": exchange.url,
        "outlet": exchange.outlet,
        "kind": exchange.kind,
        "status": exchange.status,
        "fetched_at": exchange.fetched_at,
        "warc_file": located.warc_file,
        "offset": located.offset,
        "length": located.length,
        "digest": located.digest,
        "revisits": located.revisits,
    }
