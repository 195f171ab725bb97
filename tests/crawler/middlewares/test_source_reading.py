"""Pages of sources, read in a worker."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from crawler.crawling.spider import OutletSpider
from crawler.extraction.pool import Workers
from crawler.middlewares.source_reading import SourceReading
from crawler.outlets.sources import Context, Listing, Reading, Source, Step
from crawler.outlets.window import Window

NOW = datetime(2024, 11, 28, tzinfo=UTC)
CONTEXT = Context("https://kabar.example/", "Asia/Jakarta", Window(NOW - timedelta(days=7)), NOW)
STEP = Step("https://kabar.example/indeks")


@dataclass(frozen=True, kw_only=True)
class Stubborn(Source):
    """A source whose reading ends badly: never, or with an error."""

    kind = "stubborn"
    how: str

    def steps(self, context: Context) -> Iterator[Step]:
        yield STEP

    def read(self, response: Response, step: Step, context: Context) -> Reading:
        while self.how == "endless":
            pass
        raise KeyError(self.how)


def passed(source: Source | None, workers: Workers, status: int = 200) -> dict[str, Any]:
    """The request's meta, after the page went through."""
    spider = SimpleNamespace(
        state=SimpleNamespace(run=SimpleNamespace(workers=workers)), discovery=SimpleNamespace(context=CONTEXT)
    )
    middleware = SourceReading(cast(OutletSpider, spider))
    request = Request(STEP.url, cb_kwargs={"source": source, "step": STEP} if source else {})
    response = HtmlResponse(STEP.url, status=status, body=b"<h2><a href='/berita/1'>x</a></h2>", request=request)
    assert asyncio.run(middleware.process_response(request, response)) is response
    return request.meta


def test_the_reading_is_left_for_the_spider() -> None:
    listing = Listing(url="/indeks", links="h2 a")
    with Workers(1) as workers:
        reading = passed(listing, workers)["reading"]
        assert [one.url for one in reading.announcements] == ["https://kabar.example/berita/1"]
        assert passed(None, workers) == passed(listing, workers, status=404) == {}, "an article, or no answer"


@pytest.mark.parametrize(
    ("how", "where", "why"),
    [("endless", "damaged", "timeout: more than"), ("odd", "reading", "KeyError: 'odd'")],
)
def test_a_page_that_breaks_its_reader_is_the_page_of_one_source(how: str, where: str, why: str) -> None:
    with Workers(1, seconds=1) as workers:
        found = passed(Stubborn(url="/", how=how), workers)
        assert why in (found[where].broken if where == "reading" else found[where])
        assert passed(Listing(url="/indeks", links="h2 a"), workers)["reading"].announcements
