"""Where an outlet announces its articles. A source is a value; an outlet is given a tuple of them.

A source says which pages to ask for (``steps``) and reads what came (``read``): the announcements on the page and the
pages to ask for next. It asks for nothing itself; ``OutletSpider`` does, and decides when enough is enough.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Literal, TypeVar
from urllib.parse import quote_plus, urlencode, urljoin
from zoneinfo import ZoneInfo

from parsel import Selector
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes
from w3lib.url import safe_url_string

from crawler.exceptions import line_of
from crawler.extraction.dates import parse_machine, parse_visible
from crawler.extraction.markup import UnreadableError, clean, decode
from crawler.extraction.markup_limits import bounded_selector
from crawler.headers import content_type
from crawler.outlets.feeds import Entry, plain_title, read_feed
from crawler.outlets.sitemaps import Row, newest, read_sitemap
from crawler.outlets.source_text import json_in, unpacked
from crawler.outlets.window import Window
from crawler.urls import canonical_url
from storage.calendar import Moment

# A sitemap may be packed (sitemaps.org), and servers call it so. Scrapy takes these types for no text and gives a class
# without one; the bytes say what they are, and are unpacked where they are read.
for _packed in ("gzip", "x-gzip", "x-gunzip", "gzipped", "x-gzip-compressed", "octet-stream", "x-download"):
    responsetypes.classes[f"application/{_packed}"] = TextResponse

MAX_ANNOUNCEMENTS = 5_000
"""Announcements read from one page; a sitemap has up to 50,000, of which a window needs few."""

MAX_SITEMAPS = 100
"""Sitemaps followed from one index; the newest come first or last, and a backfill of years needs some dozens."""

MAX_BACKFILL_PAGES = 2_000
"""Pages of one series in a backfill, in place of the nightly limit: it has many nights."""

Scope = Literal["newest", "all", "some"]
"""Extent of a source: the newest articles first (``newest``), every article in no order (``all``), or a choice."""


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
    """Address to ask for; of a source that is asked by POST, with the body behind a ``#``."""
    series: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """Content of a page of a source. ``broken`` says why it could not be read."""

    announcements: tuple[Announcement, ...] = ()
    following: tuple[Step, ...] = ()
    broken: str | None = None
    exhausts: bool = False
    """True when the source has now told of every article of the window: no other need be asked."""
    limited: bool = False
    """True when the site has more pages and our limit is why they are not asked for."""
    lost: tuple[str, ...] = ()
    """Rows that could not be read, each in a line; they cost nothing but themselves."""


@dataclass(frozen=True, slots=True)
class Context:
    """Facts that a source needs: the outlet's front page and zone, the window, and the time."""

    site: str
    zone: str
    window: Window
    now: datetime

    @property
    def backfill(self) -> bool:
        """True when the window lies in the past, so that reading it may take many nights."""
        return self.window.is_past(self.now)

    def limit(self, pages: int) -> int:
        """Pages of a series that may be asked for, of which a night asks for ``pages``."""
        return max(pages, MAX_BACKFILL_PAGES) if self.backfill else pages


@dataclass(frozen=True, kw_only=True)
class Source(ABC):
    """A way in which an outlet announces articles."""

    kind: ClassVar[str]
    """Kind of capture in the archive."""

    scope: ClassVar[Scope] = "newest"

    windowed: ClassVar[bool] = False
    """True when the server is asked for the window: behind its last page there is nothing of it."""

    never_empty: ClassVar[bool] = False
    """True when its first page always has articles, so that none is the mark of a redesign."""

    method: ClassVar[str] = "GET"
    """HTTP method by which it is asked."""

    has_pages: ClassVar[bool] = False
    """True when it is asked for page after page, so that its end is the site's."""

    url: str
    """Address, absolute or relative to the outlet's front page."""

    partial: bool = False
    """True for a source that tells of one rubric alone: that the outlet was seen whole cannot be concluded from it."""

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
        """Links with dates and titles; a feed has no further pages."""
        entries = read_feed(unpacked(response.body), content_type(response))
        if entries is None:
            return Reading(broken="not a feed")
        return _of_feed(entries, response.url, context)


@dataclass(frozen=True, kw_only=True)
class Sitemap(Source):
    """A sitemap or an index of sitemaps; sub-sitemaps and entries changed before the window are passed over."""

    kind = "sitemap"
    scope = "all"

    contains: str = ""
    """Only sub-sitemaps whose address contains this."""

    depth: int = 2
    """Depth to which an index may nest."""

    def steps(self, context: Context) -> Iterator[Step]:
        """The sitemap, or its index."""
        yield Step(urljoin(context.site, self.url))

    def read(self, response: Response, step: Step, context: Context) -> Reading:
        """Entries, with date and title of news; of an index, the sub-sitemaps. A feed will do for a sitemap."""
        body, kind = unpacked(response.body), content_type(response)
        rows = read_sitemap(body, kind)
        if rows is None:
            entries = read_feed(body, kind)
            return _of_feed(entries, response.url, context) if entries is not None else Reading(broken="not a sitemap")
        found, moments, lost = [], [], []
        for row in rows:
            try:
                # What was last changed before the window was also published before it.
                changed = _printed(row.changed, context)
                if row.loc and (changed is None or not _ends_before(changed, context)):
                    row.loc = absolute(response.url, row.loc)
                    found.append(row)
                    moments.append(changed.at if changed else None)
            except Exception as error:  # whatever a row holds, it loses itself alone
                lost.append(f"{line_of(error)} in {ascii(row.loc)[:80]}")
        if any(row.nested for row in found):
            return self._nested(found, moments, step, tuple(lost))
        kept = newest(found, moments, MAX_ANNOUNCEMENTS, [row.loc for row in found])
        announcements, more = _each(
            kept, lambda row: Announcement(row.loc, _moment(row.published, context), row.title or None)
        )
        return Reading(announcements, limited=len(found) > len(kept), lost=(*lost, *more))

    def _nested(self, rows: list[Row], moments: list[datetime | None], step: Step, lost: tuple[str, ...]) -> Reading:
        pairs = [
            (row, moment)
            for row, moment in zip(rows, moments, strict=True)
            if row.nested and self.contains in row.loc and _is_address(row.loc)
        ]
        if step.number >= self.depth:
            return Reading(limited=bool(pairs), lost=lost)
        urls = {row.loc: moment for row, moment in pairs}
        kept = newest(list(urls), list(urls.values()), MAX_SITEMAPS, list(urls))
        following = tuple(Step(url, number=step.number + 1) for url in kept)
        announced = tuple(Announcement(row.loc) for row in rows if not row.nested)
        return Reading(announced[:MAX_ANNOUNCEMENTS], following, limited=len(kept) < len(urls), lost=lost)


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

    body: str | None = None
    """Form that is sent, with the fields of ``url``; a listing that has one is asked by POST."""

    def steps(self, context: Context) -> Iterator[Step]:
        """First page of each series."""
        for series in self._series(context):
            yield Step(self._address(series, 0, context), series)

    @property
    def method(self) -> str:  # type: ignore[override]
        """``POST`` for a listing with a ``body``."""
        return "GET" if self.body is None else "POST"

    def read(self, response: Response, step: Step, context: Context) -> Reading:
        """Links in order of the page with their texts as titles; the next page where there may be one."""
        try:
            announcements, lost = self._found(response, context)
        except UnreadableError as error:
            return Reading(broken=str(error))
        number = step.number + 1
        # A page without links is past the end, or the markup changed: the spider tells which by the first page.
        if not announcements or not self.has_pages:
            return Reading(announcements, lost=lost)
        if number >= context.limit(self.pages):
            return Reading(announcements, limited=True, lost=lost)
        following = Step(self._address(step.series, number, context), step.series, number)
        return Reading(announcements, (following,), lost=lost)

    def _found(self, response: Response, context: Context) -> tuple[tuple[Announcement, ...], tuple[str, ...]]:
        return self._in_markup(clean(decode(response.body, content_type(response))), response, context)

    def _in_markup(
        self, text: str, response: Response, context: Context
    ) -> tuple[tuple[Announcement, ...], tuple[str, ...]]:
        root = bounded_selector(text)
        base = _base(root, response.url)
        encoding = getattr(response, "encoding", None) or "utf-8"
        anchors = root.css(self.links)
        printed = ["".join(node.css("::text").getall()) for node in root.css(self.dates)] if self.dates else []
        stamps: list[str] = printed if len(printed) == len(anchors) else [""] * len(anchors)

        def one(pair: tuple[Selector, str]) -> Announcement | None:
            anchor, stamp = pair
            href = (anchor.xpath("(ancestor-or-self::a | descendant::a)[@href][1]/@href").get() or "").strip()
            if not href:
                return None
            moment = parse_visible(stamp, zone=context.zone, fetched_at=context.now) if stamp else None
            # A listing's date is printed for readers and may lack the hour: good enough to stop at, not to keep.
            return Announcement(absolute(base, href, encoding), moment.at if moment else None, _link_title(anchor))

        found, lost = _each(zip(anchors[:MAX_ANNOUNCEMENTS], stamps[:MAX_ANNOUNCEMENTS], strict=True), one)
        beyond = len(anchors) - MAX_ANNOUNCEMENTS
        return found, (*lost, f"{beyond} links beyond the first {MAX_ANNOUNCEMENTS}") if beyond > 0 else lost

    @property
    def has_pages(self) -> bool:  # type: ignore[override]
        """True for a listing whose address or form has a page number."""
        return "{page" in self.url + (self.body or "")

    def _series(self, context: Context) -> Iterator[str]:
        months = list(context.window.months(context.now))
        asked = self.url + (self.body or "")
        if "{day" in asked:
            yield from (f"{day:%Y-%m-%d}" for day in context.window.days(context.now))
        elif "{month" in asked:
            yield from (f"{month:%Y-%m}" for month in months)
        elif "{year}" in asked:
            yield from sorted({f"{month:%Y}" for month in months}, reverse=True)
        else:
            yield ""

    def _address(self, series: str, number: int, context: Context) -> str:
        template = self.start if number == 0 and self.start is not None else self.url
        fields = self._fields(series, number, context)
        address = urljoin(context.site, template.format(**fields))
        return address if self.body is None else f"{address}#{self.body.format(**fields)}"

    def _fields(self, series: str, number: int, context: Context) -> dict[str, Any]:
        first_day, last_day = context.window.first_day(), context.window.last_day(context.now)
        moment = _series_date(series)
        return {
            "page": self.first + number * self.step,
            "year": series,
            "month": moment or "",
            "day": moment or "",
            "since": first_day,
            "until": last_day,
            **self._more_fields(series),
        }

    def _more_fields(self, series: str) -> dict[str, str]:
        return {}


@dataclass(frozen=True, kw_only=True)
class GrowingListing(Listing):
    """A list that stays on its page and grows there, for outlets that are ``rendered``."""

    pages: int = 1

    more: str | None = None
    """CSS of the button that shows more; without one the list grows as one scrolls to its end."""

    rounds: int = 10
    """Times that it is made to grow at most."""


@dataclass(frozen=True, kw_only=True)
class JsonListing(Listing):
    """A list that the site's own scripts ask for, as JSON; ``body`` makes it a POST.

    Paths are names with dots between (``data.posts``, ``0.url``); an empty ``items`` is the answer itself.
    """

    links: str = "a[href]"
    """CSS of the links within ``markup``."""

    items: str = ""
    """Path to the list of articles."""
    link: str = "url"
    """Path to the address within an article, or to what ``form`` makes an address of."""
    form: str = "{}"
    """Address of an article, where ``link`` leads to its number or slug: ``/read/{}``."""
    headline: str = "title"
    stamp: str = "published_at"
    """Paths to title and date within an article."""

    markup: str | None = None
    """Path to a piece of HTML that holds the links, for answers that wrap one."""

    def _found(self, response: Response, context: Context) -> tuple[tuple[Announcement, ...], tuple[str, ...]]:
        try:
            value = json_in(response.body)
        except ValueError:
            return (), ()
        if self.markup is not None:
            piece = _at(value, self.markup)
            return self._in_markup(clean(piece), response, context) if isinstance(piece, str) else ((), ())
        items = _at(value, self.items)

        def one(item: Any) -> Announcement | None:
            link = _at(item, self.link)
            if not isinstance(link, str | int) or not str(link).strip():
                return None
            address = absolute(response.url, self.form.format(str(link).strip()))
            stamp = _at(item, self.stamp)
            published = _moment(str(stamp), context) if isinstance(stamp, str | int) else None
            headline = _at(item, self.headline)
            return Announcement(address, published, plain_title(clean(headline)) if isinstance(headline, str) else None)

        rows = items.values() if isinstance(items, dict) else items
        return _each(list(rows)[:MAX_ANNOUNCEMENTS], one) if isinstance(rows, Iterable) else ((), ())


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
        """Links with dates and titles; the next page until the server says that there is none.

        A page may be short, or empty, because posts with a password are left out of it: ``X-WP-TotalPages`` and
        ``Link`` tell the end, and only without them the length of the page does. An interface that gives no post at all
        exhausts nothing: some are shut to strangers in this way.
        """
        try:
            posts = json_in(response.body)
        except ValueError:
            posts = None
        if not isinstance(posts, list):
            return Reading(broken="not a list of posts")
        found, lost = _each(posts, lambda post: self._announcement(post, response.url, context))
        number = step.number + 1
        if not self._has_more(response, len(posts), number):
            return Reading(found, exhausts=bool(posts) or step.number > 0, lost=lost)
        if number >= context.limit(self.pages):
            return Reading(found, limited=True, lost=lost)
        return Reading(found, (Step(self._address(number, context), number=number),), lost=lost)

    def _has_more(self, response: Response, posts: int, asked: int) -> bool:
        total = (response.headers.get("X-WP-TotalPages") or b"").strip()
        if total.isdigit():
            return asked < int(total[:9])
        links = b",".join(response.headers.getlist("Link"))
        if b"rel" in links and (b'"next"' in links or b"rel=next" in links):
            return True
        return posts >= self.per_page

    def _announcement(self, post: Any, base: str, context: Context) -> Announcement | None:
        if not isinstance(post, dict) or not isinstance(post.get("link"), str):
            return None
        utc = replace(context, zone="UTC")
        published = _moment(str(post.get("date_gmt") or ""), utc) or _moment(str(post.get("date")), context)
        return Announcement(absolute(base, post["link"].strip()), published, _rendered(post.get("title")))

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


def absolute(base: str, link: str, encoding: str = "utf-8") -> str:
    """The link as an address; as it stands when it can be none, such as ``http://[``.

    ``encoding`` is that of the page: browsers write letters of a query in it.
    """
    try:
        link = clean(link)
        if not link.isascii() and encoding.lower() not in ("utf-8", "utf8"):
            link = safe_url_string(link, encoding=encoding)
        return urljoin(base, link)
    except (ValueError, LookupError):
        return link


_Row = TypeVar("_Row")


def _each(
    rows: Iterable[_Row], make: Callable[[_Row], Announcement | None]
) -> tuple[tuple[Announcement, ...], tuple[str, ...]]:
    """Announcements of the rows that have one, and a line for every row that could not be read."""
    found, lost = [], []
    for row in rows:
        try:
            announcement = make(row)
        except Exception as error:  # whatever a row holds, it loses itself alone
            lost.append(f"{line_of(error)} in {ascii(row)[:80]}")
        else:
            if announcement is not None:
                found.append(announcement)
    return tuple(found), tuple(lost)


def _of_feed(entries: list[Entry], base: str, context: Context) -> Reading:
    def one(entry: Entry) -> Announcement | None:
        link = entry.link()
        if link is None:
            return None
        moments = (_moment(stamp, context) for stamp in entry.moments())
        return Announcement(absolute(base, link), next(filter(None, moments), None), clean(entry.title) or None)

    announcements, lost = _each(entries[:MAX_ANNOUNCEMENTS], one)
    return Reading(announcements, lost=lost)


def _base(root: Selector, url: str) -> str:
    """Address that the page's links are relative to: its ``<base>``, where that is one."""
    href = root.css("base[href]::attr(href)").get()
    joined = absolute(url, href.strip()) if href else url
    return joined if _is_address(joined) else url


_READ_MORE = frozenset(
    {"baca selengkapnya", "selengkapnya", "baca juga", "baca", "lihat", "lanjut baca", "read more", "more", "lanjutkan"}
)
"""Texts of links that are no titles."""


def _link_title(anchor: Selector) -> str | None:
    """The link's own text, else its ``title``; ``None`` where both only say "read more"."""
    texts = (" ".join("".join(anchor.css("::text").getall()).split()), anchor.attrib.get("title") or "")
    for text in texts:
        title = plain_title(text).strip(" .»›>…")
        if len(title) > 2 and not title.isdecimal() and title.lower() not in _READ_MORE:
            return title
    return None


def _at(value: Any, path: str) -> Any:
    """Value at a path of names and places; ``None`` where it leads nowhere."""
    for name in filter(None, path.split(".")):
        if isinstance(value, Mapping):
            value = value.get(name)
        elif isinstance(value, list) and name.isdecimal():
            value = value[int(name)] if int(name) < len(value) else None
        else:
            return None
    return value


def _is_address(text: str) -> bool:
    try:
        return bool(canonical_url(text))
    except ValueError:
        return False


def _series_date(series: str) -> datetime | None:
    """First moment of a series that is a month or a day; ``None`` for another."""
    form = {7: "%Y-%m", 10: "%Y-%m-%d"}.get(len(series)) if series[:4].isdecimal() else None
    return datetime.strptime(series, form).replace(tzinfo=UTC) if form else None


def _printed(text: str, context: Context) -> Moment | None:
    return parse_machine(text.strip(), zone=context.zone) if text.strip() else None


def _moment(text: str, context: Context) -> datetime | None:
    """The moment that a source prints; ``None`` for a day on which the window begins: only the page knows the hour."""
    moment = _printed(text, context)
    if moment is None:
        return None
    straddles = context.window.before(moment.at) and not _ends_before(moment, context)
    return None if moment.precision == "day" and straddles else moment.at


def _ends_before(moment: Moment, context: Context) -> bool:
    """True when all of it lies before the window; a day may be that of Greenwich, which ends hours later here."""
    if moment.precision != "day":
        return context.window.before(moment.at)
    ahead = moment.at.astimezone(ZoneInfo(context.zone)).utcoffset() or timedelta()
    return context.window.before(moment.at + timedelta(days=1) + max(ahead, timedelta()))


def _rendered(title: object) -> str | None:
    text = title.get("rendered") if isinstance(title, dict) else title
    return plain_title(clean(text)) or None if isinstance(text, str) else None
