"""Where an outlet announces its articles. A source is a value; an outlet is given a tuple of them.

A source says which pages to ask for (``steps``) and reads what came (``read``): the announcements on the page and the
pages to ask for next. It asks for nothing itself; ``OutletSpider`` does, and decides when enough is enough.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import ClassVar, Literal
from urllib.parse import quote_plus, urlencode, urljoin

from lxml import etree
from parsel import Selector
from scrapy.http import Response
from scrapy.utils.sitemap import Sitemap as SitemapEntries

from crawler.extraction.dates import parse_machine, parse_visible
from crawler.outlets.window import Window
from crawler.urls import canonical_url

MAX_ANNOUNCEMENTS = 5_000
"""Announcements read from one page; a sitemap has up to 50,000, of which a window needs few."""

MAX_SITEMAPS = 100
"""Sitemaps followed from one index; the newest come first or last, and a backfill of years needs some dozens."""

MAX_BACKFILL_PAGES = 2_000
"""Pages of one series in a backfill, in place of the nightly limit: it has many nights."""

Scope = Literal["newest", "all", "some"]
"""What a source tells of: the newest articles first (``newest``), every article in no order (``all``), or a choice."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A link to an article, with what the source says of it. ``published`` is aware, or ``None``."""

    url: str
    published: datetime | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a source to ask for: the ``number``-th of its ``series``."""

    url: str
    series: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page of a source held. ``broken`` says why it could not be read."""

    announcements: tuple[Announcement, ...] = ()
    following: tuple[Step, ...] = ()
    broken: str | None = None
    exhausts: bool = False
    """True when the source has now told of every article of the window: no other need be asked."""
    limited: bool = False
    """True when the site has more pages and our limit is why they are not asked for."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a source needs to know: the outlet's front page and zone, the window, and the time."""

    site: str
    zone: str
    window: Window
    now: datetime

    @property
    def backfill(self) -> bool:
        """Whether the window lies in the past, so that reading it may take many nights."""
        return self.window.is_past(self.now)

    def limit(self, pages: int) -> int:
        """How many pages of a series may be asked for, of which a night asks for ``pages``."""
        return max(pages, MAX_BACKFILL_PAGES) if self.backfill else pages


@dataclass(frozen=True, kw_only=True)
class Source(ABC):
    """A way in which an outlet announces articles."""

    kind: ClassVar[str]
    """Kind of capture in the archive."""

    scope: ClassVar[Scope] = "newest"

    windowed: ClassVar[bool] = False
    """Whether the server is asked for the window: behind its last page there is nothing of it."""

    never_empty: ClassVar[bool] = False
    """Whether its first page always has articles, so that none is the mark of a redesign."""

    url: str
    """Address, absolute or relative to the outlet's front page."""

    @property
    def label(self) -> str:
        """Name in counts, logs and sightings."""
        return f"{self.kind} {self.url}"

    @abstractmethod
    def steps(self, context: Context) -> Iterator[Step]:
        """Pages to ask for first."""

    @abstractmethod
    def read(self, response: Response, step: Step, context: Context) -> Reading:
        """Announcements on a page, and the pages after it."""


@dataclass(frozen=True, kw_only=True)
class Feed(Source):
    """An RSS or Atom feed: dated, short, the cheapest look at what is new."""

    kind = "feed"
    never_empty = True

    def steps(self, context: Context) -> Iterator[Step]:
        """The feed itself."""
        yield Step(urljoin(context.site, self.url))

    def read(self, response: Response, step: Step, context: Context) -> Reading:
        """Links with their dates; a feed has no further pages."""
        # ANTARA's feeds carry a byte order mark before the XML declaration.
        root = _xml(response.body.removeprefix(b"\xef\xbb\xbf").lstrip())
        if root is None:
            return Reading(broken="not a feed")
        entries = root.xpath("//item | //entry")[:MAX_ANNOUNCEMENTS]
        if not entries and not root.xpath("/rss | /feed | /RDF"):
            return Reading(broken="not a feed")
        return Reading(tuple(self._announcements(entries, response.url, context)))

    def _announcements(self, entries: list[Selector], base: str, context: Context) -> Iterator[Announcement]:
        for entry in entries:
            link = entry.xpath("string(link[not(@href)])").get() or entry.xpath("link[@href][1]/@href").get()
            if link and (link := link.strip()):
                stamp = entry.xpath("string(pubDate | published | date | updated)").get() or ""
                yield Announcement(
                    absolute(base, link), _moment(stamp, context), entry.xpath("string(title)").get("").strip() or None
                )


@dataclass(frozen=True, kw_only=True)
class Sitemap(Source):
    """A sitemap or an index of sitemaps; sub-sitemaps and entries changed before the window are passed over."""

    kind = "sitemap"
    scope = "all"

    contains: str = ""
    """Only sub-sitemaps whose address contains this."""

    depth: int = 2
    """How deep an index may nest."""

    def steps(self, context: Context) -> Iterator[Step]:
        """The sitemap, or its index."""
        yield Step(urljoin(context.site, self.url))

    def read(self, response: Response, step: Step, context: Context) -> Reading:
        """Entries, with the date of news entries; of an index, the sub-sitemaps."""
        try:
            entries = SitemapEntries(response.body)
        except (etree.XMLSyntaxError, StopIteration):  # not one element
            return Reading(broken="not a sitemap")
        if entries.type not in ("urlset", "sitemapindex"):
            return Reading(broken="not a sitemap")
        recent: list[dict[str, str]] = []
        for entry in entries:
            changed = _moment(entry.get("lastmod", ""), context)
            # What was last changed before the window was also published before it.
            if "loc" in entry and (changed is None or not context.window.before(changed)):
                recent.append(entry)
        if entries.type == "sitemapindex":
            nested = [entry["loc"] for entry in recent if self.contains in entry["loc"] and _is_address(entry["loc"])]
            if step.number >= self.depth:
                return Reading(limited=bool(nested))
            following = tuple(Step(url, number=step.number + 1) for url in dict.fromkeys(nested))
            return Reading(following=following[:MAX_SITEMAPS], limited=len(following) > MAX_SITEMAPS)
        found = tuple(Announcement(entry["loc"]) for entry in recent[:MAX_ANNOUNCEMENTS])
        return Reading(found, limited=len(recent) > MAX_ANNOUNCEMENTS)


@dataclass(frozen=True, kw_only=True)
class Listing(Source):
    """Pages of links, newest first, asked for one after the other.

    ``url`` may hold ``{page}`` (counts from ``first`` by ``step``), ``{year}``, ``{month}`` and ``{day}`` (the
    latter two dates, so ``{month:%Y/%m}``; one series for each that the window touches), ``{since}`` and ``{until}``
    (dates of the window).
    """

    kind = "listing"
    never_empty = True

    links: str
    """CSS of the article links (``a`` elements)."""

    start: str | None = None
    """Address of the first page where it is not ``url`` with ``first``."""

    first: int = 1
    step: int = 1
    pages: int = 20
    """No more pages than this, whatever they hold."""

    dates: str | None = None
    """CSS of the printed dates, one for each link in the same order, where the listing prints them."""

    def steps(self, context: Context) -> Iterator[Step]:
        """First page of each series."""
        for series in self._series(context):
            yield Step(self._address(series, 0, context), series)

    def read(self, response: Response, step: Step, context: Context) -> Reading:
        """Links in order of the page; the next page where there may be one."""
        root = Selector(text=response.text, type="html")
        anchors = root.css(self.links)
        printed = ["".join(node.css("::text").getall()) for node in root.css(self.dates)] if self.dates else []
        stamps: list[str] = printed if len(printed) == len(anchors) else [""] * len(anchors)
        found = []
        for anchor, stamp in zip(anchors, stamps, strict=True):
            if href := (anchor.attrib.get("href") or "").strip():
                moment = parse_visible(stamp, zone=context.zone, fetched_at=context.now) if stamp else None
                # A listing's date is printed for readers and may lack the hour: good enough to stop at, not to keep.
                found.append(Announcement(absolute(response.url, href), moment.at if moment else None))
        number = step.number + 1
        # A page without links is past the end, or the markup changed: the spider tells which by the first page.
        if not found or "{page}" not in self.url:
            return Reading(tuple(found))
        if number >= context.limit(self.pages):
            return Reading(tuple(found), limited=True)
        following = Step(self._address(step.series, number, context), step.series, number)
        return Reading(tuple(found), (following,))

    def _series(self, context: Context) -> Iterator[str]:
        months = list(context.window.months(context.now))
        if "{day" in self.url:
            yield from (f"{day:%Y-%m-%d}" for day in context.window.days(context.now))
        elif "{month" in self.url:
            yield from (f"{month:%Y-%m}" for month in months)
        elif "{year}" in self.url:
            yield from sorted({f"{month:%Y}" for month in months}, reverse=True)
        else:
            yield ""

    def _address(self, series: str, number: int, context: Context) -> str:
        template = self.start if number == 0 and self.start is not None else self.url
        first_day, last_day = context.window.first_day(), context.window.last_day(context.now)
        moment = _series_date(series)
        filled = template.format(
            page=self.first + number * self.step,
            year=series,
            month=moment or "",
            day=moment or "",
            since=first_day,
            until=last_day,
            **self._more_fields(series),
        )
        return urljoin(context.site, filled)

    def _more_fields(self, series: str) -> dict[str, str]:
        return {}


@dataclass(frozen=True, kw_only=True)
class GrowingListing(Listing):
    """A list that stays on its page and grows there, for outlets that are ``rendered``."""

    pages: int = 1

    more: str | None = None
    """CSS of the button that shows more; without one the list grows as one scrolls to its end."""

    rounds: int = 10
    """How often it is made to grow at most."""


@dataclass(frozen=True, kw_only=True)
class Search(Listing):
    """The site's own search, once for each term; ``url`` holds ``{term}`` besides the fields of a listing."""

    kind = "search"
    scope = "some"
    never_empty = False

    terms: tuple[str, ...] = ("netralitas asn", "penanganan konflik sosial", "pengamanan pilkada", "logistik pemilu")
    pages: int = 3

    def _series(self, context: Context) -> Iterator[str]:
        yield from self.terms

    def _more_fields(self, series: str) -> dict[str, str]:
        return {"term": quote_plus(series)}


@dataclass(frozen=True, kw_only=True)
class WordPressPosts(Source):
    """The REST interface of WordPress: exact dates and a window on the server's side."""

    kind = "posts"
    windowed = True

    url: str = "/wp-json/wp/v2/posts"
    per_page: int = 100
    pages: int = 50

    def steps(self, context: Context) -> Iterator[Step]:
        """First page of the window's posts."""
        yield Step(self._address(0, context))

    def read(self, response: Response, step: Step, context: Context) -> Reading:
        """Links with dates and titles; the next page while pages are full."""
        try:
            posts = json.loads(response.body)
        except (ValueError, RecursionError):  # thousands of brackets
            posts = None
        if not isinstance(posts, list):
            return Reading(broken="not a list of posts")
        found = tuple(self._announcements(posts, context))
        if len(posts) < self.per_page:
            return Reading(found, exhausts=True)
        number = step.number + 1
        if number >= context.limit(self.pages):
            return Reading(found, limited=True)
        return Reading(found, (Step(self._address(number, context), number=number),))

    def _announcements(self, posts: list[object], context: Context) -> Iterator[Announcement]:
        utc = replace(context, zone="UTC")
        for post in posts:
            if isinstance(post, dict) and isinstance(post.get("link"), str):
                published = _moment(str(post.get("date_gmt") or ""), utc) or _moment(str(post.get("date")), context)
                yield Announcement(post["link"], published, _rendered(post.get("title")))

    def _address(self, number: int, context: Context) -> str:
        window = context.window
        fields = {
            "after": window.since.astimezone(UTC).isoformat(timespec="seconds"),
            "before": (window.until or context.now).astimezone(UTC).isoformat(timespec="seconds"),
            "per_page": self.per_page,
            "page": number + 1,
            "orderby": "date",
            "_fields": "link,date,date_gmt,title",
        }
        return urljoin(context.site, f"{self.url}?{urlencode(fields)}")


def absolute(base: str, link: str) -> str:
    """The link as an address; as it stands when it can be none, such as ``http://[``."""
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _is_address(text: str) -> bool:
    try:
        return bool(canonical_url(text))
    except ValueError:
        return False


def _series_date(series: str) -> datetime | None:
    """First moment of a series that is a month or a day; ``None`` for another."""
    form = {7: "%Y-%m", 10: "%Y-%m-%d"}.get(len(series)) if series[:4].isdecimal() else None
    return datetime.strptime(series, form).replace(tzinfo=UTC) if form else None


def _xml(body: bytes) -> Selector | None:
    """The document, without namespaces. One that declares entities is refused: no feed needs any, every attack does."""
    if b"<!ENTITY" in body:
        return None
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser=parser)
    except etree.XMLSyntaxError:
        return None
    if root is None:
        return None
    selector = Selector(root=root, type="xml")
    selector.remove_namespaces()
    return selector


def _moment(text: str, context: Context) -> datetime | None:
    moment = parse_machine(text.strip(), zone=context.zone) if text.strip() else None
    return moment.at if moment else None


def _rendered(title: object) -> str | None:
    text = title.get("rendered") if isinstance(title, dict) else None
    return (Selector(text=f"<p>{text}</p>").xpath("string()").get() or "").strip() or None if text else None
