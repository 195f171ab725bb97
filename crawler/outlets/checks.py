"""Checks of an outlet's declaration.

A declaration is checked when the outlet is loaded, not when its module is imported: an error there would take every
other outlet with it.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from crawler.annotation.places import region
from crawler.extraction.markup import selector
from crawler.items import Layout
from crawler.outlets.outlet import Outlet

REQUIRED = ("title", "site", "region", "sources", "article_path", "layouts")


def fault(outlet: type[Outlet]) -> str | None:
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


def _selectors(outlet: type[Outlet]) -> list[str]:
    found = [*outlet.prune, *outlet.parts]
    for source in outlet.sources:
        found += source.selectors
    for layout in outlet.layouts:
        found += _layout_selectors(layout)
    return found


def _layout_selectors(layout: Layout) -> tuple[str, ...]:
    values = (layout.published, layout.modified, layout.authors, layout.editors)
    return (*layout.article, *layout.prune, *layout.title, *(one for value in values for one in value))
