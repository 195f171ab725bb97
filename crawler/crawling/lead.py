"""An article on its way: announced, asked for, read part by part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from scrapy.http import Response

from crawler.outlets.sources import Announcement
from crawler.outlets.window import Window

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Lead:
    """An article that is being fetched, or read again: where it was announced, and the parts so far.

    ``address`` is that of the article its first page is of. ``window`` is the one it is held to; a ``recheck`` asks
    again for an article that is known, and has none.
    """

    key: str
    announcement: Announcement
    source: str = ""
    series: str = ""
    pages: tuple[Response, ...] = ()
    address: str = ""
    asked: frozenset[str] = frozenset()
    following: str | None = None
    window: Window | None = None
    recheck: bool = False

    def notes(self) -> dict[str, str]:
        """Facts that the bytes of the page do not tell: without them it could not be read again.

        ``part_of`` is the record of a split article's first part; ``since`` and ``until`` are the window; ``recheck``
        tells that the article was known.
        """
        window = self.window
        moments: dict[str, datetime | None] = {
            "announced_at": self.announcement.published,
            "since": window.since if window else None,
            "until": window.until if window else None,
        }
        notes = {"url_key": self.key, "source": self.source, "announced_title": self.announcement.title}
        notes["part_of"] = self.pages[0].meta.get("record_id") if self.pages else None
        notes["recheck"] = "yes" if self.recheck else None
        notes |= {name: moment.isoformat() if moment else None for name, moment in moments.items()}
        return {name: value for name, value in notes.items() if value}
