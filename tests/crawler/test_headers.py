"""Headers of an answer, as text."""

from __future__ import annotations

import pytest
from scrapy.http import Response

from crawler.headers import content_type, media_type, text_encoding


@pytest.mark.parametrize(
    ("sent", "whole", "kind"),
    [
        (b"Text/HTML; charset=UTF-8", "Text/HTML; charset=UTF-8", "text/html"),
        (b" application/json ;x", " application/json ;x", "application/json"),
        (b"text/caf\xe9", "text/caf\xe9", "text/caf\xe9"),
        (b"", None, ""),
        (None, None, ""),
    ],
)
def test_the_type_as_it_was_sent_and_as_it_is_compared(sent: bytes | None, whole: str | None, kind: str) -> None:
    response = Response("https://warta.example/", headers={} if sent is None else {"Content-Type": sent})
    assert content_type(response) == whole
    assert media_type(response) == kind


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("UTF-8", "utf-8"),
        ("windows-1252", "cp1252"),
        ("ISO-8859-1", "iso8859-1"),
        ("undefined", None),
        ("raw_unicode_escape", None),
        ("UTF_7", None),
        ("base64", None),
        ("sandi-rahasia", None),
        ("x\0y", None),
    ],
)
def test_an_encoding_is_one_that_pages_are_written_in(name: str, encoding: str | None) -> None:
    assert text_encoding(name) == encoding
