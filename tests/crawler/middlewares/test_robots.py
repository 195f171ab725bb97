"""Answers for robots.txt, case by case; ``test_robots_matrix`` sees them from the sites."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.fetching.robots_txt import MAX_BYTES
from crawler.middlewares.robots import RobotsMiddleware
from spiders.petisi import PetisiSpider

PAGE = "https://petisi.co/rakor/"
ALLOW, DENY = b"User-agent: *\nAllow: /\n", b"User-agent: *\nDisallow: /\n"


def rules(body: bytes, status: int = 200) -> Any:
    crawler = Mock(settings=Settings({"ROBOTSTXT_USER_AGENT": "KlipingBot"}))
    middleware = RobotsMiddleware(crawler, PetisiSpider())
    return middleware._read("https://petisi.co", status, body)


@pytest.mark.parametrize("status", [401, 403, 429, 500, 502, 503, 504, 599])
@pytest.mark.parametrize("body", [ALLOW, DENY])
def test_answers_that_close_the_host_whatever_they_say(status: int, body: bytes) -> None:
    assert rules(body, status).closed


@pytest.mark.parametrize("status", [404, 400, 410, 451])
@pytest.mark.parametrize("body", [ALLOW, DENY])
def test_answers_that_mean_no_rules(status: int, body: bytes) -> None:
    found = rules(body, status)
    assert found.closed is None
    assert found.parsed is None


@pytest.mark.parametrize(
    ("body", "allowed"),
    [
        (ALLOW, True),
        (DENY, False),
        (b"", True),
        (b"<html><body>Beranda</body></html>", True),
        (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /rakor\r\n", False),
        (b"User-agent: klipingbot\nDisallow: /\n\nUser-agent: *\nAllow: /\n", False),
        (b"User-agent: OtherBot\nDisallow: /\n", True),
        (b"User-agent: *\nDisallow: /\nAllow: /rakor\n", True),  # the longest match wins
        (b"User-agent: *\nDisallow: /*.pdf$\n", True),
        (b"#" + b"x" * MAX_BYTES + b"\nUser-agent: *\nDisallow: /\n", True),  # beyond the limit
        (DENY + b"#" * MAX_BYTES, False),
    ],
)
def test_rules_are_read_as_the_rfc_says(body: bytes, allowed: bool) -> None:
    assert rules(body).parsed.can_fetch(PAGE, "KlipingBot") is allowed


def test_rules_older_than_a_day_are_asked_for_again() -> None:
    now = datetime(2024, 11, 28, tzinfo=UTC)
    asked: list[str] = []
    answers = iter([ALLOW, DENY])

    async def answer(question: Request) -> Response:
        asked.append(question.url)
        return Response(question.url, body=next(answers))

    class Clock(RobotsMiddleware):
        """Whose time a test sets."""

        def _now(self) -> datetime:
            return now

    crawler = Mock(settings=Settings({"ROBOTSTXT_USER_AGENT": "KlipingBot"}))
    crawler.engine.download_async = answer
    crawler.engine.downloader.slots = {}
    middleware = Clock(crawler, PetisiSpider())

    async def may(hours: int) -> bool:
        nonlocal now
        now = datetime(2024, 11, 28, tzinfo=UTC) + timedelta(hours=hours)
        try:
            await middleware.process_request(Request(PAGE))
        except IgnoreRequest:
            return False
        return True

    async def days() -> list[bool]:
        return [await may(hours) for hours in (0, 1, 24, 25)]

    assert asyncio.run(days()) == [True, True, True, False]
    assert len(asked) == 2


@pytest.mark.parametrize(("delay", "closed"), [(b"5", False), (b"30", False), (b"31", True), (b"86400", True)])
def test_crawl_delay_is_obeyed_to_thirty_seconds(delay: bytes, closed: bool) -> None:
    assert bool(rules(b"User-agent: *\nCrawl-delay: " + delay + b"\n").closed) is closed


def test_a_delay_outlives_the_slot_that_scrapy_forgets_when_it_is_idle() -> None:
    async def answer(question: Request) -> Response:
        return Response(question.url, body=b"User-agent: KlipingBot/1.0\nCrawl-delay: 7\n")

    crawler = Mock(settings=Settings({"ROBOTSTXT_USER_AGENT": "KlipingBot"}))
    crawler.engine.download_async = answer
    crawler.engine.downloader = Mock(slots={}, _delay=3.0)
    crawler.get_extension.return_value = Mock(mindelay=3.0)
    asyncio.run(RobotsMiddleware(crawler, PetisiSpider()).process_request(Request(PAGE)))
    assert crawler.engine.downloader._delay == 7, "of the next slot"
    assert crawler.get_extension.return_value.mindelay == 7
