"""A response out of the raw archive is the one that was received."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response, TextResponse, XmlResponse

from crawler.fetching.archived_response import archived_response
from storage.raw.exchange import RawRecord

PAGE = b"<html><body><p>Isi.</p></body></html>"
FEED = b"<?xml version='1.0'?><rss></rss>"


@pytest.mark.parametrize(
    ("headers", "body", "kind"),
    [
        ([("Content-Type", "text/html")], PAGE, HtmlResponse),
        ([("Content-Type", "application/rss+xml")], FEED, XmlResponse),
        ([], FEED, XmlResponse),
        ([("Content-Type", "text/html"), ("Content-Encoding", "none")], PAGE, HtmlResponse),
        ([("Content-Type", "text/html"), ("Content-Encoding", "gzip")], gzip.compress(PAGE, mtime=0), TextResponse),
    ],
)
def test_class_headers_and_bytes(headers: list[tuple[str, str]], body: bytes, kind: type[Response]) -> None:
    record = RawRecord(
        record_id="urn:uuid:1",
        record_type="response",
        url="https://w.example/berita/a",
        fetched_at=datetime(2024, 11, 28, tzinfo=UTC),
        status=200,
        reason="OK",
        headers=(*headers, ("X-A", "1"), ("X-A", "2")),
        body=body,
        digest="",
        ip_address=None,
        truncated=None,
        rendered=False,
        outlet="w",
        kind="article",
        notes={},
        offset=0,
        length=1,
    )
    request = Request(record.url)
    response = archived_response(record, request)
    assert type(response) is kind
    assert (response.body, response.status, response.request) == (body, 200, request)
    assert response.headers.getlist("X-A") == [b"1", b"2"]
    assert response.headers.get("Content-Encoding") == (b"gzip" if ("Content-Encoding", "gzip") in headers else None)
