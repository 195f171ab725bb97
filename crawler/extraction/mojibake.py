"""UTF-8 that was read as windows-1252 and written as UTF-8 again: ``cafÃ©``, ``â€œAmanâ€``. Recognised and undone.

A site moved from one database to another prints such pages for years, correctly declared, so no decoder can know.
Only the sequences are undone that news text has: Latin letters, typographic punctuation, emoji, a byte order mark.
"""

from __future__ import annotations

import re

_FOLLOWING = "\u0080-\u00bf" + bytes(set(range(0x80, 0xA0)) - {0x81, 0x8D, 0x8F, 0x90, 0x9D}).decode("cp1252")
"""What a byte from 0x80 to 0xBF is read as, in windows-1252 or in ISO 8859-1."""
_TWICE = re.compile(f"â[€\u0080][{_FOLLOWING}]|ð[Ÿ\u009f][{_FOLLOWING}]{{2}}|ï»¿|[ÂÃ][{_FOLLOWING}]")
_LEADS = ("Ã", "Â", "â€", "â\u0080", "ðŸ", "ð\u009f", "ï»¿")
_TELLING = 2
"""So many of the short sequences, or one long one: ``Ã”`` alone may be the end of a quotation."""


def mended(text: str) -> tuple[str, int]:
    """The text with its doubly encoded sequences undone, and how many they were; most have none."""
    if text.isascii() or not any(lead in text for lead in _LEADS):
        return text, 0
    found = _TWICE.findall(text)
    if len(found) < _TELLING and not any(len(one) > 2 for one in found):
        return text, 0
    once = {twice: _once(twice) for twice in set(found)}  # a page of nothing else has a million of a few
    return _TWICE.sub(lambda match: once[match[0]], text), len(found)


def _once(twice: str) -> str:
    read = b"".join(one.encode("latin-1" if one < "\u0100" else "cp1252") for one in twice)
    return read.decode("utf-8", "ignore") or twice
