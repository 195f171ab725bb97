"""Answers with labels that are wrong."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.crawling.readable import readable

PAGE = "<html><body><h1>Kafé</h1></body></html>".encode()


@pytest.mark.parametrize("charset", ["base64", "rot13", "zlib", "hex", "utf-99", ""])
def test_an_encoding_that_is_none_is_passed_over(charset: str) -> None:
    response = HtmlResponse("https://w.example/", body=PAGE, headers={"Content-Type": f"text/html; charset={charset}"})
    assert readable(response).css("h1::text").get() == "Kafé"


@pytest.mark.parametrize("kind", ["application/octet-stream", "text/plain; charset=utf-8", ""])
def test_html_is_html_whatever_it_is_called(kind: str) -> None:
    made = readable(TextResponse("https://w.example/", body=PAGE, headers={"Content-Type": kind}, encoding="utf-8"))
    assert isinstance(made, HtmlResponse)
    plain = readable(TextResponse("https://w.example/", body=b"Kabar", headers={"Content-Type": kind}))
    assert not isinstance(plain, HtmlResponse)


def test_what_is_no_text_stays_as_it_is() -> None:
    picture = Response("https://w.example/f.png", body=b"\x89PNG")
    assert readable(picture) is picture
