"""Pure: what each feature of a pair means, in words, and where two reports agree or conflict."""

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


def contribution(feature: str, value: float, a: Signature, b: Signature) -> str:
    """One feature of ``storage.clustering.score.features`` with this value, in a clause."""
    present = bool(value)
    match feature:
        case "wording":
            return f"wording in common: {value:.2f} of 1"
        case "hours":
            capped = a.stated and b.stated and a.told == b.told and hours_apart(a, b) > SAME_DAY_HOURS
            most = f", of which {SAME_DAY_HOURS:.0f} count because both state one day" if capped else ""
            return f"published {_hours(hours_apart(a, b))} apart{most}"
        case "outlet":
            return (
                "one outlet seldom reports one occasion twice, and both are of one"
                if present
                else "different outlets, or nothing in common"
            )
        case "speakers":
            return f"both quote {_some(shared_speakers(a, b))}" if present else "no main speaker in common"
        case "unheard":
            who = {2.0: "each quotes mainly somebody", 1.0: "one quotes mainly somebody"}.get(value)
            return f"{who} whom the other never names" if who else "whoever one quotes, the other names too"
        case "headline":
            return (
                f"a rare name in a headline (rarity {value:.1f}) that the other never mentions"
                if present
                else "no name in a headline that the other never mentions"
            )
        case "scene":
            return (
                f"named beside the day told of, and never mentioned by the other: {_unseen(a, b)}"
                if present
                else "whatever one names beside the day told of, the other mentions too"
            )
        case "offices":
            return (
                f"common names (offices, laws, presidents) that both begin with: {_about(value)}, "
                "so that their wording counts less: it says of whom, and not what"
                if present
                else f"at most {OFFICES_TAKEN} common names (offices, laws, presidents) that both begin with"
            )
        case "untold":
            return (
                "hardly anything of the headlines stands in the other text: what they share may be boilerplate"
                if present
                else "enough of the headlines stands in the other text"
            )
        case "figures":
            return "both give figures and share none" if present else "figures do not conflict"
        case "day":
            if not present:
                return "no different days told of"
            return f"they tell of different days, {a.told} and {b.told}, published {_hours(hours_apart(a, b))} apart"
        case "event_date":
            return (
                f"the days of the event differ: {a.event_date} and {b.event_date}"
                if present
                else "the days of the event do not conflict"
            )
        case "template":
            return (
                "copied passages although days or places conflict: a form filled in anew"
                if present
                else "no form filled in anew"
            )
        case "same_region":
            return "the same kabupaten or kota" if present else "not known to be of one kabupaten or kota"
        case "other_region":
            return f"different places: {_place(a)} and {_place(b)}" if present else "the places do not conflict"
        case _:
            raise ValueError(f"{feature!r} is no feature")


def agreements(a: Signature, b: Signature) -> Iterator[str]:
    """What the two reports agree on, of day, occasion, place, speakers and figures."""
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
    """Where the two reports conflict, of day, occasion, place, speakers and figures."""
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


def _hours(hours: float) -> str:
    return f"{hours:.1f} hours" if hours < 48 else f"{hours / 24:.1f} days"


_AGREE = {
    ("dates", "same"): "both tell of one day",
    ("regions", "same"): "one kabupaten or kota",
    ("regions", "within"): "one region lies in the other, or both in one province",
}


_CONFLICT = {
    ("dates", "conflict"): "they tell of different days",
    ("regions", "conflict"): "different places",
}


_AGAINST = {
    "unheard": "one quotes mainly somebody whom the other never names",
    "headline": "a rare name in one headline that the other never mentions",
    "untold": "hardly anything of the headlines stands in the other text",
    "figures": "both give figures and share none",
    "event_date": "the stated days of the event differ",
    "template": "copied passages although days or places conflict: a form filled in anew",
    "outlet": "one outlet seldom reports one occasion twice, and both are of one",
}
"""Features (``storage.clustering.score.FEATURES``) that speak against one event when they take points away."""


def agreed(evidence: Mapping[str, Any]) -> Iterator[str]:
    """What the two reports agree on."""
    for (name, value), words in _AGREE.items():
        if evidence.get(name) == value:
            yield words
    for name, words in (("speakers", "main speakers"), ("numbers", "figures")):
        if evidence.get(name):
            yield f"{words}: {', '.join(evidence[name])}"


def disputed(evidence: Mapping[str, Any]) -> Iterator[str]:
    """What speaks against one event."""
    for (name, value), words in _CONFLICT.items():
        if evidence.get(name) == value:
            yield words
    weight = evidence.get("weight", {})
    for name, words in _AGAINST.items():
        if weight.get(name, 0) < 0:
            yield words
