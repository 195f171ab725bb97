"""The real night, killed and cut from power again and again: nothing is lost, doubled, or left half done.

The invariants are those of ``tests.faults.invariants``, read with zlib and sqlite3 and no code of the archive. Five
mutants of the protocol show that the tests would notice: one that never failed proves nothing.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.data_folder import DATABASE_NAME
from storage.failpoints import PLACES
from tests.faults.child import ACKNOWLEDGED
from tests.faults.invariants import rows
from tests.faults.night import Night
from tests.web.server import SampleWeb

OUTLET = "petisi"
FILE_ENDS = ("seal_before_rename", "seal_after_rename", "seal_after_mark")
AT_PLACES = (
    # from nothing to a first record, and into its recovery
    (("after_begin", 1), ("after_write", 2), ("rec_after_scan", 1), ("after_fsync", 1), ("rec_after_torn", 1)),
    (("captures_mid_txn", 1), ("rec_mid_file", 1), ("rec_after_replay", 1), ("rec_after_mark", 1), ("mid_txn", 2)),
    (("before_commit", 9), ("after_commit", 12), *((place, 1) for place in FILE_ENDS)),  # ends of recovered files
    (("keep_before_rename", 1), *((place, 1) for place in FILE_ENDS)),  # files that the night itself completes
)
BLOWS_OF_A_NIGHT = 15


@pytest.fixture(scope="module")
def web() -> Iterator[SampleWeb]:
    with SampleWeb() as sample:
        yield sample


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory, web: SampleWeb) -> dict[str, Any]:
    """Contents of a night that was left in peace."""
    night = Night(tmp_path_factory.mktemp("unharmed"), web, OUTLET)
    found = night.finish()
    assert len(found["articles"]) > 5, night.violations
    return found


def struck(night: Night, chance: random.Random, hits: int) -> bool:
    """One blow: at a place, an early or a late passing of it, or at any moment."""
    if chance.random() < 0.5:
        place = chance.choice([place for place in PLACES if night.left_open or not place.startswith("rec_")])
        if place == "rec_after_torn":
            night.tear()
        return night.strike_at(place, 1 if place.startswith(("rec_", "seal_")) else chance.choice((1, 1, 2, 5)), chance)
    # what is archived is not asked for again: later nights have few requests left to be killed at
    return night.strike_after(chance.randint(1, 2 if night.blows else hits), chance.choice((0, 0.02, 0.1, 0.3)), chance)


def again_and_again(folder: Path, web: SampleWeb, blows: int, *, seed: int, power_fails: bool) -> int:
    """Nights of some blows each until there were so many; every one must end like the one that was left in peace."""
    chance = random.Random(seed)
    web.clear_log()
    unharmed = Night(folder / "unharmed", web, OUTLET)
    expected = unharmed.finish()
    assert len(expected["articles"]) > 5, unharmed.violations
    hits = len(web.log)
    total = nights = 0
    while total < blows:
        nights += 1
        web.clear_log()
        night = Night(folder / f"night-{nights}", web, OUTLET, power_fails=power_fails)
        ended = 0
        while night.blows < min(BLOWS_OF_A_NIGHT, blows - total) and ended < 4 and not night.violations:
            ended += not struck(night, chance, hits)
        total += night.blows
        sys.stderr.write(f"night {nights}: {night.blows} blows, {total} of {blows}\n")
        found = night.finish()
        assert night.violations == [], f"seed {seed}, night {nights}"
        assert found == expected, f"seed {seed}, night {nights}"
        assert night.unchanged_by_another_look()
    return total


def test_killed_at_every_failpoint(tmp_path: Path, web: SampleWeb, expected: dict[str, Any]) -> None:
    chance = random.Random(1)
    for number, places in enumerate(AT_PLACES):
        night = Night(tmp_path / str(number), web, OUTLET)
        for place, passing in places:
            if place == "rec_after_torn":
                night.tear()
            assert night.strike_at(place, passing, chance), (place, night.violations)
        assert night.finish() == expected
        assert night.violations == []
        assert night.unchanged_by_another_look()
    assert {place for places in AT_PLACES for place, _ in places} == set(PLACES)


def test_killed_at_any_moment(tmp_path: Path, web: SampleWeb, expected: dict[str, Any]) -> None:
    chance = random.Random(2)
    night = Night(tmp_path / "night", web, OUTLET)
    for hits in (1, 6, 2, 8, 3, 1):
        night.strike_after(hits, chance.choice((0, 0.02, 0.1)), chance)
    assert night.finish() == expected
    assert night.blows >= 3
    assert night.violations == []


def test_the_power_fails(tmp_path: Path, web: SampleWeb, expected: dict[str, Any]) -> None:
    chance = random.Random(3)
    night = Night(tmp_path / "night", web, OUTLET, power_fails=True)
    for place, passing in (("after_write", 4), ("rec_after_torn", 1), ("after_commit", 30), ("seal_after_rename", 1)):
        night.strike_at(place, passing, chance)
    assert night.blows >= 3
    assert night.finish() == expected
    assert night.violations == []


def test_a_lost_database_comes_back_though_its_rebuilding_is_killed(tmp_path: Path, web: SampleWeb) -> None:
    history = "SELECT change_id, event_id, changed_at, kind, detail FROM event_change"
    night = Night(tmp_path / "night", web, OUTLET)
    expected = night.finish()
    before = rows(night.data, history)
    asked = len(web.log)
    for path in (*night.data.glob(f"{DATABASE_NAME}*"), night.records / ACKNOWLEDGED):
        path.unlink()
    # the pages are in the index by then, and some of them read
    assert night.strike_at("mid_txn", 3, random.Random(5)), night.violations
    assert night.finish() == expected
    assert rows(night.data, history) == before
    assert sorted(rows(night.data, "SELECT status FROM run")) == [("completed",), ("completed",), ("crashed",)]
    articles = {hit.path for hit in web.log[asked:]} - {"/robots.txt", "/wp-json/wp/v2/posts"}
    assert all(path.startswith("/halaman-") for path in articles), "no article is asked for"
    assert night.violations == []


@pytest.mark.parametrize(
    ("mutant", "place", "passing", "power_fails"),
    [
        ("database_before_archive", "between", 1, False),
        ("replay_that_is_not_idempotent", "after_fsync", 1, False),
        ("no_recovery", "after_fsync", 1, False),
        ("trust_the_reader", "after_write", 3, True),
        ("fsync_after_commit", "between", 1, True),
    ],
)
def test_a_protocol_that_is_broken_is_noticed(
    tmp_path: Path, web: SampleWeb, mutant: str, place: str, passing: int, power_fails: bool
) -> None:
    chance = random.Random(4)
    for attempt in range(4):  # a power cut may spare what the mutant relies on
        night = Night(tmp_path / str(attempt), web, OUTLET, mutant=mutant, power_fails=power_fails)
        assert night.strike_at(place, passing, chance), night.violations
        if not night.violations:
            night.finish()
        if night.violations:
            return
    pytest.fail(f"{mutant} went unnoticed")


@pytest.mark.long
def test_killed_three_hundred_times(tmp_path: Path, web: SampleWeb) -> None:
    assert again_and_again(tmp_path, web, 300, seed=20241128, power_fails=False) == 300


@pytest.mark.long
def test_the_power_fails_a_hundred_times(tmp_path: Path, web: SampleWeb) -> None:
    assert again_and_again(tmp_path, web, 100, seed=20241129, power_fails=True) == 100
