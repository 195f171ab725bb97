"""The base of every outlet: from its sources to fetched pages.

sources ──► announcements ──► article pages (all parts) ──► FetchedPage
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import cache
from typing import Any, ClassVar

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.annotation.places import region
from crawler.crawling.article_pages import ArticleParts, has_sound_base
from crawler.crawling.discovery import Answer, Discovery
from crawler.crawling.fates import Ledger
from crawler.crawling.known_urls import Memory
from crawler.crawling.lead import Lead
from crawler.crawling.rechecks import Rechecks
from crawler.crawling.run import VERSION, Run
from crawler.crawling.validators import Validators
from crawler.fetching.block_pages import challenge_in
from crawler.fetching.browser import browser_settings, growing
from crawler.fetching.soft_404 import MissingPage, made_up_address
from crawler.items import FetchedPage, Layout
from crawler.outlets.addresses import Addresses
from crawler.outlets.sources import Announcement, Context, GrowingListing, Source, Step
from crawler.outlets.window import Window
from crawler.urls import article_id
from storage.archive.frontier import SOFT_404
from storage.health.expectations import Expectation as Expectation
from storage.models import Sighting

MAX_BLOCKED = 3
"""So many challenge or block pages, and the outlet is left alone for this run."""

_FIRST, _CANARY, _ARTICLE_FIRST, _LEFT_OVER, _RECHECK = 20, 15, 10, -10, -20
"""Priorities of requests: what the site shows where nothing is, a captured page, the articles of this night, its
sources (0), what other windows left over, re-checks."""


class OutletSpider(Spider):
    """One outlet. A subclass declares facts about its site and nothing else.

    A family (``spiders.families``) declares most of them; an outlet in a family has three or four.
    """

    title: ClassVar[str]
    """Display name."""

    site: ClassVar[str]
    """Front page, with the scheme and host that the site prefers."""

    region: ClassVar[str]
    """Kemendagri code of the outlet's own region: the last resort for a place."""

    zone: ClassVar[str] = "Asia/Jakarta"
    """IANA zone of its dates that carry none: the one of its region's province."""

    network: ClassVar[str | None] = None
    """Name of the network it belongs to; an outlet without one is its own."""

    sources: ClassVar[tuple[Source, ...]]
    """Where articles are announced, the cheapest and best dated first."""

    article_path: ClassVar[str]
    """Regular expression of an article's ``/path`` or ``/path?query`` (see ``crawler.outlets.addresses.Addresses``)."""

    examples: ClassVar[tuple[str, ...]] = ()
    """Addresses of articles: absolute where seen on this very site, from the root where only their form is known."""

    verified: ClassVar[str | None] = None
    """ISO date, and what was seen of this very site and what was not; ``None``: nothing but the family's facts."""

    whole: ClassVar[str] = ""
    """What is put after the address of a split article to have it on one page: ``?page=all``."""

    hosts: ClassVar[tuple[str, ...]] = ()
    """Further hosts of the outlet with articles of their own."""

    mirrors: ClassVar[tuple[str, ...]] = ()
    """Hosts on which the same articles appear, or that lead to the site."""

    layouts: ClassVar[tuple[Layout, ...]]
    """How to read an article page, newest first."""

    parts: ClassVar[tuple[str, ...]] = ()
    """Selectors of links to the further parts of a split article."""

    marks: ClassVar[tuple[str, ...]] = ()
    """Regular expressions for what only a family's platform prints in its pages, or has in its address, which stands
    before the page; ``scrapy probe`` recognises it so."""

    prune: ClassVar[tuple[str, ...]] = ()
    """Elements of this outlet's pages to remove, besides the family's."""

    rendered: ClassVar[bool] = False
    """Whether pages need a browser."""

    unchecked_certificate: ClassVar[str | None] = None
    """Why the site's certificate is not checked (and since when); it is where nothing is declared."""

    terms: ClassVar[str | None] = None
    """Why permission is needed; the operator acknowledges the outlet's network before it is crawled."""

    paused: ClassVar[str | None] = None
    """Reason and date, when the outlet is switched off."""

    expected: ClassVar[Expectation | None] = None
    """What the outlet is known to publish, where it is known: `scrapy health` holds it to that from the first night."""

    def __init__(self, *, run: Run | None = None, window: Window | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._run = run
        self.counts: Counter[str] = Counter()
        self.ledger = Ledger(self.counts)
        self.troubles: dict[str, str] = {}
        self.answered: dict[str, Answer] = {}
        self.pages_being_read = 0
        self.windows: dict[str, Window | None] = {}
        """The window that a page on its way through the pipelines is held to, by URL key; re-checks have none."""
        if run is not None:
            self.window = window or Window(run.now())
        self.missing_page = MissingPage()
        self.parts_reader = ArticleParts(self)
        self.rechecks = Rechecks(self)
        self.memory: Memory
        self.discovery: Discovery
        self.validators = Validators(self)
        self.begun = False
        """Whether the crawl came as far as asking for anything; a signal may end it before."""
        self._blocks = 0

    @property
    def within_run(self) -> bool:
        """Whether it was started by a run; ``scrapy shell`` and the like start it without."""
        return self._run is not None

    @property
    def run(self) -> Run:
        """What the outlets of a run share."""
        if self._run is None:
            raise RuntimeError("an outlet crawls within a run: use `scrapy crawl` or `scrapy nightly`")
        return self._run

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Puts the contact into the user agent, and the browser behind ``rendered`` pages."""
        super().update_settings(settings)
        agent = f"{settings['ROBOTSTXT_USER_AGENT']}/{VERSION} (+{settings['KLIPING_CONTACT']})"
        settings.set("USER_AGENT", agent, priority="spider")
        if cls.unchecked_certificate:
            settings.set("DOWNLOAD_VERIFY_CERTIFICATES", False, priority="spider")
        if cls.rendered:
            settings.setdict(browser_settings(settings, cls.addresses().allowed), priority="spider")

    @classmethod
    def network_name(cls) -> str:
        """The outlet's network, or the outlet itself."""
        return cls.network or cls.name

    @classmethod
    def family(cls) -> str | None:
        """Name of the platform: the module of the first base in ``spiders.families``."""
        modules = (base.__module__ for base in cls.__mro__)
        return next((name.rpartition(".")[2] for name in modules if ".families." in name), None)

    @classmethod
    def facts(cls) -> dict[str, Any]:
        """What the archive keeps of an outlet (``Archive.save_outlet``)."""
        return {
            "name": cls.name,
            "title": cls.title,
            "site": cls.site,
            "network": cls.network_name(),
            "family": cls.family(),
            "region_code": cls.region,
            "region": region(cls.region).name,
        }

    @classmethod
    @cache  # it is asked for every link of a page
    def addresses(cls) -> Addresses:
        """The outlet's address space."""
        return Addresses(cls.site, cls.hosts, cls.mirrors, cls.article_path)

    @classmethod
    def on_one_page(cls, url: str) -> str:
        """Address at which the whole of an article is shown."""
        return url.removesuffix(cls.whole) + cls.whole

    @classmethod
    def read_as(cls) -> tuple[Layout, ...]:
        """The layouts, with the outlet's own prune rules and zone."""
        return tuple(replace(layout, prune=layout.prune + cls.prune, zone=cls.zone) for layout in cls.layouts)

    @classmethod
    def signs_as(cls) -> tuple[str, ...]:
        """Names under which the outlet signs its articles: never a place, never an author."""
        return (cls.title, cls.name, *sorted(cls.addresses().allowed))

    # ---- discovery

    async def start(self) -> AsyncIterator[Any]:
        """What earlier nights left over, then the first pages of every source.

        Before either, an address that was made up: a site may send its error page as HTTP 200.
        """
        nowhere = made_up_address(self.site, self.run.run_id)
        yield self._request(
            nowhere, callback=self.learn_missing_page, errback=_nothing_learnt, meta={"kind": "other"}, priority=_FIRST
        )
        archive, attempts, now = self.run.archive, self.settings.getint("FAILED_URL_ATTEMPTS"), self.run.now()
        known, last = archive.memory(self.name), archive.covered(self.name)
        self.memory = Memory(self.window, known=known, last=last, attempts=attempts, now=now)
        context = Context(self.site, self.zone, self.window, now)
        self.discovery = Discovery(self, context, self.memory)
        self.begun = True
        self.validators.forget_old(now)
        for left in archive.queued(self.name, attempts=attempts, now=now):
            lead, ours = self._left_over(left)
            # A backfill keeps to its own window; a night takes what any window left over.
            if (ours or not self.window.is_past(now)) and self.memory.take(lead.key):
                self.ledger.enter(lead.key)
                self.counts["carried_over"] += 1
                self.counts["retried"] += self.memory.was_tried(lead.key)
                yield self._ask_article(lead, priority=_ARTICLE_FIRST if ours else _LEFT_OVER)
        for request in self._next_sources():
            yield request

    def learn_missing_page(self, response: Response) -> None:
        """What the site shows where nothing is."""
        if challenge_in(response) is None and has_sound_base(response):
            self.missing_page = MissingPage(response)

    def parse_source(self, response: Response, source: Source, step: Step) -> Iterator[Request]:
        """Announcements of one page of a source, and what is to be asked after it."""
        for found in self.discovery.read(response, source, step):
            yield self._ask_article(found) if isinstance(found, Lead) else self._ask_source(*found)
        self.discovery.done(source)
        yield from self._next_sources()

    def source_failed(self, failure: Failure) -> Iterator[Request]:
        """A page of a source did not come."""
        request: Request = failure.request  # type: ignore[attr-defined]
        source, step = request.cb_kwargs["source"], request.cb_kwargs["step"]
        if request.meta.get("budget"):
            return  # the crawl is being ended; its source stays open, and with it the window
        response = getattr(failure.value, "response", None)
        if response is not None and (challenge := challenge_in(response)):
            self.discovery.blocked(source, step, challenge)
        elif request.meta.get("passed"):
            self.discovery.passed(step, "window")
        elif _is_past_the_end(failure, step):
            self.discovery.passed(step, "whole" if source.windowed else "end")
        else:
            self.discovery.failed(source, step, _why(failure))
        self.discovery.done(source)
        yield from self._next_sources()

    def _next_sources(self) -> Iterator[Request]:
        for source, step in self.discovery.next_steps():
            yield self._ask_source(source, step)
        if not self.discovery.unfinished:
            for lead in self.rechecks.leads():
                yield self._ask_article(lead, priority=_RECHECK, conditional=True)

    def _ask_source(self, source: Source, step: Step) -> Request:
        meta: dict[str, Any] = {
            "kind": source.kind,
            "series": (source.label, step.series) if step.number else None,
            "conditional": not self.discovery.context.backfill,
        }
        if isinstance(source, GrowingListing):
            meta["playwright_page_methods"] = growing(
                source.links, source.more, rounds=source.rounds, settings=self.settings
            )
        kwargs = {"source": source, "step": step}
        return self._request(
            step.url, callback=self.parse_source, errback=self.source_failed, cb_kwargs=kwargs, meta=meta
        )

    def _left_over(self, left: Sighting) -> tuple[Lead, bool]:
        """The lead to an address of an earlier night, and whether it belongs to this night's window."""
        own = Window(left.since, left.until) if left.since else self.window
        dated = left.published_at is not None and self.window.holds(left.published_at)
        ours = dated or (own == self.window if self.window.is_past(self.run.now()) else own.until is None)
        announcement = Announcement(left.url, left.published_at, left.title)
        window = own.joined(self.window) if ours else own
        return Lead(left.url_key, announcement, left.source, window=window), ours

    # ---- articles

    def parse_article(self, response: Response, lead: Lead) -> Iterator[Request | FetchedPage]:
        """One part of an article; the page once all parts are there."""
        outcome = self.parts_reader.read(response, lead)
        if lead.recheck:
            following = self.rechecks.read(response, lead, outcome)
            if isinstance(following, Lead):
                yield self._ask_article(following, priority=_RECHECK)
            elif following is not None:
                yield self._handed_on(following, lead, response)
        elif isinstance(outcome, tuple):
            self.counts["soft_404"] += outcome[1] == SOFT_404
            self.settle(lead.key, *outcome)
        elif lead.pages or self._is_new(outcome, lead):
            yield self._ask_article(outcome) if isinstance(outcome, Lead) else self._handed_on(outcome, lead, response)

    def article_failed(self, failure: Failure) -> Iterator[FetchedPage]:
        """A part of an article did not come: the first is a failure of the address, a later one leaves a gap."""
        request: Request = failure.request  # type: ignore[attr-defined]
        lead: Lead = request.cb_kwargs["lead"]
        response = getattr(failure.value, "response", None)
        if lead.recheck:
            if not request.meta.get("postponed"):  # then it is still due
                self.rechecks.failed(lead, response, _why(failure))
        elif lead.pages:
            yield self._handed_on(self.parts_reader.as_far_as_known(lead), lead, None)
        elif response is not None and response.status in (404, 410):
            self.settle(lead.key, "gone", f"HTTP {response.status}")
        elif request.meta.get("robots_denied"):
            self.settle(lead.key, "robots", "disallowed by robots.txt")
        elif response is not None and (trouble := challenge_in(response)):
            self.settle(lead.key, "blocked", trouble)
        elif request.meta.get("postponed"):
            self.counts["postponed"] += 1  # stays queued: nothing was learnt about the article
        else:
            self.settle(lead.key, "failed", _why(failure))

    def _is_new(self, outcome: FetchedPage | Lead, lead: Lead) -> bool:
        """Whether the article that was reached is none that is known, or being fetched, under another address."""
        address = outcome.url if isinstance(outcome, FetchedPage) else outcome.address
        key = self.addresses().key(address)
        if key == lead.key:
            return True
        if self.memory.is_settled(key) or not self.memory.take(key):
            self.settle(lead.key, "duplicate", f"is {address}", article_id=article_id(self.name, key))
            return False
        return True

    def _handed_on(self, page: FetchedPage, lead: Lead, response: Response | None) -> FetchedPage:
        self.counts["fetched"] += not lead.recheck
        self.pages_being_read += 1
        self.windows[page.url_key] = lead.window
        # Of a split article only the first part would be asked for: what changed may be in another.
        if response is not None and not lead.pages:
            self.validators.hold(page.url_key, response)
        return page

    # ---- requests

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

    # ---- what became of it

    def settle(self, key: str, state: str, reason: str, *, article_id: str | None = None) -> None:
        """Writes what became of an address that led to no page of its own."""
        if state in ("failed", "blocked") and self.memory.is_last_try(key):
            self.counts["given_up"] += 1
            reason = f"given up after {self.memory.attempts} nights: {reason}"
        self.ledger.settle(key, state)
        self.run.archive.settle(
            self.name, key, state=state, now=self.run.now(), reason=reason, article_id=article_id, attempt=True
        )
        if state == "blocked":
            self.count_block()

    def count_block(self) -> None:
        """One challenge or block page more. Raises ``CloseSpider`` when there were too many."""
        self._blocks += 1
        if self._blocks >= MAX_BLOCKED:
            raise CloseSpider("blocked")

    def trouble(self, label: str, reason: str) -> None:
        """Something is wrong with a source: it is counted, and named in the outlet's row."""
        self.counts["source_failures"] += 1
        self.troubles.setdefault(label, reason)
        self.logger.warning("%s: %s", label, reason)


def _nothing_learnt(_: Failure) -> None:
    """The answer for the made-up address was no page, as it should be."""


def _is_past_the_end(failure: Failure, step: Step) -> bool:
    """Whether a page after the first is missing: WordPress answers 404 behind a list's end, its REST interface 400."""
    error = failure.value
    return step.number > 0 and isinstance(error, HttpError) and error.response.status in (400, 404)


def _why(failure: Failure) -> str:
    """One line for people about a request that failed."""
    error = failure.value
    if isinstance(error, HttpError):
        return f"HTTP {error.response.status}"
    if isinstance(error, IgnoreRequest):
        return str(error) or "not asked for"
    name = re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__).lower()
    return name.removesuffix(" error") or type(error).__name__


def outlet_of(crawler: Crawler) -> OutletSpider:
    """The outlet that a component works for; raises ``NotConfigured`` outside a run (``scrapy shell`` and the like)."""
    if not isinstance(crawler.spider, OutletSpider) or not crawler.spider.within_run:
        raise NotConfigured
    return crawler.spider
