"""Posts by the REST interface of WordPress."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any
from urllib.parse import urlencode, urljoin

from scrapy.http import Response

from crawler.extraction.markup import clean
from crawler.headers import content_type
from crawler.outlets.feeds import plain_title
from crawler.outlets.source_text import json_in
from crawler.outlets.sources.links import absolute
from crawler.outlets.sources.rows import announcements_of, moment_in
from crawler.outlets.sources.source import Announcement, Context, Reading, Source, Step

_RELATION = re.compile(rb"\brel\s{0,3}=\s{0,3}[\"']?([\w \-]{1,100})", re.IGNORECASE)
"""Relations of a ``Link`` header (RFC 8288)."""

_FEWEST_PER_PAGE = 10
"""Posts that WordPress gives on a page unless more are asked for, and some sites whatever is asked for."""


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
            posts = _rows_of_posts(json_in(response.body, content_type(response)))
        except ValueError:
            posts = None
        if posts is None:
            return Reading(broken="not a list of posts")
        found, lost = announcements_of(posts, lambda post: self._announcement(post, response.url, context))
        number = step.number + 1
        if not self._has_more(response, len(posts), number):
            return Reading(found, exhausts=bool(posts) or step.number > 0, lost=lost)
        if number >= context.limit(self.pages):
            return Reading(found, limited=True, lost=lost)
        return Reading(found, (Step(self._address(number, context), number=number),), lost=lost)

    def _has_more(self, response: Response, posts: int, asked: int) -> bool:
        if (total := _number(response, "X-WP-TotalPages")) is not None:
            return asked < total
        if (total := _number(response, "X-WP-Total")) is not None:
            return asked * self.per_page < total
        relations = _RELATION.findall(b",".join(response.headers.getlist("Link")))
        named = {word.lower() for relation in relations for word in relation.split()}
        if named & {b"next", b"prev"}:
            return b"next" in named
        return posts >= min(self.per_page, _FEWEST_PER_PAGE)  # a site may give fewer on a page than asked for

    def _announcement(self, post: Any, base: str, context: Context) -> Announcement | None:
        link = _rendered(post.get("link") or post.get("guid")) if isinstance(post, dict) else None
        if link is None:
            return None
        utc = replace(context, zone="UTC")
        published = moment_in(str(post.get("date_gmt") or ""), utc) or moment_in(str(post.get("date")), context)
        return Announcement(absolute(base, link), published, _rendered(post.get("title")))

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


def _rows_of_posts(value: Any) -> list[Any] | None:
    """The list of posts, also where a plug-in wraps it or numbers its rows; ``None`` where there is none."""
    if not isinstance(value, dict):
        return value if isinstance(value, list) else None
    if value and all(key.isdecimal() for key in value):
        return list(value.values())
    return next((rows for name in ("posts", "data", "items") if isinstance(rows := value.get(name), list)), None)


def _number(response: Response, header: str) -> int | None:
    found = re.match(rb"\s{0,5}(\d{1,9})", response.headers.get(header) or b"")
    return int(found[1]) if found else None


def _rendered(title: object) -> str | None:
    text = (title.get("rendered") or title.get("raw")) if isinstance(title, dict) else title
    return plain_title(clean(text)) or None if isinstance(text, str) else None
