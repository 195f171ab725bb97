"""Exchanges for tests, and a way to look at gzip members that owes nothing to the code under test."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storage.raw.exchange import Exchange
from storage.raw.warc import WarcWriter

NOW = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)

PAGE = gzip.compress(b"<html><p>Petugas menghitung ulang kotak suara di gudang kecamatan.</p></html>", mtime=0)


def exchange(number: int = 1, **changes: Any) -> Exchange:
    """A page of an outlet, gzip-encoded as it came."""
    values: dict[str, Any] = {
        "url": f"https://kabar-timur.example/berita/{number}?hal=1",
        "fetched_at": NOW,
        "request_method": "GET",
        "request_headers": [(b"User-Agent", b"Kliping/0 (+https://kliping.example)"), ("Accept", "text/html")],
        "status": 200,
        "reason": "OK",
        "protocol": "HTTP/1.1",
        "response_headers": [
            (b"Content-Type", b"text/html; charset=utf-8"),
            (b"Content-Encoding", b"gzip"),
            (b"Set-Cookie", b"a=1"),
            (b"Set-Cookie", b"b=2"),
        ],
        "body": PAGE,
        "ip_address": "203.0.113.7",
        "outlet": "kabar_timur",
        "kind": "article",
    }
    return Exchange(**{**values, **changes})


def warc_writer(folder: Path, run_id: str = "night-1", **changes: Any) -> WarcWriter:
    """A writer with a clock that stands still."""
    return WarcWriter(folder, run_id=run_id, now=lambda: NOW, software="Kliping/0", **changes)


def member_ends(data: bytes) -> list[int]:
    """Where the members end of a file that is exactly a chain of whole ones; fails for any other file."""
    ends, rest = [], data
    while rest:
        decompressor = zlib.decompressobj(wbits=31)
        assert decompressor.decompress(rest).startswith(b"WARC/1.1\r\n")
        assert decompressor.eof
        rest = decompressor.unused_data
        ends.append(len(data) - len(rest))
    return ends
