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
                    row.loc = absolute(response.url, row.loc)
                    found.append(row)
                    moments.append(changed.at if changed else None)
            except Exception as error:  # whatever a row holds, it loses itself alone
                lost.append(f"{line_of(error)} in {ascii(row.loc)[:80]}")
        if any(row.nested for row in found):
            return self._nested(found, moments, step, tuple(lost))
        kept = newest(found, moments, MAX_ANNOUNCEMENTS, [row.loc for row in found])
        announcements, more = announcements_of(
            kept, lambda row: Announcement(row.loc, moment_in(row.published, context), row.title or None)
        )
        return Reading(announcements, limited=len(found) > len(kept), lost=(*lost, *more))

    def _nested(self, rows: list[Row], moments: list[datetime | None], step: Step, lost: tuple[str, ...]) -> Reading:
        pairs = [
            (row, moment)
            for row, moment in zip(rows, moments, strict=True)
            if row.nested and self.contains in row.loc and is_address(row.loc)
        ]
        if step.number >= self.depth:
            return Reading(limited=bool(pairs), lost=lost)
        urls = {row.loc: moment for row, moment in pairs}
        kept = newest(list(urls), list(urls.values()), MAX_SITEMAPS, list(urls))
        following = tuple(Step(url, number=step.number + 1) for url in kept)
        announced = tuple(Announcement(row.loc) for row in rows if not row.nested)
        return Reading(announced[:MAX_ANNOUNCEMENTS], following, limited=len(kept) < len(urls), lost=lost)
