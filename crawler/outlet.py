"""The base of every outlet: from its sources to fetched pages.

sources ──► announcements ──► article pages (all parts) ──► FetchedPage
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cache
from typing import Any, ClassVar

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest, NotConfigured
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.browser import browser_settings
from crawler.challenge import challenge_in
from crawler.items import FetchedPage, Layout
from crawler.memory import Memory
from crawler.run import VERSION, Run
from crawler.sources import Announcement, Context, Source, Step
from crawler.urls import Addresses, article_id
from crawler.window import Window

MAX_PARTS = 20
"""Parts of one split article that are followed; the longest seen has three."""

MAX_BLOCKED = 3
"""So many challenge or block pages, and the outlet is left alone for this run."""

_ARTICLE_FIRST = 10


@dataclass(frozen=True, slots=True)
class Lead:
    """An article that is being fetched, or read again: where it was announced, and the parts so far."""

    key: str
    announcement: Announcement
    source: str = ""
    series: str = ""
    pages: tuple[Response, ...] = ()
    asked: frozenset[str] = frozenset()
    following: str | None = None


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

    network: ClassVar[str | None] = None
    """Name of the network it belongs to; an outlet without one is its own."""

    sources: ClassVar[tuple[Source, ...]]
    """Where articles are announced, the cheapest and best dated first."""

    article_path: ClassVar[str]
    """Regular expression of an article's ``/path`` or ``/path?query`` (see ``crawler.urls.Addresses``)."""

    hosts: ClassVar[tuple[str, ...]] = ()
    """Further hosts of the outlet with articles of their own."""

    mirrors: ClassVar[tuple[str, ...]] = ()
    """Hosts on which the same articles appear, or that lead to the site."""

    layouts: ClassVar[tuple[Layout, ...]]
    """How to read an article page, newest first."""

    parts: ClassVar[tuple[str, ...]] = ()
    """Selectors of links to the further parts of a split article."""

    marks: ClassVar[tuple[str, ...]] = ()
    """Regular expressions for what only a family's platform prints in its pages; ``scrapy probe`` recognises it so."""

    prune: ClassVar[tuple[str, ...]] = ()
    """Elements of this outlet's pages to remove, besides the family's."""

    rendered: ClassVar[bool] = False
    """Whether pages need a browser."""

    terms: ClassVar[str | None] = None
    """Why permission is needed; the operator acknowledges the outlet's network before it is crawled."""

    paused: ClassVar[str | None] = None
    """Reason and date, when the outlet is switched off."""

    def __init__(self, *, run: Run | None = None, window: Window | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._run = run
        self.counts: Counter[str] = Counter()
        self.troubles: dict[str, str] = {}
        self.pages_being_read = 0
        if run is not None:
            self.window = window or Window(run.now())
            self._context = Context(self.site, self.layouts[0].zone, self.window, run.now())
        self.memory: Memory
        self._waiting: deque[Source] = deque(self.sources if run is not None else ())
        self._open_steps = 0

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
    @cache  # it is asked for every link of a page
    def addresses(cls) -> Addresses:
        """The outlet's address space."""
        return Addresses(cls.site, cls.hosts, cls.mirrors, cls.article_path)

    @classmethod
    def read_as(cls) -> tuple[Layout, ...]:
        """The layouts, with the outlet's own prune rules."""
        return tuple(replace(layout, prune=layout.prune + cls.prune) for layout in cls.layouts)

    @classmethod
    def signs_as(cls) -> tuple[str, ...]:
        """Names under which the outlet signs its articles: never a place, never an author."""
        return (cls.title, cls.name, *sorted(cls.addresses().allowed))

    # ---- discovery

    async def start(self) -> AsyncIterator[Any]:
        """What earlier nights left over, then the first pages of every source."""
        archive, attempts = self.run.archive, self.settings.getint("FAILED_URL_ATTEMPTS")
        known, last = archive.memory(self.name), archive.last_completed(self.name)
        self.memory = Memory(self.window, known=known, last=last, attempts=attempts)
        for left in archive.queued(self.name, attempts=attempts):
            if self.window.holds(left.published_at) and self.memory.take(left.url_key):
                announcement = Announcement(left.url, left.published_at, left.title)
                yield self._ask_article(Lead(left.url_key, announcement, left.source))
        for request in self._next_source():
            yield request

    def parse_source(self, response: Response, source: Source, step: Step) -> Iterator[Request]:
        """Announcements of one page of a source, and what is to be asked after it."""
        yield from self._read_source(response, source, step)
        self._open_steps -= 1
        yield from self._next_source()

    def _next_source(self) -> Iterator[Request]:
        """First pages of the next source, once every page of the one before has been read."""
        while self._waiting and not self._open_steps:
            source = self._waiting.popleft()
            for step in source.steps(self._context):
                yield self._ask_source(source, step)

    def _read_source(self, response: Response, source: Source, step: Step) -> Iterator[Request]:
        self.counts["source_pages"] += 1
        if trouble := (challenge_in(response) or response.meta.get("damaged")):
            self._trouble(source, trouble)
            return
        reading = source.read(response, step, self._context) if isinstance(response, TextResponse) else None
        if reading is None or reading.broken:
            self._trouble(source, reading.broken if reading and reading.broken else "no text")
            return
        leads = [lead for found in reading.announcements if (lead := self._lead(found, source, step))]
        if source.never_empty and not leads and step.number == 0:
            self._trouble(source, "not one link to an article: has the site changed?")
        for lead in leads:
            yield from self._announce(lead)
        if self._goes_on(source, step, leads, reading.announcements):
            for following in reading.following:
                yield self._ask_source(source, following)
        if reading.exhausts:
            self._waiting.clear()

    def source_failed(self, failure: Failure) -> Iterator[Request]:
        """A page of a source did not come."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if not request.meta.get("passed") and not _is_past_the_end(failure, request.cb_kwargs["step"]):
            self._trouble(request.cb_kwargs["source"], _why(failure))
        self._open_steps -= 1
        yield from self._next_source()

    def _lead(self, found: Announcement, source: Source, step: Step) -> Lead | None:
        address = self.addresses().article(found.url)
        if address is None:
            return None
        return Lead(self.addresses().key(address), replace(found, url=address), source.label, step.series)

    def _announce(self, lead: Lead) -> Iterator[Request]:
        self.counts["discovered"] += 1
        published = lead.announcement.published
        if not self.window.holds(published) or not self.memory.take(lead.key):
            return
        if not self.memory.is_worth_asking(lead.key):
            self.counts["known"] += 1
            return
        self.counts["new"] += not self.memory.is_known(lead.key)
        now = self.run.now()
        self.run.archive.announce(
            self.name, lead.key, lead.announcement.url, source=lead.source, published_at=published, now=now
        )
        yield self._ask_article(lead)

    def _goes_on(self, source: Source, step: Step, leads: list[Lead], announcements: tuple[Announcement, ...]) -> bool:
        """Whether the next page of a source may tell of something new within the window."""
        if not announcements:
            return True  # an index: its sub-sitemaps are what there is to read
        dated = [found.published for found in announcements if found.published]
        if len(dated) == len(announcements) and all(self.window.before(moment) for moment in dated):
            return False
        return self.memory.brings_news((source.label, step.series), {lead.key for lead in leads})

    def _ask_source(self, source: Source, step: Step) -> Request:
        self._open_steps += 1
        return self._request(
            step.url,
            callback=self.parse_source,
            errback=self.source_failed,
            cb_kwargs={"source": source, "step": step},
            meta={"kind": source.kind, "series": (source.label, step.series) if step.number else None},
        )

    # ---- articles

    def parse_article(self, response: Response, lead: Lead) -> Iterator[Request | FetchedPage]:
        """One part of an article; the page once all parts are there."""
        outcome = self.read_part(response, lead)
        if isinstance(outcome, tuple):
            self._settle(lead.key, *outcome)
        elif lead.pages or self._is_new(response, lead):
            yield self._ask_article(outcome) if isinstance(outcome, Lead) else self._handed_on(outcome)

    def read_part(self, response: Response, lead: Lead) -> FetchedPage | Lead | tuple[str, str]:
        """What one part of an article, fetched or archived, makes of a lead.

        The page once all parts are there; the lead to the next part; or state and reason of what is no page. The meta
        of the response's request has ``fetched_at`` and ``record_id``, and ``damaged`` where it is.
        """
        refusal = self._refusal(response)
        if refusal is not None:
            return self.as_far_as_known(lead) if lead.pages else refusal
        if not lead.pages:
            if self._article_at(response) is None:
                return "gone", f"leads to {response.url}"
            lead = replace(lead, asked=frozenset({self.addresses().canonical(response.url)}))
        lead = replace(lead, pages=(*lead.pages, response))
        following = self._next_part(response, lead)
        if following is None:
            return self._page(lead, complete=True)
        return replace(lead, asked=lead.asked | {following}, following=following)

    def as_far_as_known(self, lead: Lead) -> FetchedPage:
        """The page of an article whose further parts are not to be had."""
        return self._page(lead, complete=False)

    def article_failed(self, failure: Failure) -> Iterator[FetchedPage]:
        """A part of an article did not come: the first is a failure of the address, a later one leaves a gap."""
        request: Request = failure.request  # type: ignore[attr-defined]
        lead: Lead = request.cb_kwargs["lead"]
        response = getattr(failure.value, "response", None)
        if lead.pages:
            yield self._handed_on(self.as_far_as_known(lead))
        elif response is not None and response.status in (404, 410):
            self._settle(lead.key, "gone", f"HTTP {response.status}")
        elif request.meta.get("robots_denied"):
            self._settle(lead.key, "robots", "disallowed by robots.txt")
        elif response is not None and (trouble := challenge_in(response)):
            self._blocked(lead.key, trouble)
        elif request.meta.get("postponed"):
            self.counts["postponed"] += 1  # stays queued: nothing was learnt about the article
        else:
            self._settle(lead.key, "failed", _why(failure))

    def _refusal(self, response: Response) -> tuple[str, str] | None:
        if trouble := challenge_in(response):
            return "blocked", trouble
        if damage := response.meta.get("damaged"):
            return "failed", str(damage)
        if not isinstance(response, HtmlResponse):
            return "empty", f"not a page: {(response.headers.get('Content-Type') or b'no type').decode('latin-1')}"
        if not response.body.strip():
            return "failed", "empty answer"
        return None

    def _article_at(self, response: Response) -> str | None:
        """Address of the article that was reached.

        The page's canonical link is believed where it agrees with the address (an AMP page names its twin), or where
        the address says nothing (a short link that does not redirect); never where it names another article.
        """
        addresses = self.addresses()
        address = addresses.article(response.url)
        link = response.css('link[rel="canonical"]::attr(href)').get()
        named = addresses.article(response.urljoin(link)) if link else None
        if named is None or (address and "?" not in address and addresses.key(named) != addresses.key(address)):
            return address
        return named

    def _is_new(self, response: Response, lead: Lead) -> bool:
        """Whether the article that was reached is none that is known, or being fetched, under another address."""
        address = self._article_at(response) or lead.announcement.url
        key = self.addresses().key(address)
        if key == lead.key:
            return True
        if self.memory.is_settled(key):
            self._settle(lead.key, "duplicate", f"is {address}", article_id=article_id(self.name, key))
            return False
        return self.memory.take(key)

    def _next_part(self, response: Response, lead: Lead) -> str | None:
        """The part with the smallest offset that was not asked for yet."""
        if not self.parts or not isinstance(response, TextResponse):
            return None
        addresses = self.addresses()
        here = addresses.key(response.url)
        found: dict[str, int] = {}
        for selector in self.parts:
            for href in response.css(selector).getall():
                try:
                    url = addresses.canonical(response.urljoin(href))
                except ValueError:
                    continue
                offset = addresses.offset(url)
                if addresses.key(url) == here and offset > 0 and url not in lead.asked:
                    found[url] = offset
        return min(found, key=lambda url: found[url]) if found and len(lead.pages) < MAX_PARTS else None

    def _page(self, lead: Lead, *, complete: bool) -> FetchedPage:
        first = lead.pages[0]
        address = self._article_at(first) or lead.announcement.url
        content_type = first.headers.get("Content-Type")
        return FetchedPage(
            outlet=self.name,
            network=self.network_name(),
            url=address,
            url_key=self.addresses().key(address),
            requested_key=lead.key,
            bodies=tuple(page.body for page in lead.pages),
            content_type=content_type.decode("latin-1") if content_type else None,
            fetched_at=first.meta.get("fetched_at") or self.run.now().astimezone(UTC),
            warc_record_id=first.meta.get("record_id"),
            layouts=self.read_as(),
            region_code=self.region,
            outlet_names=self.signs_as(),
            announced_at=lead.announcement.published,
            announced_title=lead.announcement.title,
            complete=complete,
            source=(lead.source, lead.series),
        )

    def _handed_on(self, page: FetchedPage) -> FetchedPage:
        self.counts["fetched"] += 1
        self.pages_being_read += 1
        return page

    def _ask_article(self, lead: Lead) -> Request:
        return self._request(
            lead.following or lead.announcement.url,
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"lead": lead},
            meta={"kind": "article", "notes": _notes(lead, self.window)},
            priority=_ARTICLE_FIRST,
        )

    def _request(self, url: str, *, meta: dict[str, Any], **kwargs: Any) -> Request:
        # One slot for a whole network: its hosts are asked in turn, never side by side.
        meta = {**meta, "download_slot": self.network_name()}
        if self.rendered:
            meta |= {"playwright": True, "playwright_page_goto_kwargs": {"wait_until": "networkidle"}}
        # Scrapy's filter drops redirect loops without a word; what was asked is known here instead.
        return Request(url, meta=meta, dont_filter=True, **kwargs)

    # ---- what became of it

    def _settle(self, key: str, state: str, reason: str, *, article_id: str | None = None) -> None:
        if state == "blocked":
            self._blocked(key, reason)
            return
        self.counts[state] += 1
        self.run.archive.settle(
            self.name, key, state=state, now=self.run.now(), reason=reason, article_id=article_id, attempt=True
        )

    def _blocked(self, key: str, reason: str) -> None:
        self.counts["blocked"] += 1
        self.run.archive.settle(self.name, key, state="blocked", now=self.run.now(), reason=reason, attempt=True)
        if self.counts["blocked"] >= MAX_BLOCKED:
            raise CloseSpider("blocked")

    def _trouble(self, source: Source, reason: str) -> None:
        self.counts["source_failures"] += 1
        self.troubles.setdefault(source.label, reason)
        self.logger.warning("%s: %s", source.label, reason)


def _notes(lead: Lead, window: Window) -> dict[str, str]:
    """What the bytes of an article page do not tell, kept with them: without it the page could not be read again.

    ``part_of`` is the record of a split article's first part; ``since`` and ``until`` are the crawl's window.
    """
    moments = {"announced_at": lead.announcement.published, "since": window.since, "until": window.until}
    notes = {"url_key": lead.key, "source": lead.source, "announced_title": lead.announcement.title}
    notes["part_of"] = lead.pages[0].meta.get("record_id") if lead.pages else None
    notes |= {name: moment.isoformat() if moment else None for name, moment in moments.items()}
    return {name: value for name, value in notes.items() if value}


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
