"""Why a page does not become an article. Scrapy counts dropped items by these names."""

from __future__ import annotations

from datetime import datetime

from scrapy.exceptions import DropItem, IgnoreRequest


class Rejected(DropItem):
    """A page that does not become an article.

    ``state`` is what is written of its URL (``storage.models.Sighting.state``); ``reason`` is one
    line for people. ``title``, ``score`` and ``published_at`` are kept where they are known, so that the
    decision can be looked at without fetching the page again.
    """

    state = "failed"

    def __init__(
        self,
        reason: str,
        *,
        title: str | None = None,
        score: float | None = None,
        published_at: datetime | None = None,
    ) -> None:
        super().__init__(reason, log_level="DEBUG")
        self.reason = reason
        self.title = title
        self.score = score
        self.published_at = published_at


class OffTopic(Rejected):
    """Not election-security reporting."""

    state = "off_topic"


class NotIndonesian(Rejected):
    """The body is in another language."""

    state = "not_indonesian"


class EmptyBody(Rejected):
    """No article text was found on the page."""

    state = "empty"


class OutsideWindow(Rejected):
    """Published before or after the crawl window."""

    state = "outside"


class Quarantined(Rejected):
    """Extraction exceeded its time or memory, or crashed its worker."""

    state = "quarantined"


class UsageFailure(Exception):
    """Wrong settings, arguments or input: one line that says what, where and what to do."""


class PageEnded(IgnoreRequest):
    """A page that did not come out of the browser: beyond a limit, away from the outlet, or a failure of the network.

    The message says which.
    """


def line_of(error: BaseException | None, most: int | None = 200) -> str:
    """An unexpected error in one line for people: its kind and the first line of what it says, ``most`` characters."""
    return f"{type(error).__name__}: {error}".splitlines()[0][:most]
