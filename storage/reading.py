"""Pure: what a report says, as far as reports are compared: words in order, names, who speaks, figures, the day it
tells of.

The rules are those of Indonesian news prose: a capital inside a sentence marks a name, sources are given with a verb of
saying ("kata", "ujar", "menurut" before the name, "mengatakan", "menegaskan" behind it), and days are written
"Senin (4/12/2023)", "Senin (4/12)", "4 Desember 2023" or just "Senin".
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from storage.lexicon import (
    CAPITAL,
    ENDS,
    FIGURE,
    GOVERNS,
    INITIAL,
    KINDS,
    LETTERS,
    MARK,
    PRONOUN,
    SHORT,
    STOP,
    VERB_BEFORE,
    WORD,
    Lexicon,
    Numbers,
    Rows,
    lexicon,
)

LIMIT = 40_000
"""Characters of a text that are read; the longest report measured had 24,000."""

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+(?:[.,:/]\d+)*|[.!?:;\"\n,()]")
_PLAIN_TOKEN = re.compile(r"[a-zA-Z]+(?:-[a-zA-Z]+)*|[0-9]+(?:[.,:/][0-9]+)*|[.!?:;\"\n,()]")
"""The same tokens at two thirds of the time, of a text in ASCII."""
_PLAIN_SIGNS = (*((quote, '"') for quote in "“”"), *((sign, " ") for sign in "‘’–—"))
"""What printers add to ASCII: quotation marks, and what only parts words. Most texts have nothing else."""

_Rows = TypeVar("_Rows", list[int], Rows)

_OF_NAME = CAPITAL | INITIAL
_ENDS_NAME = ENDS | PRONOUN
_TOKENS_BEHIND = 12
_TOKENS_AHEAD = 8

_DAYS = {"senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "jum'at": 4, "sabtu": 5, "minggu": 6, "ahad": 6}
_MONTHS = {
    "januari": 1, "februari": 2, "maret": 3, "april": 4, "mei": 5, "juni": 6, "juli": 7, "agustus": 8, "september": 9,
    "oktober": 10, "november": 11, "desember": 12,
}  # fmt: skip
_EXPLICIT_DAY = re.compile(
    r"\b(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![/\d])"
    r"|\b(\d{1,2}) ((?ai:" + "|".join(_MONTHS) + r"))\b(?: (\d{4}))?"
)
_WEEKDAY = re.compile(r"\b(" + "|".join(_DAYS) + r")\b")
_DAYS_BACK = 8
"""A day mentioned is taken for the day of the event when it lies at most this far before the report."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What one text says.

    ``report`` and ``heading``: the words of the text, and of its title, in order, as rows of the ``lexicon``: in small
    letters, doubled words once ("orang-orang" is "orang"), figures as written.
    ``names``: the words written with a capital inside a sentence of the text. ``speakers``: how often a name is given
    as the source of a statement. ``numbers``: figures but no dates, years or numbers below ten. ``localities``: how
    often a town or county is named behind what it governs or is governed by ("Kota Probolinggo", "Polres Seluma"), as
    (name, "kota", "kabupaten" or "").
    """

    report: Rows
    heading: Rows
    lexicon: Lexicon
    names: set[str]
    speakers: Counter[str]
    numbers: set[str]
    localities: Counter[tuple[str, str]]

    @property
    def words(self) -> list[str]:
        """The words of the text."""
        return [self.lexicon.words[number] for number in self.lexicon.words_of(self.report).tolist()]


def read(text: str, title: str = "") -> Reading:
    """Reads a text, and the words and figures of its title; characters beyond ``LIMIT`` are ignored."""
    return read_all([(title, text)])[0]


def read_all(texts: Iterable[tuple[str, str]]) -> list[Reading]:
    """Reads pairs of title and text as ``read`` does, all at once, which costs less than one by one."""
    vocabulary = lexicon()
    met: list[int] = []
    ends: list[int] = []
    for part in chain.from_iterable(texts):
        met.extend(map(vocabulary.__getitem__, _tokens(part[:LIMIT])))
        # between texts, as between paragraphs, sentences end: nothing is read across
        met.append(vocabulary["\n"])
        ends.append(len(met))
    rows = np.array(met, np.intp)
    numbers, roles = vocabulary.words_of(rows), vocabulary.roles_of(rows)
    part_of = np.repeat(np.arange(len(ends)), np.diff(np.array(ends, np.intp), prepend=0))
    in_body = part_of % 2 > 0
    told = _Told(vocabulary.words, numbers.tolist(), roles.tolist())
    speakers: list[list[str]] = [[] for _ in ends]
    figures: list[set[str]] = [set() for _ in ends]
    localities: list[list[tuple[str, str]]] = [[] for _ in ends]
    telling = np.flatnonzero((roles & FIGURE > 0) | ((roles > FIGURE) & in_body))
    for at, part in zip(telling.tolist(), (part_of[telling] | 1).tolist(), strict=True):
        role = told.roles[at]
        if role & FIGURE:
            figures[part].add(told.word(at))
        elif role & GOVERNS:
            localities[part].extend(_governed(told, at))
        elif role & VERB_BEFORE:
            speakers[part].extend(_names_behind(told, at))
        else:
            speakers[part].extend(_names_ahead(told, at))
    capitals = np.flatnonzero((roles & CAPITAL > 0) & in_body)
    names = capitals[~_opening(roles, capitals)]
    said = roles & WORD > 0
    name_parts = portions(numbers[names].tolist(), part_of[names], len(ends))
    parts = portions(rows[said], part_of[said], len(ends))
    return [
        Reading(
            parts[body],
            parts[body - 1],
            vocabulary,
            {vocabulary.words[number] for number in name_parts[body]},
            Counter(speakers[body]),
            figures[body],
            Counter(localities[body]),
        )
        for body in range(1, len(ends), 2)
    ]


def portions(rows: _Rows, part_of: Rows, parts: int) -> list[_Rows]:
    """The rows of each part, which come in order of their parts."""
    ends = np.searchsorted(part_of, np.arange(parts + 1)).tolist()
    return [rows[start:end] for start, end in pairwise(ends)]


@dataclass(frozen=True, slots=True)
class _Told:
    """Of tokens in order the numbers of their words and their roles; ``spelled``: the words by their numbers."""

    spelled: Sequence[str]
    numbers: list[int]
    roles: list[int]

    def word(self, at: int) -> str:
        return self.spelled[self.numbers[at]]


def _tokens(text: str) -> list[str]:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        for printed, plain in _PLAIN_SIGNS:
            text = text.replace(printed, plain)
        if not text.isascii():
            return _TOKEN.findall(text)
    return _PLAIN_TOKEN.findall(text)


def _opening(roles: Numbers, capitals: Rows) -> npt.NDArray[np.bool]:
    """Of each of these tokens, whether a sentence or a quotation begins with it, so that its capital says nothing."""
    read = np.flatnonzero(roles)
    before = read[np.searchsorted(read, capitals) - 1]
    # "Dr. Eko", "M. Taufik": the stop of an abbreviation ends no sentence
    shortened = (roles[before] & STOP > 0) & (roles[before - 1] & SHORT > 0)
    opening: npt.NDArray[np.bool] = (roles[before] & MARK > 0) & ~shortened
    return opening


def _governed(told: _Told, at: int) -> Iterator[tuple[str, str]]:
    """The name right behind what governs a town or county, or is governed there; numbers may stand between."""
    for behind in range(at + 1, len(told.roles)):
        role, word = told.roles[behind], told.word(behind)
        if role & WORD and not word[0].isdigit():
            if role & CAPITAL and not role & GOVERNS:
                yield word, KINDS[told.word(at)]
            return
        if role & MARK:
            return


def day_told(text: str, reported: date) -> tuple[date | None, bool]:
    """The day that a report published on ``reported`` tells of, and whether the text states it as a date.

    The first explicit date of the week before the report counts; without one the first weekday named, as the latest
    such day. None when the text names neither.
    """
    text = text[:LIMIT]
    for match in _EXPLICIT_DAY.finditer(text):
        day, month, year, other_day, month_name, other_year = match.groups()
        number = int(month) if month else _MONTHS[month_name.lower()]
        printed = year or other_year
        # without a year the latest such day: "Selasa (31/12)" in January is last year's
        years = (_full(printed),) if printed else (reported.year, reported.year - 1)
        told = next(
            (found for at in years if (found := _date(at, number, int(day or other_day))) <= reported), date.max
        )
        if timedelta(0) <= reported - told <= timedelta(days=_DAYS_BACK):
            return told, True
    if weekday := _WEEKDAY.search(text.lower()):
        return reported - timedelta(days=(reported.weekday() - _DAYS[weekday[1]]) % 7), False
    return None, False


def _full(year: str) -> int:
    return int(year) + 2000 if len(year) == 2 else int(year)


def _date(year: int, month: int, day: int) -> date:
    """The date; one that no calendar has lies in the far future, where nothing happened yet."""
    try:
        return date(year, month, day)
    except ValueError:
        return date.max


def _names_behind(told: _Told, at: int) -> list[str]:
    """The name behind a verb of saying: "kata Sekretaris Daerah Kota Probolinggo, Ninik Ira Wibawati"."""
    found: list[str] = []
    for place, role in enumerate(told.roles[at + 1 : at + _TOKENS_BEHIND], at + 1):
        if role & _ENDS_NAME:
            break
        if role & _OF_NAME:
            found.append(told.word(place))
        elif found and role & LETTERS:
            break
    return found


def _names_ahead(told: _Told, at: int) -> list[str]:
    """The subject before a verb of saying: "Mie Go menyebut"."""
    found: list[str] = []
    for place in range(at - 1, max(0, at - _TOKENS_AHEAD) - 1, -1):
        role = told.roles[place]
        if role & ENDS:
            break
        if role & _OF_NAME:
            found.append(told.word(place))
    return found


def shared_passages(text: str, other: str, *, words: int = 6, most: int = 5) -> list[str]:
    """The longest runs of at least ``words`` words of ``text`` that stand in ``other`` too, at most ``most`` of them.

    They come as printed in ``text``; capitals and punctuation do not matter. To show why two reports were taken for
    one event.
    """
    ours, theirs = spelled(text), [word for word, _, _ in spelled(other)]
    first_at: dict[tuple[str, ...], int] = {}
    for at in range(len(theirs) - words + 1):
        first_at.setdefault(tuple(theirs[at : at + words]), at)
    runs: list[tuple[int, int, int]] = []
    at = 0
    while at <= len(ours) - words:
        there = first_at.get(tuple(word for word, _, _ in ours[at : at + words]))
        if there is None:
            at += 1
            continue
        length = words
        while (
            at + length < len(ours) and there + length < len(theirs) and ours[at + length][0] == theirs[there + length]
        ):
            length += 1
        runs.append((length, ours[at][1], ours[at + length - 1][2]))
        at += length
    longest = sorted(runs, key=lambda run: (-run[0], run[1]))[:most]
    return [" ".join(text[start:end].split()) for _, start, end in longest]


_SPELLED = re.compile(r"[^\W_]+")


def spelled(text: str) -> list[tuple[str, int, int]]:
    """Words in small letters, with where they begin and end in ``text``; characters beyond ``LIMIT`` are ignored."""
    return [(match[0].lower(), match.start(), match.end()) for match in _SPELLED.finditer(text[:LIMIT])]
