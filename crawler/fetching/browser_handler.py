"""The handler that renders pages: scrapy-playwright's, with an end for everything that a page can do.

A page has a deadline, and limits of traffic, of requests and of memory. Beyond any of them its browser is killed: a
script that never yields hears nothing else. The next page gets a new one.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.async_api import Browser, Error, Page, Route
from playwright.async_api import TimeoutError as PlaywrightTimeout
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy_playwright.handler import (  # type: ignore[import-untyped]
    BrowserContextWrapper,
    ScrapyPlaywrightDownloadHandler,
)

from crawler.exceptions import PageEnded
from crawler.fetching.browser import MAX_REQUESTS, PageRequests
from crawler.fetching.browser_process import BrowserProcess
from crawler.fetching.browser_proxy import BrowserProxy, Traffic
from crawler.fetching.handlers import Downloads, bound_heads

MAX_MEMORY = 1024 * 2**20
"""Bytes of memory of its own that the browser may take with all its processes; a page of the press takes 200 MB."""

TRAFFIC_FACTOR = 3
"""A page may cause so many times ``DOWNLOAD_MAXSIZE`` of traffic: itself, its scripts and its data."""

GRACE = 5.0
"""Seconds after the limits that end a page politely, until its browser is killed."""

_NET_ERROR = re.compile(r"net::ERR_\w+")
_LOOK = 0.3
_GOODBYE = 5.0
_CONTEXT = {"service_workers": "block", "accept_downloads": False, "permissions": []}

_CONTENT = """(() => {
  let text = document.doctype ? new XMLSerializer().serializeToString(document.doctype) : "";
  if (document.documentElement) text += document.documentElement.outerHTML;
  return text.slice(0, %d);
})()"""
"""As Playwright reads a page, and no longer than its limit: whole, it would pass through the memory of three processes.
It runs in a world of its own, where the page's scripts have changed nothing."""


class BrowserHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """Handler of http and https for a rendered outlet. The browser starts with the first page that needs it."""

    _of: ClassVar[WeakKeyDictionary[Crawler, BrowserHandler]] = WeakKeyDictionary()

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        bound_heads(self)
        self.max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self.patience = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        page_requests = crawler.settings["PLAYWRIGHT_ABORT_REQUEST"]
        assert isinstance(page_requests, PageRequests)
        self.page_requests = page_requests
        self.proxy = BrowserProxy(page_requests.hosts, _resolved, TRAFFIC_FACTOR * self.max_size)
        self._downloads = Downloads(crawler)
        self._one_page = asyncio.Lock()
        self._opening = False
        self._process: BrowserProcess | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """One for both schemes: each would have a browser of its own."""
        handler = cls._of.get(crawler)
        if handler is None:
            handler = cls._of[crawler] = cls(crawler)
        assert isinstance(handler, cls)
        return handler

    async def download_request(self, request: Request) -> Response:
        """The answer, rendered where the request says so.

        Raises ``PageEnded`` for a page that is beyond its limits, leaves the outlet's hosts or cannot be had.
        """
        if request.meta.get("playwright"):
            return await self._downloads.run(request, self._rendered(request))
        return await self._downloads.run(request, super().download_request(request))

    async def close(self) -> None:
        """Ends the browser, politely if it listens."""
        if self._of.pop(self._crawler, None) is not None:
            try:
                async with asyncio.timeout(_GOODBYE):
                    await super().close()
            except (TimeoutError, Error):
                self._kill()
            self.proxy.close()

    # ---- one page

    async def _rendered(self, request: Request) -> Response:
        request.meta["playwright_context_kwargs"] = dict(_CONTEXT)
        rounds = 2 if request.meta.get("playwright_page_methods") else 1  # growing has the time of a second download
        seconds = rounds * self.patience + GRACE
        async with self._one_page:
            self.page_requests.asked = 0
            with self.proxy.page() as traffic:
                page = asyncio.ensure_future(self._load(request))
                watch = asyncio.ensure_future(self._beyond_limits(traffic, seconds))
                try:
                    await asyncio.wait((page, watch), return_when=asyncio.FIRST_COMPLETED)
                    if not page.done():
                        raise PageEnded(watch.result())
                    return self._finished(page.result(), traffic)
                except PlaywrightTimeout:
                    raise PageEnded(f"its page did not end within {self.patience:g} s") from None
                except Error as error:
                    raise _said(error, traffic) from None
                finally:
                    watch.cancel()
                    await self._leave(page)

    async def _load(self, request: Request) -> Response:
        await self._start()
        response: Response = await super()._download_request(request)
        return response

    async def _beyond_limits(self, traffic: Traffic, seconds: float) -> str:
        """Waits until the page is beyond one of its limits; says which."""
        end = asyncio.get_running_loop().time() + seconds
        while (left := end - asyncio.get_running_loop().time()) > 0:
            if traffic.exceeded.is_set():
                return f"its page caused more than {traffic.limit} bytes of traffic"
            if self.page_requests.asked > MAX_REQUESTS:
                return f"its page asked for more than {MAX_REQUESTS} addresses"
            if self._process is not None and self._process.memory() > MAX_MEMORY:
                return f"its page took more than {MAX_MEMORY >> 20} MB of memory"
            with suppress(TimeoutError):
                await asyncio.wait_for(traffic.exceeded.wait(), min(_LOOK, left))
        return f"its page did not end within {seconds:g} s, and its browser was killed"

    async def _leave(self, page: asyncio.Future[Response]) -> None:
        """Closes what a page has opened; a browser that does not listen is killed."""
        if page.done():
            with suppress(TimeoutError, Error):
                async with asyncio.timeout(_GOODBYE):
                    for wrapper in list(self.context_wrappers.values()):
                        await wrapper.context.close()
                    return
        page.cancel()
        self._kill()
        with suppress(asyncio.CancelledError, Exception):  # what it says now is of its end
            await page
        await self._forget_browser()

    def _finished(self, response: Response, traffic: Traffic) -> Response:
        """The page, cut to its limit, with the address of the machine that it came from."""
        if not response.url.startswith(("http:", "https:")):  # the browser's own page of an error
            raise PageEnded([*traffic.refused.values(), "its page went to where it may not go"][0])
        host = urlsplit(response.url).hostname or ""
        address = traffic.addresses.get(host)
        changes: dict[str, Any] = {"ip_address": ipaddress.ip_address(address) if address else None}
        if len(response.body) > self.max_size:
            changes |= {"body": response.body[: self.max_size], "flags": [*response.flags, "download_stopped"]}
        whole: Response = response.replace(**changes)
        return whole

    async def _download_request_with_page(self, request: Request, page: Page, spider: Spider) -> Response:
        response: Response = await super()._download_request_with_page(request, _Bounded(page, self.max_size), spider)
        return response

    # ---- the browser

    async def _maybe_launch_in_thread(self) -> None:
        """Called when the engine starts: too early, most crawls by hand never need a browser."""

    async def _start(self) -> None:
        if not hasattr(self, "browser_provider"):
            await self._launch()
        if not self.proxy.address:
            self.config.launch_options["args"] += [
                f"--proxy-server={await self.proxy.start()}",
                "--proxy-bypass-list=<-loopback>",
            ]

    async def _maybe_launch_browser(self) -> None:
        known = getattr(self, "browser", None)
        await super()._maybe_launch_browser()
        if self.browser is not known:
            self._process = await BrowserProcess.of(self.browser)

    async def _create_browser_context(
        self, name: str, context_kwargs: dict[str, Any] | None, spider: Spider | None = None
    ) -> BrowserContextWrapper:
        wrapper: BrowserContextWrapper = await super()._create_browser_context(name, context_kwargs, spider)

        async def refuse(route: Route) -> None:
            with suppress(Error):
                await route.abort()

        async def close(page: Page) -> None:
            if not self._opening:
                with suppress(Error):
                    await page.close()

        await wrapper.context.route("**", refuse)  # the page itself has a route of its own, which goes first
        wrapper.context.on("page", close)
        return wrapper

    def _make_request_handler(self, **facts: Any) -> Callable[[Route, Any], Awaitable[None]]:
        handle = super()._make_request_handler(**facts)

        async def handler(route: Route, asked: Any) -> None:
            with suppress(Error):  # its page has ended, with hundreds of others on their way
                await handle(route, asked)

        return handler

    async def _create_page(self, request: Request, spider: Spider) -> Page:
        self._opening = True
        try:
            page: Page = await super()._create_page(request, spider)
            return page
        finally:
            self._opening = False

    async def _browser_disconnected_callback(self, browser: Browser) -> None:
        """Forget this browser; nothing is left to do for one that was given up before the driver noticed its end.

        A slow driver tells of it when the next one is at work already, and that must not be forgotten.
        """
        if browser is getattr(self, "browser", None):
            self.context_wrappers.clear()
            del self.browser

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
        self._process = None

    async def _forget_browser(self) -> None:
        """Waits until the driver has noticed that the browser is gone; a driver that does not is left behind too."""
        for _ in range(int(_GOODBYE / _LOOK)):
            if not hasattr(self, "browser"):
                return
            await asyncio.sleep(_LOOK)
        self.context_wrappers.clear()
        del self.browser
        with suppress(TimeoutError, Exception):
            async with asyncio.timeout(_GOODBYE):
                await self.browser_provider.close()
        del self.browser_provider


class _Bounded:
    """A page of Playwright's whose content is read up to a limit."""

    def __init__(self, page: Page, limit: int) -> None:
        self._page = page
        self._limit = limit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._page, name)

    async def content(self) -> str:
        """The document as it stands now, one character beyond the limit at most."""
        session = await self._page.context.new_cdp_session(self._page)
        frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        world = await session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "kliping"})
        read = {
            "expression": _CONTENT % (self._limit + 1),
            "contextId": world["executionContextId"],
            "returnByValue": True,
        }
        answer = await session.send("Runtime.evaluate", read)
        return str(answer["result"].get("value", ""))


def _said(error: Error, traffic: Traffic) -> Exception:
    """The reason why a page did not come, in the words of whoever refused it."""
    found = _NET_ERROR.search(error.message)
    if found is None:
        return error
    return PageEnded([f"the browser says {found[0]}", *traffic.refused.values()][-1])


async def _resolved(host: str) -> str:
    """The address that the crawl's own resolver gives, which refuses what is not public."""
    from twisted.internet import reactor  # installed when a crawl runs, and not to be imported before

    resolver: Any = reactor
    return str(await maybe_deferred_to_future(resolver.resolve(host)))
