"""Pure: the day that a report tells of, and where and on what occasion it says that was.

Indonesian news prose writes days as "Senin (4/12/2023)", "Senin (4/12)", "4 Desember 2023" or just "Senin", and places
right before them.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from storage.signatures.idf import normalised
from storage.signatures.tokens import LIMIT, tokens

_DAYS = {"senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "jum'at": 4, "sabtu": 5, "minggu": 6, "ahad": 6}
_MONTHS = {
    "januari": 1, "februari": 2, "maret": 3, "april": 4, "mei": 5, "juni": 6, "juli": 7, "agustus": 8, "september": 9,
    "oktober": 10, "november": 11, "desember": 12,
}  # fmt: skip
_EXPLICIT_DAY = re.compile(
    # beginning with the figure and not with the border before it, which takes nearly three times as long to look for
    r"(\d(?<!\w\d)\d?)(?:/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![/\d])"
    r"| ((?ai:" + "|".join(_MONTHS) + r"))\b(?: (\d{4}))?)"
)
_WEEKDAY = re.compile(r"\b(" + "|".join(_DAYS) + r")\b")
_SCENE_BEGINS = ("\n", ". ", '"', "”")
_UNPLACED = frozenset((*_DAYS, "hari", "tanggal", "pada"))
_DAYS_BACK = 8
"""A day mentioned is taken for the day of the event when it lies at most this far before the report."""

_SCENE = 12
"""Words before a date that may say where and on what occasion."""
_SCENE_CHARACTERS = 140


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
    words = [(normalised(token), token[0].isupper()) for token in tokens(before[opens:]) if token[0].isalnum()]
    placed = [(word, name) for word, name in words if word not in _UNPLACED and (len(word) > 1 or word.isdigit())]
    return frozenset(word for word, name in placed[-_SCENE:] if name)


def _stated_day(text: str, reported: date) -> tuple[date, int] | None:
    """The first explicit date of the week before the report, and where in the text it stands."""
    for match in _EXPLICIT_DAY.finditer(text):
        day, month, year, month_name, other_year = match.groups()
        number = int(month) if month else _MONTHS[month_name.lower()]
        printed = year or other_year
        # without a year the latest such day: "Selasa (31/12)" in January is last year's
        years = (_full(printed),) if printed else (reported.year, reported.year - 1)
        told = next((found for at in years if (found := _date(at, number, int(day))) <= reported), date.max)
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
