"""An answer is read as what it is."""

from __future__ import annotations

from scrapy import Request
from scrapy.http import HtmlResponse, TextResponse

from crawler.middlewares.page_type import PageType


def test_html_under_another_name_is_html() -> None:
    request = Request("https://warta.example/a")
    response = TextResponse(request.url, body=b"<!DOCTYPE html><html><body>x</body></html>", encoding="base64")
    page = PageType().process_response(request, response)
    assert isinstance(page, HtmlResponse)
    assert "<body>" in page.text
