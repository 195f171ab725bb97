"""Normal form of words, and their rarity: the inverse document frequency (IDF).

The frequencies come from ``data/document_frequencies.tsv``, which says where they were counted; an unknown
term is the rarest. That table is frozen: changing it means a new ``storage.signatures.signature.VERSION``.
"""

from __future__ import annotations

import math
import re
import sys
import zlib
from functools import cache, lru_cache
from pathlib import Path

_TABLE = Path(__file__).resolve().parent / "data" / "document_frequencies.tsv"

_ALIKE = (
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("sh", "s"), ("kh", "h"), ("ch", "h"), ("dh", "d"), ("th", "t"), ("y", "i"),
    ("v", "f"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")


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


@lru_cache(150_000)
def mention(word: str) -> int:
    """A hash of 16 bits, the same for what one ear writes in different ways.

    Names are spelled freely: Romi and Rommy, Apriansyah and Apriyansyah, Soetjipto and Sucipto, Achmad and Akhmad.
    Letters count once however often they are doubled, ``y`` is ``i``, and the spellings of before 1972 (``oe``, ``dj``,
    ``tj``, ``ch``) and of Arabic names (``sh``, ``kh``, ``dh``, ``th``) are plain.
    """
    for written, heard in _ALIKE:
        word = word.replace(written, heard)
    return hashed(_DOUBLED.sub(r"\1", word)) & 0xFFFF


def rarity(term: str) -> float:
    """Inverse document frequency of a term: the negative natural logarithm of the share of articles that have it."""
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
