"""What is known of a word apart from any text: how it is compared, how rare it is, and what it does in a report.

How rare comes from ``data/document_frequencies.tsv``, which says where it was counted; a term unknown to it is the
rarest. That table is frozen: changing it means a new ``storage.signatures.VERSION``.
"""

from __future__ import annotations

import math
import re
import sys
import zlib
from functools import cache, cached_property
from pathlib import Path

OPENING = frozenset('.!?:;"“”\n')
"""After these a capital says nothing: a sentence or a quotation begins."""

READ, MARK, ENDS, PRONOUN, LETTERS, INITIAL = 1, 2, 4, 8, 16, 32
CAPITAL, FIGURE, GOVERNS, VERB_BEFORE, VERB_BEHIND = 64, 128, 256, 512, 1024
"""Roles of a token, as bits; a comma or a bracket has none. ``MARK``: one of ``OPENING``; ``ENDS``: one that ends a
clause. ``PRONOUN``: stands for a speaker and names none. ``LETTERS``: no figure and no mark. ``INITIAL``: a single
capital letter, which is no word. From ``CAPITAL`` on a role says something by itself. ``FIGURE``: a number, but no
date, year or number below ten. ``GOVERNS``: a word of ``KINDS``. The verbs of saying stand before or behind a name."""

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

_TABLE = Path(__file__).resolve().parent / "data" / "document_frequencies.tsv"

_REMEMBERED = 150_000
"""Tokens that are remembered, about 50 MB; a text of 300 words has a dozen that were not met before."""

_ALIKE = (
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("sh", "s"), ("kh", "h"), ("ch", "h"), ("dh", "d"), ("th", "t"), ("y", "i"),
    ("v", "f"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")

Word = tuple[str, int, int, float]
"""The word as it is compared (empty for marks and single letters), its role, a hash of 24 bits that is the same in
every process, and its rarity. One tuple, because looking it up is a good part of what grouping costs."""


class Lexicon(dict[str, Word]):
    """Token, as it is printed → what is known of it; worked out when it is first met."""

    @cached_property
    def _rarities(self) -> Rarities:
        return rarities()

    def __missing__(self, token: str) -> Word:
        if len(self) >= _REMEMBERED:
            self.clear()
        text, role = _entry(token)
        # one object for a term wherever it stands: terms of all articles are looked up in each other
        text = sys.intern(text)
        entry = self[text if text == token else token] = (text, role, hashed(text), self._rarities[text])
        return entry


def normalised(token: str) -> str:
    """A word as it is compared: small letters, a doubled word once, no hyphen ("PDI-P" is "pdip")."""
    word = token.lower()
    if "-" in word:
        first, _, rest = word.partition("-")
        return first if first == rest else word.replace("-", "")
    return word


def hashed(word: str) -> int:
    """24 bits of a word, the same in every process."""
    return zlib.crc32(word.encode()) & 0xFFFFFF


class Spellings(dict[str, int]):
    """Word → hash of 16 bits, the same for what one ear writes in different ways; worked out when it is first met.

    Names are spelled freely: Romi and Rommy, Apriansyah and Apriyansyah, Soetjipto and Sucipto, Achmad and Akhmad.
    Letters count once however often they are doubled, ``y`` is ``i``, and the spellings of before 1972 (``oe``, ``dj``,
    ``tj``, ``ch``) and of Arabic names (``sh``, ``kh``, ``dh``, ``th``) are plain.
    """

    def __missing__(self, word: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        spelled = word
        for written, heard in _ALIKE:
            spelled = spelled.replace(written, heard)
        entry = self[word] = hashed(_DOUBLED.sub(r"\1", spelled)) & 0xFFFF
        return entry


def rarity(term: str) -> float:
    """Inverse document frequency: the natural logarithm of how rare the term is among articles."""
    return rarities()[term]


def common_terms(most: float) -> frozenset[str]:
    """The terms of the table whose ``rarity`` is at most this: for 2.3, those in one article of ten or more."""
    return frozenset(term for term, value in rarities().items() if value <= most)


@cache
def listed() -> tuple[str, ...]:
    """The terms of the table, by their places in it."""
    return tuple(rarities())


@cache
def places() -> dict[str, int]:
    """Term → its place in the table."""
    return {term: place for place, term in enumerate(listed())}


class Rarities(dict[str, float]):
    """Term → rarity, and the rarity of every term that is not listed."""

    unknown = 0.0

    def __missing__(self, term: str) -> float:
        return self.unknown


@cache
def rarities() -> Rarities:
    """The table, read once."""
    table = Rarities()
    with _TABLE.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            term, share = line.split("\t")
            value = -math.log(float(share))
            if term == "*":
                table.unknown = value
            else:
                table[sys.intern(term)] = value
    return table


def _entry(token: str) -> tuple[str, int]:
    first = token[0]
    if first.isdigit():
        return token, READ | FIGURE * _is_figure(token)
    if not first.isalpha():
        return "", (READ | MARK) * (token in OPENING) | ENDS * (token in _CLAUSE_END)
    word = normalised(token)
    role = READ | LETTERS | PRONOUN * (token in _NAMELESS)
    if len(word) == 1:
        return "", role | INITIAL * first.isupper()
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
