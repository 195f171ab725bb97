"""Pure: the reports of one event held against each other: what they share, add and leave out, where they differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from storage.clustering.passages import spelled
from storage.signatures.idf import rarity
from storage.signatures.text_features import TextFeatures, all_text_features

RUN = 6
"""Words in a row that make a shared passage, as in ``storage.clustering.passages.shared_passages``."""

RARE = 5.0
"""Rarity (``storage.signatures.idf.rarity``) from which a word before a verb of saying is taken for a name."""

LONGEST_SENTENCE = 200
"""Characters of a sentence that is shown around a figure."""

_BREAK = re.compile(r"[.!?]”?\s|\n")

SHOWN = 12
"""Values listed of a kind, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text. ``event_date``: the day that it tells of, as the archive has it; ``reports``: itself and its copies."""

    article_id: str
    title: str | None
    body: str
    event_date: date | None
    region: str | None
    place: str | None
    reports: int = 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a paragraph, and whether another report has it too."""

    text: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Value:
    """Something that reports say: the numbers of the texts that do (from 1), how many reports those are with their
    copies, and the sentence of the first of them, where a figure stands in one.
    """

    text: str
    texts: tuple[int, ...]
    reports: int
    sentence: str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One kind of thing: ``event_date``, ``region``, ``place``, ``figures`` or ``speakers``.

    ``values``: those that most reports give first; ``reports``: how many give any. ``agrees``: there is a value that
    all texts give that give any; ``None`` when fewer than two do.
    """

    kind: str
    values: tuple[Value, ...]
    reports: int
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One text: its paragraphs, its words, how many of them no earlier text has in such a row, and the figures and
    speakers that none of the earlier ones gives. ``left_out``: figures and speakers that half of the texts give, two at
    least, and this one does not.
    """

    article_id: str
    paragraphs: tuple[tuple[Stretch, ...], ...]
    words: int
    added: int
    figures: tuple[str, ...]
    speakers: tuple[str, ...]
    left_out: tuple[str, ...]


def compared(texts: Sequence[Text]) -> tuple[tuple[Compared, ...], tuple[Fact, ...]]:
    """Holds reports, in order of publication, against each other."""
    words = [spelled(text.body) for text in texts]
    runs = [{tuple(word for word, _, _ in one[at : at + RUN]) for at in range(len(one) - RUN + 1)} for one in words]
    counted = Counter(run for one in runs for run in one)
    earlier: set[tuple[str, ...]] = set()
    readings = all_text_features([("", f"{text.title or ''}\n{text.body}") for text in texts])
    usual = _usual(readings)
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
                tuple(one for one in usual if one not in reading.numbers | speakers)[:SHOWN],
            )
        )
        earlier |= own_runs
        figures_before |= reading.numbers
        speakers_before |= speakers
    facts = (
        _fact("event_date", texts, [[str(text.event_date)] if text.event_date else [] for text in texts]),
        _fact("region", texts, [[text.region] if text.region else [] for text in texts]),
        # "Kanigaran, Kota Probolinggo" and "Kota Probolinggo" agree on the town
        _fact("place", texts, [text.place.split(", ") if text.place else [] for text in texts]),
        _fact("figures", texts, [sorted(reading.numbers) for reading in readings], in_sentences=True),
        _fact("speakers", texts, [sorted(_speakers(reading)) for reading in readings]),
    )
    return tuple(found), tuple(fact for fact in facts if fact.values)


def _usual(readings: Sequence[TextFeatures]) -> list[str]:
    """Figures and speakers that half of the texts give, two at least; those that most give first."""
    counted = Counter(one for reading in readings for one in reading.numbers | _speakers(reading))
    least = max(2, len(readings) / 2)
    return sorted((one for one, count in counted.items() if count >= least), key=lambda one: (-counted[one], one))


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


def _fact(kind: str, texts: Sequence[Text], values: Sequence[Sequence[str]], *, in_sentences: bool = False) -> Fact:
    given = [set(one) for one in values]
    said: dict[str, list[int]] = {}
    for number, one in enumerate(given, 1):
        for value in one:
            said.setdefault(value, []).append(number)

    def counted(numbers: Sequence[int]) -> int:
        return sum(texts[number - 1].reports for number in numbers)

    found = [
        Value(
            value, tuple(numbers), counted(numbers), _sentence(texts[numbers[0] - 1], value) if in_sentences else None
        )
        for value, numbers in said.items()
    ]
    giving = [one for one in given if one]
    return Fact(
        kind,
        tuple(sorted(found, key=lambda value: (-value.reports, value.texts, value.text))),
        counted([number for number, one in enumerate(given, 1) if one]),
        bool(set.intersection(*giving)) if len(giving) > 1 else None,
    )


def _sentence(text: Text, figure: str) -> str | None:
    """The first sentence in which the figure stands by itself, of the text or else the headline; cut around it."""
    pattern = re.compile(rf"(?<![\w.,]){re.escape(figure)}(?![\w])", re.IGNORECASE)
    for whole in (text.body, text.title or ""):
        if (found := pattern.search(whole)) is not None:
            return _around(whole, found.start(), found.end())
    return None


def _around(whole: str, start: int, stop: int) -> str:
    begin = max((match.end() for match in _BREAK.finditer(whole, 0, start)), default=0)
    end = match.start() + 1 if (match := _BREAK.search(whole, stop)) else len(whole)
    half = LONGEST_SENTENCE // 2
    # cut at blanks, so that only whole words are shown
    first = begin if begin >= start - half else whole.find(" ", start - half, start) + 1 or start
    last = end if end <= stop + half else max(whole.rfind(" ", stop, stop + half), stop)
    return f"{'…' if first > begin else ''}{' '.join(whole[first:last].split())}{'…' if last < end else ''}"
