"""A made-up year of thirty outlets, night by night, with faults put in whose first night is known.

What is quiet for a good reason is in it: Sundays, holidays of all outlets, weeks around Idul Fitri, outlets of a few
articles a week, growth, days on which much happens, nights on which the machine was off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from math import exp, log
from random import Random
from statistics import median
from typing import Literal, get_args

from storage.health.nights import Night

FIRST = date(2025, 1, 1)
DAYS = 365
OUTLETS = 30

Fault = Literal["dead", "nothing", "sidebar", "block", "spike", "quiet_death"]
FAULTS: tuple[Fault, ...] = get_args(Fault)

# National holidays and days of collective leave of 2025, as announced by the three ministers
_HOLIDAYS = {
    date(2025, month, day)
    for month, days in {
        1: (1, 27, 28, 29), 3: (28, 29, 31), 4: (1, 2, 3, 4, 7, 18, 20), 5: (1, 12, 13, 29, 30), 6: (1, 6, 9, 27),
        8: (17, 18), 9: (5,), 12: (25, 26),
    }.items()
    for day in days
}  # fmt: skip


@dataclass(frozen=True)
class Injected:
    """A fault of one outlet: its first and its last night."""

    outlet: str
    fault: Fault
    first: date
    last: date


@dataclass(frozen=True)
class _Character:
    name: str
    rate: float
    weekend: tuple[float, float]
    holiday: float
    growth: float
    words: float
    coverage: dict[str, float]
    captured: bool


@dataclass(frozen=True)
class Year:
    """The nights by outlet, oldest first, the faults, what each outlet publishes on an ordinary day, and those of which
    a page was captured.
    """

    nights: dict[str, list[Night]]
    faults: list[Injected]
    rates: dict[str, float]
    captured: frozenset[str]


def year(seed: int) -> Year:
    """The same year for the same seed."""
    random = Random(seed)
    characters = [_character(random, number) for number in range(OUTLETS)]
    off = {FIRST + timedelta(days=random.randrange(20, DAYS)) for _ in range(4)}
    faults = _faults(random, characters, off)
    noise = {day: random.gauss(0, 0.08) for day in _days()}
    nights = {
        one.name: _nights(random, one, [fault for fault in faults if fault.outlet == one.name], off, noise)
        for one in characters
    }
    pages = Random(f"captured {seed}")
    for one in characters:
        if one.captured:
            wrong = {
                day for each in faults if each.outlet == one.name and each.fault == "sidebar" for day in _span(each)
            }
            nights[one.name] = list(_with_canary(pages, nights[one.name], wrong))
    rates = {one.name: one.rate for one in characters}
    return Year(nights, faults, rates, frozenset(one.name for one in characters if one.captured))


def _span(fault: Injected) -> Iterator[date]:
    for number in range((fault.last - fault.first).days + 1):
        yield fault.first + timedelta(days=number)


def _with_canary(random: Random, nights: list[Night], wrong: set[date]) -> Iterator[Night]:
    """The nights with one captured page each, which its outlet edits once in three years or so, and which is captured
    again after three nights.
    """
    edited = 0
    for night in nights:
        edited = max(edited - 1, 0) or (3 if random.random() < 1 / 1000 else 0)
        differs = bool(edited) or night.day in wrong
        asked = night.status == "completed"
        canary = Counter(canaries=asked, canaries_drifted=asked and differs)
        yield replace(night, counts=Counter(night.counts) + canary)


def _days() -> list[date]:
    return [FIRST + timedelta(days=number) for number in range(DAYS)]


def _character(random: Random, number: int) -> _Character:
    low, high = ((0.3, 0.9), (2, 10), (2, 10), (10, 40), (40, 120))[number % 5]
    quiet = number % 3 == 0
    return _Character(
        name=f"outlet_{number:02}",
        rate=exp(random.uniform(*(log(low), log(high)))),
        weekend=(random.uniform(0.5, 0.95), random.uniform(0.0, 0.2) if quiet else random.uniform(0.2, 0.8)),
        holiday=random.uniform(0.1, 0.6),
        growth=random.uniform(0.7, 2.0),
        words=random.uniform(180, 420),
        coverage={
            "titles": 0.999, "dates": random.uniform(0.97, 1), "bodies": 0.995,
            "authors": random.choice((0.0, 0.6, 0.9, 0.98)),
        },
        captured=number % 2 == 0,
    )  # fmt: skip


def _faults(random: Random, characters: list[_Character], off: set[date]) -> list[Injected]:
    """Two of each kind, each at another outlet; what only articles can tell befalls outlets that have some."""
    steady = [one for one in characters if one.rate >= 4]
    found: list[Injected] = []
    free = {one.name for one in characters}
    for fault in FAULTS * 2:
        pool = steady if fault in ("sidebar", "quiet_death") else characters
        one = random.choice([each for each in pool if each.name in free])
        free.discard(one.name)
        first = FIRST + timedelta(days=random.randrange(40, DAYS - 50))
        while first in off:
            first += timedelta(days=1)
        length = 1 if fault == "spike" else random.randrange(5, 40)
        found.append(Injected(one.name, fault, first, first + timedelta(days=length - 1)))
    return found


def _nights(
    random: Random, one: _Character, faults: list[Injected], off: set[date], noise: dict[date, float]
) -> list[Night]:
    nights: list[Night] = []
    waiting = days = 0
    for number, day in enumerate(_days()):
        fault = next((each.fault for each in faults if each.first <= day <= each.last), None)
        # the night looks at the day before
        mean = _mean(one, day - timedelta(days=1), number) * exp(noise[day]) * random.gammavariate(12, 1 / 12)
        if fault != "quiet_death":
            waiting += _poisson(random, mean)
        days += 1
        if day in off:
            continue
        night = _night(random, one, day, waiting, days if nights else 0, fault)
        nights.append(night)
        if night.completed and fault != "nothing":
            waiting, days = 0, 0
        elif night.completed:
            days = 0
    return nights


def _mean(one: _Character, day: date, number: int) -> float:
    mean = one.rate * (1 + (one.growth - 1) * number / DAYS)
    if day.weekday() >= 5:
        mean *= one.weekend[day.weekday() - 5]
    return mean * (one.holiday if day in _HOLIDAYS else 1.0)


def _night(random: Random, one: _Character, day: date, found: int, days: int, fault: Fault | None) -> Night:
    began = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=5, minutes=30)
    if fault == "spike":
        found = max(8, int(max(found, one.rate) * random.uniform(8, 20)))
    sources = random.choice((2, 3, 4))
    counts = Counter(source_pages=sources, discovered=20 + found, new=found, http_2xx=sources + found, pages=found)
    night = Night(outlet=one.name, day=day, days=days, began=began, seconds=60 + 4 * found, counts=counts)
    if fault == "dead":
        return replace(night, status="failed", reason="robots.txt cannot be had", counts={})
    if fault == "block":
        return replace(night, status="blocked", counts={"blocked": 3, "source_pages": 1})
    if fault == "nothing":
        return replace(night, counts={"source_pages": sources, "http_2xx": sources, "unmatched_links": 80})
    texts = sum(random.random() < 0.985 for _ in range(found))
    lengths = [random.lognormvariate(log(90 if fault == "sidebar" else one.words), 0.5) for _ in range(texts)]
    share = one.coverage if fault != "sidebar" else one.coverage | {"authors": 0.02}
    counts |= {name: sum(random.random() < part for _ in range(texts)) for name, part in share.items()}
    counts["extracted"] = counts["fetched"] = texts
    # half of the redesigns leave an element of the old name, which now holds the sidebar
    fell_back = 1.0 if fault == "sidebar" and one.rate * 10 % 2 < 1 else 0.004
    counts["fallbacks"] = sum(random.random() < fell_back for _ in range(texts))
    counts["shared_paragraphs"] = texts if fault == "sidebar" and texts > 1 else 0
    if random.random() < 0.02:
        counts["source_failures"] += 1
    newest = began - timedelta(hours=random.uniform(0.2, 20)) if texts else None
    return replace(night, words=median(lengths) if lengths else None, newest=newest)


def _poisson(random: Random, mean: float) -> int:
    limit, product, count = exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count
