"""Walks through the nights of all outlets, oldest first, and judges each by those before it. Pure.

All are walked together, because what the other outlets gave tells a holiday from a fault. A night on which something
was wrong is not what is usual: it stays out of the baseline, or a dead outlet would be called well again after 28
nights. A new level that lasts is one day accepted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, log

from storage.health.alerts import Alert, Case
from storage.health.baseline import Baseline, Forecast, UsualNight, busy_share
from storage.health.expectations import Expectation
from storage.health.nights import Night
from storage.health.rules import ACCEPTABLE, alerts

ACCEPTED_AFTER = 28
"""Nights in a row after which another number or kind of articles is what is usual (``ACCEPTABLE``)."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A night and what is wrong with it; ``expected`` is how many articles it should have brought, where that is known.

    ``since`` is the first night of the trouble that goes on with this one.
    """

    night: Night
    alerts: tuple[Alert, ...]
    expected: float | None = None
    since: Night | None = None

    @property
    def needs_person(self) -> bool:
        """True if somebody must look."""
        return any(alert.person for alert in self.alerts)


@dataclass(slots=True)
class _Memory:
    """Memory of an outlet on the walk."""

    kept: list[UsualNight] = field(default_factory=list)
    nights: list[Night] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    troubled: bool = False
    other: list[UsualNight] = field(default_factory=list)
    """Nights of the present trouble, where it is one that may be what is usual now."""

    spell: list[UsualNight] = field(default_factory=list)
    """Nights without articles that count as usual once the spell has ended well."""

    dry: float = 0.0
    dry_nights: int = 0


def walk(
    histories: Mapping[str, Sequence[Night]], expectations: Mapping[str, Expectation] | None = None
) -> dict[str, list[Judged]]:
    """Every night of every outlet with what is wrong with it, oldest first, by outlet."""
    declared = expectations or {}
    days: defaultdict[object, list[Night]] = defaultdict(list)
    for nights in histories.values():
        for night in nights:
            days[night.day].append(night)
    memories = {outlet: _Memory() for outlet in histories}
    for day in sorted(days, key=str):
        _judge_day(days[day], memories, declared)
    return {outlet: memory.judged for outlet, memory in memories.items()}


def _judge_day(nights: Sequence[Night], memories: Mapping[str, _Memory], declared: Mapping[str, Expectation]) -> None:
    baselines = {night.outlet: Baseline(memories[night.outlet].kept) for night in nights}
    forecasts = {
        night.outlet: baselines[night.outlet].forecast(night)
        for night in nights
        if baselines[night.outlet].tells and night.completed
    }
    telling = {
        night.outlet: (night.found, forecasts[night.outlet].expected)
        for night in nights
        if night.outlet in forecasts and not memories[night.outlet].troubled
    }
    for night in nights:
        share = busy_share(pair for outlet, pair in telling.items() if outlet != night.outlet)
        forecast = forecasts.get(night.outlet)
        if forecast is not None:
            forecast = replace(forecast, expected=forecast.expected * share)
        _judge(night, share, baselines[night.outlet], forecast, memories[night.outlet], declared.get(night.outlet))


def _judge(
    night: Night,
    share: float,
    baseline: Baseline,
    forecast: Forecast | None,
    memory: _Memory,
    expectation: Expectation | None,
) -> None:
    if night.completed:
        if night.found:
            memory.dry, memory.dry_nights = 0.0, 0
        else:
            memory.dry_nights += 1
            if forecast is not None:
                memory.dry += log(max(baseline.chance_of_none(night, forecast), 1e-300))
    case = Case(
        night=night,
        usual=baseline if baseline.tells else None,
        forecast=forecast,
        dry_chance=exp(memory.dry),
        dry_nights=memory.dry_nights if night.completed else 0,
        before=memory.nights,
        expectation=expectation,
    )
    found = tuple(alerts(case))
    if night.status == "interrupted" and not found and memory.judged:
        found = memory.judged[-1].alerts  # nothing was learnt
    troubled = any(alert.person for alert in found)
    last = memory.judged[-1] if memory.judged else None
    since = (last.since if last is not None and last.needs_person else night) if troubled else None
    memory.judged.append(Judged(night, found, forecast.expected if forecast else None, since))
    memory.nights.append(night)
    _remember(UsualNight(night, share), found, troubled, memory)


def _remember(one: UsualNight, found: Sequence[Alert], troubled: bool, memory: _Memory) -> None:
    memory.troubled = troubled
    if troubled:
        memory.spell.clear()
    if not troubled:
        memory.other.clear()
        if one.night.completed and not one.night.found:
            memory.spell.append(one)
        elif one.night.completed:
            memory.kept += [*memory.spell, one]
            memory.spell.clear()
    elif one.night.completed and all(alert.rule in ACCEPTABLE for alert in found if alert.person):
        memory.other.append(one)
        if len(memory.other) >= ACCEPTED_AFTER:
            memory.kept[:] = memory.other
            memory.other.clear()
