"""Pure: the reports of one event held against each other: what they share, what each adds, where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from storage.clustering.passages import spelled
from storage.signatures.idf import rarity
from storage.signatures.text_features import TextFeatures, text_features

RUN = 6
"""Words in a row that make a shared passage, as in ``storage.clustering.passages.shared_passages``."""

RARE = 5.0
"""Rarity (``storage.signatures.idf.rarity``) from which a word before a verb of saying is taken for a name."""

SHOWN = 12
"""Values listed of a kind, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One report, without copies of it. ``event_date``: the day that it tells of, as the archive has it."""

    article_id: str
    title: str | None
    body: str
    event_date: date | None
    region: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a paragraph, and whether another report has it too."""

    text: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Value:
    """Something a report says, and whether another one says it too."""

    text: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """One kind of thing in every report, in order: ``event_date``, ``region``, ``place``, ``figures`` or ``speakers``.

    ``agrees``: there is a value that all reports give that give any; ``None`` when fewer than two do.
    """

    kind: str
    values: tuple[tuple[Value, ...], ...]
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One report: its paragraphs, its words, how many of them no earlier report has in such a row, and the figures and
    speakers that none of the earlier ones gives.
    """

    article_id: str
    paragraphs: tuple[tuple[Stretch, ...], ...]
    words: int
    added: int
    figures: tuple[str, ...]
    speakers: tuple[str, ...]


def compared(texts: Sequence[Text]) -> tuple[tuple[Compared, ...], tuple[Fact, ...]]:
    """Holds reports, in order of publication, against each other."""
    words = [spelled(text.body) for text in texts]
    runs = [{tuple(word for word, _, _ in one[at : at + RUN]) for at in range(len(one) - RUN + 1)} for one in words]
    counted = Counter(run for one in runs for run in one)
    earlier: set[tuple[str, ...]] = set()
    readings = [text_features(f"{text.title or ''}\n{text.body}") for text in texts]
    figures_before: set[str] = set()
    speakers_before: set[str] = set()
    found = []
    for text, ours, own_runs, reading in zip(texts, words, runs, readings, strict=True):
        common = _covered(ours, {run for run in own_runs if counted[run] > 1})
        known = _covered(ours, own_runs & earlier)
        speakers = _speakers(reading)
        found.append(
            Compared(
                text.article_id,
                _paragraphs(
                    text.body,
                    [(start, end) for (_, start, end), is_common in zip(ours, common, strict=True) if is_common],
                ),
                len(ours),
                len(ours) - sum(known),
                tuple(sorted(reading.numbers - figures_before)[:SHOWN]),
                tuple(sorted(speakers - speakers_before)[:SHOWN]),
            )
        )
        earlier |= own_runs
        figures_before |= reading.numbers
        speakers_before |= speakers
    facts = (
        _fact("event_date", [[str(text.event_date)] if text.event_date else [] for text in texts]),
        _fact("region", [[text.region] if text.region else [] for text in texts]),
        # "Kanigaran, Kota Probolinggo" and "Kota Probolinggo" agree on the town
        _fact("place", [text.place.split(", ") if text.place else [] for text in texts]),
        _fact("figures", [sorted(reading.numbers) for reading in readings]),
        _fact("speakers", [sorted(_speakers(reading)) for reading in readings]),
    )
    return tuple(found), tuple(fact for fact in facts if any(fact.values))


def _speakers(reading: TextFeatures) -> set[str]:
    """Names of those who are quoted, without their offices ("kepala", "wali kota")."""
    return {name.capitalize() for name in reading.speakers if rarity(name) >= RARE}


def _covered(words: Sequence[tuple[str, int, int]], runs: set[tuple[str, ...]]) -> list[bool]:
    """True for each word that stands in one of these runs."""
    covered = [False] * len(words)
    for at in range(len(words) - RUN + 1):
        if tuple(word for word, _, _ in words[at : at + RUN]) in runs:
            covered[at : at + RUN] = [True] * RUN
    return covered


def _paragraphs(body: str, common: Sequence[tuple[int, int]]) -> tuple[tuple[Stretch, ...], ...]:
    """Paragraphs in stretches; what stands between two words that are shared is shared with them."""
    joined: list[list[int]] = []
    for start, end in common:
        # a line break or other words between them: not one stretch
        gap = body[joined[-1][1] : start] if joined else ""
        if joined and "\n" not in gap and not any(sign.isalnum() for sign in gap):
            joined[-1][1] = end
        else:
            joined.append([start, end])
    paragraphs = []
    at = 0
    for paragraph in body.split("\n"):
        stretches: list[Stretch] = []
        here, end = at, at + len(paragraph)
        for start, stop in joined:
            if start >= end or stop <= at:
                continue
            if start > here:
                stretches.append(Stretch(body[here:start], False))
            stretches.append(Stretch(body[start:stop], True))
            here = stop
        if here < end:
            stretches.append(Stretch(body[here:end], False))
        if paragraph.strip():
            paragraphs.append(tuple(stretches))
        at = end + 1
    return tuple(paragraphs)


def _fact(kind: str, values: Sequence[Sequence[str]]) -> Fact:
    counted = Counter(value for one in values for value in set(one))
    given = [set(one) for one in values if one]
    return Fact(
        kind,
        tuple(tuple(Value(value, counted[value] > 1) for value in _some(one, counted)) for one in values),
        bool(set.intersection(*given)) if len(given) > 1 else None,
    )


def _some(values: Sequence[str], counted: Counter[str]) -> list[str]:
    """The values that most reports give first."""
    return sorted(values, key=lambda value: (-counted[value], value))[:SHOWN]
