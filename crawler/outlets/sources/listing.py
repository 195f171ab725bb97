"""Lists of links, page after page or growing on one page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urljoin

from parsel import Selector
from scrapy.http import Response

from crawler.extraction.dates import parse_visible
from crawler.extraction.markup import UnreadableError, clean, decode
from crawler.extraction.markup_limits import bounded_selector
from crawler.headers import content_type
from crawler.outlets.sources.links import absolute, base_of, href_of, title_of
from crawler.outlets.sources.rows import announcements_of
from crawler.outlets.sources.source import MAX_ANNOUNCEMENTS, Announcement, Context, Growth, Reading, Source, Step

_OPTION = re.compile(
    r"(?P<url>\S+)(?: post (?P<body>\S*))?(?: (?P<first>\d+)\+(?P<step>\d+))?(?: from (?P<start>\S+))? \| (?P<links>.+)"
)


@dataclass(frozen=True, kw_only=True)
class Listing(Source):
    """Pages of links, newest first, asked for one after the other.

    ``url`` may hold ``{page}`` (counts from ``first`` by ``step``), ``{year}``, ``{month}`` and ``{day}`` (the
    latter two dates, so ``{month:%Y/%m}``; one series for each that the window touches), ``{since}`` and ``{until}``
    (dates of the window).
    """

    kind = "listing"
    option_form = "'listing:PATH | CSS of links'"
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

    def request(self, step: Step) -> dict[str, Any]:
        """The form by POST where there is one, as JSON where it is written so."""
        if self.body is None:
            return super().request(step)
        url, _, body = step.url.partition("#")
        kind = "application/json" if body.lstrip().startswith(("{", "[")) else "application/x-www-form-urlencoded"
        return {"url": url, "method": "POST", "body": body, "headers": {"Content-Type": kind}}

    @property
    def described(self) -> str:
        """Address and links."""
        return f"{self.url} by {self.links!r}"

    @property
    def selectors(self) -> tuple[str, ...]:
        """Selectors of links and dates."""
        return (self.links, *([self.dates] if self.dates else []))

    @property
    def option(self) -> str:
        """Address with its form, count and first page where they are peculiar, and the links."""
        return f"{self.option_kind or self.kind}:{self.url}{self._peculiar()} | {self.links}"

    def _peculiar(self) -> str:
        counted = f" {self.first}+{self.step}" if (self.first, self.step) != (1, 1) else ""
        start = f" from {self.start}" if self.start else ""
        return (f" post {self.body}" if self.body is not None else "") + counted + start

    @classmethod
    def of_option(cls, text: str) -> Self | None:
        """``/berita?page={page} post kat=3 0+10 from /berita | h2 a``: all but the address and the links may lack."""
        match = _OPTION.fullmatch(text)
        if match is None:
            return None
        listing = cls(url=match["url"], start=match["start"], body=match["body"], **cls._told(match["links"]))
        if match["first"]:
            listing = replace(listing, first=int(match["first"]), step=int(match["step"]))
        return listing if listing.has_pages else replace(listing, pages=1)

    @classmethod
    def _told(cls, text: str) -> dict[str, Any]:
        """Fields that stand behind the bar of an option."""
        return {"links": text}

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
        base = base_of(root, response.url)
        encoding = getattr(response, "encoding", None) or "utf-8"
        anchors = root.css(self.links)
        printed = ["".join(node.css("::text").getall()) for node in root.css(self.dates)] if self.dates else []
        stamps: list[str] = printed if len(printed) == len(anchors) else [""] * len(anchors)

        def one(pair: tuple[Selector, str]) -> Announcement | None:
            anchor, stamp = pair
            href = href_of(anchor)
            if not href:
                return None
            moment = parse_visible(stamp, zone=context.zone, fetched_at=context.now) if stamp else None
            # A listing's date is printed for readers and may lack the hour: good enough to stop at, not to keep.
            return Announcement(absolute(base, href, encoding), moment.at if moment else None, title_of(anchor))

        found, lost = announcements_of(zip(anchors[:MAX_ANNOUNCEMENTS], stamps[:MAX_ANNOUNCEMENTS], strict=True), one)
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

    option_form = ""

    pages: int = 1

    more: str | None = None
    """CSS of the button that shows more; without one the list grows as one scrolls to its end."""

    rounds: int = 10
    """Times that it is made to grow at most."""

    @property
    def growth(self) -> Growth:
        """Growth until there are no more links."""
        return Growth(self.links, self.more, self.rounds)


def _series_date(series: str) -> datetime | None:
    """First moment of a series that is a month or a day; ``None`` for another."""
    form = {7: "%Y-%m", 10: "%Y-%m-%d"}.get(len(series)) if series[:4].isdecimal() else None
    return datetime.strptime(series, form).replace(tzinfo=UTC) if form else None
