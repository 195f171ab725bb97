"""Articles again, from the raw archive alone, with today's rules.

captures ──► parts of one article ──► FetchedPage ──► worker ──► Rereading ──► difference ──► (``--apply``) tables

What the bytes do not tell (how a page was announced, which part of a split article it is, the crawl's window) stands in
the notes of its record, written by ``crawler.outlet``.
"""

from __future__ import annotations

import asyncio
import pickle
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.article_parts import Lead
from crawler.conditional import archived_response
from crawler.exceptions import Quarantined
from crawler.items import ArticleItem, FetchedPage
from crawler.missing_pages import MissingPage
from crawler.outlet import OutletSpider
from crawler.run import article_fields
from crawler.sources import Announcement
from crawler.window import Window
from crawler.workers import Workers
from storage.archive import Archive
from storage.exceptions import WarcError
from storage.exchanges import RawRecord
from storage.revision import Difference, Rereading, article_captures, comparing, revise
from storage.revisits import read_whole
from storage.warc_files import file_facts

EXAMPLES = 3
"""Examples kept of a field that changed, for each outlet."""

_GONE = (404, 410)
_NOT_MODIFIED = 304
_POSTPONED = (429, 503)
"""Answers after which nothing was noted: the host was asked again later."""

_Outcome = FetchedPage | tuple[str, str]
"""What the answers for one article come to: its page, or state and reason of what is none."""


_Wanted = FetchedPage | Rereading

_BATCH_BYTES = 1_000_000
"""HTML that is given to a worker at a time, about: some ten pages. More would save nothing and hold more in memory."""

_BATCH = 50
"""Archived articles that are looked at together at most: of many the page need not be read."""


@dataclass(slots=True)
class Changes:
    """What rereading changes at one outlet: pages by kind of difference (``same`` too), fields, some examples."""

    kinds: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    examples: defaultdict[str, list[tuple[str, Any, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, url: str, change: Difference | None) -> None:
        """Counts one page."""
        self.kinds[change.kind if change else "same"] += 1
        for name, (before, after) in change.fields.items() if change else ():
            self.fields[name] += 1
            if len(self.examples[name]) < EXAMPLES:
                self.examples[name].append((url, before, after))


@dataclass(slots=True)
class Report:
    """What a rereading came to. ``problems`` are lines for people: damage, and pages that could not be read.

    ``unread``: captures of outlets that have no spider any more.
    """

    outlets: dict[str, Changes] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)

    def pages(self, *kinds: str) -> int:
        """How many pages there are of these kinds of difference; of all without one."""
        return sum(sum(c.kinds[kind] for kind in kinds or c.kinds) for c in self.outlets.values())


@dataclass(frozen=True, slots=True)
class _Begun:
    """An archived article: what its first record says, and its parts so far.

    ``unchanged``: the answer was that the page is as it was.
    """

    record: RawRecord
    lead: Lead
    run_id: str
    unchanged: bool = False


class Reextraction:
    """Rereads the raw archive of ``archive``. The caller holds the lock of the data folder.

    ``tick`` is told after each page how many were read.
    """

    def __init__(
        self,
        archive: Archive,
        warc_folder: Path,
        outlets: Mapping[str, type[OutletSpider]],
        workers: Workers,
        settings: Settings,
        *,
        tick: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.archive = archive
        self.warc_folder = warc_folder
        self.outlets = outlets
        self.workers = workers
        self.report = Report()
        self._tick = tick
        self._spiders = {name: outlet() for name, outlet in outlets.items()}
        self._decoder = _Decoder(settings.getint("DOWNLOAD_MAXSIZE"))
        self._open: dict[str, _Begun] = {}
        self._led_from: dict[tuple[str, str], str] = {}
        self._run_of: dict[str, str] = {}
        self._changed = TemporaryFile()  # noqa: SIM115 - lives as long as this object
        self._number = 0
        self._sees_all = True

    def compare(self, *, outlet: str | None = None, since: datetime | None = None) -> Report:
        """Rereads every article page, of one outlet, fetched since; writes nothing. ``apply`` writes what it found."""
        asyncio.run(self._compare(outlet, since))
        return self.report

    async def read(
        self, *, outlet: str | None = None, since: datetime | None = None, warc_files: Collection[str]
    ) -> AsyncIterator[list[tuple[str, bool, Rereading]]]:
        """Rereads the article pages in these files, for someone who brings together what several read.

        Gives for each its run, whether further parts of it did not come, and what it came to as if no other address had
        led to it. Notes nothing but problems.
        """
        self._sees_all = False
        placed: deque[tuple[str, bool]] = deque()

        def pages() -> Iterator[tuple[_Begun, _Outcome]]:
            captures = article_captures(self.archive, outlet=outlet, since=since, warc_files=warc_files)
            for begun, page in self._pages(captures):
                placed.append((begun.run_id, begun.record.record_id in self._open))
                yield begun, page

        async for batch in self._rereadings(pages()):
            yield [(*placed.popleft(), found) for found in batch]

    def note(self, outlet: str, url: str, change: Difference | None, found: Rereading | None) -> None:
        """Counts a page; ``found`` is kept for ``apply`` where it changes something."""
        self._number += 1
        self.report.outlets.setdefault(outlet, Changes()).add(url, change)
        # what a re-check says of an article that is yet to be made is known when it has been
        if change is not None or (found is not None and found.recheck):
            pickle.dump(found, self._changed)
        self._tick(self._number)

    def apply(self, *, now: datetime) -> int:
        """Writes the changes that were noted, each in its own transaction; gives their number."""
        self._enter_outlets()
        self._changed.seek(0)
        count = 0
        while True:
            try:
                found = pickle.load(self._changed)
            except EOFError:
                return count
            count += revise(self.archive, found, now=now) is not None

    def complete(self, warc_files: Collection[str], *, now: datetime) -> int:
        """Decides on the pages in these files that a killed run had fetched and not yet decided on; gives their number.

        They need not be asked for again. Of a split article that it had not fetched whole nothing is decided.
        """
        return asyncio.run(self._complete(warc_files, now))

    async def _complete(self, warc_files: Collection[str], now: datetime) -> int:
        decided = {
            name: {key for key, row in self.archive.memory(name).items() if row.state not in ("queued", "failed")}
            for name in self._spiders
        }
        captures = article_captures(self.archive, warc_files=warc_files)
        count = 0
        async for batch in self._rereadings(self._pages(captures, decided=decided)):
            for found in batch:
                self.report.outlets.setdefault(found.outlet, Changes())
                self._enter_outlets()
                count += revise(self.archive, found, now=now) is not None
        return count

    async def _compare(self, outlet: str | None, since: datetime | None) -> None:
        captures = article_captures(self.archive, outlet=outlet, since=since)
        with comparing(self.archive) as differences:
            async for batch in self._rereadings(self._pages(captures)):
                for found, change in zip(batch, differences(batch), strict=True):
                    self.note(found.outlet, found.url, change, found)

    async def _rereadings(self, pages: Iterable[tuple[_Begun, _Outcome]]) -> AsyncIterator[list[Rereading]]:
        """In the order of fetching, some at a time."""
        waiting: deque[asyncio.Task[list[Rereading]]] = deque()
        for batch in _batches((begun, self._unless_known(begun, outcome)) for begun, outcome in pages):
            waiting.append(asyncio.create_task(self._read(batch)))
            if len(waiting) > 2 * self.workers.count:
                yield await waiting.popleft()
        while waiting:
            yield await waiting.popleft()

    async def _read(self, batch: Sequence[tuple[_Begun, _Wanted]]) -> list[Rereading]:
        pages = [wanted for _, wanted in batch if isinstance(wanted, FetchedPage)]
        items = iter(await self.workers.read_together(pages) if pages else ())
        return [
            wanted if isinstance(wanted, Rereading) else self._judged(begun, wanted, next(items))
            for begun, wanted in batch
        ]

    def _unless_known(self, begun: _Begun, page: _Outcome) -> _Wanted:
        """The page, or what it comes to where that is known without reading it."""
        lead = begun.lead
        if isinstance(page, tuple):
            return _rereading(begun, lead.key, begun.record.url, *page)
        if lead.recheck and page.url_key != lead.key:
            return _rereading(begun, lead.key, begun.record.url, "duplicate", f"is {page.url}")
        if begun.unchanged:
            return _rereading(begun, page.url_key, page.url, "unchanged", None)
        if not lead.recheck and self._is_twin(page):
            return _rereading(begun, page.requested_key, page.url, "duplicate", f"is {page.url}")
        return page

    def _judged(self, begun: _Begun, page: FetchedPage, item: ArticleItem | Quarantined) -> Rereading:
        if isinstance(item, Quarantined):
            self.report.problems.append(f"{page.url}: cannot be read again ({item.reason}); it stays as it is")
            return _rereading(begun, page.url_key, page.url, "quarantined", item.reason)
        state, reason = "article", None
        if not item.body:
            state, reason = "empty", "no article text found"
        elif item.language not in ("id", None):
            state, reason = "not_indonesian", f"language {item.language}"
        elif not item.relevant:
            state, reason = "off_topic", f"relevance {item.relevance or 0:.2f}"
        window = _window(begun.record.notes)
        outside = window is not None and not window.holds(item.published_at)
        if outside and state != "empty":
            reason = f"published {item.published_at}"
        return _rereading(begun, page.url_key, page.url, state, reason, fields=article_fields(item), outside=outside)

    def _is_twin(self, page: FetchedPage) -> bool:
        """Whether an article that another address led to before is what this one leads to, by a redirect or a link."""
        if not self._sees_all:
            return False
        first = self._led_from.setdefault((page.outlet, page.url_key), page.requested_key)
        return page.requested_key not in (first, page.url_key)

    # ---- from captures to pages

    def _pages(
        self, captures: Iterable[Any], *, decided: Mapping[str, Collection[str]] | None = None
    ) -> Iterator[tuple[_Begun, _Outcome]]:
        """Every archived article, whole or as far as it was fetched.

        With ``decided``, URL keys by outlet: of all others, and only those that were fetched whole.
        """
        run_id = ""
        for capture in captures:
            spider = self._spiders.get(capture.outlet)
            if spider is None:
                self.report.unread[capture.outlet] += 1
                continue
            if 300 <= capture.status < 400 and capture.status != _NOT_MODIFIED:
                continue
            try:
                record = read_whole(self.archive, self.warc_folder, capture)
            except (WarcError, OSError) as error:
                self.report.problems.append(str(error))
                continue
            if file_facts(capture.warc_file)[1] != run_id:
                run_id = file_facts(capture.warc_file)[1]
                if decided is None:
                    yield from self._left_open()
            if self._run_of.get(capture.outlet) != run_id:
                self._run_of[capture.outlet] = run_id
                spider.missing_page = MissingPage()
            if capture.kind != "article":
                spider.learn_missing_page(self._response(record))
            elif decided is None or _lead(spider, record).key not in decided[capture.outlet]:
                yield from self._add(spider, record, run_id, unchanged=capture.status == _NOT_MODIFIED)
        if decided is None:
            yield from self._left_open()

    def _add(
        self, spider: OutletSpider, record: RawRecord, run_id: str, *, unchanged: bool
    ) -> Iterator[tuple[_Begun, _Outcome]]:
        whole = record.notes.get("part_of", record.record_id)
        begun = self._open.get(whole)
        if begun is None:
            if whole != record.record_id:
                return  # its first part is damaged or before ``since``
            begun = _Begun(record, _lead(spider, record), run_id, unchanged)
        if 200 <= record.status < 300:
            self._open.pop(whole, None)
            outcome = spider.parts_reader.read(self._response(record), begun.lead)
            if isinstance(outcome, Lead):
                self._open[whole] = _Begun(begun.record, outcome, run_id)
            else:
                yield begun, outcome
        elif record.status in _GONE and not begun.lead.pages:
            yield begun, ("gone", f"HTTP {record.status}")
        elif begun.lead.recheck and record.status not in _POSTPONED:
            yield begun, ("failed", f"HTTP {record.status}")
        elif record.status in _GONE:
            del self._open[whole]
            yield begun, spider.parts_reader.as_far_as_known(begun.lead)

    def _left_open(self) -> Iterator[tuple[_Begun, FetchedPage]]:
        """Articles whose further parts did not come before their run ended; of a re-check nothing was noted then."""
        for begun in self._open.values():
            if not begun.lead.recheck:
                yield begun, self._spiders[begun.record.outlet].parts_reader.as_far_as_known(begun.lead)
        self._open.clear()

    def _response(self, record: RawRecord) -> Response:
        """The response as the spider got it: decoded, of the class that its headers and bytes make it."""
        facts = {"fetched_at": record.fetched_at, "record_id": record.record_id}
        request = Request(record.url, meta={**facts, "damaged": "cut short" if record.truncated else None})
        response = archived_response(record, request)
        if record.truncated:
            return response
        try:
            decoded = self._decoder.process_response(request, response)
        except (IgnoreRequest, OSError, EOFError) as error:
            request.meta["damaged"] = str(error)
            return response
        assert isinstance(decoded, Response)
        return decoded

    def _enter_outlets(self) -> None:
        known = {outlet.name for outlet in self.archive.outlets()}
        for name in self.report.outlets.keys() - known:
            self.archive.save_outlet(**self.outlets[name].facts())


class _Decoder(HttpCompressionMiddleware):
    """What undoes ``Content-Encoding`` in a crawl, for use without one."""

    def __init__(self, max_size: int) -> None:
        self.stats = None
        self._max_size = self._warn_size = max_size


def _batches(articles: Iterable[tuple[_Begun, _Wanted]]) -> Iterator[list[tuple[_Begun, _Wanted]]]:
    batch: list[tuple[_Begun, _Wanted]] = []
    size = 0
    for begun, wanted in articles:
        batch.append((begun, wanted))
        size += sum(len(body) for body in wanted.bodies) if isinstance(wanted, FetchedPage) else 0
        if size >= _BATCH_BYTES or len(batch) == _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _lead(spider: OutletSpider, record: RawRecord) -> Lead:
    """Where the page was announced; the reverse of what ``crawler.outlet`` notes."""
    notes = record.notes
    announced = Announcement(record.url, _moment(notes, "announced_at"), notes.get("announced_title"))
    key = notes.get("url_key") or spider.addresses().key(record.url)
    return Lead(key, announced, notes.get("source", ""), recheck="recheck" in notes)


def _window(notes: Mapping[str, str]) -> Window | None:
    since = _moment(notes, "since")
    return Window(since, _moment(notes, "until")) if since else None


def _moment(notes: Mapping[str, str], name: str) -> datetime | None:
    return datetime.fromisoformat(notes[name]) if name in notes else None


def _rereading(
    begun: _Begun,
    url_key: str,
    url: str,
    state: str,
    reason: str | None,
    *,
    fields: Mapping[str, Any] | None = None,
    outside: bool = False,
) -> Rereading:
    return Rereading(
        outlet=begun.record.outlet,
        url=url,
        url_key=url_key,
        requested_key=begun.lead.key,
        requested_url=begun.record.url,
        source=begun.lead.source,
        announced_at=begun.lead.announcement.published,
        fetched_at=begun.record.fetched_at,
        record_id=begun.record.record_id,
        state=state,
        reason=reason,
        fields=fields,
        outside=outside,
        recheck=begun.lead.recheck,
    )
