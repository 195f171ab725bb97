"""What is wrong with an outlet's declaration, and what its first night tells of it.

A declaration is checked when the outlet is loaded, not when its module is imported: an error there would take every
other outlet with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from crawler.discovery import Answer
from crawler.items import Layout
from crawler.markup import selector
from crawler.outlet import OutletSpider
from crawler.places import region
from crawler.sources import Listing

REQUIRED = ("title", "site", "region", "sources", "article_path", "layouts")

ENOUGH_PAGES = 5
"""So many articles without the declared element, and the markup is taken to have changed."""


def fault(outlet: type[OutletSpider]) -> str | None:
    """The first thing that keeps an outlet from being crawled, in one line; ``None`` for a sound declaration."""
    missing = [name for name in REQUIRED if not getattr(outlet, name, None)]
    if missing:
        return f"declares no {', '.join(missing)}"
    if not urlsplit(outlet.site).netloc:
        return f"site {outlet.site!r} is no address; write https://host/"
    try:
        region(outlet.region)
    except KeyError:
        return f"region {outlet.region!r} is no Kemendagri code"
    try:
        ZoneInfo(outlet.zone)
    except (ValueError, KeyError, OSError):  # no name, no zone, a folder of the zone database
        return f"zone {outlet.zone!r} is no IANA zone"
    try:
        re.compile(outlet.article_path)
    except re.error as error:
        return f"article_path {outlet.article_path!r}: {error}"
    for expression in _selectors(outlet):
        try:
            selector(expression)
        except ValueError as error:
            return str(error)
    return None


def _selectors(outlet: type[OutletSpider]) -> list[str]:
    found = [*outlet.prune, *outlet.parts]
    for source in outlet.sources:
        if isinstance(source, Listing):
            found += [source.links, *([source.dates] if source.dates else [])]
    for layout in outlet.layouts:
        found += _layout_selectors(layout)
    return found


def _layout_selectors(layout: Layout) -> tuple[str, ...]:
    values = (layout.published, layout.modified, layout.authors, layout.editors)
    return (*layout.article, *layout.prune, *layout.title, *(one for value in values for one in value))


def missing_element(outlet: type[OutletSpider], counts: Counter[str]) -> str | None:
    """What to say of a night in which no article page had the declared element, though there were enough of them."""
    declared = any(layout.article for layout in outlet.layouts)
    if declared and counts["read"] >= ENOUGH_PAGES and not counts["with_element"]:
        return f"the declared article element is on none of {counts['read']} pages: has the site changed?"
    return None


def first_night(outlet: type[OutletSpider], answers: Mapping[str, Answer], counts: Counter[str]) -> str:
    """What worked of a declaration that nobody has verified, in one line: sources, links, element."""
    gave = [f"{label}: {answer.articles} of {answer.links} links are articles" for label, answer in answers.items()]
    told = f"not verified, first night: {len(answers)} of {len(outlet.sources)} sources answered"
    told += f" ({', '.join(gave)})" if gave else ""
    if not any(layout.article for layout in outlet.layouts):
        return f"{told}; no article element declared, {counts['read']} pages read by the rules for unknown pages"
    return f"{told}; declared article element on {counts['with_element']} of {counts['read']} pages"
