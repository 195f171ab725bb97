"""Asking the sites of a sample web by calling them: no process, no port, no proxy."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from scrapy.http import HtmlResponse, TextResponse

from crawler.onboarding.visit import Ask, Visit
from tests.web.messages import Handler, Request

RENDERED = {"x-rendered": "1"}
"""Headers by which a site knows that a browser asks."""


def asker(sites: Mapping[str, Handler], *, browser: bool = False) -> Ask:
    """A function that asks ``sites``, by host, and follows redirects; with ``browser`` also for rendered pages."""

    async def ask(url: str, *, rendered: bool = False, body: str | None = None, slot: str | None = None) -> Visit:
        if rendered and not browser:
            return Visit(url, None, "there is no Chromium")
        for _ in range(5):
            parts = urlsplit(url)
            host = sites.get(parts.netloc)
            if host is None:
                return Visit(url, None, "no such host")
            method, sent = ("GET", b"") if body is None else ("POST", body.encode())
            headers = RENDERED if rendered else {}
            answer = host(Request(method, parts.scheme, parts.netloc, parts.path or "/", parts.query, headers, sent))
            if answer.status not in (301, 302):
                break
            url = urljoin(url, dict(answer.headers)["Location"])
        told = dict(answer.headers)
        kind = HtmlResponse if "html" in told.get("Content-Type", "") else TextResponse
        response = kind(url, answer.status, headers=told, body=answer.body)
        return Visit(url, response if answer.status < 400 else None, f"HTTP {answer.status}")

    return ask
