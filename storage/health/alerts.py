"""Alerts on a night of an outlet, and the case that they are judged by. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from storage.health.baseline import Baseline, Forecast
from storage.health.expectations import Expectation
from storage.health.nights import Night

Verdict = Literal["ok", "quiet", "silent", "failing", "blocked", "changed", "new", "paused"]


@dataclass(frozen=True, slots=True)
class Alert:
    """Something wrong with a night: the rule's name, its verdict, the evidence and what to do, a line each.

    ``person`` is whether somebody must look; otherwise it is a note.
    """

    rule: str
    verdict: Verdict
    message: str
    advice: str
    person: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A night to judge, and what it is judged by.

    ``usual`` and ``forecast`` are ``None`` while there are too few nights. ``dry_chance`` and ``dry_nights`` are how
    likely the spell without articles that ends with this night is, and its length (1 and 0 when there are some).
    ``before`` are the nights before, oldest first.
    """

    night: Night
    usual: Baseline | None
    forecast: Forecast | None
    dry_chance: float = 1.0
    dry_nights: int = 0
    before: Sequence[Night] = ()
    expectation: Expectation | None = None
