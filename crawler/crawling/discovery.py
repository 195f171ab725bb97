"""Discovery of an outlet's articles: its sources one after the other, page by page, until enough is enough.

A crawl of a past window (a backfill) writes down every page of a source before it is asked for and after it was read,
so that the next night goes on where this one stopped, however it stopped.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from scrapy.http import Response, TextResponse

from crawler.crawling.lead import Lead
from crawler.crawling.source_answer import SourceAnswer
from crawler.crawling.state import CrawlState
from crawler.crawling.validators import Validators
from crawler.exceptions import line_of
from crawler.extraction.markup import clean
from crawler.fetching.block_pages import challenge_in, parking_in
from crawler.outlets.sources import Announcement, Context, Reading, Source, Step
from crawler.urls import trap_in
from storage.archive.source_pages import Backfill, is_open

MAX_TITLE = 500
"""Characters of an announced title; a link may hold a whole article."""

SAME_BEGINNING = 15
"""Characters by which two titles are taken for one: lists cut them at different lengths."""

MAX_STEPS = 300
"""Pages of one source that one night asks for: an index of sitemaps can name itself under ever new addresses."""


class Discovery:
    """Reads the sources of one outlet in one crawl. ``steps`` gives what is to be asked for next."""

    def __init__(self, state: CrawlState, validators: Validators, context: Context) -> None:
        self.state = state
        self.validators = validators
        self.context = context
        self.asked = 0
        self.resumed = False
        """True when an earlier night has read pages of this backfill."""
        self._archive = state.run.archive
        resting = [one for one in state.outlet.sources if self._rests(one)]
        self.resting = len(resting)
        """Number of sources that never answered and are not asked tonight."""
        self._waiting: deque[Source] = deque(one for one in state.outlet.sources if one not in resting)
        self._open: dict[str, int] = {}
        self._titles: dict[str, tuple[tuple[str, ...], str, str]] = {}
        self._seen: dict[str, set[str]] = {}
        self._cut_off: set[str] = set()

    @property
    def unfinished(self) -> int:
        """Sources that were not read to their end."""
        return len(self._waiting) + len(self._open)

    def _rests(self, source: Source) -> bool:
        return not self.context.backfill and self.state.sources.rests(source.label, self.context.now)

    def next_steps(self) -> Iterator[tuple[Source, Step]]:
        """First pages of the next source, once every page of the one before has been read."""
        while self._waiting and not self._open:
            source = self._waiting.popleft()
            for step in self._resumed(source) if self.context.backfill else source.steps(self.context):
                yield from self._step(source, step)

    def done(self, source: Source) -> None:
        """A page that was asked for has been read, or did not come."""
        self._open[source.label] -= 1
        if not self._open[source.label]:
            del self._open[source.label]
            if source.label in self._cut_off and source.label not in self.state.troubles:
                self.state.trouble(source.label, f"more than {MAX_STEPS} pages: the rest is not asked for tonight")

    def read(self, response: Response, source: Source, step: Step) -> Iterator[Lead | tuple[Source, Step]]:
        """New articles of one page of a source, each entered in the archive before it is given, and the pages after it.

        Only a page that was read to a good end is asked for by its validators next time, and only after all that it
        announced is durable: what answers 304 then has nothing that could have been lost.
        """
        if challenge := challenge_in(response):
            self.state.counts["source_pages"] += 1
            self.validators.forget(response.url)
            self.blocked(source, step, challenge)
            return
        reading = self._reading(response, source, step)
        if isinstance(reading, str):
            self.validators.forget(response.url)
            if response.status == 200 and not response.meta.get("damaged"):
                self.not_there(source, step)
            self.failed(source, step, reading)
            return
        self.state.lose(source.label, reading.lost)
        leads = [lead for found in reading.announcements if (lead := self._lead(found, source, step))]
        self.state.answered.setdefault(source.label, SourceAnswer()).add(len(reading.announcements), len(leads))
        barren = source.never_empty and not leads and step.number == 0
        if barren:
            self.validators.forget(response.url)
            self.not_there(source, step)
            self.state.trouble(source.label, "not one link to an article: has the site changed?")
        for lead in leads:
            if self._announce(lead):
                yield lead
        familiar = sum(self.state.known.is_familiar(lead.key) for lead in leads)
        stop = self._why_stop(source, step, leads, reading)
        self.state.reach.listed(source, reading, articles=len(leads), familiar=familiar, stop=stop)
        following = () if stop else reading.following
        if self.context.backfill:
            ending = "whole" if reading.exhausts else stop or _ending(reading)
            self._note_read(source, step, ending, following)
        elif not barren:
            self.validators.keep(response)
        if reading.limited:
            self.state.counts["limited"] += 1
        for each in following:
            yield from self._step(source, each)
        if reading.exhausts:
            self._waiting.clear()

    def passed(self, source: Source, step: Step, ending: str) -> None:
        """A page was not asked for, or is not there, because the one before was the last that mattered."""
        self.state.reach.came_to_its_end(source)
        if self.context.backfill:
            self._write_read(step, ending, ())

    def blocked(self, source: Source, step: Step, reason: str) -> None:
        """A page answered by a challenge or a block: nothing that is failed, and nothing to be evaded."""
        self.state.counts["sources_blocked"] += 1
        self.failed(source, step, reason)

    def not_there(self, source: Source, step: Step) -> None:
        """The site has nothing at the source's own address, or something else."""
        if step.number == 0:
            self.state.absent.add(source.label)

    def failed(self, source: Source, step: Step, reason: str) -> None:
        """A page did not come, or could not be read."""
        self.state.trouble(source.label, reason)
        if self.context.backfill:
            note = partial(self._archive.source_page_failed, self._backfill(), step.url)
            self.state.write(partial(note, reason=reason, now=self.context.now))

    def _reading(self, response: Response, source: Source, step: Step) -> Reading | str:
        """The page as read, or the reason for which it cannot be."""
        self.state.counts["source_pages"] += 1
        if trouble := (parking_in(response) or response.meta.get("damaged")):
            return str(trouble)
        if not isinstance(response, TextResponse):
            return "no text"
        try:
            reading = response.meta.pop("reading", None) or source.read(response, step, self.context)
        except Exception as error:  # one page of one source, whatever it holds
            return f"cannot be read: {line_of(error)}"
        return reading.broken or reading

    def _lead(self, found: Announcement, source: Source, step: Step) -> Lead | None:
        """The lead to an announced article; ``None`` for what is none, and for a row that no address can be made of."""
        try:
            return self._lead_to(found, source, step)
        except Exception as error:  # one row of one page
            self.state.lose(source.label, (f"{line_of(error)} in {ascii(found.url)[:80]}",))
            return None

    def _lead_to(self, found: Announcement, source: Source, step: Step) -> Lead | None:
        addresses, counts = self.state.outlet.addresses(), self.state.counts
        if trap_in(found.url):
            counts["traps"] += 1
            return None
        if addresses.article(found.url) is None:
            counts["documents" if addresses.document(found.url) else "unmatched_links"] += 1
            return None
        address = addresses.to_ask(found.url)
        if trap_in(address):  # letters beyond ASCII grow threefold and more
            counts["traps"] += 1
            return None
        title = clean(found.title)[:MAX_TITLE] if found.title else None
        announcement = replace(found, url=address, title=title)
        key = self.state.known.filed(addresses.key(found.url))
        self._compare(key, addresses.dropped(found.url) if "?" in address else (), announcement)
        return Lead(key, announcement, source.label, step.series, window=self.context.window)

    def _compare(self, key: str, dropped: tuple[str, ...], announcement: Announcement) -> None:
        """Notices two articles under one key: other titles, at addresses that differ in what the key leaves out."""
        if not announcement.title:
            return
        beginning = announcement.title[:SAME_BEGINNING].casefold()
        known, title, url = self._titles.setdefault(key, (dropped, beginning, announcement.url))
        if known != dropped and title != beginning and not self.state.merged:
            self.state.merged = f"{url} and {announcement.url} are one article by article_path, with different titles"

    def _announce(self, lead: Lead) -> bool:
        """True when the article is to be fetched; then it is in the archive's queue."""
        published, window, fates = lead.announcement.published, self.context.window, self.state.fates
        if not self.state.known.take(lead.key):
            return False
        if not window.holds(published):
            fates.enter(lead.key, "not_in_window")
            return False
        if not self.state.known.is_worth_asking(lead.key):
            fates.enter(lead.key, "known")
            return False
        fates.enter(lead.key)
        self.state.counts["new"] += not self.state.known.is_known(lead.key)
        self.state.counts["retried"] += self.state.known.was_tried(lead.key)
        facts = {"source": lead.source, "published_at": published, "now": self.context.now}
        announce = partial(self._archive.announce, self.state.outlet.name, lead.key, lead.announcement.url)
        self.state.write(partial(announce, **facts, since=window.since, until=window.until))
        return True

    def _why_stop(self, source: Source, step: Step, leads: list[Lead], reading: Reading) -> str | None:
        """Reason for which the next page of a source tells of nothing new within the window; ``None`` when it may."""
        if not reading.announcements:
            return None  # an index: its sub-sitemaps are what there is to read
        dated = [found.published for found in reading.announcements if found.published]
        if len(dated) == len(reading.announcements) and all(self.context.window.before(moment) for moment in dated):
            return "window"
        news = self.state.known.brings_news((source.label, step.series), {lead.key for lead in leads})
        return None if news else "end"

    # ---- pages of a source

    def _step(self, source: Source, step: Step) -> Iterator[tuple[Source, Step]]:
        seen = self._seen.setdefault(source.label, set())
        if step.url in seen:
            return
        if len(seen) >= MAX_STEPS:
            self._cut_off.add(source.label)  # told at its end, so that a site that does not answer is told first
            return
        seen.add(step.url)
        self.asked += 1
        self._open[source.label] = self._open.get(source.label, 0) + 1
        yield source, step

    def _resumed(self, source: Source) -> Iterator[Step]:
        """The pages of a source that an earlier night left to read; its first ones when there was none."""
        pages = self._archive.source_pages(self._backfill())
        if any(page.ending == "whole" for page in pages):
            return
        self.resumed = self.resumed or any(page.state == "read" for page in pages)
        own = [page for page in pages if page.source == source.label]
        if not own:
            steps = list(source.steps(self.context))
            rows = [self._row(source, step) for step in steps]
            self.state.write(partial(self._archive.enter_source_pages, rows))
            yield from steps
        for page in own:
            if is_open(page, attempts=self.state.attempts, now=self.context.now):
                yield Step(page.url, page.series, page.number)

    def _note_read(self, source: Source, step: Step, ending: str | None, following: tuple[Step, ...]) -> None:
        rows = [self._row(source, each) for each in following]
        self._write_read(step, ending, rows)

    def _write_read(self, step: Step, ending: str | None, following: Iterable[dict[str, Any]]) -> None:
        """Has a page written as read, if the articles that it announced were."""
        read = partial(self._archive.source_page_read, self._backfill(), step.url)
        write = partial(read, ending=ending, following=following, now=self.context.now)
        self.state.run.writes.put_unless_lost(self.state.outlet.name, write)

    def _backfill(self) -> Backfill:
        window = self.context.window
        assert window.until is not None
        return self.state.outlet.name, window.since, window.until

    def _row(self, source: Source, step: Step) -> dict[str, Any]:
        return {
            "outlet": self.state.outlet.name,
            "since": self.context.window.since,
            "until": self.context.window.until,
            "url": step.url,
            "source": source.label,
            "scope": source.scope,
            "series": step.series,
            "number": step.number,
            "state": "queued",
            "updated_at": self.context.now,
        }


def _ending(reading: Reading) -> str | None:
    if reading.limited:
        return "limit"
    return None if reading.following else "end"
