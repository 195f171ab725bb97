"""The spider of every outlet: from its sources to fetched pages.

sources ──► announcements ──► article pages (all parts) ──► FetchedPage
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, NotConfigured
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.config import user_agent
from crawler.crawling.article_pages import ArticlePages
from crawler.crawling.discovery import Discovery
from crawler.crawling.known_urls import KnownUrls
from crawler.crawling.lead import Lead
from crawler.crawling.rechecks import Rechecks
from crawler.crawling.run import Run
from crawler.crawling.source_memory import SourceMemory
from crawler.crawling.state import CrawlState
from crawler.crawling.validators import Validators
from crawler.exceptions import line_of
from crawler.fetching.block_pages import challenge_in
from crawler.fetching.browser import browser_settings, growing
from crawler.fetching.failure_words import in_words
from crawler.fetching.soft_404 import made_up_address
from crawler.items import FetchedPage
from crawler.outlets.outlet import Outlet
from crawler.outlets.sources import Announcement, Context, Source, Step
from crawler.outlets.window import Window
from crawler.urls import article_id
from storage.archive.frontier import SOFT_404
from storage.models import Sighting

_FIRST, _CANARY, _ARTICLE_FIRST, _LEFT_OVER, _RECHECK = 20, 15, 10, -10, -20
"""Priorities of requests: the made-up address, a captured page, the articles of this night, its
sources (0), left-overs of other windows, re-checks."""


class OutletSpider(Outlet, Spider):
    """The spider of every outlet: what a subclass declares (``crawler.outlets.outlet.Outlet``), crawled."""

    def __init__(self, *, run: Run | None = None, window: Window | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.state = CrawlState(type(self), run, window)
        self.pages = ArticlePages(type(self))
        self.validators = Validators(self.state)
        self.rechecks = Rechecks(self.state)
        self.discovery: Discovery

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy makes it, with the limits of the settings."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.state.configure(crawler.settings)
        return spider

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Puts the contact into the user agent, and the browser behind ``rendered`` pages."""
        super().update_settings(settings)
        settings.set("USER_AGENT", user_agent(settings), priority="spider")
        if cls.unchecked_certificate:
            settings.set("DOWNLOAD_VERIFY_CERTIFICATES", False, priority="spider")
        if cls.rendered:
            settings.setdict(browser_settings(settings, cls.addresses().allowed), priority="spider")

    # ---- discovery

    async def start(self) -> AsyncIterator[Any]:
        """Asks for left-overs of earlier nights, then for the first pages of every source.

        Before either, an address that was made up: a site may send its error page as HTTP 200.
        """
        state, archive, now = self.state, self.state.run.archive, self.state.run.now()
        nowhere = made_up_address(self.site, state.run.run_id)
        yield self._request(
            nowhere, callback=self.learn_missing_page, errback=_nothing_learnt, meta={"kind": "other"}, priority=_FIRST
        )
        queued = partial(archive.queued, self.name, attempts=state.attempts, now=now)
        make = partial(state.run.writes.make, self.name)
        # in the turn of the writes, so that a server that is away for a minute is waited for
        seen = await make(partial(archive.memory, self.name))
        last = await make(partial(archive.covered, self.name))
        state.known = KnownUrls(
            state.window, known=seen, last=last, attempts=state.attempts, now=now, key_of=self.addresses().key
        )
        state.sources = SourceMemory(await make(partial(archive.source_days, self.name)))
        self.discovery = Discovery(state, self.validators, Context(self.site, self.zone, state.window, now))
        state.begun = True
        self.validators.forget_old(now)
        for left in await make(queued):
            lead, ours = self._left_over(left)
            # A backfill keeps to its own window; a night takes what any window left over.
            if (ours or not state.window.is_past(now)) and state.known.take(lead.key):
                state.fates.enter(lead.key)
                state.counts["carried_over"] += 1
                state.counts["retried"] += state.known.was_tried(lead.key)
                for request in self._asked(lead, priority=_ARTICLE_FIRST if ours else _LEFT_OVER):
                    yield request
        for request in self._next_sources():
            yield request

    def learn_missing_page(self, response: Response) -> None:
        """Learns the page that the site shows where nothing is."""
        try:
            self.pages.learn_missing_page(response)
        except Exception as error:  # then nothing was learnt
            self.state.lose("made-up address", (line_of(error),))

    def parse_source(self, response: Response, source: Source, step: Step) -> Iterator[Request]:
        """Announcements of one page of a source, and what is to be asked after it."""
        try:
            for found in self.discovery.read(response, source, step):
                if isinstance(found, Lead):
                    yield from self._asked(found)
                else:
                    yield self._ask_source(*found)
        except (CloseSpider, GeneratorExit):
            raise
        except Exception as error:  # one page of one source
            self.discovery.failed(source, step, f"cannot be read: {line_of(error)}")
        self.discovery.done(source)
        yield from self._next_sources()

    def source_failed(self, failure: Failure) -> Iterator[Request]:
        """A page of a source did not come."""
        request: Request = failure.request  # type: ignore[attr-defined]
        source, step = request.cb_kwargs["source"], request.cb_kwargs["step"]
        if request.meta.get("budget"):
            return  # the crawl is being ended; its source stays open, and with it the window
        response = getattr(failure.value, "response", None)
        challenge = challenge_in(response) if response is not None else request.meta.get("challenged")
        if challenge:
            self.discovery.blocked(source, step, challenge)
        elif request.meta.get("passed"):
            self.discovery.passed(source, step, "window")
        elif _is_past_the_end(failure, step):
            self.discovery.passed(source, step, "whole" if source.windowed else "end")
        else:
            if response is not None and response.status in (404, 410):
                self.discovery.not_there(source, step)
            self.discovery.failed(source, step, in_words(failure.value))
        self.discovery.done(source)
        yield from self._next_sources()

    def _next_sources(self) -> Iterator[Request]:
        for source, step in self.discovery.next_steps():
            yield self._ask_source(source, step)
        if not self.discovery.unfinished:
            for lead in self.rechecks.leads():
                yield from self._asked(lead, priority=_RECHECK, conditional=True)

    def _ask_source(self, source: Source, step: Step) -> Request:
        asked = source.request(step)
        meta: dict[str, Any] = {
            "kind": source.kind,
            "series": (source.label, step.series) if step.number else None,
            "conditional": not self.discovery.context.backfill and "body" not in asked,
        }
        if growth := source.growth:
            meta["playwright_page_methods"] = growing(
                growth.links, growth.more, rounds=growth.rounds, settings=self.settings
            )
        asked |= {"callback": self.parse_source, "errback": self.source_failed}
        return self._request(meta=meta, cb_kwargs={"source": source, "step": step}, **asked)

    def _left_over(self, left: Sighting) -> tuple[Lead, bool]:
        """The lead to an address of an earlier night, and whether it belongs to this night's window."""
        window = self.state.window
        own = Window(left.since, left.until) if left.since else window
        dated = left.published_at is not None and window.holds(left.published_at)
        ours = dated or (own == window if window.is_past(self.state.run.now()) else own.until is None)
        announcement = Announcement(left.url, left.published_at, left.title)
        return Lead(left.url_key, announcement, left.source, window=own.joined(window) if ours else own), ours

    # ---- articles

    def parse_article(self, response: Response, lead: Lead) -> Iterator[Request | FetchedPage]:
        """One part of an article; the page once all parts are there."""
        try:
            yield from self._parsed(response, lead)
        except (CloseSpider, GeneratorExit):
            raise
        except Exception as error:  # one page
            self._lose(lead, error)

    def _parsed(self, response: Response, lead: Lead) -> Iterator[Request | FetchedPage]:
        outcome = self.pages.read(response, lead)
        if lead.recheck:
            following = self.rechecks.read(response, lead, outcome)
            if isinstance(following, Lead):
                yield self._ask_article(following, priority=_RECHECK)
            elif following is not None:
                yield self._handed_on(following, lead, response)
        elif isinstance(outcome, tuple):
            self.state.counts["soft_404"] += outcome[1] == SOFT_404
            self.state.settle(lead.key, *outcome)
        elif lead.pages or self._is_new(outcome, lead):
            yield self._ask_article(outcome) if isinstance(outcome, Lead) else self._handed_on(outcome, lead, response)

    def article_failed(self, failure: Failure) -> Iterator[Request | FetchedPage]:
        """A part of an article did not come: the first is a failure of the address, a later one leaves a gap."""
        request: Request = failure.request  # type: ignore[attr-defined]
        lead: Lead = request.cb_kwargs["lead"]
        response = getattr(failure.value, "response", None)
        if lead.recheck:
            if not request.meta.get("postponed"):  # then it is still due
                self.rechecks.failed(lead, response, in_words(failure.value))
        elif lead.pages:
            yield self._handed_on(self.pages.as_far_as_known(lead), lead, None)
        elif response is not None and response.status in (404, 410):
            if (other := self._spelt_otherwise(lead)) is not None:
                yield from self._asked(other)
            else:
                self.state.settle(lead.key, "gone", f"HTTP {response.status}")
        elif request.meta.get("robots_denied"):
            self.state.settle(lead.key, "robots", "disallowed by robots.txt")
        elif response is not None and (trouble := challenge_in(response)):
            self.state.settle(lead.key, "blocked", trouble)
        elif request.meta.get("postponed"):
            self.state.counts["postponed"] += 1  # stays queued: nothing was learnt about the article
        else:
            self.state.settle(lead.key, "failed", in_words(failure.value))

    def _spelt_otherwise(self, lead: Lead) -> Lead | None:
        """The lead in its canonical spelling, for an announced one that is not found (``//berita//5``)."""
        spelt = self.addresses().article(lead.announcement.url)
        if spelt is None or "//" not in urlsplit(lead.announcement.url).path:
            return None
        return replace(lead, announcement=replace(lead.announcement, url=spelt))

    def _is_new(self, outcome: FetchedPage | Lead, lead: Lead) -> bool:
        """True when the article that was reached is none that is known, or being fetched, under another address."""
        address = outcome.url if isinstance(outcome, FetchedPage) else outcome.address
        key = self.state.known.filed(self.addresses().key(address))
        if key == lead.key:
            return True
        if self.state.known.is_settled(key) or not self.state.known.take(key):
            self.state.settle(lead.key, "duplicate", f"is {address}", article_id=article_id(self.name, key))
            return False
        return True

    def _handed_on(self, page: FetchedPage, lead: Lead, response: Response | None) -> FetchedPage:
        self.state.counts["fetched"] += not lead.recheck
        self.state.pages_being_read += 1
        self.state.windows[page.url_key] = lead.window
        # Of a split article only the first part would be asked for: what changed may be in another.
        if response is not None and not lead.pages:
            self.validators.hold(page.url_key, response)
        return page

    def _lose(self, lead: Lead, error: Exception) -> None:
        """Gives an article that could not be read, or asked for, its fate: it costs nothing but itself."""
        self.state.lose("articles", (f"{line_of(error)} at {lead.announcement.url}",))
        if lead.recheck:
            self.rechecks.unclear(lead.key, self.state.run.now(), "failed", line_of(error))
        else:
            self.state.settle(lead.key, "failed", f"cannot be read: {line_of(error)}")

    # ---- requests

    def _asked(self, lead: Lead, **kwargs: Any) -> Iterator[Request]:
        """The request for an article; none for an address that no request can be made of, which has its fate then."""
        try:
            yield self._ask_article(lead, **kwargs)
        except ValueError as error:
            self._lose(lead, error)

    def _ask_article(self, lead: Lead, *, priority: int = _ARTICLE_FIRST, conditional: bool = False) -> Request:
        return self._request(
            lead.following or self.on_one_page(lead.announcement.url),
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"lead": lead},
            meta={"kind": "article", "notes": lead.notes(), "conditional": conditional},
            priority=priority,
        )

    def ask_canary(self, url: str, **kwargs: Any) -> Request:
        """A request for a captured page (``crawler.middlewares.canary``), which is no article of this night."""
        return self._request(url, meta={"kind": "other"}, priority=_CANARY, **kwargs)

    def _request(self, url: str, *, meta: dict[str, Any], **kwargs: Any) -> Request:
        # One slot for a whole network: its hosts are asked in turn, never side by side.
        meta = {**meta, "download_slot": self.network_name()}
        if self.rendered:
            meta |= {"playwright": True, "playwright_page_goto_kwargs": {"wait_until": "networkidle"}}
        # Scrapy's filter drops redirect loops without a word; what was asked is known here instead.
        return Request(url, meta=meta, dont_filter=True, **kwargs)


def _nothing_learnt(_: Failure) -> None:
    """The answer for the made-up address was no page, as it should be."""


def _is_past_the_end(failure: Failure, step: Step) -> bool:
    """True when a page after the first is missing: WordPress answers 404 behind a list's end, its interface 400."""
    error = failure.value
    return step.number > 0 and isinstance(error, HttpError) and error.response.status in (400, 404)


def outlet_of(crawler: Crawler) -> OutletSpider:
    """The outlet that a component works for; raises ``NotConfigured`` outside a run (``scrapy shell`` and the like)."""
    if not isinstance(crawler.spider, OutletSpider) or not crawler.spider.state.within_run:
        raise NotConfigured
    return crawler.spider
