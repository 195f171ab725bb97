"""Baseline of an outlet, learnt from its own nights: how many articles, what kind of texts.

Counts go by weekday, because regional outlets publish little on Sundays, and by what the other outlets did the same
night, because a holiday is one for all of them: no calendar of feasts is needed, whose dates change every year.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from math import log, pi, sqrt
from statistics import median

from storage.health.nights import Night
from storage.health.probability import chance_of_none

NIGHTS = 28
"""Nights that are looked back on."""

LEAST_NIGHTS = 7
"""Nights without which nothing is usual yet."""

_OTHER_WEEKDAY = 0.1
"""Weight of a night of another weekday: four Sundays say more of a Sunday than 24 other nights do, but not all."""

_RATE_PRIOR = (0.05, 0.1)
"""Articles and days that are assumed beside those that were counted: nothing is ever known to be impossible."""

_DISPERSION = 1.3
_DISPERSION_NIGHTS = 7.0
"""Scatter that is assumed, with the weight of so many nights: few nights do not tell how much counts scatter."""

_WORDS_SIGMA = 0.45
"""Spread of the logarithm of text lengths assumed until nights tell: half of them within 30 % of the median."""

_PEER_WEIGHT = 10.0
_PEER_PRIOR = 6.0
_PEER_RANGE = (0.1, 4.0)


@dataclass(frozen=True, slots=True)
class UsualNight:
    """A night that counts as usual; ``share`` is how busy all outlets were that night (1 is as ever)."""

    night: Night
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected number of new articles of a night, and its dispersion (variance over mean)."""

    expected: float
    dispersion: float


class Baseline:
    """Usual values, from the last ``NIGHTS`` nights on which nothing was wrong."""

    def __init__(self, kept: Sequence[UsualNight]) -> None:
        self._kept = [one for one in kept[-NIGHTS:] if one.night.days]

    @property
    def tells(self) -> bool:
        """True if there are enough nights."""
        return len(self._kept) >= LEAST_NIGHTS

    @property
    def nights(self) -> list[Night]:
        """The nights, oldest first."""
        return [one.night for one in self._kept]

    def forecast(self, night: Night) -> Forecast:
        """The articles of all the days that a night covers, as if it were as busy as ever."""
        rates = [self._rates[(night.day - timedelta(days=ago)).weekday()] for ago in range(max(night.days, 1))]
        expected = sum(rates)
        total = sum(one.night.found for one in self._kept)
        # the rate itself is only known as well as so many articles tell
        doubt = 1 + expected / max(total, 1)
        return Forecast(expected, self._dispersion() * doubt)

    def chance_of_none(self, night: Night, forecast: Forecast) -> float:
        """Chance that a night brings nothing; at least how often such a weekday did: some outlets rest on one."""
        chance = chance_of_none(forecast.expected, forecast.dispersion)
        if night.days > 1:
            return chance
        alike = [one.found for one in self.nights if one.day.weekday() == night.day.weekday()]
        return max(chance, alike.count(0) / (len(alike) + 1))

    def share(self, hits: str, of: str) -> tuple[int, int]:
        """Share in these nights, by two counters: how many of how many."""
        return sum(night.count(hits) for night in self.nights), sum(night.count(of) for night in self.nights)

    def words(self) -> tuple[float, float, int] | None:
        """Median length of a text, spread of the logarithm of lengths, and texts they are known from."""
        told = [(night.words, night.count("extracted")) for night in self.nights if night.words]
        if not told:
            return None
        middle = median(words for words, texts in told for _ in range(min(texts, 20)))
        squares = [log(words / middle) ** 2 / scatter_of_median(texts) for words, texts in told]
        weight = 4
        sigma = sqrt((sum(squares) + weight * _WORDS_SIGMA**2) / (len(squares) + weight))
        return middle, max(sigma, 0.2), sum(texts for _, texts in told)

    def least_on_weekday(self, night: Night) -> int | None:
        """The fewest articles that a night of this weekday brought."""
        return min((one.found for one in self.nights if one.day.weekday() == night.day.weekday()), default=None)

    def seconds(self) -> float:
        """Usual duration of a night, in seconds."""
        return median(night.seconds for night in self.nights)

    def age_of_newest(self) -> float | None:
        """Days between the newest article of a night and the night: the most there were."""
        ages = [age for night in self.nights if (age := age_of_newest(night)) is not None]
        return max(ages, default=None)

    @cached_property
    def _rates(self) -> list[float]:
        """Articles a day by weekday, from Monday: nights of that weekday weigh most."""
        found, days = [0.0] * 7, [0.0] * 7
        for one in self._kept:
            weekday = one.night.day.weekday()
            found[weekday] += one.night.found
            days[weekday] += one.night.days * one.share
        own = 1 - _OTHER_WEEKDAY
        counts = _RATE_PRIOR[0] + _OTHER_WEEKDAY * sum(found)
        covered = _RATE_PRIOR[1] + _OTHER_WEEKDAY * sum(days)
        return [(counts + own * found[at]) / (covered + own * days[at]) for at in range(7)]

    def _dispersion(self) -> float:
        squares = _DISPERSION * _DISPERSION_NIGHTS
        for one in self._kept:
            expected = max(self._rates[one.night.day.weekday()] * one.night.days * one.share, 0.1)
            squares += (one.night.found - expected) ** 2 / expected
        return max(1.0, squares / (len(self._kept) + _DISPERSION_NIGHTS))


def scatter_of_median(values: int) -> float:
    """Variance of the median of so many values of a normal law, over the variance of one value (0.45 for three)."""
    return pi / 2 / (values + 0.5)


def age_of_newest(night: Night) -> float | None:
    """Days between the newest article that was read and the night; negative when it lies ahead."""
    if night.newest is None or night.began is None:
        return None
    return (night.began - night.newest) / timedelta(days=1)


def busy_share(others: Iterable[tuple[int, float]]) -> float:
    """Activity of the other outlets on a night: the articles that they gave over those expected; 1 is usual.

    ``others`` are counts and expectations. A large outlet weighs no more than ten articles, and none counts for more
    than three times what it was expected to give: one that breaks out must not make the night a busy one.
    """
    given = expected = _PEER_PRIOR
    for found, forecast in others:
        if forecast > 0:
            weight = min(1.0, _PEER_WEIGHT / forecast)
            given += weight * min(found, 3 * forecast)
            expected += weight * forecast
    low, high = _PEER_RANGE
    return min(high, max(low, given / expected))
