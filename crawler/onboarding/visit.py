"""A few pages of a site asked for by hand, with the politeness of a crawl; nothing is kept."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import Settings

from crawler.cli.terminal import shown
from crawler.crawling.spider import OutletSpider
from crawler.exceptions import UsageFailure
from crawler.fetching.block_pages import challenge_in
from crawler.fetching.browser import chromium
from crawler.items import FetchedPage, Layout
from crawler.outlets.outlet import Outlet
from crawler.outlets.saved_pages import saved_page
from crawler.outlets.sources import Source, Step

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Visit:
    """The outcome of a request: a response, or the reason that there is none of use."""

    url: str
    response: Response | None
    trouble: str | None = None
    challenged: bool = False
    """True when the site asked whether we are human."""


class Ask(Protocol):
    """Request an address, through a browser where ``rendered``, by POST where there is a ``body`` (a form, or JSON).

    Requests of one ``slot`` go one after the other; the site's own network is the usual one. A failure is in the
    returned visit.
    """

    def __call__(
        self, url: str, *, rendered: bool = False, body: str | None = None, slot: str | None = None
    ) -> Awaitable[Visit]: ...


async def ask_source(ask: Ask, source: Source, step: Step, *, rendered: bool = False) -> Visit:
    """Request a page of a source, by POST where it is asked so."""
    asked = source.request(step)
    return await ask(asked["url"], rendered=rendered, body=asked.get("body"))


def visit(
    settings: Settings,
    url: str,
    outlet: type[Outlet] | None,
    work: Callable[[Ask], Awaitable[T]],
    more_hosts: tuple[str, ...] = (),
    *,
    any_host: bool = False,
) -> T:
    """Run ``work`` with a function that requests pages of the site at ``url`` and of ``more_hosts``.

    ``outlet`` gives its rules for requests where the site is known. ``any_host`` follows a site that has moved to
    another host.

    Each request is named on stderr. Raises ``UsageFailure`` when ``url`` is no address or the work is interrupted.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageFailure(f"not an http(s) address: {url!r}")
    browser = chromium(settings)
    ended: list[T] = []

    class Visitor(outlet or OutletSpider):  # type: ignore[misc]
        """The outlet, reduced to what it is asked for."""

        name = outlet.name if outlet else "visit"
        title = "visit"
        site = outlet.site if outlet else f"{parts.scheme}://{parts.netloc}/"
        article_path = outlet.article_path if outlet else r"/.+"
        layouts = outlet.layouts if outlet else (Layout(article=()),)
        hosts = (*(outlet.hosts if outlet else ()), *more_hosts)
        rendered = browser is not None  # the browser is there; only requests that say so go through it

        async def start(self) -> AsyncIterator[Any]:
            ended.append(await work(self.ask))
            nothing: tuple[Any, ...] = ()  # all was asked for above; an async generator must yield somewhere
            for request in nothing:
                yield request

        async def ask(
            self, url: str, *, rendered: bool = False, body: str | None = None, slot: str | None = None
        ) -> Visit:
            if rendered and browser is None:
                return Visit(url, None, "there is no Chromium")
            sys.stderr.write(f"asking {shown(url)}{' in a browser' if rendered else ''}\n")
            meta: dict[str, Any] = {"kind": "robots" if url.endswith("/robots.txt") else "other"}
            meta |= {"download_slot": slot or self.network_name(), "any_host": any_host}
            if rendered:
                meta |= {"playwright": True, "playwright_page_goto_kwargs": {"wait_until": "networkidle"}}
            request = Request(url, callback=NO_CALLBACK, meta=meta, dont_filter=True, **_form(body))
            try:
                response: Response = await self.crawler.engine.download_async(request)
            # Whatever kept the page from coming is an answer too: who asks by hand wants to read it.
            except Exception as error:
                return Visit(url, None, str(error) or type(error).__name__)
            challenge = challenge_in(response)
            trouble = challenge or (f"HTTP {response.status}" if response.status >= 400 else None)
            return Visit(response.url, None if trouble else response, trouble, challenge is not None)

    settings.set("LOG_LEVEL", "ERROR", priority="project")  # what went wrong is in the answers
    process = AsyncCrawlerProcess(settings)
    process.crawl(Visitor)
    process.start()
    if not ended:
        raise UsageFailure(f"{url}: broken off before it was done")
    return ended[0]


def _form(body: str | None) -> dict[str, Any]:
    """Arguments of a request that sends ``body``; none where there is nothing to send."""
    if body is None:
        return {}
    kind = "application/json" if body.lstrip().startswith(("{", "[")) else "application/x-www-form-urlencoded"
    return {"method": "POST", "body": body, "headers": {"Content-Type": kind}}


def fetched_page(settings: Settings, url: str, outlet: type[Outlet] | None, now: datetime) -> FetchedPage:
    """Asks for one page, with the manners of a crawl, and keeps nothing.

    Raises ``UsageFailure`` when it cannot be had. Further parts of a split article are not asked for.
    """
    answer = visit(settings, url, outlet, lambda ask: ask(url, rendered=outlet is not None and outlet.rendered))
    if answer.response is None:
        raise UsageFailure(f"{url} cannot be had: {answer.trouble}")
    return saved_page(answer.response.body, answer.response.url, outlet, now)
