"""Verdicts on outlets from their nights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.health.verdict import Health, OutletFacts, needs_person, verdicts
from storage.records.outlet_orders import give
from tests.storage.clippings import APEL, GUDANG, NOW, open_archive, save

pytestmark = pytest.mark.usefixtures("databases")

OUTLET = OutletFacts("kabar_timur", "Kabar Timur", None)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path) as archive:
        yield archive


def nights(archive: Archive, *history: tuple[str, int], hours: int = 24, first: int = 100, **counts: int) -> None:
    """Crawls with their status and number of new articles, oldest first; the last began an hour ago."""
    for ago, (status, articles) in enumerate(reversed(history)):
        began = NOW - timedelta(hours=1 + ago * hours)
        run = f"r{first - ago}"
        archive.start_run(run_id=run, command="crawl", started_at=began, settings={})
        archive.start_outlet(run, OUTLET.name, since=None, until=None, started_at=began)
        if status != "running":
            archive.finish_outlet(
                run,
                OUTLET.name,
                status=status,
                reason="robots.txt: 503" if status == "failed" else None,
                ended_at=began,
                seconds=60.0,
                counts={"articles": articles, "discovered": 20, "source_pages": 2, **counts},
            )
        for number in range(articles):
            save(archive, f"{run}-{number}", APEL[0], now=began)


def judged(archive: Archive, outlet: OutletFacts = OUTLET) -> Health:
    (health,) = verdicts(archive, outlets=[outlet], now=NOW)
    return health


def test_new(archive: Archive) -> None:
    health = judged(archive)
    assert (health.verdict, health.last_run, health.last_article_at) == ("new", None, None)
    nights(archive, ("running", 0))
    assert judged(archive).verdict == "new"


def test_ok_and_its_figures(archive: Archive) -> None:
    nights(archive, ("completed", 3), ("completed", 1), ("failed", 0), ("completed", 2))
    health = judged(archive)
    assert (health.verdict, health.new_last_run, health.new_7_days) == ("ok", 2, 6)
    assert health.last_run == health.last_article_at == NOW - timedelta(hours=1)


def test_a_week_is_seven_days(archive: Archive) -> None:
    nights(archive, *[("completed", 1)] * 10)
    assert judged(archive).new_7_days == 7


@pytest.mark.parametrize("without", [1, 2])
def test_quiet(archive: Archive, without: int) -> None:
    nights(archive, ("completed", 2), *[("completed", 0)] * without)
    assert judged(archive).verdict == "quiet"


def test_silent_when_no_chance_explains_it_and_well_again_after(archive: Archive) -> None:
    nights(archive, *[("completed", 5)] * 12, ("completed", 0), ("completed", 0), ("completed", 0))
    health = judged(archive)
    assert health.verdict == "silent"
    assert health.reason.startswith("no new article for 3 nights; about 4.8")
    assert health.since == date(2024, 11, 27)
    assert health.advice is not None
    assert health.recovered is None
    assert len(health.nights) == 15

    crawl = archive.run_outlets(archive.runs(1)[0].run_id)[0]
    for run, hours in (("again", 0), ("once-more", 1)):
        began = NOW + timedelta(days=1, hours=hours)
        archive.start_run(run_id=run, command="nightly", started_at=began, settings={})
        archive.start_outlet(run, OUTLET.name, since=None, until=None, started_at=began)
        archive.finish_outlet(
            run,
            OUTLET.name,
            status="completed",
            reason=None,
            ended_at=began,
            seconds=9.0,
            counts=crawl.counts | {"new": 4},
        )
    (again,) = verdicts(archive, outlets=[OUTLET], now=NOW + timedelta(days=2))
    assert again.verdict == "ok"
    assert again.recovered is not None
    assert again.recovered.startswith("silent since 2024-11-27: no new article for 3 nights")


def test_three_crawls_of_one_night_are_one_night(archive: Archive) -> None:
    nights(archive, ("completed", 2), ("completed", 0), ("completed", 1), ("completed", 0), hours=1)
    health = judged(archive)
    assert (health.verdict, health.reason) == ("ok", "3 new in the night of 2024-11-28")
    assert health.new_last_run == 0


def test_an_outlet_that_never_had_any_is_silent_after_a_week(archive: Archive) -> None:
    nights(archive, *[("completed", 0)] * 6)
    assert judged(archive).verdict == "quiet"
    nights(archive, *[("completed", 0)] * 7, first=200)
    assert (judged(archive).verdict, judged(archive).reason) == ("silent", "not one article in 7 nights")


def test_without_any_run_for_a_week_an_outlet_is_failing(archive: Archive) -> None:
    nights(archive, ("completed", 2))
    (later,) = verdicts(archive, outlets=[OUTLET], now=NOW + timedelta(days=8))
    assert (later.verdict, later.reason) == ("failing", "not crawled for 8 days")


def test_a_redesign_is_suspected(archive: Archive) -> None:
    nights(archive, ("completed", 0), discovered=0, unmatched_links=60)
    health = judged(archive)
    assert (health.verdict, health.reason) == (
        "changed",
        "2 source pages, no link to an article (60 links of other forms)",
    )


def test_failing(archive: Archive) -> None:
    nights(archive, ("completed", 2), ("failed", 0), ("failed", 0))
    health = judged(archive)
    assert (health.verdict, health.reason) == ("failing", "robots.txt: 503 (2 nights in a row)")


def test_an_outlet_that_fails_from_the_first_night(archive: Archive) -> None:
    nights(archive, ("failed", 0), ("interrupted", 0))
    assert judged(archive).verdict == "failing"


def test_blocked(archive: Archive) -> None:
    nights(archive, ("completed", 2), ("blocked", 0))
    assert judged(archive).verdict == "blocked"


def test_paused(archive: Archive) -> None:
    nights(archive, ("failed", 0))
    paused = OutletFacts("kabar_timur", "Kabar Timur", "pemeliharaan sampai 2025-01-01")
    health = judged(archive, paused)
    assert (health.verdict, health.reason) == ("paused", "pemeliharaan sampai 2025-01-01")


def test_an_acknowledgement_holds_for_the_trouble_that_was_there(archive: Archive, tmp_path: Path) -> None:
    nights(archive, ("completed", 2), ("failed", 0), ("failed", 0))
    assert judged(archive).needs_person
    known = {"by": "Rina", "why": "tahu", "now": NOW, "detail": {"rules": ["failed"]}}
    give(archive, tmp_path, "kabar_timur", "acknowledge", **known)  # type: ignore[arg-type]
    health = judged(archive)
    assert (health.verdict, health.needs_person, health.acknowledged) == ("failing", False, True)
    assert health.orders == "acknowledged: tahu"
    give(archive, tmp_path, "kabar_timur", "acknowledge", **known | {"detail": {"rules": ["silence"]}})  # type: ignore[arg-type]
    assert judged(archive).needs_person, "it is another trouble"
    began_before = NOW - timedelta(days=2)
    give(archive, tmp_path, "kabar_timur", "acknowledge", **known | {"now": began_before})  # type: ignore[arg-type]
    assert judged(archive).needs_person, "it was well since, and came back"


def test_an_order_to_pause_is_a_verdict(archive: Archive, tmp_path: Path) -> None:
    nights(archive, ("failed", 0))
    give(archive, tmp_path, "kabar_timur", "pause", by="Rina", why="pindah", now=NOW, until=NOW.date())
    health = judged(archive)
    assert (health.verdict, health.reason, health.needs_person) == ("paused", "paused until 2024-11-28: pindah", False)


def test_order_and_who_needs_a_person(archive: Archive) -> None:
    names = ["suara_pesisir", "kabar_timur"]
    found = verdicts(archive, outlets=[OutletFacts(name, name, None) for name in names], now=NOW)
    assert [health.outlet for health in found] == names
    assert [needs_person(one) for one in ("silent", "failing", "blocked", "changed")] == [True] * 4
    assert [needs_person(one) for one in ("ok", "quiet", "new", "paused")] == [False] * 4


def test_articles_that_are_not_relevant_do_not_count(archive: Archive) -> None:
    save(archive, "musik", GUDANG[0], relevant=False)
    assert judged(archive).last_article_at is None
