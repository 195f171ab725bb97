"""Pages that ask not to be archived: ``noarchive``, in a ``<meta>`` element or in the ``X-Robots-Tag`` header.

What the words mean stands in the search engines' own pages
(https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag): directives are separated by commas; in
the header a product token with a colon makes those that follow it one crawler's own, in the page the element's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lxml import html

if TYPE_CHECKING:
    from scrapy.http import Response

_OF_DIRECTIVES = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
"""Directives that carry a colon themselves."""


def header_forbids_archiving(response: Response, agent: str) -> bool:
    """True when the answer asks everybody, or the crawler with the product token ``agent``, not to archive it."""
    headers = (value.decode("latin-1") for value in response.headers.getlist("X-Robots-Tag"))
    return any(_in_header(value, agent.lower()) for value in headers)


def page_forbids_archiving(tree: html.HtmlElement, agent: str) -> bool:
    """True when the page does."""
    names = ("robots", agent.lower())
    values = (meta.get("content", "") for meta in tree.iter("meta") if meta.get("name", "").lower() in names)
    return any(word.strip().lower() == "noarchive" for value in values for word in value.split(","))


def _in_header(value: str, agent: str) -> bool:
    return any(name in ("", agent) and word == "noarchive" for name, word in _directives(value))


def _directives(value: str) -> Iterable[tuple[str, str]]:
    """Each directive with the product token it is for, ``""`` for everybody."""
    name = ""
    for part in value.lower().split(","):
        token, colon, word = (piece.strip() for piece in part.partition(":"))
        if colon and token not in _OF_DIRECTIVES:
            name = token
        else:
            word = token
        yield name, word
