"""Needs of a night: the bounds that no machine moves, and the ones that machines do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.night.capacity import ANSWER_SECONDS, Habits, needs

ALONE = Habits(sharing=1.0, bureaus=1)


def test_one_outlet_takes_its_pauses() -> None:
    found = needs(1, ALONE)
    assert (found.networks, found.machines, found.at_a_time) == (1, 1, 1)
    assert found.hours * 3600 == found.requests * (3 + ANSWER_SECONDS)
    assert found.requests == 8 + 20 * 4


def test_more_outlets_take_more_machines_and_not_more_hours() -> None:
    few, many = needs(100, ALONE), needs(100_000, ALONE)
    assert few.machines < many.machines
    assert many.hours <= ALONE.minutes / 60 * 1.01
    assert many.cpu_hours > 900 * few.cpu_hours


def test_a_network_is_crawled_in_turn_whatever_the_machines() -> None:
    bureaus = replace(ALONE, bureaus=40, cores=64, gigabytes=512)
    assert needs(2000, bureaus).hours == pytest.approx(40 * needs(1, ALONE).hours)
    assert needs(40, bureaus).networks == 1
    assert needs(40, bureaus).at_a_time == 1


def test_a_longer_pause_asks_less_at_a_time() -> None:
    assert needs(10, replace(ALONE, pause=6)).rate < needs(10, ALONE).rate
