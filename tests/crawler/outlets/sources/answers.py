"""Answers of a made-up site, and the context in which its sources are read."""

from __future__ import annotations

from datetime import datetime

from scrapy.http import HtmlResponse, TextResponse

from crawler.config import parse_since, parse_until
from crawler.outlets.sources import Context, Source
from crawler.outlets.window import Window
from storage.calendar import JAKARTA

NOW = datetime(2024, 11, 28, 6, tzinfo=JAKARTA)


CONTEXT = Context(
    site="https://warta.example/",
    zone="Asia/Jakarta",
    window=Window(parse_since("2024-10-20"), parse_until("2024-11-27")),
    now=NOW,
)


def page(body: str | bytes, url: str = "https://warta.example/page") -> TextResponse:
    return HtmlResponse(url, body=body.encode() if isinstance(body, str) else body, encoding="utf-8")


def urls(source: Source) -> list[str]:
    return [step.url for step in source.steps(CONTEXT)]


LIST = """<div><h2><a href='/satu/'>Satu</a></h2><time>26 November 2024 10:15 WIB</time>
<h2><a href='/dua/'>Dua</a></h2><time>kemarin</time></div>"""
