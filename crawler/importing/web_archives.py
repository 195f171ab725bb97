"""Pages of WARC and WACZ files to articles, by the extraction that reads a crawled page."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from crawler.exceptions import Quarantined, UsageFailure
from crawler.extraction.pool import Workers
from crawler.importing.articles import Candidate
from crawler.importing.columns import Columns
from crawler.importing.dates import DateReader
from crawler.importing.decoding import Opener
from crawler.importing.faults import NoArticle, RowFault
from crawler.importing.tables import BadRow, Row, Table
from crawler.importing.texts import Repairs
from crawler.outlets.outlet import Outlet
from crawler.outlets.saved_pages import outlet_of_url, saved_page
from crawler.urls import article_id
from storage.exceptions import WarcError
from storage.raw.foreign import ForeignPage, pages

_PAGE = "page"


def web_archive(name: str, opened: Opener) -> Table:
    """The pages of a WARC file as a table with one column."""

    def rows() -> Iterator[Row | BadRow]:
        place = 0
        with opened() as file:
            try:
                for page in pages(file):
                    place += 1
                    if page is not None:
                        yield Row(place, {_PAGE: page})
            except WarcError as error:
                yield BadRow(place + 1, str(error))

    return Table(name, "web archive", "record", rows)


def is_web_archive(table: Table) -> bool:
    """True when the rows of a table are pages."""
    return table.form == "web archive"


@dataclass
class PageReader:
    """Reads pages as ``RowReader`` reads rows. The worker that reads them is started with the first page."""

    outlets: Mapping[str, type[Outlet]]
    now: datetime
    given: str | None = None
    columns: Columns = field(default_factory=lambda: Columns((_PAGE,), {"body": _PAGE, "url": _PAGE, "title": _PAGE}))
    dates: DateReader = field(default_factory=lambda: DateReader("Asia/Jakarta"))
    _open: ExitStack = field(default_factory=ExitStack)
    _workers: tuple[asyncio.AbstractEventLoop, Workers] | None = None

    def read(self, row: Mapping[str, Any], repairs: Repairs) -> Candidate:
        """The article of a page. Raises ``RowFault`` for one that holds none."""
        page: ForeignPage = row[_PAGE]
        if urlsplit(page.exchange.url).path in ("", "/"):
            raise NoArticle("a front page")
        outlet = outlet_of_url(page.exchange.url, self.outlets.values())
        try:
            fetched = saved_page(page.body, page.exchange.url, outlet, page.exchange.fetched_at)
        except UsageFailure as failure:
            raise NoArticle(str(failure)) from None
        loop, workers = self._pool()
        try:
            item = loop.run_until_complete(workers.read(replace(fetched, content_type=page.content_type)))
        except Quarantined as error:
            raise RowFault("a page that cannot be read", f"a page that cannot be read: {error}") from None
        if not item.body:
            raise NoArticle("no article")
        name = (outlet.name if outlet else None) or self.given or item.outlet.removeprefix("www.")
        network = outlet.network_name() if outlet else name
        item = replace(item, outlet=name, network=network, article_id=article_id(name, item.url_key))
        return Candidate(item, outlet, None, (), replace(page.exchange, outlet=name))

    def close(self) -> None:
        """Ends the worker."""
        self._open.close()
        self._workers = None

    def _pool(self) -> tuple[asyncio.AbstractEventLoop, Workers]:
        if self._workers is None:
            loop = asyncio.new_event_loop()
            self._open.callback(loop.close)
            self._workers = loop, self._open.enter_context(Workers(1))
        return self._workers
