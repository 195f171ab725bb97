"""Facts of each token that do not depend on its text: its word, its role in a report, its rarity.

Kept as columns, so that a text is looked up at once and computed with as arrays of numbers.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from itertools import count, repeat
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from storage.signatures.arrays import Rows
from storage.signatures.idf import hashed, mention, normalised, rarities
from storage.signatures.interning import Pieces
from storage.signatures.tokens import parted, spelled_out

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

_LINE_END = "\n"
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
"""Words before the name of a kota, of a kabupaten, or of either."""

_TELLING = dict.fromkeys(KINDS, GOVERNS) | dict.fromkeys(_SAID_BY, VERB_BEFORE) | dict.fromkeys(_SAYS, VERB_BEHIND)
"""Roles of a word in a report; no word has two."""

_REMEMBERED = 200_000
"""Pieces of text that are remembered, about 60 MB; a text of 300 words has two dozen that were not met before."""

Numbers = npt.NDArray[np.int32]


class Lexicon:
    """Words, and what is known of each token; both are found when a piece of text is first met.

    ``words``: number of a word → the word. Threads may share a lexicon.
    """

    def __init__(self) -> None:
        self.words = [""]
        self._numbers = {"": 0}
        self._tokens: dict[str, int] = {}
        # these arrays grow in place, where those of numpy would be copied for every text. Of the tokens, by row:
        self._word, self._role, self._hash, self._rarity = array("i"), array("i"), array("q"), array("d")
        self._mention = array("i", [0])  # of the words, by number; below 0 until it is asked for
        self._pieces = Pieces()
        self._rows, self._ends = array("q"), array("q", [0])  # the tokens of all pieces, and where those of each end
        self._adding = Lock()
        self._pieces.numbers_of([_LINE_END])
        self._meet([_LINE_END])
        self._rows.append(0)
        self._ends.append(1)

    def __len__(self) -> int:
        return len(self._pieces)

    def rows_of(self, texts: Iterable[str]) -> tuple[Rows, Rows]:
        """The tokens of texts, one text behind the other, as rows of what is known of each token; and the number of the
        text that each is of. A line ends behind every text.
        """
        with self._adding:
            pieces, piece_of, fresh = self._pieces.numbers_of([f"{parted(text)} {_LINE_END}" for text in texts])
            self._learn(fresh)
        starts, sizes = self._taken(self._ends, pieces), self._taken(self._ends, pieces + 1)
        sizes -= starts
        behind = np.cumsum(sizes)
        at = np.repeat(starts - behind + sizes, sizes) + np.arange(len(sizes) and behind[-1])
        return self._taken(self._rows, at), np.repeat(piece_of, sizes)

    def words_of(self, rows: Rows) -> Numbers:
        """The number of the word that each token is compared as; 0 for marks and brackets."""
        return self._taken(self._word, rows)

    def roles_of(self, rows: Rows) -> Numbers:
        return self._taken(self._role, rows)

    def hashes_of(self, rows: Rows) -> npt.NDArray[np.int64]:
        """``hashed`` of each word."""
        return self._taken(self._hash, rows)

    def rarities_of(self, rows: Rows) -> npt.NDArray[np.float64]:
        return self._taken(self._rarity, rows)

    def mentions_of(self, rows: Rows) -> Numbers:
        """``mention`` of each word."""
        words = self.words_of(rows)
        found = self._taken(self._mention, words)
        unheard = found < 0
        for number in set(words[unheard].tolist()):
            self._mention[number] = mention(self.words[number])
        found[unheard] = self._taken(self._mention, words[unheard])
        return found

    def spelled(self, rows: Rows) -> list[str]:
        """The words."""
        words = self.words
        return [words[number] for number in self.words_of(rows).tolist()]

    def _taken(self, column: array[Any], rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
        # while numpy looks at it an array cannot grow
        with self._adding:
            return np.frombuffer(column, column.typecode).take(rows)

    def _learn(self, pieces: str) -> None:
        """Adds pieces, a line each."""
        tokens = spelled_out(pieces)
        self._meet(tokens)
        rows = np.array(list(map(self._tokens.__getitem__, tokens)), np.int64)
        ends = np.flatnonzero(rows == 0)
        self._ends.frombytes((ends - np.arange(len(ends)) + len(self._rows)).tobytes())
        self._rows.frombytes(rows[rows > 0].tobytes())

    def _meet(self, tokens: Iterable[str]) -> None:
        """Adds those tokens that were not met before."""
        fresh = [token for token in dict.fromkeys(tokens) if token not in self._tokens]
        self._tokens.update(zip(fresh, count(len(self._tokens))))
        words, roles = zip(*map(_entry, fresh), strict=True) if fresh else ((), ())
        # one object for a term wherever it stands: terms of all articles are looked up in each other
        for word in map(sys.intern, words):
            if word not in self._numbers:
                self._numbers[word] = len(self.words)
                self.words.append(word)
                self._mention.append(-1)
        self._word.extend(map(self._numbers.__getitem__, words))
        self._role.extend(roles)
        self._hash.extend(map(hashed, words))
        rare = rarities()
        self._rarity.extend(map(rare.get, words, repeat(rare.unknown)))


_IN_USE: list[Lexicon] = []


def lexicon() -> Lexicon:
    """The lexicon of this process; a fresh one when that remembers enough. What was looked up in one stays with it."""
    if not _IN_USE or len(_IN_USE[0]) >= _REMEMBERED:
        _IN_USE[:] = [Lexicon()]
    return _IN_USE[0]


def _entry(token: str) -> tuple[str, int]:
    first = token[0]
    if not first.isalpha():
        if first.isdigit():
            return token, WORD | FIGURE * _is_figure(token)
        return "", MARK * (token in OPENING) | ENDS * (token in _CLAUSE_END) | STOP * (token == ".")
    word = normalised(token)
    role = LETTERS | _TELLING.get(word, 0)
    if first.isupper():
        role |= (CAPITAL if len(word) > 1 else INITIAL) | SHORT * (len(token) <= _SHORT)
    elif token in _NAMELESS:
        role |= PRONOUN
    return word, role | WORD * (len(word) > 1)


def _is_figure(token: str) -> bool:
    if "/" in token:
        return False
    return not token.isdigit() or (len(token) > 1 and not (len(token) == 4 and token[:2] in ("19", "20")))
