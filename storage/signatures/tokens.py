"""Pure: a text → its words, figures and marks, as printed."""

from __future__ import annotations

import re
import unicodedata

LIMIT = 40_000
"""Characters of a text that are read; the longest report measured had 24,000."""

_LETTERS = r"(?:[a-zA-Z]++|[^\W\d_])++"
"""Letters of any script; to look for those of ASCII first takes half of the time."""
_TOKEN = re.compile(rf"{_LETTERS}(?:-{_LETTERS})*+|[.!?:;\"\n,()]|\d++(?:[.,:/]\d++)*+")
_PLAIN_SIGNS = (*((quote, '"') for quote in "“”"), *((sign, " ") for sign in "‘’–—"))
"""Signs that printers add to ASCII: quotation marks, and signs that only part words. Most texts have no others."""


def tokens(text: str) -> list[str]:
    """The tokens of a text in order; characters beyond ``LIMIT`` are ignored."""
    return spelled_out(_plain(text))


def parted(text: str) -> str:
    """A text whose tokens are those of its pieces between spaces, ``spelled_out`` of each, in order."""
    return _plain(text).replace("\n", " \n ")


def spelled_out(plain: str) -> list[str]:
    """The tokens of a piece of a text."""
    return _TOKEN.findall(plain)


def _plain(text: str) -> str:
    text = text[:LIMIT]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        for printed, plain in _PLAIN_SIGNS:
            text = text.replace(printed, plain)
    return text
