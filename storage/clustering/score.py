"""Pure: two signatures → how likely they report one event, why, and whether one text is a copy of the other.

The score is logistic in a few named features; their weights are data (``data/event_weights.json``, fitted by
``python -m tests.benchmarks.fit_events``). It depends on the two signatures only.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import itemgetter, mul
from pathlib import Path
from typing import Any

from storage.signatures.idf import mention
from storage.signatures.signature import Signature

FEATURES = (
    "wording",
    "hours",
    "outlet",
    "speakers",
    "unheard",
    "headline",
    "scene",
    "offices",
    "untold",
    "figures",
    "day",
    "event_date",
    "template",
    "same_region",
    "other_region",
)
"""``wording``: likeness of the term vectors, 0 to 1. ``hours``: ln(1 + hours between the publications), of which no
more than ``SAME_DAY_HOURS`` count when both state one day. ``speakers``: 1 when a main speaker is shared.
``unheard``: how many of the two (0 to 2) quote mainly someone whom the other never names. ``headline``: rarity of the
rarest name in one title that the other never names. ``scene``: what share of the names right before the day stated
(the place, the occasion) the other never mentions, of both (0 to 2). ``offices``: 0 for up to ``OFFICES_TAKEN`` common
names that both begin with, then rising as the logarithm of one more than there are, to ``OFFICES_COUNTED``: offices,
laws and presidents say of whom a report is and not what happened, and each of their words counts in the wording
already. ``figures``: 1 when both give figures and share none.
``same_region``: 1 for one kabupaten or kota.

The rest tell a series (the monthly meeting, the roll call of the next regency), which has its wording in common, from
an event; so they are ``wording`` again, or 0. ``untold``: nothing of either title stands in the other, so that what
they share is boilerplate (in proportion, until ``TOLD`` of the titles does). ``outlet``: both are of one outlet.
``day``: they tell of different days; times ln(1 + hours between the publications), of which at least ``MISREAD_HOURS``
count. ``event_date``: the caller says so for both. ``other_region``: neither region contains the other; twice that when
no main speaker is shared either. ``template`` is no wording but the share of copied passages beyond ``REUSED``, where
stated days or regions conflict: only the blanks were filled in anew.
"""

TOLD = 0.4
"""Of 1,221 labelled pairs of one event with some wording in common, 17 stay below it and none comes near 0."""
REUSED = 0.4
"""Reports of one event copy up to so much from each other or from one press release, as a rule."""
OFFICES_COUNTED = 8
"""Names in common beyond these take nothing more away; clusters come out alike from 6 to all 24."""
OFFICES_TAKEN = 2
"""Fewer in common, as 1 pair in 8 of the labelled has, count as so many: to have none is no sign of one event.
Without this B-cubed is .002 higher there, and .01 lower for generated articles, whose names are all rare."""
_OFFICES = tuple(max(0.0, math.log((1 + names) / (1 + OFFICES_TAKEN))) for names in range(OFFICES_COUNTED + 1))
SAME_DAY_HOURS = 8.0
"""Reports that state one day may be published a night apart; fitted freely, further hours weigh nothing."""

MISREAD_HOURS = 3.0
"""Of labelled pairs whose days conflict half are of one event when published within so many hours (a date was misread,
or is not that of the event), 1 in 28 between half a day and a day, and 1 in 1,100 later."""

TAKEN_OVER = 5
"""Sampled passages (about 15 words) from which on two texts share one word for word."""
BORNE_OUT = 1.3
"""Wording counts for at most so many times the wording of what is not taken over. In the labelled news half of the
pairs of one event that share a passage have nine tenths of their wording beyond it, 99 in 100 more than .12; clusters
come out alike from 1.1 to 3.5. With a standing paragraph of 70 words put before all reports of each outlet, B-cubed is
.70 without this and .76 with it."""
EXCERPT = 0.12
"""Less than this left of a text beyond what was taken over tells nothing: the text is an excerpt."""

COPY_SHARE = 0.75
"""A text is a copy when at least this share of its passages stands in the other."""
SAME_TEXT_SHARE = 0.95
COPY_PASSAGES = 8
"""Fewer sampled passages (about 25 words) say too little."""

_IN_ORDER = itemgetter(*FEATURES)
_WEIGHTS = Path(__file__).resolve().parent / "data" / "event_weights.json"
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Weights:
    """Logistic weights by feature, in their order, and the average score from which clusters are joined."""

    version: str
    intercept: float
    weights: Mapping[str, float]
    threshold: float


@cache
def weights() -> Weights:
    """The weights that this version ships."""
    data = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return Weights(
        data["version"], data["intercept"], {name: data["weights"][name] for name in FEATURES}, data["threshold"]
    )


@dataclass(frozen=True, slots=True)
class Overlap:
    """Overlap of two texts: ``wording``, 0 to 1, and ``copied``, the share of the shorter text's sampled
    passages that the other holds too, 0 when there are too few to tell.
    """

    wording: float
    copied: float


def overlap(a: Signature, b: Signature, likeness: float | None = None) -> Overlap:
    """Overlap of the two. ``likeness``: their ``cosine``, where it is known."""
    passages = len(a.passages & b.passages)
    fewer = min(len(a.passages), len(b.passages))
    copied = passages / fewer if fewer >= COPY_PASSAGES else 0.0
    value = cosine(a, b) if likeness is None else likeness
    if passages >= TAKEN_OVER and copied < COPY_SHARE:
        value = _borne_out(a, b, value, copied)
    return Overlap(value, copied)


def features(a: Signature, b: Signature, shared: Overlap) -> dict[str, float]:
    """The features of a pair, by name; the same for (a, b) and (b, a)."""
    wording = shared.wording
    speaker_shared = not a.heard.isdisjoint(b.heard)
    region = where(a, b)
    template = region == "conflict" or (a.stated and b.stated and a.told != b.told)
    return {
        "wording": wording,
        "hours": _hours(a, b),
        "outlet": wording if a.outlet == b.outlet else 0.0,
        "speakers": float(speaker_shared),
        "unheard": float(_unheard(a, b) + _unheard(b, a)),
        "headline": max(_headline(a, b), _headline(b, a)),
        "scene": _unseen(a, b) + _unseen(b, a),
        "offices": _OFFICES[min(len(a.offices & b.offices), OFFICES_COUNTED)],
        "untold": wording * _untold(a, b),
        "figures": float(bool(a.numbers and b.numbers) and a.numbers.isdisjoint(b.numbers)),
        "day": wording * _days_apart(a, b),
        "event_date": wording if days(a.event_date, b.event_date) == "conflict" else 0.0,
        "template": max(0.0, shared.copied - REUSED) if template else 0.0,
        "same_region": float(region == "same"),
        "other_region": wording * (1.0 if speaker_shared else 2.0) if region == "conflict" else 0.0,
    }


def ceiling(a: Signature, b: Signature, wording: float) -> float:
    """The most that a pair of so much wording, or less, can score; cheap, to leave most pairs early."""
    fitted = weights().weights
    likeness = fitted["wording"] + (fitted["outlet"] if a.outlet == b.outlet else 0.0)
    spoken = 0.0 if a.heard.isdisjoint(b.heard) else fitted["speakers"]
    return _probability(likeness * wording + fitted["hours"] * _hours(a, b) + spoken + fitted["same_region"])


def score(pair: Mapping[str, float]) -> float:
    """Probability that a pair with these ``features`` reports one event, as the weights have it."""
    return _probability(math.fsum(map(mul, weights().weights.values(), _IN_ORDER(pair))))


def is_copy(a: Signature, b: Signature, shared: Overlap) -> bool:
    """True if one text is the other, lightly edited or cut. A series from one template is none: when the regions or the
    days told of conflict, the texts must be the same but for a word or two.
    """
    if shared.copied < COPY_SHARE:
        return False
    conflict = where(a, b) == "conflict" or days(a.told, b.told) == "conflict"
    return shared.copied >= SAME_TEXT_SHARE or not conflict


def evidence(a: Signature, b: Signature, shared: Overlap, pair: Mapping[str, float]) -> dict[str, Any]:
    """Evidence for and against the pair with these ``features``, as JSON values for people.

    ``terms`` and ``names`` are shared, weightiest first; ``passages`` is the share of the shorter text found in the
    other; ``days`` and ``regions`` are ``same``, ``conflict`` or ``unknown`` (regions also ``within``); ``weight`` is
    what each feature adds to the log odds.
    """
    terms = sorted(a.vector.keys() & b.vector.keys(), key=lambda term: (-a.vector[term] * b.vector[term], term))
    names = {term for term in terms if mention(term) in a.mentions and mention(term) in b.mentions}
    fitted = weights()
    return {
        "terms": [term for term in terms if term not in names][:_SHOWN],
        "names": [term for term in terms if term in names][:_SHOWN],
        "numbers": sorted(a.numbers & b.numbers)[:_SHOWN],
        "speakers": shared_speakers(a, b),
        "title": round(math.fsum(min(value, b.title[term]) for term, value in a.title.items() if term in b.title), 3),
        "wording": round(shared.wording, 3),
        "passages": round(shared.copied, 3),
        "hours_apart": round(hours_apart(a, b), 1),
        "days_apart": abs((a.day - b.day).days),
        "dates": days(a.told, b.told),
        "regions": where(a, b),
        "same_outlet": a.outlet == b.outlet,
        "weight": {
            name: round(weight * pair[name], 2) for name, weight in fitted.weights.items() if weight * pair[name]
        },
    }


def shared_speakers(a: Signature, b: Signature) -> list[str]:
    """The main speakers that both quote, in each spelling."""
    heard = a.heard & b.heard
    return sorted(name for name in a.speakers | b.speakers if mention(name) in heard)


def cosine(a: Signature, b: Signature) -> float:
    """Likeness of the term vectors, 0 to 1. Products are summed in the order of the earlier article's terms, so that
    rounding is the same in every process, and in ``storage.clustering.candidates``.
    """
    earlier, later = (a, b) if (a.day, a.article_id) < (b.day, b.article_id) else (b, a)
    total = 0.0
    for term, share in earlier.vector.items():
        total += share * later.vector.get(term, 0.0)
    return total


def _borne_out(a: Signature, b: Signature, value: float, copied: float) -> float:
    """Wording that two articles have in common: the cosine of their vectors, but of what one text took over from
    another word for word no more than the rest bears out.

    Passages that many texts of a trade or an outlet share (an advert, a standing paragraph, a footer) make two articles
    alike that are not about the same; reports of one event that share a passage are alike beyond it too. The rest are
    the terms that first stand between other words in the one than in the other. An excerpt has no rest, and is left
    alone. This depends on the two articles only, not on how often a passage occurs in an archive.
    """
    placed = dict(zip(b.terms, b.contexts, strict=True))
    contexts = zip(a.terms, a.contexts, map(placed.get, a.terms), strict=True)
    same = [term for term, context, other in contexts if context == other and context]
    ours, theirs = [a.vector[term] for term in same], [b.vector[term] for term in same]
    left, left_there = 1.0 - math.fsum(map(mul, ours, ours)), 1.0 - math.fsum(map(mul, theirs, theirs))
    if min(left, left_there) < EXCERPT:
        return value
    rest = max(0.0, value - math.fsum(map(mul, ours, theirs))) / math.sqrt(left * left_there)
    # from half of a text on, what is taken over is less and less a passage and more and more the text
    whole = max(0.0, (copied - 0.5) / (COPY_SHARE - 0.5))
    return min(value, whole * value + (1.0 - whole) * BORNE_OUT * rest)


def hours_apart(a: Signature, b: Signature) -> float:
    """Hours between two publications; whole days, at least a quarter of one, when a time of day is not known."""
    if a.hour is not None and b.hour is not None:
        return abs(a.hour - b.hour)
    return max(6.0, 24.0 * abs((a.day - b.day).days))


def regions(a: str | None, b: str | None) -> str:
    """Relation of two Kemendagri codes: ``same`` kabupaten or kota, ``within`` (one contains the other, or one
    province), ``conflict``, or ``unknown`` when one is missing.
    """
    if not a or not b:
        return "unknown"
    if a == b:
        return "same" if "." in a else "within"
    shorter, longer = sorted((a, b), key=len)
    return "within" if longer.startswith(shorter + ".") else "conflict"


def where(a: Signature, b: Signature) -> str:
    """Relation of the places of two reports, as in ``regions``.

    Where a code is missing, the towns and counties that the texts name most decide, and only on a conflict: one name as
    kota and as kabupaten, or names that the other never mentions.
    """
    if a.region_code and b.region_code:
        return regions(a.region_code, b.region_code)
    if not a.localities or not b.localities:
        return "unknown"
    ours, theirs = (dict(place.split("/") for place in item.localities) for item in (a, b))
    if shared := ours.keys() & theirs.keys():
        kinds = {frozenset((ours[name], theirs[name])) for name in shared}
        return "conflict" if kinds == {_BOTH_KINDS} else "unknown"
    known = any(mention(name) in b.mentions for name in ours) or any(mention(name) in a.mentions for name in theirs)
    return "unknown" if known else "conflict"


_BOTH_KINDS = frozenset(("kota", "kabupaten"))


def days(a: date | None, b: date | None) -> str:
    """Relation of two days: ``same``, ``conflict``, or ``unknown`` when one is missing."""
    if a is None or b is None:
        return "unknown"
    return "same" if a == b else "conflict"


def _hours(a: Signature, b: Signature) -> float:
    hours = hours_apart(a, b)
    return math.log1p(min(hours, SAME_DAY_HOURS) if a.stated and b.stated and a.told == b.told else hours)


def _days_apart(a: Signature, b: Signature) -> float:
    """Weight of two reports telling of different days; 0 when they do not."""
    return math.log1p(max(hours_apart(a, b), MISREAD_HOURS)) if days(a.told, b.told) == "conflict" else 0.0


def _probability(exponent: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, weights().intercept + exponent))))


def _unheard(a: Signature, b: Signature) -> bool:
    return bool(a.heard) and a.heard.isdisjoint(b.mentions)


def _unseen(a: Signature, b: Signature) -> float:
    return len(a.seen - b.mentions) / len(a.seen) if a.seen else 0.0


def _headline(a: Signature, b: Signature) -> float:
    return next((rarity for rarity, name in a.title_names if name not in b.mentions), 0.0)


def _untold(a: Signature, b: Signature) -> float:
    if not (a.title and b.title):
        return 0.0
    told = math.fsum([share for term, share in a.title.items() if term in b.vector])
    if told < TOLD:
        told += math.fsum([share for term, share in b.title.items() if term in a.vector])
    return max(0.0, 1.0 - told / TOLD)
