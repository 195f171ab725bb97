"""Pure: what a report says, as far as reports are compared: words in order, names, who speaks, figures, the day it
tells of.

The rules are those of Indonesian news prose: a capital inside a sentence marks a name, sources are given with a verb of
saying ("kata", "ujar", "menurut" before the name, "mengatakan", "menegaskan" behind it), and days are written
"Senin (4/12/2023)", "Senin (4/12)", "4 Desember 2023" or just "Senin".
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from storage.vocabulary import (
    CAPITAL,
    ENDS,
    FIGURE,
    GOVERNS,
    INITIAL,
    KINDS,
    LETTERS,
    MARK,
    PRONOUN,
    VERB_BEFORE,
    VERB_BEHIND,
    Lexicon,
    Word,
    normalised,
)

LIMIT = 40_000
"""Characters of a text that are read; the longest report measured had 24,000."""

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+(?:[.,:/]\d+)*|[.!?:;\"\n,()]")
_PLAIN_TOKEN = re.compile(r"[a-zA-Z]+(?:-[a-zA-Z]+)*|[0-9]+(?:[.,:/][0-9]+)*|[.!?:;\"\n,()]")
"""The same tokens at two thirds of the time, of a text in ASCII."""
_PLAIN_SIGNS = (*((quote, '"') for quote in "“”"), *((sign, " ") for sign in "‘’–—"))
"""What printers add to ASCII: quotation marks, and what only parts words. Most texts have nothing else."""
_LEXICON = Lexicon()

_OF_NAME = CAPITAL | INITIAL
_ENDS_NAME = ENDS | PRONOUN
_TOKENS_BEHIND = 12
_TOKENS_AHEAD = 8

NAME_PAIRS = 24
"""Pairs of words of names that are read of a text, the first ones; clusters come out alike without any limit."""
_SCENE = 12
"""Words before a date that may say where and on what occasion."""
_SCENE_CHARACTERS = 140

_DAYS = {"senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "jum'at": 4, "sabtu": 5, "minggu": 6, "ahad": 6}
_MONTHS = {
    "januari": 1, "februari": 2, "maret": 3, "april": 4, "mei": 5, "juni": 6, "juli": 7, "agustus": 8, "september": 9,
    "oktober": 10, "november": 11, "desember": 12,
}  # fmt: skip
_EXPLICIT_DAY = re.compile(
    r"\b(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![/\d])"
    r"|\b(\d{1,2}) ((?ai:" + "|".join(_MONTHS) + r"))\b(?: (\d{4}))?"
)
_WEEKDAY = re.compile(r"\b(" + "|".join(_DAYS) + r")\b")
_SCENE_BEGINS = ("\n", ". ", '"', "”")
_UNPLACED = frozenset(("", *_DAYS, "hari", "tanggal", "pada"))
_DAYS_BACK = 8
"""A day mentioned is taken for the day of the event when it lies at most this far before the report."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says.

    ``words``: in order, in small letters, doubled words once ("orang-orang" is "orang"), figures as written; ``known``:
    the same with what the vocabulary knows of each.
    ``names``: the words written with a capital inside a sentence; ``capitals``: all words written with a capital
    anywhere. ``speakers``: how often a name is given as the source of a statement. ``numbers``: figures but no dates,
    years or numbers below ten. ``localities``: how often a town or county is named behind what it governs or is
    governed by ("Kota Probolinggo", "Polres Seluma"), as (name, "kota", "kabupaten" or ""). ``name_pairs``: the first
    pairs of words with a capital that stand together ("Komisi Pemilihan"), in order, as hashes of 16 bits, with the
    rarities of both words added up.
    """

    known: list[Word]
    names: set[str]
    capitals: set[str]
    speakers: Counter[str]
    numbers: set[str]
    localities: Counter[tuple[str, str]]
    name_pairs: dict[int, float]

    @property
    def words(self) -> list[str]:
        return [word[0] for word in self.known]


def read(text: str) -> Reading:
    """Reads a title or a body; characters beyond ``LIMIT`` are ignored."""
    tokens = _tokens(text[:LIMIT])
    known = list(map(_LEXICON.__getitem__, tokens))
    names: set[str] = set()
    capitals: set[str] = set()
    numbers: set[str] = set()
    speakers: list[str] = []
    localities: list[tuple[str, str]] = []
    pairs: dict[int, float] = {}
    # most words are neither a name nor a figure nor a cue: they are passed over
    for at in [at for at, entry in enumerate(known) if entry[1] >= CAPITAL]:
        word, role, _, _ = known[at]
        if role & CAPITAL:
            capitals.add(word)
            # most capitals follow a word, where they mark a name; only behind marks must one look closer
            if word not in names and ((at and known[at - 1][0]) or not _opens(tokens, known, at)):
                names.add(word)
            if len(pairs) < NAME_PAIRS and at and known[at - 1][1] & CAPITAL:
                before = known[at - 1]
                pairs[(before[2] * 31 + known[at][2]) & 0xFFFF] = before[3] + known[at][3]
        if role & FIGURE:
            numbers.add(word)
        elif role & GOVERNS:
            localities.extend(_governed(known, at))
        elif role & VERB_BEFORE:
            speakers.extend(_names_behind(tokens, known, at))
        elif role & VERB_BEHIND:
            speakers.extend(_names_ahead(tokens, known, at))
    said = [entry for entry in known if entry[0]]
    return Reading(said, names, capitals, Counter(speakers), numbers, Counter(localities), pairs)


def _tokens(text: str) -> list[str]:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        for printed, plain in _PLAIN_SIGNS:
            text = text.replace(printed, plain)
        if not text.isascii():
            return _TOKEN.findall(text)
    return _PLAIN_TOKEN.findall(text)


def _opens(tokens: list[str], known: list[Word], at: int) -> bool:
    """Whether a sentence or a quotation begins with this token, so that its capital says nothing."""
    before = at - 1
    while before >= 0 and not known[before][1]:
        before -= 1
    if before < 0:
        return True
    if not known[before][1] & MARK:
        return False
    # "Dr. Eko", "M. Taufik": the stop of an abbreviation ends no sentence
    shortened = tokens[before] == "." and before and tokens[before - 1][0].isupper() and len(tokens[before - 1]) <= 3
    return not shortened


def _governed(known: list[Word], at: int) -> Iterator[tuple[str, str]]:
    """The name right behind what governs a town or county, or is governed there; numbers may stand between."""
    kind = KINDS[known[at][0]]
    for behind in range(at + 1, len(known)):
        word, role, _, _ = known[behind]
        if word and not word[0].isdigit():
            if role & CAPITAL and not role & GOVERNS:
                yield word, kind
            return
        if role & MARK:
            return


def day_told(text: str, reported: date) -> tuple[date | None, bool]:
    """The day that a report published on ``reported`` tells of, and whether the text states it as a date.

    The first explicit date of the week before the report counts; without one the first weekday named, as the latest
    such day. None when the text names neither.
    """
    told, stated, _ = occasion(text, reported)
    return told, stated


def occasion(text: str, reported: date) -> tuple[date | None, bool, frozenset[str]]:
    """``day_told``, and the names right before a day stated as a date: where it was, and on what occasion.

    "saat menerima 61 tokoh Papua di Istana Negara, Jakarta, Selasa (10/9/2019)" gives papua, istana, negara, jakarta.
    """
    text = text[:LIMIT]
    if stated := _stated_day(text, reported):
        told, at = stated
        return told, True, _scene(text[max(0, at - _SCENE_CHARACTERS) : at])
    if weekday := _WEEKDAY.search(text.lower()):
        return reported - timedelta(days=(reported.weekday() - _DAYS[weekday[1]]) % 7), False, frozenset()
    return None, False, frozenset()


def _scene(before: str) -> frozenset[str]:
    """The names among the last words of the sentence or quotation that ends here. Its first word counts as one: it is
    the subject more often than not, and clusters come out better.
    """
    opens = max(map(before.rfind, _SCENE_BEGINS)) + 1
    words = [known for known in map(_LEXICON.__getitem__, _tokens(before[opens:])) if known[0] not in _UNPLACED]
    return frozenset(word[0] for word in words[-_SCENE:] if word[1] & CAPITAL)


def _stated_day(text: str, reported: date) -> tuple[date, int] | None:
    """The first explicit date of the week before the report, and where in the text it stands."""
    for match in _EXPLICIT_DAY.finditer(text):
        day, month, year, other_day, month_name, other_year = match.groups()
        number = int(month) if month else _MONTHS[month_name.lower()]
        printed = year or other_year
        # without a year the latest such day: "Selasa (31/12)" in January is last year's
        years = (_full(printed),) if printed else (reported.year, reported.year - 1)
        told = next(
            (found for at in years if (found := _date(at, number, int(day or other_day))) <= reported), date.max
        )
        if timedelta(0) <= reported - told <= timedelta(days=_DAYS_BACK):
            return told, match.start()
    return None


def _full(year: str) -> int:
    return int(year) + 2000 if len(year) == 2 else int(year)


def _date(year: int, month: int, day: int) -> date:
    """The date; one that no calendar has lies in the far future, where nothing happened yet."""
    try:
        return date(year, month, day)
    except ValueError:
        return date.max


def _names_behind(tokens: list[str], known: list[Word], at: int) -> list[str]:
    """The name behind a verb of saying: "kata Sekretaris Daerah Kota Probolinggo, Ninik Ira Wibawati"."""
    found: list[str] = []
    for place, (word, role, _, _) in enumerate(known[at + 1 : at + _TOKENS_BEHIND], at + 1):
        if role & _ENDS_NAME:
            break
        if role & _OF_NAME:
            found.append(word or normalised(tokens[place]))
        elif found and role & LETTERS:
            break
    return found


def _names_ahead(tokens: list[str], known: list[Word], at: int) -> list[str]:
    """The subject before a verb of saying: "Mie Go menyebut"."""
    found: list[str] = []
    for place in range(at - 1, max(0, at - _TOKENS_AHEAD) - 1, -1):
        word, role, _, _ = known[place]
        if role & ENDS:
            break
        if role & _OF_NAME:
            found.append(word or normalised(tokens[place]))
    return found


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


_SPELLED = re.compile(r"[^\W_]+")


def spelled(text: str) -> list[tuple[str, int, int]]:
    """Words in small letters, with where they begin and end in ``text``; characters beyond ``LIMIT`` are ignored."""
    return [(match[0].lower(), match.start(), match.end()) for match in _SPELLED.finditer(text[:LIMIT])]
