"""Pure: what a report says, as far as reports are compared: words in order, names, who speaks, figures, places.

The rules are those of Indonesian news prose: a capital inside a sentence marks a name, and sources are given with a
verb of saying ("kata", "ujar", "menurut" before the name, "mengatakan", "menegaskan" behind it).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise
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
from storage.tokens import tokens

_Rows = TypeVar("_Rows", list[int], list[tuple[int, float]], Rows)

_OF_NAME = CAPITAL | INITIAL
_ENDS_NAME = ENDS | PRONOUN
_TOKENS_BEHIND = 12
_TOKENS_AHEAD = 8

NAME_PAIRS = 24
"""Pairs of words of names that are read of a text, the first ones; clusters come out alike without any limit."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What one text says.

    ``report`` and ``heading``: the words of the text, and of its title, in order, as rows of the ``lexicon``: in small
    letters, doubled words once ("orang-orang" is "orang"), figures as written.
    ``names``: the words written with a capital inside a sentence of the text. ``speakers``: how often a name is given
    as the source of a statement. ``numbers``: figures but no dates, years or numbers below ten. ``localities``: how
    often a town or county is named behind what it governs or is governed by ("Kota Probolinggo", "Polres Seluma"), as
    (name, "kota", "kabupaten" or ""). ``name_pairs``: of the first pairs of words with a capital that stand together
    ("Komisi Pemilihan"), title first, a hash of 16 bits with the rarities of both words added up.
    """

    report: Rows
    heading: Rows
    lexicon: Lexicon
    names: set[str]
    speakers: Counter[str]
    numbers: set[str]
    localities: Counter[tuple[str, str]]
    name_pairs: dict[int, float]

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
    lengths: list[int] = []
    for part in chain.from_iterable(texts):
        # between texts, as between paragraphs, sentences end: nothing is read across
        found = vocabulary.rows_of((*tokens(part), "\n"))
        met += found
        lengths.append(len(found))
    rows = np.array(met, np.intp)
    numbers, roles = vocabulary.words_of(rows), vocabulary.roles_of(rows)
    part_of = np.repeat(np.arange(len(lengths)), lengths)
    in_body = part_of % 2 > 0
    told = _Told(vocabulary.words, numbers.tolist(), roles.tolist())
    speakers: list[list[str]] = [[] for _ in lengths]
    figures: list[set[str]] = [set() for _ in lengths]
    localities: list[list[tuple[str, str]]] = [[] for _ in lengths]
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
    is_capital = roles & CAPITAL > 0
    capitals = np.flatnonzero(is_capital & in_body)
    names = capitals[~_opening(roles, capitals)]
    said = roles & WORD > 0
    name_parts = by_part(numbers[names].tolist(), part_of[names], len(lengths))
    parts = by_part(rows[said], part_of[said], len(lengths))
    seconds = np.flatnonzero(is_capital[1:] & is_capital[:-1]) + 1
    one, other = vocabulary.hashes_of(rows[seconds - 1]), vocabulary.hashes_of(rows[seconds])
    rarity = vocabulary.rarities_of(rows[seconds - 1]) + vocabulary.rarities_of(rows[seconds])
    pairs = list(zip(((one * 31 + other) & 0xFFFF).tolist(), rarity.tolist(), strict=True))
    pair_parts = by_part(pairs, part_of[seconds] // 2, len(lengths) // 2)
    return [
        Reading(
            parts[body],
            parts[body - 1],
            vocabulary,
            {vocabulary.words[number] for number in name_parts[body]},
            Counter(speakers[body]),
            figures[body],
            Counter(localities[body]),
            dict(islice(dict(pair_parts[body // 2]).items(), NAME_PAIRS)),
        )
        for body in range(1, len(lengths), 2)
    ]


def by_part(rows: _Rows, part_of: Rows, parts: int) -> list[_Rows]:
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
