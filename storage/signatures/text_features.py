"""Pure: what a report says, as far as reports are compared: words in order, names, who speaks, figures, places.

The rules are those of Indonesian news prose: a capital inside a sentence marks a name, and sources are given with a
verb of saying ("kata", "ujar", "menurut" before the name, "mengatakan", "menegaskan" behind it).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from storage.signatures.arrays import Rows, by_part
from storage.signatures.lexicon import (
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
    VERB_BEHIND,
    WORD,
    Lexicon,
    Numbers,
    lexicon,
)

_OF_NAME = CAPITAL | INITIAL
_ENDS_NAME = ENDS | PRONOUN
_TOKENS_BEHIND = 12
_TOKENS_AHEAD = 8

_NAME_PAIRS = 24
"""Pairs of words of names that are read of a text, the first ones; clusters come out alike without any limit."""
_COMMON_NAME = 10.0
"""Rarities of two words together, below which a name is common. Clusters come out alike from 9 to 11, and worse when
rare names count too."""


@dataclass(frozen=True, slots=True, eq=False)
class TextFeatures:
    """Features of one text, as rows of the ``lexicon``, but for ``offices``.

    ``report`` and ``heading``: the words of the text, and of its title, in order. ``capitals``: those of the text that
    have a capital inside a sentence. ``sources``: the names given as the source of a statement, each as often as that
    happens. ``governed``: the names of towns or counties behind what they govern or are governed by ("Kota
    Probolinggo", "Polres Seluma"), and ``governing``: what each stands behind. ``figures``: no dates, years or numbers
    below ten. ``offices``: a hash of 16 bits each of those pairs of words with a capital, among the first that stand
    together, title first, that are common ("Komisi Pemilihan", "Joko Widodo").
    """

    lexicon: Lexicon
    report: Rows
    heading: Rows
    capitals: Rows
    sources: Rows
    governed: Rows
    governing: Rows
    figures: Rows
    offices: Rows

    @property
    def words(self) -> list[str]:
        """The words of the text: in small letters, doubled ones once ("orang-orang" is "orang"), figures as written."""
        return self.lexicon.spelled(self.report)

    @property
    def names(self) -> set[str]:
        """The words written with a capital inside a sentence."""
        return set(self.lexicon.spelled(self.capitals))

    @property
    def speakers(self) -> Counter[str]:
        """Number of times that a name is given as the source of a statement."""
        return Counter(self.lexicon.spelled(self.sources))

    @property
    def localities(self) -> Counter[tuple[str, str]]:
        """Number of times that a town or county is named, as (name, "kota", "kabupaten" or "")."""
        kinds = map(KINDS.__getitem__, self.lexicon.spelled(self.governing))
        return Counter(zip(self.lexicon.spelled(self.governed), kinds, strict=True))

    @property
    def numbers(self) -> set[str]:
        """The ``figures``, as written."""
        return set(self.lexicon.spelled(self.figures))


def text_features(text: str, title: str = "") -> TextFeatures:
    """Reads a text, and the words and figures of its title; characters beyond ``LIMIT`` are ignored."""
    return all_text_features([(title, text)])[0]


def all_text_features(texts: Sequence[tuple[str, str]]) -> list[TextFeatures]:
    """Reads pairs of title and text as ``read`` does, all at once, which costs less than one by one."""
    vocabulary = lexicon()
    # between texts, as between paragraphs, sentences end: nothing is read across
    rows, part_of = vocabulary.rows_of(chain.from_iterable(texts))
    text_of, in_body = np.divmod(part_of, 2)
    roles = vocabulary.roles_of(rows)

    def of_texts(at: Rows) -> list[Rows]:
        return by_part(rows[at], text_of[at], len(texts))

    def having(role: int) -> Rows:
        return np.flatnonzero((roles & role > 0) & in_body)

    said = np.flatnonzero(roles & WORD)
    parts = by_part(rows[said], part_of[said], 2 * len(texts))
    capitals = having(CAPITAL)
    governing, governed = _governed(roles, having(GOVERNS))
    sources = np.sort(
        np.concatenate((_names_behind(roles, having(VERB_BEFORE)), _names_ahead(roles, having(VERB_BEHIND))))
    )
    columns = zip(
        parts[1::2],
        parts[::2],
        of_texts(capitals[~_opening(roles, capitals)]),
        of_texts(sources),
        of_texts(governed),
        of_texts(governing),
        of_texts(np.flatnonzero(roles & FIGURE)),
        _offices(vocabulary, rows, roles, text_of, len(texts)),
        strict=True,
    )
    return [TextFeatures(vocabulary, *column) for column in columns]


def _offices(vocabulary: Lexicon, rows: Rows, roles: Numbers, text_of: Rows, texts: int) -> list[Rows]:
    """Of each text the common ones among the first pairs of words with a capital that stand together."""
    is_capital = roles & CAPITAL > 0
    seconds = np.flatnonzero(is_capital[1:] & is_capital[:-1]) + 1
    one, other = rows[seconds - 1], rows[seconds]
    pairs = (text_of[seconds] << 16) + ((vocabulary.hashes_of(one) * 31 + vocabulary.hashes_of(other)) & 0xFFFF)
    distinct, first = np.unique(pairs, return_index=True)
    # of two pairs with one hash the last says how rare it is
    last = len(pairs) - 1 - np.unique(pairs[::-1], return_index=True)[1]
    order = np.argsort(first)
    pairs, of = distinct[order], distinct[order] >> 16
    rarity = (vocabulary.rarities_of(one) + vocabulary.rarities_of(other))[last[order]]
    wanted = (np.arange(len(of)) - np.searchsorted(of, of) < _NAME_PAIRS) & (rarity < _COMMON_NAME)
    return by_part(pairs[wanted] & 0xFFFF, of[wanted], texts)


def _opening(roles: Numbers, capitals: Rows) -> npt.NDArray[np.bool]:
    """Of each of these tokens, whether a sentence or a quotation begins with it, so that its capital says nothing."""
    read = np.flatnonzero(roles)
    before = read[np.searchsorted(read, capitals) - 1]
    # "Dr. Eko", "M. Taufik": the stop of an abbreviation ends no sentence
    shortened = (roles[before] & STOP > 0) & (roles[before - 1] & SHORT > 0)
    opening: npt.NDArray[np.bool] = (roles[before] & MARK > 0) & ~shortened
    return opening


def _governed(roles: Numbers, governing: Rows) -> tuple[Rows, Rows]:
    """Places of a name right behind the word that governs a town or county, and of that word. Numbers may
    stand between.
    """
    telling = np.flatnonzero((roles & (WORD | LETTERS) == WORD | LETTERS) | (roles & MARK > 0))
    behind = telling[np.searchsorted(telling, governing, "right")]
    is_name = roles[behind] & (CAPITAL | GOVERNS) == CAPITAL
    return governing[is_name], behind[is_name]


def _names_behind(roles: Numbers, verbs: Rows) -> Rows:
    """The names behind verbs of saying: "kata Sekretaris Daerah Kota Probolinggo, Ninik Ira Wibawati"."""
    at = np.minimum(verbs[:, np.newaxis] + np.arange(1, _TOKENS_BEHIND), len(roles) - 1)
    of_name = roles[at] & _OF_NAME > 0
    begun = np.logical_or.accumulate(of_name, axis=1)
    ended = (roles[at] & _ENDS_NAME > 0) | (begun & ~of_name & (roles[at] & LETTERS > 0))
    named: Rows = at[of_name & ~np.logical_or.accumulate(ended, axis=1)]
    return named


def _names_ahead(roles: Numbers, verbs: Rows) -> Rows:
    """The subjects before verbs of saying: "Mie Go menyebut"."""
    at = np.maximum(verbs[:, np.newaxis] - np.arange(1, _TOKENS_AHEAD + 1), 0)
    ended = np.logical_or.accumulate(roles[at] & ENDS > 0, axis=1)
    named: Rows = at[(roles[at] & _OF_NAME > 0) & ~ended]
    return named
