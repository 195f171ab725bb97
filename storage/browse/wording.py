"""The words of the pages, in Indonesian and English (``strings.toml``), and how days and numbers are written."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from storage.calendar import JAKARTA

LANGUAGES = ("id", "en")
"""The first is the one of a reader who asks for none of them."""

_STRINGS = Path(__file__).resolve().parent / "strings.toml"

# What a page obeys without showing it: controls, line breaks of other kinds, directional overrides, surrogates.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


@cache
def strings() -> Mapping[str, Mapping[str, Any]]:
    """Every string by its key, then by language; ``months`` are lists."""
    with _STRINGS.open("rb") as file:
        return tomllib.load(file)


def preferred(asked: str | None, accepted: str) -> str:
    """The language of a page: the one that was ``asked`` for, else the first known one of ``Accept-Language``."""
    if asked in LANGUAGES:
        return asked
    weighed = []
    for at, part in enumerate(accepted.split(",")[:20]):
        name, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), at, name[:2].lower()))
        except ValueError:
            continue
    # "in" is what Indonesian was called before 1989, and some programs still say it
    known = [("id" if name == "in" else name) for _, _, name in sorted(weighed)]
    return next((name for name in known if name in LANGUAGES), LANGUAGES[0])


def visible(text: str) -> str:
    """The text without what a browser obeys and does not show."""
    return _UNSEEN.sub("", text)


class Wording:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: Any) -> str:
        """The string with this key; numbers among ``values`` are written as this language does."""
        text: str = strings()[key][self.language]
        written = {name: self.number(value) if isinstance(value, int) else value for name, value in values.items()}
        return text.format(**written) if written else text

    def number(self, value: int) -> str:
        """1234 as 1.234 or 1,234."""
        return f"{value:,}".replace(",", "." if self.language == "id" else ",")

    def percent(self, part: int, whole: int) -> str:
        """3,4% or 3.4%; a dash of nothing."""
        if not whole:
            return "–"
        return f"{100 * part / whole:.1f}%".replace(".", "," if self.language == "id" else ".")

    def day(self, day: date | datetime | str | None) -> str:
        """26 November 2024."""
        if day is None:
            return self("undated")
        if isinstance(day, str):
            day = date.fromisoformat(day)
        if isinstance(day, datetime):
            day = day.astimezone(JAKARTA)
        return f"{day.day} {strings()['months'][self.language][day.month - 1]} {day.year}"

    def month(self, day: date) -> str:
        """November 2024."""
        return f"{strings()['months'][self.language][day.month - 1]} {day.year}"

    def moment(self, at: datetime | str | None, precision: str | None = "minute") -> str:
        """26 November 2024, 10.00 WIB: the time in Jakarta, as exact as it is known; midnight stands for a day."""
        if at is None:
            return self("undated")
        if isinstance(at, str):
            at = datetime.fromisoformat(at)
        local = at.astimezone(JAKARTA)
        if precision == "day" or (local.hour, local.minute) == (0, 0):
            return self.day(local)
        return f"{self.day(local)}, {local:%H{'.' if self.language == 'id' else ':'}%M} WIB"
