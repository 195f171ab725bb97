"""UTF-8 that was read as windows-1252 and written as UTF-8 again: ``cafÃ©``, ``â€œAmanâ€``. Recognised and undone.

A site moved from one database to another prints such pages for years, correctly declared, so no decoder can know.
``ftfy`` undoes it, also where it happened twice. It reads a page of 93 kB in 32 ms, more than extraction may cost, so
only lines with a sequence that news text can come to are shown to it: Latin letters, punctuation, emoji, a byte order
mark.
"""

from __future__ import annotations

import re

_FOLLOWING = "\u0080-\u00bf" + bytes(set(range(0x80, 0xA0)) - {0x81, 0x8D, 0x8F, 0x90, 0x9D}).decode("cp1252")
"""Readings of a byte from 0x80 to 0xBF in windows-1252 or in ISO 8859-1."""
_MOST = 5_000
"""Sequences beyond which a page is left as it is. One of the press that was read wrongly has some hundred; half a
megabyte of nothing else took two seconds."""

_SUSPECT = re.compile(f"[ÂÃÄÅâðï][{_FOLLOWING}]")


def mended(text: str) -> tuple[str, int]:
    """The text with its doubly encoded sequences undone, and how many they were, about; most have none."""
    if text.isascii() or not 0 < len(_SUSPECT.findall(text)) <= _MOST:
        return text, 0
    lines, count = text.split("\n"), 0
    for number, line in enumerate(lines):
        if found := len(_SUSPECT.findall(line)):
            lines[number] = _mended(line)
            count += found if lines[number] != line else 0
    return "\n".join(lines), count


def _mended(line: str) -> str:
    from ftfy import fix_encoding  # 30 ms to load, and every command loads this module
    from ftfy.badness import is_bad

    return fix_encoding(line) if is_bad(line) else line
