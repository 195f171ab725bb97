"""Pure: the features of a pair in words, and the points on which two reports agree or conflict."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from storage.clustering.score import (
    OFFICES_COUNTED,
    OFFICES_TAKEN,
    SAME_DAY_HOURS,
    days,
    hours_apart,
    shared_speakers,
    where,
)
from storage.signatures.idf import mention
from storage.signatures.signature import Signature

_SHOWN = 6
"""Names or figures that are listed, at most."""

_WHOM = "quotes mainly somebody whom the other never names"

_PRESENT = {
    "outlet": "one outlet seldom reports one occasion twice, and both are of one",
    "speakers": "both quote",
    "unheard": f"one {_WHOM}",
    "headline": "a rare name in one headline that the other never mentions",
    "scene": "named beside the day told of, and never mentioned by the other",
    "offices": "common names (offices, laws, presidents) that both begin with",
    "untold": "hardly anything of the headlines stands in the other text",
    "figures": "both give figures and share none",
    "day": "they tell of different days",
    "event_date": "the stated days of the event differ",
    "template": "copied passages although days or places conflict: a form filled in anew",
    "same_region": "one kabupaten or kota",
    "other_region": "different places",
}
_ABSENT = {
    "outlet": "different outlets, or nothing in common",
    "speakers": "no main speaker in common",
    "unheard": "whoever one quotes, the other names too",
    "headline": "no name in a headline that the other never mentions",
    "scene": "whatever one names beside the day told of, the other mentions too",
    "offices": f"at most {OFFICES_TAKEN} {_PRESENT['offices']}",
    "untold": "enough of the headlines stands in the other text",
    "figures": "figures do not conflict",
    "day": "no different days told of",
    "event_date": "the days of the event do not conflict",
    "template": "no form filled in anew",
    "same_region": "not known to be of one kabupaten or kota",
    "other_region": "the places do not conflict",
}
"""Clauses for every feature (``storage.clustering.score.FEATURES``) but those two that are always present."""

_AGREE = {
    ("dates", "same"): "both tell of one day",
    ("regions", "same"): _PRESENT["same_region"],
    ("regions", "within"): "one region lies in the other, or both in one province",
}
_CONFLICT = {("dates", "conflict"): _PRESENT["day"], ("regions", "conflict"): _PRESENT["other_region"]}
_AGAINST = ("unheard", "headline", "untold", "figures", "event_date", "template", "outlet")
"""Features that speak against one event when they take points away."""


def feature_words(feature: str, value: float, a: Signature, b: Signature) -> str:
    """One feature of a pair with this value, in a clause. Raises ``ValueError`` for the name of no feature."""
    if feature == "wording":
        return f"wording in common: {value:.2f} of 1"
    if feature == "hours":
        capped = a.stated and b.stated and a.told == b.told and hours_apart(a, b) > SAME_DAY_HOURS
        most = f", of which {SAME_DAY_HOURS:.0f} count because both state one day" if capped else ""
        return f"{_apart(a, b)}{most}"
    if feature not in _PRESENT:
        raise ValueError(f"{feature!r} is no feature")
    if not value:
        return _ABSENT[feature]
    said = _PRESENT[feature]
    match feature:
        case "speakers":
            return f"{said} {_some(shared_speakers(a, b))}"
        case "unheard":
            return f"each {_WHOM}" if value == 2 else said
        case "headline":
            return f"{said} (rarity {value:.1f})"
        case "scene":
            return f"{said}: {_unseen(a, b)}"
        case "offices":
            return f"{said}: {_about(value)}, so that their wording counts less: it says of whom, and not what"
        case "untold":
            return f"{said}: what they share may be boilerplate"
        case "day":
            return f"{said}, {a.told} and {b.told}, {_apart(a, b)}"
        case "event_date":
            return f"{said}: {a.event_date} and {b.event_date}"
        case "other_region":
            return f"{said}: {_place(a)} and {_place(b)}"
    return said


def agreements(a: Signature, b: Signature) -> Iterator[str]:
    """Clauses for the day, occasion, place, speakers and figures that two reports have in common."""
    if days(a.told, b.told) == "same":
        yield f"day told of: {a.told}"
    place = where(a, b)
    if place == "same":
        yield f"region: {a.region_code}"
    elif place == "within":
        yield f"region: {a.region_code} and {b.region_code} lie in one another or in one province"
    if beside := {name for name in a.scene | b.scene if mention(name) in a.seen & b.seen}:
        yield f"named beside the day told of: {_some(beside)}"
    if speakers := shared_speakers(a, b):
        yield f"main speakers: {_some(speakers)}"
    if numbers := a.numbers & b.numbers:
        yield f"figures: {_some(numbers)}"


def conflicts(a: Signature, b: Signature) -> Iterator[str]:
    """Clauses for the day, occasion, place, speakers and figures on which two reports conflict."""
    if days(a.told, b.told) == "conflict":
        yield f"day told of: {a.told} and {b.told}"
    if a.seen and b.seen and a.seen.isdisjoint(b.seen):
        yield f"named beside the day told of: {_some(a.scene)}; {_some(b.scene)}"
    if where(a, b) == "conflict":
        yield f"place: {_place(a)} and {_place(b)}"
    if a.speakers and b.speakers and a.speakers.isdisjoint(b.speakers):
        yield f"main speakers: {_some(a.speakers)} and {_some(b.speakers)}"
    if a.numbers and b.numbers and a.numbers.isdisjoint(b.numbers):
        yield f"figures: {_some(a.numbers)} and {_some(b.numbers)}"


def _about(value: float) -> str:
    names = round((1 + OFFICES_TAKEN) * math.exp(value)) - 1
    return f"{names} or more" if names == OFFICES_COUNTED else str(names)


def _unseen(a: Signature, b: Signature) -> str:
    return _some({
        name for one, other in ((a, b), (b, a)) for name in one.scene if mention(name) not in other.mentions
    })  # fmt: skip


def _place(signature: Signature) -> str:
    if signature.region_code:
        return signature.region_code
    return _some({place.replace("/", " ").strip() for place in signature.localities}) or "unknown"


def _some(values: Collection[str]) -> str:
    ordered = sorted(values)
    return ", ".join(ordered[:_SHOWN]) + (", …" if len(ordered) > _SHOWN else "")


def _apart(a: Signature, b: Signature) -> str:
    """Time between two publications; days where a time of day is not known, which the score counts as hours."""
    if a.hour is not None and b.hour is not None:
        return f"published {_hours(hours_apart(a, b))} apart"
    days = abs((a.day - b.day).days)
    return f"published {days} day{'s' * (days > 1)} apart" if days else "published on the same day"


def _hours(hours: float) -> str:
    return f"{hours:.1f} hours" if hours < 48 else f"{hours / 24:.1f} days"


def words_for(evidence: Mapping[str, Any]) -> Iterator[str]:
    """Clauses for what speaks for one event in the evidence that is kept of a pair."""
    for (name, value), words in _AGREE.items():
        if evidence.get(name) == value:
            yield words
    for name, words in (("speakers", "main speakers"), ("numbers", "figures")):
        if evidence.get(name):
            yield f"{words}: {', '.join(evidence[name])}"


def words_against(evidence: Mapping[str, Any]) -> Iterator[str]:
    """Clauses for what speaks against one event in the evidence that is kept of a pair."""
    for (name, value), words in _CONFLICT.items():
        if evidence.get(name) == value:
            yield words
    weight = evidence.get("weight", {})
    for name in _AGAINST:
        if weight.get(name, 0) < 0:
            yield _PRESENT[name]
