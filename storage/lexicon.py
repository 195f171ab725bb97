"""What is known of each token of a text apart from it: the word it is, what it does in a report, how rare it is.

Kept as columns, so that a text is looked up at once and reckoned with as arrays of numbers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from storage.vocabulary import hashed, normalised, rarity

OPENING = frozenset('.!?:;"“”\n')
"""After these a capital says nothing: a sentence or a quotation begins."""

WORD, MARK, ENDS, STOP, SHORT, PRONOUN, LETTERS, INITIAL = (1 << bit for bit in range(8))
CAPITAL, FIGURE, GOVERNS, VERB_BEFORE, VERB_BEHIND = (1 << bit for bit in range(8, 13))
"""Roles of a token, as bits; a comma or a bracket has none. ``WORD``: what is compared, figures too. ``MARK``: one of
``OPENING``; ``ENDS``: one that ends a clause; ``STOP``: a full stop. ``SHORT``: a capital and at most two letters more,
as abbreviations have. ``PRONOUN``: stands for a speaker and names none. ``LETTERS``: no figure and no mark.
``INITIAL``: a single capital letter, which is no word. From ``CAPITAL`` on a role says something by itself.
``FIGURE``: a number, but no date, year or number below ten. ``GOVERNS``: a word of ``KINDS``. The verbs of saying stand
before or behind a name."""

_SHORT = 3
_CLAUSE_END = OPENING - frozenset(":;")
_NAMELESS = frozenset((
    "dia", "ia", "beliau", "mereka", "nya", "kami", "saya",
))  # fmt: skip

_SAID_BY = frozenset((
    "kata", "ujar", "tutur", "ucap", "jelas", "terang", "papar", "ungkap", "tegas", "imbuh", "sebut", "lanjut",
    "tambah", "pungkas", "tukas", "cetus", "kilah", "cerita", "menurut",
))  # fmt: skip
_SAYS = frozenset((
    "mengatakan", "menyebut", "menyebutkan", "menuturkan", "menjelaskan", "menegaskan", "mengungkapkan",
    "menyatakan", "menilai", "meminta", "mengaku", "berharap", "menambahkan", "memaparkan", "mengimbau",
    "menghimbau", "mengingatkan", "menyampaikan", "menerangkan", "menduga", "membantah", "memastikan", "mengajak",
    "mengakui", "menekankan", "mengungkap", "berpesan", "mengapresiasi", "membenarkan", "menginstruksikan",
))  # fmt: skip

KINDS = {
    **dict.fromkeys(("kota", "pemkot", "walikota"), "kota"),
    **dict.fromkeys(("kabupaten", "kab", "pemkab", "bupati"), "kabupaten"),
    **dict.fromkeys((
        "polres", "polresta", "polresmetro", "kpu", "kpud", "bawaslu", "panwaslu", "dprd", "kejari", "kodim",
        "kesbangpol",
    ), ""),
}  # fmt: skip
"""What stands before the name of a kota, of a kabupaten, or of either."""

_REMEMBERED = 150_000
"""Tokens that are remembered, about 30 MB; a text of 300 words has a dozen that were not met before."""

_KINDS = (np.int32, np.int32, np.int64, np.float64)

Rows = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.int32]


class Lexicon(dict[str, int]):
    """Token, as it is printed → its row among all tokens that were met; worked out when it is first met.

    ``words``: number of a word → the word. Threads may share a lexicon.
    """

    def __init__(self) -> None:
        super().__init__()
        self.words = [""]
        self._numbers = {"": 0}
        self._met: list[tuple[int, int, int, float]] = []
        self._columns: list[npt.NDArray[Any]] = [np.zeros(0, kind) for kind in _KINDS]
        self._adding = Lock()

    def rows_of(self, tokens: Iterable[str]) -> list[int]:
        return list(map(self.__getitem__, tokens))

    def words_of(self, rows: Rows) -> Numbers:
        """The number of the word that each token is compared as; 0 for marks and brackets."""
        return self._column(0).take(rows)

    def roles_of(self, rows: Rows) -> Numbers:
        return self._column(1).take(rows)

    def hashes_of(self, rows: Rows) -> npt.NDArray[np.int64]:
        """``hashed`` of each word."""
        return self._column(2).take(rows)

    def rarities_of(self, rows: Rows) -> npt.NDArray[np.float64]:
        return self._column(3).take(rows)

    def _column(self, at: int) -> npt.NDArray[Any]:
        # what was met since is added here, at once: into arrays one by one is dear
        with self._adding:
            if fresh := self._met[len(self._columns[at]) :]:
                self._columns = [
                    np.concatenate((column, np.array(values, column.dtype)))
                    for column, values in zip(self._columns, zip(*fresh, strict=True), strict=True)
                ]
            return self._columns[at]

    def __missing__(self, token: str) -> int:
        with self._adding:
            if token in self:
                return self[token]
            text, role = _entry(token)
            # one object for a term wherever it stands: terms of all articles are looked up in each other
            text = sys.intern(text)
            number = self._numbers.setdefault(text, len(self.words))
            if number == len(self.words):
                self.words.append(text)
            row = len(self._met)
            self._met.append((number, role, hashed(text), rarity(text)))
            self[token] = row
            return row


_IN_USE: list[Lexicon] = []


def lexicon() -> Lexicon:
    """The lexicon of this process; a fresh one when that remembers enough. What was looked up in one stays with it."""
    if not _IN_USE or len(_IN_USE[0]) >= _REMEMBERED:
        _IN_USE[:] = [Lexicon()]
    return _IN_USE[0]


def _entry(token: str) -> tuple[str, int]:
    first = token[0]
    if first.isdigit():
        return token, WORD | FIGURE * _is_figure(token)
    if not first.isalpha():
        return "", MARK * (token in OPENING) | ENDS * (token in _CLAUSE_END) | STOP * (token == ".")
    word = normalised(token)
    role = LETTERS | PRONOUN * (token in _NAMELESS) | SHORT * (first.isupper() and len(token) <= _SHORT)
    if len(word) == 1:
        return word, role | INITIAL * first.isupper()
    role |= WORD
    if first.isupper():
        role |= CAPITAL
    if word in KINDS:
        role |= GOVERNS
    if word in _SAID_BY:
        role |= VERB_BEFORE
    if word in _SAYS:
        role |= VERB_BEHIND
    return word, role


def _is_figure(token: str) -> bool:
    if "/" in token:
        return False
    return not token.isdigit() or (len(token) > 1 and not (len(token) == 4 and token[:2] in ("19", "20")))
