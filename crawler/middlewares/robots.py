"""robots.txt as RFC 9309, on the strict side.

Scrapy fetches on when robots.txt cannot be had; the RFC (2.3.1.4) asks for the opposite, and so do we:

=============================  ==========================================================
answer                         for the rest of the run, a day at most
=============================  ==========================================================
2xx                            the rules in it (first 512 KiB), for the host that was asked
404 and other 4xx              no rules
401, 403, a challenge          the host is not crawled (stricter than the RFC), the outlet is ``blocked``
429                            the host is not crawled
5xx, no connection, too slow   the copy in the raw archive, when it is not older than a
                               day; without one the host is not crawled
``Crawl-delay`` to 30 s        obeyed where it is more than ours
``Crawl-delay`` over 30 s      the host is not crawled: a night would not be enough
=============================  ==========================================================
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http.request import NO_CALLBACK

from crawler.crawling.spider import OutletSpider
from crawler.fetching.block_pages import refusal_in
from crawler.fetching.browser import PageRequests
from crawler.fetching.failure_words import in_words
from crawler.fetching.robots_txt import read_robots

MAX_CRAWL_DELAY = 30.0
"""Seconds between two requests beyond which a host is left alone."""

MAX_AGE = timedelta(hours=24)
"""RFC 9309, 2.4: rules are not used for longer than this."""

_CLOSING = frozenset({401, 403, 429})


@dataclass(frozen=True)
class _Rules:
    """Rules of a host. ``unreachable``: robots.txt could not be had, which an older copy may make up for."""

    parsed: Protego | None = None
    closed: str | None = None
    unreachable: bool = False
    challenged: bool = False
    """A block or challenge came in the place of robots.txt."""
    since: datetime | None = None
    """When the answer came; ``None`` until it is known."""


class RobotsMiddleware:
    """Asks a host for its robots.txt before anything else, and keeps to it."""

    def __init__(self, crawler: Crawler, spider: OutletSpider) -> None:
        self.crawler = crawler
        self.spider = spider
        self.agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._hosts: dict[str, asyncio.Future[_Rules]] = {}
        page_requests = crawler.settings.get("PLAYWRIGHT_ABORT_REQUEST")
        if isinstance(page_requests, PageRequests):
            page_requests.allows = self.allows

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets, where ``ROBOTSTXT_OBEY`` is on."""
        if not crawler.settings.getbool("ROBOTSTXT_OBEY") or not isinstance(crawler.spider, OutletSpider):
            raise NotConfigured
        return cls(crawler, crawler.spider)

    async def process_request(self, request: Request) -> None:
        """Raises ``IgnoreRequest`` where robots.txt, or the want of it, forbids the request."""
        if request.meta.get("kind") == "robots":
            return
        rules = await self._rules(request)
        if rules.closed:
            request.meta["postponed"] = True
            if rules.challenged:
                request.meta["challenged"] = rules.closed
            self.spider.state.counts["robots_unreachable"] += 1
            raise IgnoreRequest(rules.closed)
        if rules.parsed is not None and not rules.parsed.can_fetch(request.url, self.agent):
            request.meta["robots_denied"] = True
            raise IgnoreRequest("disallowed by robots.txt")

    async def allows(self, url: str) -> bool:
        """Tells a page that is being rendered whether it may load this address."""
        # Without the slot of the network, which the page itself holds until it is there.
        rules = await self._rules(Request(url))
        return not rules.closed and (rules.parsed is None or rules.parsed.can_fetch(url, self.agent))

    async def _rules(self, request: Request) -> _Rules:
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        known = self._hosts.get(origin)
        if known is None or (known.done() and self._is_old(known.result())):
            known = self._hosts[origin] = asyncio.get_running_loop().create_future()
            rules = await self._ask(origin, request)
            if rules.unreachable:
                rules = self._last_copy(origin) or rules
            self._obey_delay(rules, request)
            known.set_result(rules if rules.since else replace(rules, since=self._now()))
        return await known

    def _named(self, origin: str) -> str:
        """The file in words, with its host where that is not the outlet's own."""
        own = urlsplit(self.spider.site).netloc == urlsplit(origin).netloc
        return "robots.txt" if own else f"robots.txt of {origin}"

    def _is_old(self, rules: _Rules) -> bool:
        return rules.since is not None and self._now() - rules.since > MAX_AGE

    def _now(self) -> datetime:
        return self.spider.state.run.now() if self.spider.state.within_run else datetime.now(UTC)

    def _last_copy(self, origin: str) -> _Rules | None:
        """The rules that the raw archive holds, when they are young enough."""
        if not self.spider.state.within_run:
            return None
        record = self.spider.state.run.last_answer(f"{origin}/robots.txt", kind="robots", since=self._now() - MAX_AGE)
        if record is None or record.truncated:
            return None
        rules = self._read(origin, record.status, record.body)  # which unpacks what was sent as gzip
        return replace(rules, since=record.fetched_at)

    async def _ask(self, origin: str, request: Request) -> _Rules:
        meta = {"kind": "robots", "any_host": True, "download_slot": request.meta.get("download_slot")}
        question = Request(f"{origin}/robots.txt", callback=NO_CALLBACK, meta=meta, dont_filter=True)
        try:
            response = await self.crawler.engine.download_async(question)
        # Whatever kept robots.txt from coming (name, connection, time, too many redirects) means the same.
        except Exception as error:
            return _Rules(closed=f"{self._named(origin)} cannot be had: {in_words(error)}", unreachable=True)
        if refusal := refusal_in(response):
            return _Rules(closed=f"{self._named(origin)} {refusal}", challenged=True)
        if response.request is not None and (damage := response.request.meta.get("damaged")):
            return _Rules(closed=f"{self._named(origin)} is {damage}", unreachable=True)
        return self._read(origin, response.status, response.body)

    def _read(self, origin: str, status: int, whole: bytes) -> _Rules:
        if status >= 500 or status in _CLOSING:
            why = f"{self._named(origin)} answers HTTP {status}"
            return _Rules(closed=why, unreachable=status >= 500)
        if 300 <= status < 400:  # it leads nowhere
            return _Rules(closed=f"{self._named(origin)} answers HTTP {status}", unreachable=True)
        if status >= 400:
            return _Rules()
        try:
            rules = read_robots(whole, self.agent)
        except ValueError as error:
            return _Rules(closed=f"{self._named(origin)} is {error}", unreachable=True)
        delay = rules.crawl_delay(self.agent)
        if delay is not None and delay > MAX_CRAWL_DELAY:
            return _Rules(closed=f"{self._named(origin)} asks for {delay:g} s between requests")
        return _Rules(parsed=rules)

    def _obey_delay(self, rules: _Rules, request: Request) -> None:
        delay = rules.parsed.crawl_delay(self.agent) if rules.parsed else None
        if delay is None:
            return
        downloader = self.crawler.engine.downloader
        slot = downloader.slots.get(request.meta.get("download_slot", ""))
        if slot is not None:
            slot.delay = max(slot.delay, float(delay))
        downloader._delay = max(downloader._delay, float(delay))  # Scrapy forgets a slot that is idle for a minute
        throttle = self.crawler.get_extension(AutoThrottle)
        if throttle is not None:  # it would bring the delay down again with the next quick answer
            throttle.mindelay = max(throttle.mindelay, float(delay))
