"""The usual of an outlet, from its own nights."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage.health.baseline import LEAST_NIGHTS, NIGHTS, Baseline, UsualNight, age_of_newest, busy_share
from tests.storage.health.walks import night, steady


def baseline(count: int = 28, found: int = 8) -> Baseline:
    return Baseline([UsualNight(one) for one in steady(count, found)])


def test_a_baseline_tells_from_enough_nights_and_of_the_last_ones() -> None:
    assert not baseline(LEAST_NIGHTS - 1).tells
    assert baseline(LEAST_NIGHTS).tells
    assert len(baseline(NIGHTS + 5).nights) == NIGHTS


def test_a_forecast_covers_all_days_of_a_night() -> None:
    usual = baseline()
    one = night(28, 0)
    forecast = usual.forecast(one)
    assert forecast.expected == pytest.approx(8, rel=0.1)
    assert forecast.dispersion >= 1
    assert usual.forecast(replace(one, days=3)).expected == pytest.approx(3 * forecast.expected, rel=0.1)


def test_a_weekday_on_which_an_outlet_rests_makes_silence_likely() -> None:
    nights = [night(number, 0 if number % 7 == 6 else 8) for number in range(28)]
    usual = Baseline([UsualNight(one) for one in nights])
    resting, working = night(34, 0), night(33, 0)
    assert usual.chance_of_none(resting, usual.forecast(resting)) == 0.8
    assert usual.chance_of_none(working, usual.forecast(working)) < 0.01
    assert (usual.least_on_weekday(resting), usual.least_on_weekday(working)) == (0, 8)


def test_the_other_outlets_tell_a_holiday_and_one_alone_does_not() -> None:
    assert busy_share([]) == 1
    assert busy_share([(1, 10.0)] * 20) < 0.3
    assert busy_share([(8, 8.0)] * 20) == pytest.approx(1)
    assert busy_share([(500, 5.0)]) < 2
    assert busy_share([(5, 0.0)]) == 1


def test_the_age_of_the_newest_article_is_in_days_before_the_night() -> None:
    began = datetime(2025, 3, 3, 23, tzinfo=UTC)
    one = replace(night(0, 1), began=began)
    assert age_of_newest(one) is None
    assert age_of_newest(replace(one, newest=began - timedelta(hours=36))) == 1.5
    assert age_of_newest(replace(one, newest=began + timedelta(days=2))) == -2
