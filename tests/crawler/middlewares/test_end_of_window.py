"""The next page of a listing is asked for only while the articles before it are within the window."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from crawler.crawling.known_urls import PASSED_AFTER, KnownUrls
from crawler.middlewares.end_of_window import EndOfWindow
from crawler.outlets.window import Window

NOW = datetime(2024, 11, 28, tzinfo=UTC)
SERIES = ("listing /indeks", "")


def crawl(*ages: int, being_read: int = 0) -> Any:
    """The state of a crawl that has read articles of so many days of age."""
    window = Window(NOW - timedelta(days=7))
    known = KnownUrls(window, known={}, last=None, attempts=1, now=NOW)
    for age in ages:
        known.note_published(SERIES, NOW - timedelta(days=age))
    return SimpleNamespace(state=SimpleNamespace(known=known, pages_being_read=being_read))


def ask(spider: Any, **meta: Any) -> Request:
    request = Request("https://w.example/indeks?page=2", meta=meta)
    asyncio.run(EndOfWindow(cast("Any", spider)).process_request(request))
    return request


@pytest.mark.parametrize("ages", [(), (1, 2, 3), (30,) * (PASSED_AFTER - 1), (30, 30, 1, 30, 30, 1)])
def test_a_page_that_may_tell_of_more_is_asked_for(ages: tuple[int, ...]) -> None:
    assert "passed" not in ask(crawl(*ages), series=SERIES).meta


def test_a_page_behind_the_window_is_not() -> None:
    request = Request("https://w.example/indeks?page=2", meta={"series": SERIES})
    with pytest.raises(IgnoreRequest, match="left the window"):
        asyncio.run(EndOfWindow(crawl(*(30,) * PASSED_AFTER)).process_request(request))
    assert request.meta["passed"]


def test_first_pages_articles_and_other_series_are_no_matter_of_it() -> None:
    far_back = crawl(*(30,) * PASSED_AFTER)
    assert "passed" not in ask(far_back).meta
    assert "passed" not in ask(far_back, series=("listing /lain", "")).meta


def test_it_waits_for_the_articles_that_are_being_read() -> None:
    spider = crawl(being_read=1)

    async def read_then_ask() -> None:
        waiting = asyncio.create_task(
            EndOfWindow(spider).process_request(Request("https://w.example/2", meta={"series": SERIES}))
        )
        await asyncio.sleep(0.05)
        assert not waiting.done()
        for _ in range(PASSED_AFTER):
            spider.state.known.note_published(SERIES, NOW - timedelta(days=30))
        spider.state.pages_being_read = 0
        with pytest.raises(IgnoreRequest):
            await waiting

    asyncio.run(read_then_ask())
