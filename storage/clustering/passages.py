"""Pure: what two texts have in common word for word, to show it."""

from __future__ import annotations

import re

from storage.signatures.tokens import LIMIT


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


_WORD = re.compile(r"[^\W_]+")


def spelled(text: str) -> list[tuple[str, int, int]]:
    """Words in small letters, with where they begin and end in ``text``; characters beyond ``LIMIT`` are ignored."""
    return [(match[0].lower(), match.start(), match.end()) for match in _WORD.finditer(text[:LIMIT])]
