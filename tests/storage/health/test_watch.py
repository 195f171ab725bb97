"""The walk through the nights, held against a made-up year."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta

import pytest

from storage.health.watch import ACCEPTED_AFTER, Judged, walk
from tests.storage.health.walks import night, rules, steady, walked
from tests.storage.simulated_year import DAYS, Fault, Year, year


def delays(a_year: Year, judged: dict[str, list[Judged]]) -> dict[Fault, Counter[int | None]]:
    """Nights from a fault's first one (0) to the one that needs a person, by kind.

    The sidebar's first night is the first that brought three articles, one or two tell nothing of a template; but the
    very first where a page was captured.
    """
    found: defaultdict[Fault, Counter[int | None]] = defaultdict(Counter)
    for fault in a_year.faults:
        nights = [one for one in judged[fault.outlet] if fault.first <= one.night.day <= fault.last]
        if fault.fault == "sidebar" and fault.outlet not in a_year.captured:
            telling = (number for number, one in enumerate(nights) if one.night.count("extracted") >= 3)
            nights = nights[next(telling, 0) :]
        found[fault.fault][next((n for n, one in enumerate(nights) if one.needs_person), None)] += 1
    return dict(found)


def false_alarms(a_year: Year, judged: dict[str, list[Judged]]) -> list[Judged]:
    """Troubles that begin on a night on which nothing is wrong."""
    wrong = {
        (fault.outlet, fault.first + timedelta(days=day))
        for fault in a_year.faults
        for day in range((fault.last - fault.first).days + 1)
    }
    return [
        one
        for outlet, nights in judged.items()
        for one in nights
        if one.since is one.night and (outlet, one.night.day) not in wrong
    ]


def _holds(seed: int) -> float:
    a_year = year(seed)
    judged = walk(a_year.nights)
    for fault, nights in delays(a_year, judged).items():
        late = 3 if fault == "quiet_death" else 1
        assert all(delay is not None and delay < late for delay in nights), (seed, fault, nights)
    a_week = len(false_alarms(a_year, judged)) / (DAYS / 7)
    assert a_week < 1, seed
    return a_week


def test_a_year_of_thirty_outlets() -> None:
    _holds(1)


@pytest.mark.long
def test_ten_years_of_thirty_outlets() -> None:
    weekly = [_holds(seed) for seed in range(10)]
    assert sum(weekly) / len(weekly) < 0.5


@pytest.mark.long
def test_the_smaller_an_outlet_the_longer_its_quiet_death_goes_unnoticed() -> None:
    """Not a promise: what counts can tell at all, by the articles a night of the last four weeks."""
    late: defaultdict[str, list[int]] = defaultdict(list)
    for seed in range(2):
        a_year = year(seed)
        for outlet, nights in a_year.nights.items():
            kept = [one for one in nights if one.completed][:200]
            dead = [
                replace(one, counts=dict(one.counts) | {"new": 0, "extracted": 0}, words=None) for one in kept[120:]
            ]
            judged = walk({**a_year.nights, outlet: kept[:120] + dead})[outlet][120:]
            delay = next((number for number, one in enumerate(judged) if "silence" in rules(one)), 99)
            usual = sum(one.found for one in kept[92:120]) / 28
            size = "under 1" if usual < 1 else "1 to 4" if usual < 4 else "4 and more"
            late[size].append(delay + 1)
    assert max(late["4 and more"]) <= 3, late
    assert sorted(late["1 to 4"])[len(late["1 to 4"]) // 2] <= 6, late
    assert max(late["under 1"]) <= 45, late


def test_a_dead_outlet_stays_dead_however_long() -> None:
    judged = walked([*steady(), *[night(number, 0) for number in range(28, 120)]])
    assert rules(judged[-1]) == ["silence"]
    assert judged[-1].since == night(28, 0)


def test_another_number_of_articles_is_accepted_one_day() -> None:
    judged = walked([*steady(found=40), *[night(number, 6) for number in range(28, 28 + ACCEPTED_AFTER + 2)]])
    assert rules(judged[28]) == ["few"]
    assert rules(judged[-3]) == ["few"]
    assert rules(judged[-1]) == []


def test_a_holiday_of_all_is_nobodys_fault() -> None:
    names = [f"koran_{number}" for number in range(8)]
    usual = {name: [replace(one, outlet=name) for one in steady(found=12)] for name in names}
    feast = {name: [*usual[name], replace(night(28, 0), outlet=name)] for name in names}
    assert not any(walk(feast)[name][-1].needs_person for name in names)
    alone = {
        **{name: [*usual[name], replace(night(28, 12), outlet=name)] for name in names},
        "koran_0": feast["koran_0"],
    }
    assert rules(walk(alone)["koran_0"][-1]) == ["silence"]


def test_an_outlet_that_rests_on_sundays_is_not_missed() -> None:
    nights = [night(number, 0 if number % 7 == 6 else 20) for number in range(42)]
    assert [one.night.day for one in walked(nights) if one.needs_person] == []


def test_what_was_missed_comes_in_the_next_night() -> None:
    judged = walked([*steady(found=10), replace(night(31, 40), days=4)])
    assert rules(judged[-1]) == []
    assert rules(walked([*steady(found=4), night(28, 60)])[-1]) == ["many"]


def test_an_interrupted_night_teaches_nothing() -> None:
    failed = replace(night(28, 0), status="failed", reason="HTTP 500", counts={})
    judged = walked([*steady(), failed, replace(night(29, 0), status="interrupted", counts={})])
    assert rules(judged[-1]) == ["failed"]
    stopped = [replace(night(number, 0), status="interrupted", counts={}) for number in range(28, 31)]
    assert [rules(one) for one in walked([*steady(), *stopped])[-3:]] == [[], [], ["incomplete"]]
