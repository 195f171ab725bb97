"""Pure: the evidence kept with a pair (``storage.similarity.evidence``) in words: what agrees, what conflicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

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
"""Features (``storage.similarity.FEATURES``) that speak against one event when they take points away."""


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
