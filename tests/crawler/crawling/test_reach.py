"""Reach of a crawl into the past, by what its sources showed."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from crawler.crawling.reach import SHORT, Reach, nothing_came_in, told
from crawler.outlets.sources import Announcement, Feed, Listing, Reading, Search, Source, Step, WordPressPosts
from crawler.outlets.window import Window
from storage.calendar import JAKARTA

SINCE = datetime(2024, 11, 20, tzinfo=JAKARTA)
FRONT = Listing(url="/", links="a", pages=1)
PAGED = Listing(url="/indeks?page={page}", links="a")


def reading(*days: float, more: bool = False, exhausts: bool = False, limited: bool = False) -> Reading:
    """A page whose articles were published so many days after the window began, the first of them ten times."""
    found = (
        tuple(Announcement(f"https://w.example/{n}", SINCE + timedelta(days=days[0])) for n in range(SHORT - 1))
        if days
        else ()
    )
    found += tuple(Announcement(f"https://w.example/{day}", SINCE + timedelta(days=day)) for day in days)
    return Reading(found, (Step("x"),) if more else (), exhausts=exhausts, limited=limited)


def seen(source: Source, *pages: Reading, familiar: int = 0, stop: str | None = None) -> Reach:
    reach = Reach(Window(SINCE))
    for one in pages:
        reach.listed(source, one, articles=len(one.announcements), familiar=familiar, stop=stop)
    return reach


def test_a_front_page_that_ends_after_the_window_begins_leaves_days_out() -> None:
    reach = seen(FRONT, reading(7, 6, 5, 3.5))
    assert reach.missing_days() == (date(2024, 11, 20), date(2024, 11, 21), date(2024, 11, 22))
    assert told(reach.missing_days()) == "2024-11-20 to 2024-11-22"
    assert told(reach.missing_days()[:1]) == "2024-11-20"


@pytest.mark.parametrize(
    "reach",
    [
        seen(FRONT, reading(7, 6, -1, -2, -3)),
        seen(FRONT, reading(7, 6, 5), familiar=3),
        seen(Feed(url="/feed"), reading(7, -1)),
        seen(PAGED, reading(7, 6, more=True), reading()),
        seen(PAGED, reading(7, 6, more=True), stop="window"),
        seen(WordPressPosts(), reading(7, 6, exhausts=True)),
        seen(FRONT, reading(7, 6, 0.5)),
        seen(FRONT),
    ],
)
def test_what_was_seen_to_the_beginning_of_the_window_leaves_nothing_out(reach: Reach) -> None:
    assert reach.missing_days() == ()


@pytest.mark.parametrize(
    "reach",
    [
        seen(FRONT, reading(7, 6, -300)),  # an old one that is kept on show
        seen(PAGED, reading(7, 6, more=True), stop="end"),  # the same page again: the site knows no pages
        seen(PAGED, reading(7, 6, limited=True)),
    ],
)
def test_what_proves_nothing_leaves_days_out(reach: Reach) -> None:
    assert reach.missing_days()


def test_a_page_tells_the_day_that_its_list_does_not_print() -> None:
    reach = seen(FRONT, Reading((Announcement("https://w.example/1"),) * SHORT))
    assert reach.missing_days() == ()
    reach.published(FRONT.label, SINCE + timedelta(days=2, hours=5))
    assert [day.day for day in reach.missing_days()] == [20, 21]


def test_a_short_list_is_all_that_a_small_site_has() -> None:
    few = Reading(tuple(Announcement(f"https://w.example/{n}", SINCE + timedelta(days=5)) for n in range(SHORT - 1)))
    assert seen(FRONT, few).missing_days() == ()


def test_a_search_that_was_read_to_its_end_tells_of_the_whole_window() -> None:
    search = Search(url="/cari?q={term}&p={page}", links="a")
    reach = seen(FRONT, reading(7, 6, 5))
    assert reach.missing_days()
    reach.listed(search, reading(4, more=True), articles=1, familiar=0, stop=None)
    reach.came_to_its_end(search)
    assert reach.missing_days() == ()


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"new": 6, "failed": 6}, "nothing came in: of 6 announced articles 6 failed"),
        ({"new": 1, "robots": 1}, "nothing came in: of 1 announced articles 1 disallowed by robots.txt"),
        ({"new": 4, "gone": 2, "empty": 2}, "nothing came in: of 4 announced articles 2 gone, 2 without text"),
        ({"new": 6, "failed": 5, "off_topic": 1}, None),
        ({"new": 1, "gone": 1}, None),
        ({"failed": 1, "known": 9}, None),
        ({}, None),
    ],
)
def test_a_night_of_which_nothing_came_in_is_told(counts: dict[str, int], told: str | None) -> None:
    assert nothing_came_in(Counter(counts)) == told
