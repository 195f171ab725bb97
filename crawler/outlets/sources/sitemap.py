"""Sitemaps, and indexes of sitemaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes

from crawler.exceptions import line_of
from crawler.headers import content_type
from crawler.outlets.feeds import read_feed
from crawler.outlets.sitemaps import Row, newest, read_sitemap
from crawler.outlets.source_text import is_cut_short, unpacked
from crawler.outlets.sources.feed import announced_in
from crawler.outlets.sources.links import absolute, is_address
from crawler.outlets.sources.rows import announcements_of, ends_before, moment_in, printed
from crawler.outlets.sources.source import MAX_ANNOUNCEMENTS, Announcement, Context, Reading, Source, Step

# A sitemap may be packed (sitemaps.org), and servers call it so. Scrapy takes these types for no text and gives a class
# without one; the bytes say what they are, and are unpacked where they are read.
for _packed in ("gzip", "x-gzip", "x-gunzip", "gzipped", "x-gzip-compressed", "octet-stream", "x-download"):
    responsetypes.classes[f"application/{_packed}"] = TextResponse

MAX_SITEMAPS = 100
"""Sitemaps followed from one index; the newest come first or last, and a backfill of years needs some dozens."""


@dataclass(frozen=True, kw_only=True)
class Sitemap(Source):
    """A sitemap or an index of sitemaps; sub-sitemaps and entries changed before the window are passed over."""

    kind = "sitemap"
    option_form = "sitemap:PATH"
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
            return (
                announced_in(entries, response.url, context) if entries is not None else Reading(broken="not a sitemap")
            )
        found, moments = [], []
        lost = ["the gzip file is cut short"] if is_cut_short(response.body) else []
        for row in rows:
            try:
                # What was last changed before the window was also published before it.
                changed = printed(row.changed, context)
                if row.loc and (changed is None or not ends_before(changed, context)):
                    found.append(row)
                    moments.append(changed.at if changed else None)
            except Exception as error:  # whatever a row holds, it loses itself alone
                lost.append(f"{line_of(error)} in {ascii(row.loc)[:80]}")
        dated = list(zip(found, moments, strict=True))
        articles = [(row, moment) for row, moment in dated if not row.nested]
        kept = newest([row for row, _ in articles], [moment for _, moment in articles], MAX_ANNOUNCEMENTS)
        announcements, more = announcements_of(kept, lambda row: _announced(row, response.url, context))
        following, limited = self._nested([one for one in dated if one[0].nested], step, response.url)
        return Reading(announcements, following, limited=limited or len(articles) > len(kept), lost=(*lost, *more))

    def _nested(self, rows: list[tuple[Row, datetime | None]], step: Step, base: str) -> tuple[tuple[Step, ...], bool]:
        """Sitemaps to ask for next, and whether our limits leave some out."""
        addressed = [(absolute(base, row.loc), moment) for row, moment in rows]
        urls = {url: moment for url, moment in addressed if self.contains in url and is_address(url)}
        if step.number >= self.depth:
            return (), bool(urls)
        kept = newest(list(urls), list(urls.values()), MAX_SITEMAPS)
        return tuple(Step(url, number=step.number + 1) for url in kept), len(kept) < len(urls)


def _announced(row: Row, base: str, context: Context) -> Announcement:
    return Announcement(absolute(base, row.loc), moment_in(row.published, context), row.title or None)
