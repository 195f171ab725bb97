"""Words of a message: the verdict first, then what is new, what goes on and what is over; short enough for a phone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from crawler.cli.terminal import moment, shown
from crawler.notify.services import Message
from storage.health.troubles import News, Told, Trouble

SHOWN = 8
"""Troubles that a message spells out; the page has all."""

LONGEST = 300
"""Characters of a line."""

_PATH = re.compile(r"(?<![\w:/.…])/(?:[^\s/:;,'\"()]+/)+(?=[^\s/:;,'\"()]*)")
"""A folder of this machine, up to the last name of the path; an address on the web begins with its host."""


def message(news: News, *, folder: Path, essence: Sequence[str] = (), page: Path | None = None) -> Message:
    """Write the message of some news. ``essence`` are lines about the night, ``page`` is the file of its report."""
    parts = [
        _part("", [_told(one) for one in _together(news.begun)]),
        _part("Still:", [_told(one) for one in _together(one.trouble for one in news.lasting)]),
        _part("Over:", [_ended(one) for one in _ends(news.over)]),
        "\n".join(essence),
    ]
    text = "\n\n".join(part for part in parts if part)
    return Message(headline(news), harmless(text, folder), page, bad=bool(news.begun or news.lasting))


def headline(news: News) -> str:
    """The first line of a message."""
    if not news.begun and not news.lasting:
        return _well_again(news)
    urgent = next((one.title for one in (*news.begun, *news.open) if one.title), "")
    return f"Kliping: {urgent or counted(news.open)}"


def counted(troubles: Iterable[Trouble]) -> str:
    """Count troubles in words: ``2 outlets and 1 matter of the machine need a person``."""
    kinds = [one.key.startswith("outlet:") for one in troubles]
    outlets, others = kinds.count(True), kinds.count(False)
    parts = [f"{outlets} outlet{'s' * (outlets != 1)}"] if outlets else []
    parts += [f"{others} matter{'s' * (others != 1)} of the machine"] if others else []
    return f"{' and '.join(parts) or 'nothing'} need{'s' * (len(kinds) == 1)} a person"


def harmless(text: str, folder: Path) -> str:
    """A text without paths of this machine, and safe on any screen."""
    text = text.replace(str(folder), "the data folder")
    return "\n".join(_short(shown(_PATH.sub("…/", line))) for line in text.split("\n"))


def _well_again(news: News) -> str:
    kind, _, name = news.over[0].trouble.key.partition(":")
    if len(news.over) > 1:
        what = f"{len(news.over)} troubles are over"
    else:
        what = f"{name} is well again" if kind == "outlet" else "1 trouble is over"
    return f"Kliping: {what}" + (f"; {counted(news.open)}" if news.open else "")


def _part(head: str, lines: Sequence[str]) -> str:
    if len(lines) > SHOWN:
        lines = [*lines[:SHOWN], f"and {len(lines) - SHOWN} more"]
    return "\n".join(filter(None, (head, *lines))) if lines else ""


def _together(troubles: Iterable[Trouble]) -> list[tuple[list[str], Trouble]]:
    """Troubles of one kind of which the same is said, as without a network, with the names of all."""
    found: dict[tuple[str, str, str], tuple[list[str], Trouble]] = {}
    for one in troubles:
        kind, _, name = one.key.partition(":")
        found.setdefault((kind, one.text, one.advice), ([], one))[0].append(name)
    return list(found.values())


def _told(group: tuple[list[str], Trouble]) -> str:
    names, one = group
    if not one.key.startswith("outlet:"):
        return f"- {one.text}" + (f"\n  {one.advice}" if one.advice else "")
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"- {', '.join(names[:SHOWN])}{more}: {one.text}" + (f"\n  {one.advice}" if one.advice else "")


def _ends(over: Iterable[Told]) -> list[tuple[list[str], Told]]:
    """Ends of troubles of one kind that began at one time, with the names of all."""
    found: dict[tuple[str, object], tuple[list[str], Told]] = {}
    for one in over:
        kind, _, name = one.trouble.key.partition(":")
        key = (kind, one.began_at) if kind == "outlet" else (one.trouble.key, None)
        found.setdefault(key, ([], one))[0].append(name)
    return list(found.values())


def _ended(group: tuple[list[str], Told]) -> str:
    names, one = group
    since = moment(one.began_at)
    if not one.trouble.key.startswith("outlet:"):
        return f"- since {since}: {one.trouble.text}"
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    what = f": {one.trouble.text}" if len(names) == 1 else ""
    return f"- {', '.join(names[:SHOWN])}{more}, since {since}{what}"


def _short(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
