"""Headers of an answer, as text."""

from __future__ import annotations

import pytest
from scrapy.http import Response

from crawler.headers import content_type, media_type


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
