"""Posts by the REST interface of WordPress."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any
from urllib.parse import urlencode, urljoin

from scrapy.http import Response

from crawler.extraction.markup import clean
from crawler.outlets.feeds import plain_title
from crawler.outlets.source_text import json_in
from crawler.outlets.sources.rows import absolute, announcements_of, moment_in
from crawler.outlets.sources.source import Announcement, Context, Reading, Source, Step


@dataclass(frozen=True, kw_only=True)
class WordPressPosts(Source):
    """The REST interface of WordPress: exact dates and a window on the server's side."""

    kind = "posts"
    option_form = "posts:PATH"
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
        found, lost = announcements_of(posts, lambda post: self._announcement(post, response.url, context))
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
        published = moment_in(str(post.get("date_gmt") or ""), utc) or moment_in(str(post.get("date")), context)
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


def _rendered(title: object) -> str | None:
    text = title.get("rendered") if isinstance(title, dict) else title
    return plain_title(clean(text)) or None if isinstance(text, str) else None
