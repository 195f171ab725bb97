"""Addresses worth asking for, and how far back a listing is worth reading."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.crawling.known_urls import PASSED_AFTER, KnownUrls
from crawler.outlets.window import Window
from crawler.urls import url_key
from storage.models import RunOutlet, Sighting

NOW = datetime(2024, 11, 28, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=7), NOW)
INSIDE, BEFORE = NOW - timedelta(days=1), NOW - timedelta(days=30)
LIST = ("listing /page/{page}/", "")


def sighting(state: str, *, attempts: int = 1, published: datetime | None = None, seen: datetime = NOW) -> Sighting:
    return Sighting(
        outlet="warta", url_key="k", url="https://warta.example/k", state=state, attempts=attempts,
        published_at=published, first_seen_at=seen, updated_at=seen,
    )  # fmt: skip


def memory(known: dict[str, Sighting] | None = None, last: RunOutlet | None = None) -> KnownUrls:
    return KnownUrls(WINDOW, known=known or {}, last=last, attempts=5, now=NOW)


def completed(*, since: datetime, ended: datetime) -> RunOutlet:
    return RunOutlet(run_id="r", outlet="warta", status="completed", since=since, ended_at=ended)


@pytest.mark.parametrize(
    ("known", "worth"),
    [
        (None, True),
        (sighting("queued"), True),
        (sighting("failed"), False),  # tried today
        (sighting("failed", seen=NOW - timedelta(days=1)), True),
        (sighting("failed", attempts=3, seen=NOW - timedelta(days=3)), False),
        (sighting("failed", attempts=3, seen=NOW - timedelta(days=4)), True),
        (sighting("failed", attempts=5, seen=NOW - timedelta(days=99)), False),  # given up
        (sighting("blocked", seen=NOW - timedelta(days=1)), True),
        (sighting("article"), False),
        (sighting("off_topic"), False),
        (sighting("gone"), False),
        (sighting("outside", published=BEFORE), False),
        (sighting("outside", published=INSIDE), True),  # an earlier night looked elsewhere
        (sighting("outside"), False),
    ],
)
def test_what_is_worth_asking(known: Sighting | None, worth: bool) -> None:
    assert memory({"k": known} if known else {}).is_worth_asking("k") is worth


def test_an_address_is_known_by_the_key_of_an_earlier_rule() -> None:
    def of(url: str) -> Sighting:
        return Sighting(
            outlet="w", url_key="k", url=url, state="article", attempts=1, first_seen_at=NOW, updated_at=NOW
        )

    known = {
        "w.example/a?xtor=1": of("https://w.example/a?xtor=1"),
        "w.example/%c3%a9": of("https://w.example/%c3%a9"),
        "w.example/b?id=1": of("https://w.example/b?id=1"),
        "w.example/b?id=1&wt_mc=2": of("https://w.example/b?id=1&wt_mc=2"),
        "[": of("http://["),
    }
    ours = KnownUrls(WINDOW, known=known, last=None, attempts=5, now=NOW, key_of=url_key)
    assert ours.filed("w.example/a") == "w.example/a?xtor=1"
    assert ours.filed("w.example/%C3%A9") == "w.example/%c3%a9"
    assert ours.filed("w.example/b?id=1") == "w.example/b?id=1"
    assert ours.filed("w.example/c") == "w.example/c"


def test_an_address_is_taken_once() -> None:
    ours = memory()
    assert not ours.is_settled("k")
    assert ours.take("k")
    assert not ours.take("k")
    assert ours.is_settled("k")


def test_a_page_that_repeats_the_one_before_brings_no_news() -> None:
    ours = memory()
    assert ours.brings_news(LIST, {"a", "b"})
    assert ours.brings_news(LIST, {"b", "c"})
    assert not ours.brings_news(LIST, {"b", "c"})
    assert ours.brings_news(("listing /lain/", ""), {"b", "c"}), "of another listing it does"


def test_what_a_completed_run_has_seen_is_familiar() -> None:
    known = {"a": sighting("article", seen=NOW - timedelta(days=2))}
    night = completed(since=NOW - timedelta(days=9), ended=NOW - timedelta(days=1))
    assert not memory(known, night).brings_news(LIST, {"a"})
    assert memory(known, night).brings_news(LIST, {"a", "b"})


def test_what_a_killed_run_has_seen_is_not() -> None:
    known = {"a": sighting("queued", seen=NOW - timedelta(hours=1))}
    night = completed(since=NOW - timedelta(days=9), ended=NOW - timedelta(days=1))
    assert memory(known, night).brings_news(LIST, {"a"})
    assert memory(known).brings_news(LIST, {"a"})


def test_a_wider_window_reads_on_where_a_narrower_one_stopped() -> None:
    known = {"a": sighting("article", seen=NOW - timedelta(days=2))}
    night = completed(since=NOW - timedelta(days=2), ended=NOW - timedelta(days=1))
    assert memory(known, night).brings_news(LIST, {"a"})


def test_a_listing_has_left_the_window_after_some_old_articles_in_a_row() -> None:
    ours = memory()
    for _ in range(PASSED_AFTER - 1):
        ours.note_published(LIST, BEFORE)
    assert not ours.has_left_window(LIST)
    ours.note_published(LIST, None)
    ours.note_published(LIST, BEFORE)
    assert ours.has_left_window(LIST)
    ours.note_published(LIST, INSIDE)
    assert not ours.has_left_window(LIST), "one pinned old article after another is no end"
