"""Days that a report speaks of: when it happened, and from that when it was published.

The Indonesian press says the day in the lead: "Senin (4/12/2023)", "Selasa (26/11)", "Senin, 25 November 2024", or a
weekday alone ("…, Jawa Timur, Senin."). Such a day is taken from the first paragraphs, outside quotations, when it
fits: its weekday is right, and it lies in the two weeks before publication. Plans ("akan berlangsung pada Rabu (27/11)
mendatang") and history ("pada 12 Januari 1998") are passed over; what came before ("sejak Kamis") counts at the head of
a text that says nothing else, and "terjadi pada" outranks the day on which somebody spoke.

Measured on 964 articles of national news labelled by event: 95 % say a day, and 90 % of the pairs of reports of one
event say the same (88 % with the first day that fits).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from storage.calendar import (
    INPUT_LIMIT,
    MONTH_PATTERN,
    MONTHS,
    WEEKDAY_PATTERN,
    WEEKDAYS,
    Moment,
    day_moment,
    full_year,
    possible_day,
)

RECENT = timedelta(days=14)
"""A report is written so long after what it reports; what lies further back is history."""

_LEAD_PARAGRAPHS = 6
_BACKGROUND_PARAGRAPHS = 3
"""Further down, what came before is no news."""
_LEAD_CHARACTERS = 3_000
_YEARS_BACK = 6
"""A day of the month falls on the same weekday again after five, six or eleven years."""

_PART_OF_DAY = r"(?:\s(?:dini\shari|pagi|siang|sore|petang|malam))?"

_NUMBERED = re.compile(
    rf"""
    (?=[(\d]|(?<![^\W_])[srkjmat])  # whatever may come first: to try the rest at every letter takes three times as long
    (?:(?<![^\W_])(?P<weekday>{WEEKDAY_PATTERN}){_PART_OF_DAY}[\s,]{{0,3}})?
    (?:(?:tanggal|tgl)\.?\s)?
    (?P<open>\(\s?)?
    (?:(?P<inner>{WEEKDAY_PATTERN})[\s,]{{1,2}})?
    (?<![\d/.,-])(?P<day>\d{{1,2}})
    (?:
        \s?(?P<mark>[/.-])\s?(?P<month>\d{{1,2}})(?:\s?[/.-]\s?(?P<year>(?:19|20)\d\d|\d\d))?(?![\d/])
      | [\s/-]{{1,2}}(?P<name>{MONTH_PATTERN})(?![^\W\d_])(?:[\s/-]{{1,2}}(?P<named_year>(?:19|20)\d\d)(?!\d))?
    )
    (?P<close>\s?\))?
    """,
    re.IGNORECASE | re.VERBOSE,
)

_DIGIT = re.compile(r"\d")

_BARE = re.compile(
    rf"""
    (?<![^\W_])(?<!-)(?<!Pasar\s)(?:
        (?P<weekday>Senin|Selasa|Rabu|Kamis|Jum['’]?at|Sabtu|Minggu|Ahad|SENIN|SELASA|RABU|KAMIS|JUMAT|SABTU|MINGGU)
        {_PART_OF_DAY}(?P<past>\s(?:kemarin|lalu|pekan\slalu|minggu\slalu))?(?![^\W_])
        (?!\s[A-Z]|-|\s?[(,]?\s?\d{{1,2}}[\s/.-])
      | (?:(?<!\()(?P<today>[Hh]ari\sini)|(?P<yesterday>[Kk]emarin))(?![^\W_])
        (?!(?i:\W{{1,3}}(?:(?:{WEEKDAY_PATTERN})\W{{1,3}})?\d{{1,2}}(?:[/-]\d|\s(?:{MONTH_PATTERN}))))
    )
    """,
    re.VERBOSE,
)
"""A weekday is capitalised ("minggu" is a week) and no part of a name ("Jumat Curhat", "Pasar Minggu"). "hari ini" only
introduces the date behind it ("hari ini, Senin (25/11)"), and in parentheses it explains a quotation."""

_MONTH_AND_YEAR = re.compile(rf"(?<![^\W_])(?P<month>{MONTH_PATTERN})\s(?P<year>(?:19|20)\d\d)(?!\d)", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]{30,}’")
_CLAUSE_BREAK = re.compile(r"[.;:,!?)]\s")
_PLAN_BEFORE = re.compile(
    r"(?<![^\W_])(?:akan|bakal|hendak|rencananya|direncanakan|dijadwalkan|jelang|menjelang|sebelum|paling lambat|"
    r"selambat-lambatnya|batas|tertanggal|lahir|hingga|sampai|setiap|tiap)(?![^\W_])",
    re.IGNORECASE,
)
_PLAN_AFTER = re.compile(r"\s?(?:\w+\s){0,2}?(?:mendatang|depan|nanti|besok)(?![^\W_])", re.IGNORECASE)
_BACKGROUND = re.compile(r"(?<![^\W_])(?:sejak|setelah|usai|pasca|semula|diberitakan)(?![^\W_])", re.IGNORECASE)
_EARLIER = re.compile(r"(?<![^\W_])sebelumnya,?\s(?:yakni\s|yaitu\s)?(?:pada\s)?(?:hari\s)?$", re.IGNORECASE)
"""Right before a day of something earlier: "pada penggeledahan sebelumnya, Selasa"."""
_HAPPENED = re.compile(r"(?<![^\W_])(?:terjadi|kejadian\w*|peristiwa\w*)(?![^\W_])", re.IGNORECASE)
_STATED = re.compile(
    r"(?<![^\W_])(?:kata(?:nya)?|ujar(?:nya)?|ucap(?:nya)?|tutur(?:nya)?|ungkap(?:nya)?|jelas(?:nya)?|papar(?:nya)?|"
    r"terang(?:nya)?|imbuh(?:nya)?|tegas(?:nya)?|sebut(?:nya)?|mengatakan|menuturkan|menjelaskan|keterangan\w*|rilis|"
    r"siaran|dihubungi|dikonfirmasi|wartawan|dikutip|mengutip|dilansir|melansir|dilaporkan|diwartakan)(?![^\W_])",
    re.IGNORECASE,
)
"""Words before the day on which somebody spoke or a medium reported, not on which it happened."""
_BACKGROUND_SENTENCE = re.compile(r"(?:sebelumnya|seperti diberitakan|diberitakan|diketahui)(?![^\W_])", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?]\s")


class _Day(NamedTuple):
    """A day as the text says it; None for what it leaves open."""

    start: int
    end: int
    weekday: int | None
    day: int | None
    month: int | None
    year: int | None
    marked: bool
    """In parentheses or with its weekday, as the press writes the day of the event."""
    back: int | None
    """Days before publication, for "hari ini" and "kemarin"."""
    past: bool
    """"Senin lalu": not the day of publication."""


class EventDay(NamedTuple):
    """The day on which what is reported happened, and how the text says it."""

    day: date
    precision: Literal["date", "weekday"]
    """``date`` when the text prints the day of the month; ``weekday`` when it only names a weekday, "kemarin" or "hari
    ini", which is counted back from publication and no better than the date of that."""


def event_day(body: str, *, published: datetime | None, zone: str) -> EventDay | None:
    """The day in ``zone`` on which what is reported happened, or None when the text does not say it.

    ``body`` is the paragraphs, separated by blank lines. ``published`` (aware) gives what the text leaves open: the
    year of "Selasa (26/11)", the date of "Senin". Without it only a whole date with its weekday or in parentheses
    is taken.
    """
    today = None if published is None else published.astimezone(ZoneInfo(zone)).date()
    paragraphs = _paragraphs(body)
    background: EventDay | None = None
    stated: EventDay | None = None
    for position, paragraph in enumerate(paragraphs):
        if stated is not None and position >= _LEAD_PARAGRAPHS:
            break
        in_lead = position < _LEAD_PARAGRAPHS
        text = _without_quotations(paragraph) if in_lead else paragraph
        for said in _days(text, bare=in_lead):
            if not in_lead and not (said.marked and said.weekday is not None):
                continue
            day = _event(said, today)
            if day is None or _planned(text, said, day, today):
                continue
            found = EventDay(day, "weekday" if said.day is None else "date")
            clause = _clause_before(text, said.start)
            happened = _HAPPENED.search(clause) is not None
            if not (said.marked or said.day is None or happened) or _in_background(text, said.start):
                background = background or (found if position < _BACKGROUND_PARAGRAPHS else None)
            elif happened or (stated is None and not _STATED.search(_sentence_before(text, said.start))):
                return found
            else:
                stated = stated or found
    return stated or background


def from_text(
    body: str, *, zone: str, fetched_at: datetime, year: int | None = None, month: int | None = None
) -> Moment | None:
    """The day of publication as the day that the lead reports, precision ``day``, or None.

    For pages that carry no date. ``year`` and ``month`` are what the address says (a folder ``/2024/``). Without a
    year, one that the text prints with the same month counts ("November 2024"), else the last year in which the
    weekday fits. Never a day after ``fetched_at`` (aware), never one outside the given month.
    """
    today = fetched_at.astimezone(ZoneInfo(zone)).date()
    printed = _printed_years(body)
    for paragraph in _paragraphs(body)[:_LEAD_PARAGRAPHS]:
        text = _without_quotations(paragraph)
        for said in _days(text, bare=False):
            if not said.marked or (month is not None and said.month != month):
                continue
            day = _dated(said, today, year, printed)
            if day is not None and day <= today and not _planned(text, said, day, None):
                return day_moment(day.year, day.month, day.day, zone)
    return None


def _paragraphs(body: str) -> list[str]:
    """The paragraphs with folded whitespace; those of the lead are cut at ``_LEAD_CHARACTERS``."""
    body = body[:INPUT_LIMIT]
    parts = body.split("\n\n") if "\n\n" in body else body.split("\n")
    folded = [paragraph for part in parts if (paragraph := " ".join(part.split()))]
    lead = [paragraph[:_LEAD_CHARACTERS] for paragraph in folded[:_LEAD_PARAGRAPHS]]
    return [*lead, *folded[_LEAD_PARAGRAPHS:]]


def _without_quotations(text: str) -> str:
    """Speech blanked out: people speak of other days."""
    return _QUOTED.sub(lambda match: " " * len(match[0]), text)


def _days(text: str, *, bare: bool) -> Iterator[_Day]:
    """Days that the text says, in order; with ``bare`` also weekdays alone, "hari ini" and "kemarin"."""
    found = list(_numbered_days(text))
    if bare:
        taken = [(said.start, said.end) for said in found]
        # "Rabu (11/9) kemarin" says one day, not two
        found += [said for said in _bare_days(text) if not any(start <= said.start <= end + 1 for start, end in taken)]
    yield from sorted(found, key=lambda said: said.start)


def _numbered_days(text: str) -> Iterator[_Day]:
    if _DIGIT.search(text) is None:
        return
    for match in _NUMBERED.finditer(text):
        name = match["weekday"] or match["inner"]
        weekday = WEEKDAYS[name.lower()] if name else None
        in_parentheses = bool(match["open"] and match["close"])
        if match["mark"] and weekday is None and not (in_parentheses and match["mark"] == "/"):
            continue  # a score, a fraction, a number of a letter
        month = MONTHS[match["name"].lower()] if match["name"] else int(match["month"])
        printed = match["year"] or match["named_year"]
        year = full_year(int(printed)) if printed else None
        marked = weekday is not None or in_parentheses
        yield _Day(match.start(), match.end(), weekday, int(match["day"]), month, year, marked, None, False)


def _bare_days(text: str) -> Iterator[_Day]:
    for match in _BARE.finditer(text):
        if match["weekday"]:
            weekday = WEEKDAYS[match["weekday"].lower()]
            yield _Day(match.start(), match.end(), weekday, None, None, None, False, None, bool(match["past"]))
        else:
            back = 0 if match["today"] else 1
            yield _Day(match.start(), match.end(), None, None, None, None, False, back, False)


def _fits(day: date | None, said: _Day) -> bool:
    return day is not None and (said.weekday is None or said.weekday == day.weekday())


def _event(said: _Day, today: date | None) -> date | None:
    """The day itself, when it is certain and in the two weeks before publication."""
    day: date | None
    if said.day is None or said.month is None:
        if today is None:
            return None
        if said.back is not None:
            return today - timedelta(days=said.back)
        if said.weekday is None:
            return None
        back = (today.weekday() - said.weekday) % 7
        return today - timedelta(days=7 if said.past and back == 0 else back)
    if today is None:
        day = possible_day(said.year, said.month, said.day) if said.year and said.marked else None
        return day if _fits(day, said) else None
    for year in (said.year,) if said.year else (today.year, today.year - 1):
        day = possible_day(year, said.month, said.day)
        if day is not None and _fits(day, said) and timedelta(0) <= today - day <= RECENT:
            return day
    return None


def _dated(said: _Day, today: date, folder: int | None, printed: dict[int, int]) -> date | None:
    """The day with the year that it says, or the folder's, or the one printed with its month, or the latest fitting."""
    if said.day is None or said.month is None:
        return None
    years: list[int]
    if said.year is not None:
        years = [said.year] if folder in {None, said.year, said.year + 1} else []
    elif folder is not None:
        years = [folder, folder - 1] if said.month == 12 and said.weekday is not None else [folder]
    else:
        latest = today.year if (said.month, said.day) <= (today.month, today.day) else today.year - 1
        years = [printed[said.month]] if said.month in printed else []
        years += range(latest, latest - (_YEARS_BACK if said.weekday is not None else 1), -1)
    for year in years:
        day = possible_day(year, said.month, said.day)
        if day is not None and _fits(day, said) and day <= today:
            return day
    return None


def _printed_years(body: str) -> dict[int, int]:
    """Month → the first year that the text prints with it: "November 2024"."""
    years: dict[int, int] = {}
    for match in _MONTH_AND_YEAR.finditer(body[:INPUT_LIMIT]):
        years.setdefault(MONTHS[match["month"].lower()], int(match["year"]))
    return years


def _clause_before(text: str, start: int) -> str:
    """Text before the day in its clause, at most 80 characters."""
    before = text[max(0, start - 80) : start]
    breaks = list(_CLAUSE_BREAK.finditer(before))
    return before[breaks[-1].end() :] if breaks else before


def _in_background(text: str, start: int) -> bool:
    """True when the day is told as what came before: "Sebelumnya, pada Rabu (18/9), …", "sejak Senin"."""
    sentence = _sentence_before(text, start)
    return bool(
        _BACKGROUND.search(_clause_before(text, start))
        or _BACKGROUND_SENTENCE.match(sentence)
        or _EARLIER.search(sentence[-40:])
    )


def _sentence_before(text: str, start: int) -> str:
    """Text before the day in its sentence, at most 200 characters."""
    before = text[max(0, start - 200) : start]
    sentences = list(_SENTENCE_END.finditer(before))
    return before[sentences[-1].end() if sentences else 0 :].lstrip()


def _planned(text: str, said: _Day, day: date, today: date | None) -> bool:
    """True when the day is announced, or is a date of something else than the event."""
    if _PLAN_AFTER.match(text, said.end):
        return True
    if today is not None and day < today and said.day is not None:
        return False  # a day that has passed by the time of publication
    return _PLAN_BEFORE.search(_clause_before(text, said.start)) is not None
