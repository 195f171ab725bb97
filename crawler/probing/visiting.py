"""The walk over the web: with the manners of a crawl, and nothing kept."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response, TextResponse
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import Settings

from crawler.browser import chromium
from crawler.configuration import UsageFailure
from crawler.items import Layout
from crawler.outlet import OutletSpider
from crawler.probing.findings import Findings
from crawler.probing.site import Visit, Walk, trouble_in
from crawler.terminal import shown
from crawler.urls import canonical_url


def walk(settings: Settings, url: str, families: dict[str, type[OutletSpider]], now: datetime) -> Findings:
    """Walks through the site at ``url``, with robots.txt, pauses and the address guard of a crawl.

    Each request is named on stderr. Raises ``UsageFailure`` when ``url`` is no address or its site does not answer.
    """
    try:
        address = canonical_url(url)
    except ValueError as error:
        raise UsageFailure(f"{error}; give the address of the site") from None
    parts = urlsplit(address)
    home = f"{parts.scheme}://{parts.netloc}/"
    browser = chromium(settings)
    ended: list[Findings] = []

    class Probe(OutletSpider):
        """One walk."""

        name = "probe"
        title = "probe"
        site = home
        article_path = r"/.+"
        layouts = (Layout(article=()),)
        rendered = browser is not None  # the browser is there; only requests that say so go through it

        async def start(self) -> AsyncIterator[Any]:
            ended.append(await Walk(home, self.ask, families, now, settings["ROBOTSTXT_USER_AGENT"]).run())
            nothing: tuple[Any, ...] = ()  # all was asked for above; an async generator must yield somewhere
            for request in nothing:
                yield request

        async def ask(self, url: str, *, rendered: bool = False) -> Visit:
            if rendered and browser is None:
                return Visit(url, None, "there is no Chromium")
            sys.stderr.write(f"asking {shown(url)}{' in a browser' if rendered else ''}\n")
            meta: dict[str, Any] = {"kind": "robots" if url.endswith("/robots.txt") else "other"}
            meta |= {"download_slot": self.network_name()}
            if rendered:
                meta |= {"playwright": True, "playwright_page_goto_kwargs": {"wait_until": "networkidle"}}
            request: Request = Request(url, callback=NO_CALLBACK, meta=meta, dont_filter=True)
            try:
                response: Response = await self.crawler.engine.download_async(request)
            # Whatever kept the page from coming is an answer too: a probe goes on with the next address.
            except Exception as error:
                return Visit(url, None, str(error) or type(error).__name__)
            trouble = trouble_in(response) if isinstance(response, TextResponse) else None
            return Visit(response.url, None if trouble else response, trouble)

    settings.set("LOG_LEVEL", "ERROR", priority="project")  # what a page says is in the findings
    process = AsyncCrawlerProcess(settings)
    process.crawl(Probe)
    process.start()
    if not ended:
        raise UsageFailure(f"{url}: the walk was broken off")
    found = ended[0]
    if found.missing and found.missing[0][0] == found.site:
        raise UsageFailure(f"{found.site} cannot be had: {found.missing[0][1]}")
    return found
