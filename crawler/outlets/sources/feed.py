"""Feeds: RSS and Atom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from scrapy.http import Response

from crawler.extraction.markup import clean
from crawler.headers import content_type
from crawler.outlets.feeds import Entry, read_feed
from crawler.outlets.source_text import unpacked
from crawler.outlets.sources.links import absolute
from crawler.outlets.sources.rows import announcements_of, moment_in
from crawler.outlets.sources.source import MAX_ANNOUNCEMENTS, Announcement, Context, Reading, Source, Step


@dataclass(frozen=True, kw_only=True)
class Feed(Source):
    """An RSS or Atom feed: dated, short, the cheapest look at what is new."""

    kind = "feed"
    option_form = "feed:PATH"
    never_empty = True

    def steps(self, context: Context) -> Iterator[Step]:
        """The feed itself."""
        yield Step(urljoin(context.site, self.url))

    def read(self, response: Response, step: Step, context: Context) -> Reading:
        """Links with dates and titles; a feed has no further pages."""
        entries = read_feed(unpacked(response.body), content_type(response))
        if entries is None:
            return Reading(broken="not a feed")
        return announced_in(entries, response.url, context)


def announced_in(entries: list[Entry], base: str, context: Context) -> Reading:
    def one(entry: Entry) -> Announcement | None:
        link = entry.link()
        if link is None:
            return None
        moments = (moment_in(stamp, context) for stamp in entry.moments())
        return Announcement(absolute(base, link), next(filter(None, moments), None), clean(entry.title) or None)

    announcements, lost = announcements_of(entries[:MAX_ANNOUNCEMENTS], one)
    return Reading(announcements, lost=lost)
