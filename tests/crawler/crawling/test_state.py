"""State of one crawl."""

from __future__ import annotations

import pytest
from scrapy.exceptions import CloseSpider
from scrapy.settings import Settings

from crawler.crawling.state import MAX_BLOCKED, CrawlState
from crawler.outlets.outlet import Outlet


def test_outside_a_run_there_are_counts_and_nothing_else() -> None:
    state = CrawlState(Outlet, None, None)
    assert not state.within_run
    with pytest.raises(RuntimeError, match="use `scrapy crawl`"):
        _ = state.run


def test_an_outlet_that_blocks_is_left_alone() -> None:
    state = CrawlState(Outlet, None, None)
    for _ in range(MAX_BLOCKED - 1):
        state.count_block()
    with pytest.raises(CloseSpider) as closing:
        state.count_block()
    assert closing.value.reason == "blocked"


def test_the_settings_of_every_crawl_are_taken_over() -> None:
    state = CrawlState(Outlet, None, None)
    state.configure(Settings({"FAILED_URL_ATTEMPTS": "4", "RECHECK_DAYS": "1,7"}))
    assert (state.attempts, state.recheck_days) == (4, (1, 7))


def test_every_trouble_is_counted_and_the_first_of_each_source_named() -> None:
    state = CrawlState(Outlet, None, None)
    state.trouble("feed /feed/", "HTTP 500")
    state.trouble("feed /feed/", "not a feed")
    state.trouble("listing /", "HTTP 404")
    assert state.counts["source_failures"] == 3
    assert state.troubles == {"feed /feed/": "HTTP 500", "listing /": "HTTP 404"}
