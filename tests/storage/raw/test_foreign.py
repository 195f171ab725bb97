"""Files of other programs: their pages, whatever they follow of the standard."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage.exceptions import WarcError
from storage.raw.foreign import pages

HTML = b"<html><p>Apel siaga</p></html>"


def warc(*records: tuple[str, str, bytes], date: str | None = None) -> io.BytesIO:
    """A WARC file of responses: status line, content type, body."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True)
    writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "lain"}))
    for status, kind, body in records:
        headers = StatusAndHeaders(
            status, [("Content-Type", kind), ("Content-Length", str(len(body))), ("X-Lain", "1")], protocol="HTTP/1.0"
        )
        extra = {"WARC-Date": date} if date else None
        writer.write_record(
            writer.create_warc_record(
                "https://warta.example/a", "response", io.BytesIO(body), http_headers=headers, warc_headers_dict=extra
            )
        )
    file.seek(0)
    return file


def test_a_page_comes_with_its_address_time_and_bytes() -> None:
    first, second = pages(warc(("200 OK", "text/html; charset=utf-8", HTML), date="2024-11-26T03:15:00Z"))
    assert first is None  # the record of the file itself
    assert second is not None
    assert (second.body, second.content_type) == (HTML, "text/html; charset=utf-8")
    exchange = second.exchange
    assert (exchange.url, exchange.fetched_at) == ("https://warta.example/a", datetime(2024, 11, 26, 3, 15, tzinfo=UTC))
    assert exchange.response_headers == [("Content-Type", "text/html; charset=utf-8"), ("X-Lain", "1")]
    assert exchange.notes["imported_from"].startswith("<urn:uuid:")


def test_what_is_no_page_is_passed_over() -> None:
    file = warc(("404 Not Found", "text/html", HTML), ("200 OK", "image/png", b"x"), ("200 OK", "text/html", HTML))
    assert [page is not None for page in pages(file)] == [False, False, False, True]


def test_what_is_no_warc_file_says_so() -> None:
    with pytest.raises(WarcError, match="not a WARC file from here on"):
        list(pages(io.BytesIO(b"no warc at all\n\n")))


def test_the_pages_before_a_cut_are_there() -> None:
    whole = warc(("200 OK", "text/html", HTML), ("200 OK", "text/html", HTML)).getvalue()
    found = list(pages(io.BytesIO(whole[:-200])))
    assert [page.body for page in found if page is not None] == [HTML]
