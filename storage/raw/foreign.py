"""WARC and ARC files that other programs wrote: their responses, whatever of the standard they follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from storage.exceptions import WarcError
from storage.raw.exchange import Exchange

_MOST_BYTES = 32 * 1024 * 1024
"""Longer bodies are no pages."""


@dataclass(frozen=True, slots=True)
class ForeignPage:
    """A response of another archive. ``body`` is decoded, ``exchange`` is what is kept of it."""

    exchange: Exchange
    body: bytes
    content_type: str | None


def pages(file: BinaryIO) -> Iterator[ForeignPage | None]:
    """The HTML pages with status 200 of a file, in order; ``None`` for every other record.

    Raises :class:`~storage.exceptions.WarcError` where the file cannot be read any further.
    """
    try:
        for record in ArchiveIterator(file, arc2warc=True):
            yield _page(record)
    except (ArchiveLoadFailed, ValueError, EOFError, OSError) as error:
        raise WarcError(f"not a WARC file from here on ({' '.join(str(error).split())[:160]})") from error


def _page(record: Any) -> ForeignPage | None:
    http = record.http_headers
    if record.rec_type not in ("response", "resource") or record.length > _MOST_BYTES:
        return None
    headers = list(http.headers) if http is not None else []
    content_type = (http.get_header("Content-Type") if http is not None else record.content_type) or ""
    status = int(http.get_statuscode() or 0) if http is not None else 200
    if status != 200 or "html" not in content_type.lower():
        return None
    get = record.rec_headers.get_header
    body = record.content_stream().read()
    encoded = {"content-encoding", "transfer-encoding", "content-length"}
    kept = [(name, value) for name, value in headers if name.lower() not in encoded]
    moment = datetime.fromisoformat(get("WARC-Date") or "")
    exchange = Exchange(
        url=get("WARC-Target-URI") or "",
        fetched_at=moment if moment.tzinfo else moment.replace(tzinfo=UTC),
        request_method="GET",
        request_headers=(),
        status=status,
        reason="OK",
        protocol="HTTP/1.1",
        response_headers=kept,
        body=body,
        kind="article",
        notes={"imported_from": get("WARC-Record-ID") or ""},
    )
    return ForeignPage(exchange, body, content_type)
