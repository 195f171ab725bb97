"""Known articles of an outlet, asked for again: edited, as they were, gone, back, or nothing to be told.

When they are due, and what two missing answers mean, is decided by ``storage.archive.rechecks``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from scrapy.http import Response

from crawler.crawling.lead import Lead
from crawler.crawling.state import CrawlState
from crawler.fetching.block_pages import challenge_in
from crawler.items import FetchedPage
from crawler.outlets.sources import Announcement


class Rechecks:
    """Re-checks of one outlet's night."""

    def __init__(self, state: CrawlState) -> None:
        self.state = state
        self.being_read: set[str] = set()
        """URL keys of the articles whose pages came and say something new."""
        self._begun = False

    def leads(self) -> Iterator[Lead]:
        """Articles that are due, once a night; none in a backfill."""
        state, now = self.state, self.state.run.now()
        if self._begun or state.window.is_past(now):
            return
        self._begun = True
        look = partial(state.run.archive.articles_due, state.outlet.name, days=state.recheck_days, now=now)
        for due in state.run.readable(look) or ():
            announcement = Announcement(due.url, due.published_at, due.title)
            yield Lead(due.url_key, announcement, due.source, recheck=True)

    def read(
        self, response: Response, lead: Lead, outcome: FetchedPage | Lead | tuple[str, str]
    ) -> FetchedPage | Lead | None:
        """Notes what came; gives the page when it is to be read, and the lead while a part is to be asked for."""
        came = response.meta["fetched_at"]
        if isinstance(outcome, Lead):
            return outcome
        if isinstance(outcome, tuple):
            state, reason = outcome
            if state == "gone":
                self._missing(lead.key, came, reason)
            else:
                self.unclear(lead.key, came, state, reason)
                if state == "blocked":
                    self.state.count_block()
        elif outcome.url_key != lead.key:
            self.unclear(lead.key, outcome.fetched_at, "duplicate", f"is {outcome.url}")
        elif response.meta.get("unchanged"):
            self.found_again(lead.key, came)
            self.state.counts["rechecked_unchanged"] += 1
        else:
            self.being_read.add(lead.key)
            return outcome
        return None

    def failed(self, lead: Lead, response: Response | None, reason: str) -> None:
        """Notes that no page came, for this reason; ``response`` is what came instead."""
        came = response.meta["fetched_at"] if response is not None else self.state.run.now()
        if response is not None and response.status in (404, 410) and not lead.pages:
            self._missing(lead.key, came, f"HTTP {response.status}")
            return
        self.unclear(lead.key, came, "failed", reason)
        if response is not None and challenge_in(response):
            self.state.count_block()

    def found_again(self, key: str, came: datetime) -> None:
        """A known article is where it was; if it had been gone, it is back. ``came`` is when its page did."""
        counts = self.state.counts
        counts["rechecked"] += 1
        note = partial(self.state.run.archive.note_found, self.state.outlet.name, key, at=came)

        def found() -> None:
            counts["back"] += note()

        self.state.write(found)

    def unclear(self, key: str, came: datetime, state: str, reason: str) -> None:
        """Notes an answer that says nothing about a known article: its text is kept as it is."""
        counts = self.state.counts
        counts["rechecked"] += 1
        counts["rechecked_unclear"] += 1
        note, reason = self.state.run.archive.note_unclear, f"{state}, {reason}"
        self.state.write(partial(note, self.state.outlet.name, key, at=came, reason=reason))

    def _missing(self, key: str, came: datetime, reason: str) -> None:
        counts = self.state.counts
        counts["rechecked"] += 1
        note = partial(self.state.run.archive.note_missing, self.state.outlet.name, key, at=came, reason=reason)

        def missing() -> None:
            counts[f"rechecked_{note()}"] += 1

        self.state.write(missing)
