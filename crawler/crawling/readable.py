"""Answers as Scrapy's selectors can read them, whatever their labels say."""

from __future__ import annotations

import codecs
from typing import TypeVar

from scrapy.http import HtmlResponse, Response, TextResponse
from w3lib.encoding import html_to_unicode

_HTML = (b"<html", b"<!doctype html", b"<body", b"<head")
_UNTOLD = ("", "application/octet-stream", "application/x-download", "text/plain")
"""Types that say nothing of what is sent."""

_Answer = TypeVar("_Answer", bound=Response)


def readable(response: _Answer) -> _Answer | TextResponse:
    """The response with an encoding that is one (not ``base64``), and as HTML where only its type hides that it is."""
    if isinstance(response, TextResponse) and not _is_text_encoding(response.encoding):
        response = response.replace(encoding=html_to_unicode(None, response.body)[0])
    if isinstance(response, TextResponse) and not isinstance(response, HtmlResponse) and _hides_html(response):
        return response.replace(cls=HtmlResponse)
    return response


def _is_text_encoding(name: str | None) -> bool:
    try:
        return codecs.lookup(name or "utf-8")._is_text_encoding
    except LookupError:
        return False


def _hides_html(response: TextResponse) -> bool:
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1").partition(";")[0].strip().lower()
    head = response.body[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return kind in _UNTOLD and any(mark in head for mark in _HTML)
