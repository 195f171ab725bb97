"""Probability of a count, a share or a median, given what came before. Pure; all chances are from 0 to 1.

Counts of articles scatter more than Poisson's law says (a court case fills three days), so they are given a negative
binomial law with the mean ``expected`` and the variance ``dispersion * expected``; ``dispersion`` 1 is Poisson's.
Shares are compared by the beta-binomial law, Jeffreys' prior (Gelman et al., *Bayesian Data Analysis*, 3rd ed., 2.8).
"""

from __future__ import annotations

from math import erfc, exp, inf, lgamma, log, log1p, sqrt

_POISSON = 1.001
_FAR = 40.0
"""Standard deviations beyond which a chance is nothing, and not worth summing up."""


def chance_of_none(expected: float, dispersion: float = 1.0) -> float:
    """Chance of a count of nothing."""
    if dispersion <= _POISSON:
        return exp(-expected)
    return exp(-expected / (dispersion - 1) * log(dispersion))


def chance_of_at_most(count: int, expected: float, dispersion: float = 1.0) -> float:
    """Chance of a count of ``count`` or less."""
    if expected <= 0:
        return 1.0
    if count > expected + _FAR * sqrt(dispersion * expected):
        return 1.0
    return min(1.0, sum(exp(_log_count(number, expected, dispersion)) for number in range(count + 1)))


def chance_of_at_least(count: int, expected: float, dispersion: float = 1.0) -> float:
    """Chance of a count of ``count`` or more."""
    if count <= 0:
        return 1.0
    if expected <= 0:
        return 0.0
    return max(0.0, 1.0 - chance_of_at_most(count - 1, expected, dispersion))


def chance_of_share(hits: int, of: int, hits_before: int, of_before: int) -> float:
    """Chance that ``hits`` or more ``of`` so many have what ``hits_before`` of ``of_before`` had."""
    a, b = hits_before + 0.5, of_before - hits_before + 0.5
    below = sum(exp(_log_share(number, of, a, b)) for number in range(hits))
    if below < 0.99:
        return 1.0 - below
    return min(1.0, sum(exp(_log_share(number, of, a, b)) for number in range(hits, of + 1)))


def chance_of_distance(distance: float) -> float:
    """Chance of a value so many standard deviations away, on either side, by the normal law."""
    return erfc(abs(distance) / sqrt(2))


def _log_count(count: int, expected: float, dispersion: float) -> float:
    if dispersion <= _POISSON:
        return count * log(expected) - expected - lgamma(count + 1)
    size = expected / (dispersion - 1)
    return (
        lgamma(count + size)
        - lgamma(size)
        - lgamma(count + 1)
        - size * log(dispersion)
        + (count * log1p(-1 / dispersion) if count else 0.0)
    )


def _log_share(hits: int, of: int, a: float, b: float) -> float:
    if hits > of:
        return -inf
    ways = lgamma(of + 1) - lgamma(hits + 1) - lgamma(of - hits + 1)
    return ways + _log_beta(hits + a, of - hits + b) - _log_beta(a, b)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
