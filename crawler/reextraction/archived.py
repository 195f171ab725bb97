"""The article pages of the raw archive: read, decoded, and the parts of split articles brought together.

The notes of a record, written by ``crawler.crawling.spider``, hold what its bytes do not: the announcement, the part of
a split article, the crawl's window.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.crawling.article_pages import ArticlePages
from crawler.crawling.lead import Lead
from crawler.fetching.archived_response import Decoder, UndecodableError, archived_response
from crawler.fetching.soft_404 import MissingPage
from crawler.fetching.wire import as_page
from crawler.items import FetchedPage
from crawler.outlets.outlet import Outlet
from crawler.outlets.sources import Announcement
from crawler.outlets.window import Window
from crawler.reextraction.changes import Changes
from storage.archive.archive import Archive
from storage.archive.revision import Rereading
from storage.archive.revisits import read_whole
from storage.exceptions import WarcError
from storage.raw.exchange import RawRecord
from storage.raw.files import file_facts

_GONE = (404, 410)
_NOT_MODIFIED = 304
_POSTPONED = (429, 503)
"""Answers after which nothing was noted: the host was asked again later."""


@dataclass(frozen=True, slots=True)
class ArchivedArticle:
    """An archived article: its first record and its parts so far.

    ``unchanged``: the answer was that the page is as it was.
    """

    record: RawRecord
    lead: Lead
    unchanged: bool = False

    @property
    def window(self) -> Window | None:
        """The window it was held to."""
        since = _moment(self.record.notes, "since")
        return Window(since, _moment(self.record.notes, "until")) if since else None

    def rereading(
        self,
        url_key: str,
        url: str,
        state: str,
        reason: str | None = None,
        *,
        fields: Mapping[str, Any] | None = None,
        outside: bool = False,
    ) -> Rereading:
        """Make the rereading of this article."""
        return Rereading(
            outlet=self.record.outlet,
            url=url,
            url_key=url_key,
            requested_key=self.lead.key,
            requested_url=self.record.url,
            source=self.lead.source,
            announced_at=self.lead.announcement.published,
            fetched_at=self.record.fetched_at,
            record_id=self.record.record_id,
            state=state,
            reason=reason,
            fields=fields,
            outside=outside,
            recheck=self.lead.recheck,
        )


PageOrState = FetchedPage | tuple[str, str]
"""Outcome of the answers for one article: its page, or state and reason where there is none."""


class ArchivedArticles:
    """Brings the captures of an archive together; to be used once. ``changes`` collects problems.

    ``outlets`` are those that have a spider; answers are decoded up to ``max_size`` bytes.
    """

    def __init__(
        self,
        archive: Archive,
        warc_folder: Path,
        outlets: Mapping[str, type[Outlet]],
        changes: Changes,
        *,
        max_size: int,
    ) -> None:
        self._archive = archive
        self._warc_folder = warc_folder
        self._changes = changes
        self._pages = {name: ArticlePages(outlet) for name, outlet in outlets.items()}
        self._decoder = Decoder(max_size)
        self._open: dict[str, ArchivedArticle] = {}
        self._run_of: dict[str, str] = {}

    def of(
        self, captures: Iterable[Any], *, decided: Mapping[str, Collection[str]] | None = None
    ) -> Iterator[tuple[ArchivedArticle, PageOrState]]:
        """Yield every archived article, whole or as far as it was fetched.

        ``decided`` (URL keys by outlet) leaves out the articles of these keys, and those not fetched whole.
        """
        run_id = ""
        for capture in captures:
            pages = self._pages.get(capture.outlet)
            if pages is None:
                self._changes.unread[capture.outlet] += 1
                continue
            if 300 <= capture.status < 400 and capture.status != _NOT_MODIFIED:
                continue
            try:
                record = read_whole(self._archive, self._warc_folder, capture)
            except (WarcError, OSError) as error:
                self._changes.problems.append(str(error))
                continue
            if file_facts(capture.warc_file)[1] != run_id:
                run_id = file_facts(capture.warc_file)[1]
                if decided is None:
                    yield from self._left_open()
            if self._run_of.get(capture.outlet) != run_id:
                self._run_of[capture.outlet] = run_id
                pages.missing_page = MissingPage()
            if capture.kind != "article":
                pages.learn_missing_page(self._response(record))
            elif decided is None or _lead(pages, record).key not in decided[capture.outlet]:
                yield from self._add(pages, record, unchanged=capture.status == _NOT_MODIFIED)
        if decided is None:
            yield from self._left_open()

    def _add(
        self, pages: ArticlePages, record: RawRecord, *, unchanged: bool
    ) -> Iterator[tuple[ArchivedArticle, PageOrState]]:
        whole = record.notes.get("part_of", record.record_id)
        begun = self._open.get(whole)
        if begun is None:
            if whole != record.record_id:
                return  # its first part is damaged or before ``since``
            begun = ArchivedArticle(record, _lead(pages, record), unchanged)
        if 200 <= record.status < 300:
            self._open.pop(whole, None)
            outcome = pages.read(self._response(record), begun.lead)
            if isinstance(outcome, Lead):
                self._open[whole] = ArchivedArticle(begun.record, outcome)
            else:
                yield begun, outcome
        elif record.status in _GONE and not begun.lead.pages:
            yield begun, ("gone", f"HTTP {record.status}")
        elif begun.lead.recheck and record.status not in _POSTPONED:
            yield begun, ("failed", f"HTTP {record.status}")
        elif record.status in _GONE:
            del self._open[whole]
            yield begun, pages.as_far_as_known(begun.lead)

    def _left_open(self) -> Iterator[tuple[ArchivedArticle, PageOrState]]:
        """Articles whose further parts did not come before their run ended; of a re-check nothing was noted then."""
        for begun in self._open.values():
            if not begun.lead.recheck:
                yield begun, self._pages[begun.record.outlet].as_far_as_known(begun.lead)
        self._open.clear()

    def _response(self, record: RawRecord) -> Response:
        """The response as the spider got it: decoded, of the class that its headers and bytes make it."""
        facts = {"fetched_at": record.fetched_at, "record_id": record.record_id}
        request = Request(record.url, meta={**facts, "damaged": "cut short" if record.truncated else None})
        response = archived_response(record, request)
        if record.truncated:
            return response
        try:
            return as_page(self._decoder.decoded(response))
        except UndecodableError as error:
            request.meta["damaged"] = str(error)
            return response


def _lead(pages: ArticlePages, record: RawRecord) -> Lead:
    """Make the lead of a page from the notes that ``crawler.crawling.spider`` wrote."""
    notes = record.notes
    announced = Announcement(record.url, _moment(notes, "announced_at"), notes.get("announced_title"))
    key = notes.get("url_key") or pages.addresses.key(record.url)
    return Lead(key, announced, notes.get("source", ""), recheck="recheck" in notes)


def _moment(notes: Mapping[str, str], name: str) -> datetime | None:
    return datetime.fromisoformat(notes[name]) if name in notes else None
