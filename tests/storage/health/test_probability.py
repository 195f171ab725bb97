"""Chances, held against values that are known otherwise."""

from __future__ import annotations

from math import comb, exp

import pytest

from storage.health.probability import (
    chance_of_at_least,
    chance_of_at_most,
    chance_of_distance,
    chance_of_none,
    chance_of_share,
)


def test_counts_by_poissons_law() -> None:
    assert chance_of_none(3.0) == pytest.approx(exp(-3))
    assert chance_of_at_most(1, 3.0) == pytest.approx(4 * exp(-3))
    assert chance_of_at_least(2, 3.0) == pytest.approx(1 - 4 * exp(-3))
    assert (chance_of_at_least(0, 3.0), chance_of_at_least(5000, 3.0)) == (1.0, 0.0)


def test_counts_that_scatter_more() -> None:
    # mean 4, variance 8: two failures before the 4th success at even odds, negative binomial with size 4
    assert chance_of_none(4.0, 2.0) == pytest.approx(0.5**4)
    assert chance_of_at_most(1, 4.0, 2.0) == pytest.approx(0.5**4 + 4 * 0.5**5)
    assert chance_of_none(4.0, 2.0) > chance_of_none(4.0)


def test_shares() -> None:
    # with certain knowledge of the share it is the binomial law
    known = chance_of_share(3, 4, 500_000, 1_000_000)
    assert known == pytest.approx((comb(4, 3) + 1) / 16, rel=1e-3)
    assert chance_of_share(1, 1, 0, 199) == pytest.approx(0.5 / 200)
    assert chance_of_share(0, 5, 0, 10) == 1.0
    assert chance_of_share(9, 9, 0, 250) < 1e-9


def test_distances() -> None:
    assert chance_of_distance(1.959964) == pytest.approx(0.05, abs=1e-6)
    assert chance_of_distance(-4.0) == chance_of_distance(4.0)
