"""Rows of a page to announcements: each row by itself, with its moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from crawler.exceptions import line_of
from crawler.extraction.dates import EARLIEST, parse_machine
from crawler.outlets.sources.source import Announcement, Context
from storage.calendar import Moment

_Row = TypeVar("_Row")


def announcements_of(
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


def printed(text: str, context: Context) -> Moment | None:
    moment = parse_machine(text.strip(), zone=context.zone) if text.strip() else None
    return moment if moment is not None and moment.at >= EARLIEST else None  # 1970 says that nothing is known


def moment_in(text: str, context: Context) -> datetime | None:
    """The moment that a source prints; ``None`` for a day on which the window begins: only the page knows the hour."""
    moment = printed(text, context)
    if moment is None:
        return None
    straddles = context.window.before(moment.at) and not ends_before(moment, context)
    return None if moment.precision == "day" and straddles else moment.at


def ends_before(moment: Moment, context: Context) -> bool:
    """True when all of it lies before the window; a day may be that of Greenwich, which ends hours later here."""
    if moment.precision != "day":
        return context.window.before(moment.at)
    ahead = moment.at.astimezone(ZoneInfo(context.zone)).utcoffset() or timedelta()
    return context.window.before(moment.at + timedelta(days=1) + max(ahead, timedelta()))
