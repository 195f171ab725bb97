"""Printed and declared dates: a table of forms as they stand on pages, and what must be refused."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from crawler.annotation.event_date import event_day, from_text
from crawler.extraction.dates import from_url, parse_machine, parse_visible, plausible
from storage.calendar import Moment

JAKARTA = "Asia/Jakarta"
FETCHED = datetime.fromisoformat("2024-11-27T09:30:15+07:00")  # a Wednesday

M, D = "minute", "day"

VISIBLE = [
    # ANTARA bureaus, with the view counter behind
    ("Selasa, 23 Mei 2023 14:25 WIB 991", "2023-05-23T14:25+07:00", M),
    ("Rabu, 27 November 2024 9:05 WIB", "2024-11-27T09:05+07:00", M),
    ("Jumat, 1 Maret 2024 13:07 WITA", "2024-03-01T13:07+08:00", M),
    ("Jumat, 1 Maret 2024 13:07 WIT", "2024-03-01T13:07+09:00", M),
    # Disway
    ("Senin 25 Nov 2024 - 22:53 WIB", "2024-11-25T22:53+07:00", M),
    ("Senin 23-02-2026,17:18 WIB", "2026-02-23T17:18+07:00", M),
    ("Minggu 11 Agt 2024 - 06:40 WIB", "2024-08-11T06:40+07:00", M),
    # WordPress themes
    ("26 November 2024", "2024-11-26T00:00+07:00", D),
    ("November 26, 2024", "2024-11-26T00:00+07:00", D),
    ("November 26, 2024 10:15 am", "2024-11-26T10:15+07:00", M),
    ("November 26, 2024 12:15 am", "2024-11-26T00:15+07:00", M),
    ("November 26, 2024 12:15 pm", "2024-11-26T12:15+07:00", M),
    ("Nov 26, 2024 at 7:45 p.m.", "2024-11-26T19:45+07:00", M),
    ("26 Nov 2024, 10:20 PM WIB", "2024-11-26T22:20+07:00", M),
    ("Politik · 20 Jan 2024 12:33 WIB", "2024-01-20T12:33+07:00", M),
    ("oleh Redaksi - 26/11/2024", "2024-11-26T00:00+07:00", D),
    ("20/11/24", "2024-11-20T00:00+07:00", D),
    ("20/11/24 08:15", "2024-11-20T08:15+07:00", M),
    ("26-11-2024 10:20", "2024-11-26T10:20+07:00", M),
    ("26.11.2024", "2024-11-26T00:00+07:00", D),
    ("26.11.2024 10.20 WIB", "2024-11-26T10:20+07:00", M),
    ("6/1/2024", "2024-01-06T00:00+07:00", D),
    ("26 / 11 / 2024", "2024-11-26T00:00+07:00", D),
    ("2024/11/26 10:20", "2024-11-26T10:20+07:00", M),
    ("2024-11-26 10:20:30", "2024-11-26T10:20:30+07:00", M),
    ("2024-11-26", "2024-11-26T00:00+07:00", D),
    ("Posted on 26th November 2024", "2024-11-26T00:00+07:00", D),
    ("Tuesday, 26 November 2024", "2024-11-26T00:00+07:00", D),
    ("Thursday, 07 September 2017", "2017-09-07T00:00+07:00", D),
    ("Tue, Nov 26 2024", "2024-11-26T00:00+07:00", D),
    ("23Mei2023", "2023-05-23T00:00+07:00", D),
    ("26 Nov '24", "2024-11-26T00:00+07:00", D),
    ("26 Nov 24 10:20", "2024-11-26T10:20+07:00", M),
    ("26-Nov-2024", "2024-11-26T00:00+07:00", D),
    ("26.Nov.2024", "2024-11-26T00:00+07:00", D),
    # other outlets of the region
    ("Jumat, 26 Juli 2024 | 18:38 WIB", "2024-07-26T18:38+07:00", M),
    (
        "Oleh MC KOTA PROBOLINGGO, Jumat, 26 Juli 2024 | 18:38 WIB - Redaktur: Kusnadi - 159",
        "2024-07-26T18:38+07:00",
        M,
    ),
    ("Senin, 23 September 2024 13:20 UTC", "2024-09-23T13:20+00:00", M),
    ("Senin, 23 September 2024 13:20 GMT+7", "2024-09-23T13:20+07:00", M),
    ("September 23, 2024 13:20 GMT+700", "2024-09-23T13:20+07:00", M),
    ("Senin, 23 September 2024 13:20 UTC+08:00", "2024-09-23T13:20+08:00", M),
    ("Senin, 23 September 2024 13:20 (WIB)", "2024-09-23T13:20+07:00", M),
    ("Senin, 23 September 2024 13:20 +0700", "2024-09-23T13:20+07:00", M),
    ("Kamis, 14 November 2024 pukul 14.25 WIB", "2024-11-14T14:25+07:00", M),
    ("Kamis, 14 November 2024 Pkl. 14.25", "2024-11-14T14:25+07:00", M),
    ("Kamis, 14 November 2024 jam 7.05", "2024-11-14T07:05+07:00", M),
    ("Kamis (14/11/2024) 14.25", "2024-11-14T14:25+07:00", M),
    ("14 November 2024 14.25", "2024-11-14T14:25+07:00", M),
    ("14:25 WIB, Kamis 14 November 2024", "2024-11-14T14:25+07:00", M),
    ("Pukul 14.25 WIB | 14 November 2024", "2024-11-14T14:25+07:00", M),
    ("14 November 2024 • 14:25 • 2 menit baca", "2024-11-14T14:25+07:00", M),
    ("Dibaca 1.250 kali, 14 November 2024", "2024-11-14T00:00+07:00", D),
    ("14 November 2024 Dibaca 12.50 kali", "2024-11-14T00:00+07:00", D),
    ("14 November 2024 1.250 kali dibaca", "2024-11-14T00:00+07:00", D),
    ("14 November 2024 00:00 WIB", "2024-11-14T00:00+07:00", D),
    ("Terbit: 14 November 2024 08:00 WIB Diperbarui: 15 November 2024 09:00 WIB", "2024-11-14T08:00+07:00", M),
    ("Terbit: 14 November 2024 | Diperbarui: 15 November 2024 09:00 WIB", "2024-11-14T00:00+07:00", D),
    ("  14\u00a0November\n2024\t14:25  ", "2024-11-14T14:25+07:00", M),
    ("KAMIS, 14 NOVEMBER 2024 14:25 WIB", "2024-11-14T14:25+07:00", M),
    ("14 November 2024 25:61 WIB", "2024-11-14T00:00+07:00", D),
    # months as the press spells them
    ("3 Januari 2024", "2024-01-03T00:00+07:00", D),
    ("3 Pebruari 2024", "2024-02-03T00:00+07:00", D),
    ("29 Feb 2024", "2024-02-29T00:00+07:00", D),
    ("3 Maret 2024", "2024-03-03T00:00+07:00", D),
    ("3 Mar 2024", "2024-03-03T00:00+07:00", D),
    ("3 Apr 2024", "2024-04-03T00:00+07:00", D),
    ("3 Mei 2024", "2024-05-03T00:00+07:00", D),
    ("May 3, 2024", "2024-05-03T00:00+07:00", D),
    ("3 Juni 2024", "2024-06-03T00:00+07:00", D),
    ("3 Jun 2024", "2024-06-03T00:00+07:00", D),
    ("3 Jul 2024", "2024-07-03T00:00+07:00", D),
    ("3 Agu 2024", "2024-08-03T00:00+07:00", D),
    ("3 Ags 2024", "2024-08-03T00:00+07:00", D),
    ("3 Agustus 2024", "2024-08-03T00:00+07:00", D),
    ("August 3, 2024", "2024-08-03T00:00+07:00", D),
    ("3 Sept 2024", "2024-09-03T00:00+07:00", D),
    ("3 Sep. 2024", "2024-09-03T00:00+07:00", D),
    ("3 Okt 2024", "2024-10-03T00:00+07:00", D),
    ("Oct 3, 2024", "2024-10-03T00:00+07:00", D),
    ("3 Nopember 2024", "2024-11-03T00:00+07:00", D),
    ("3 Nop 2024", "2024-11-03T00:00+07:00", D),
    ("3 Des 2023", "2023-12-03T00:00+07:00", D),
    ("Dec 3, 2023", "2023-12-03T00:00+07:00", D),
    # relative, from Wednesday 27 November 2024 09:30 WIB
    ("Baru saja", "2024-11-27T09:30+07:00", M),
    ("5 menit lalu", "2024-11-27T09:25+07:00", M),
    ("3 jam yang lalu", "2024-11-27T06:30+07:00", M),
    ("12 jam lalu", "2024-11-26T21:30+07:00", M),
    ("sejam yang lalu", "2024-11-27T08:30+07:00", M),
    ("dua jam lalu", "2024-11-27T07:30+07:00", M),
    ("an hour ago", "2024-11-27T08:30+07:00", M),
    ("15 mins ago", "2024-11-27T09:15+07:00", M),
    ("2 hari yang lalu", "2024-11-25T00:00+07:00", D),
    ("sehari lalu", "2024-11-26T00:00+07:00", D),
    ("Hari ini 08:10 WIB", "2024-11-27T08:10+07:00", M),
    ("Kemarin 10:20", "2024-11-26T10:20+07:00", M),
    ("Kemarin, pukul 10.20 WIB", "2024-11-26T10:20+07:00", M),
    ("Kemarin", "2024-11-26T00:00+07:00", D),
    ("Yesterday", "2024-11-26T00:00+07:00", D),
    # no year: the last such day, when the weekday fits
    ("26 November, 10:20", "2024-11-26T10:20+07:00", M),
    ("Selasa, 26 Nov", "2024-11-26T00:00+07:00", D),
    ("30 Desember", "2023-12-30T00:00+07:00", D),
    ("27 November, 08:00", "2024-11-27T08:00+07:00", M),
    ("10:20, 26 November", "2024-11-26T10:20+07:00", M),
    ("10:20 kemarin", "2024-11-26T10:20+07:00", M),
    # a time with a dot is one when something says so, or when it stands right behind the date
    ("14 November 2024, diunggah pukul 14.25", "2024-11-14T14:25+07:00", M),
    ("14 November 2024 diunggah 14.25 WIB", "2024-11-14T14:25+07:00", M),
    ("14 November 2024, updated 2.25 pm", "2024-11-14T14:25+07:00", M),
    ("14 November 2024 diunggah 14:25", "2024-11-14T14:25+07:00", M),
    ("14 November 2024 dibaca 12.50 kali, pukul 14.25", "2024-11-14T14:25+07:00", M),
    ("12.50 · 14 November 2024", "2024-11-14T00:00+07:00", D),
    # twelve hours
    ("November 26, 2024 1:15 pm", "2024-11-26T13:15+07:00", M),
    ("November 26, 2024 0:15 am", "2024-11-26T00:00+07:00", D),
    ("November 26, 2024 13:15 pm", "2024-11-26T00:00+07:00", D),
    # zones with minutes, and west of Greenwich
    ("Senin, 23 September 2024 13:20 -0330", "2024-09-23T13:20-03:30", M),
    ("Senin, 23 September 2024 13:20 UTC+05:30", "2024-09-23T13:20+05:30", M),
    ("Senin, 23 September 2024 13:20 UTC-5", "2024-09-23T13:20-05:00", M),
    ("23 September 2024 13:20Z", "2024-09-23T13:20+00:00", M),
    # the numbers win over a weekday that a translation got wrong
    ("Senin, 26 November 2024 10:20 WIB", "2024-11-26T10:20+07:00", M),
]


@pytest.mark.parametrize(("text", "at", "precision"), VISIBLE)
def test_a_printed_date_is_read(text: str, at: str, precision: str) -> None:
    moment = parse_visible(text, zone=JAKARTA, fetched_at=FETCHED)
    assert moment == Moment(datetime.fromisoformat(at), precision)  # type: ignore[arg-type]
    assert moment.at.tzinfo is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31 Februari 2024",
        "31 Februari 2024, diperbarui 1 Maret 2024",
        "29 Feb 2023",
        "31/11/2024",
        "0/11/2024",
        "11/26/2024",  # the month first: refused, because 11/12/2024 could not be told
        "32 Januari 2024",
        "14:25 WIB",
        "991",
        "181 Dilihat",
        "1 minggu yang lalu",  # seven to thirteen days
        "2 bulan lalu",
        "setahun lalu",
        "Senin, 26 Nov",  # a Tuesday in 2024
        "Dandim 0820 Probolinggo",
        "2000.2/1350/425.206/2023",
        "Pemilu 2024",
        "November 2024",
        "versi 1.2",
        "3 Marmer 2024",
    ],
)
def test_what_is_no_date_or_an_impossible_one_is_refused(text: str) -> None:
    assert parse_visible(text, zone=JAKARTA, fetched_at=FETCHED) is None


MACHINE = [
    ("2024-11-25T22:53:00+07:00", "2024-11-25T22:53+07:00", M),
    ("2024-11-25T22:53:00+0700", "2024-11-25T22:53+07:00", M),
    ("2024-11-25T22:53:00+07", "2024-11-25T22:53+07:00", M),
    ("2024-11-25T22:53:00 +07:00", "2024-11-25T22:53+07:00", M),
    ("2024-11-25T22:53+07:00", "2024-11-25T22:53+07:00", M),
    ("2024-05-05T23:30:00Z", "2024-05-06T06:30+07:00", M),
    ("2024-05-05T23:30:00.123Z", "2024-05-05T23:30+00:00", M),
    ("2024-05-05T23:30:00.1234567+00:00", "2024-05-05T23:30+00:00", M),
    ("2024-05-05t23:30:00z", "2024-05-05T23:30+00:00", M),
    ("2026-02-23 17:18:45", "2026-02-23T17:18:45+07:00", M),
    ("2026-02-23 17:18", "2026-02-23T17:18+07:00", M),
    ("2026-02-23 17:18:45 WIB", "2026-02-23T17:18:45+07:00", M),
    ("2026-02-23 17:18:45 WITA", "2026-02-23T17:18:45+08:00", M),
    ("2026-02-23T17:18:45-05:00", "2026-02-23T17:18:45-05:00", M),
    ("2026-02-23", "2026-02-23T00:00+07:00", D),
    ("20260223", "2026-02-23T00:00+07:00", D),
    ("20260223T171845Z", "2026-02-23T17:18:45+00:00", M),
    ("2024-11-25T00:00:00+07:00", "2024-11-25T00:00+07:00", D),
    ("2024-11-25T00:00:00Z", "2024-11-25T07:00+07:00", M),
    ("Tue, 26 Nov 2024 10:15:00 +0700", "2024-11-26T10:15+07:00", M),
    ("Tue, 26 Nov 2024 03:15:00 GMT", "2024-11-26T03:15+00:00", M),
    ("26 Nov 24 10:15:00 +0700", "2024-11-26T10:15+07:00", M),
    ("Sel, 26 Nov 2024 10:15:00 WIB", "2024-11-26T10:15+07:00", M),
    ("Sab, 03 Agu 2024 10:15:00 +0700", "2024-08-03T10:15+07:00", M),
    ("1732590900", "2024-11-26T03:15+00:00", M),
    ("1732590900000", "2024-11-26T03:15+00:00", M),
    ("Selasa, 26 November 2024 10:15 WIB", "2024-11-26T10:15+07:00", M),
    # C and Java
    ("Mon Nov 25 19:32:00 2024", "2024-11-25T19:32+07:00", M),
    ("Mon Nov 25 19:32:00 WITA 2024", "2024-11-25T19:32+08:00", M),
    ("Mon Nov 25 19:32:00 ict 2024", "2024-11-25T19:32+07:00", M),
    ("Mon Nov 25 19:32:00 +0900 2024", "2024-11-25T19:32+09:00", M),
    ("2024-11-25T22:53:00-0330", "2024-11-25T22:53-03:30", M),
    ("2024-11-25T22:53:00-05", "2024-11-25T22:53-05:00", M),
    ("2024-11-25T22:53:00+14:00", "2024-11-25T22:53+14:00", M),
    ("2024-11-25T22:53:00+14:30", None, M),
    ("2024-11-25T22:53:00+15:00", None, M),
    ("11/26/2024 10:15", None, M),
    ("2024-02-31", None, D),
    ("2024-02-31T10:00:00Z", None, M),
    ("2024-13-01", None, D),
    ("2024-11-25T25:00:00+07:00", None, M),
    ("2024-11-25T10:00:00+25:00", None, M),
    ("0000-00-00 00:00:00", None, M),
    ("-0001-11-30T00:00:00+07:00", None, M),
    ("3 jam yang lalu", None, M),
    ("", None, M),
    ("null", None, M),
]


@pytest.mark.parametrize(("text", "at", "precision"), MACHINE)
def test_a_declared_date_is_read(text: str, at: str | None, precision: str) -> None:
    expected = None if at is None else Moment(datetime.fromisoformat(at), precision)  # type: ignore[arg-type]
    assert parse_machine(text, zone=JAKARTA) == expected


def test_the_outlets_zone_is_for_what_carries_none() -> None:
    assert parse_machine("2024-11-26 10:00", zone="Asia/Jayapura") == parse_machine("2024-11-26T01:00Z", zone=JAKARTA)
    moment = parse_visible("26 November 2024", zone="Asia/Makassar", fetched_at=FETCHED)
    assert moment is not None
    assert moment.at.utcoffset() == timedelta(hours=8)


def test_relative_days_are_the_outlets_days() -> None:
    late = datetime(2024, 11, 26, 18, 0, tzinfo=UTC)  # already the 27th in Jakarta
    moment = parse_visible("Kemarin 10:20", zone=JAKARTA, fetched_at=late)
    assert moment is not None
    assert moment.at == datetime.fromisoformat("2024-11-26T10:20+07:00")


def test_a_day_without_a_year_is_one_that_has_come_where_the_outlet_is() -> None:
    late = datetime(2024, 11, 26, 18, 0, tzinfo=UTC)  # already the 27th in Jakarta
    moment = parse_visible("27 November", zone=JAKARTA, fetched_at=late)
    assert moment is not None
    assert moment.at == datetime.fromisoformat("2024-11-27T00:00+07:00")


@pytest.mark.parametrize("text", ["baru saja", "5 menit lalu"])
def test_a_relative_time_is_known_to_the_minute(text: str) -> None:
    moment = parse_visible(text, zone=JAKARTA, fetched_at=FETCHED.replace(microsecond=7))
    assert moment is not None
    assert (moment.at.second, moment.at.microsecond) == (0, 0)


def test_the_tables_are_as_large_as_they_should_be() -> None:
    assert len(VISIBLE) >= 80
    assert len({text for text, _, _ in VISIBLE}) == len(VISIBLE)


@pytest.mark.parametrize(
    ("path", "pattern", "day"),
    [
        ("/2024/11/26/slug/", r"/(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)/", "2024-11-26"),
        ("/region/26/11/2024/slug/", r"/(?P<day>\d\d)/(?P<month>\d\d)/(?P<year>\d{4})/", "2024-11-26"),
        ("/26-Nov-24/slug", r"/(?P<day>\d\d)-(?P<month>\w+)-(?P<year>\d\d)/", "2024-11-26"),
        ("/2024/11/slug/", r"/(?P<year>\d{4})/(?P<month>\d\d)/(?:(?P<day>\d\d)/)?", None),
        ("/26-Xyz-24/slug", r"/(?P<day>\d\d)-(?P<month>\w+)-(?P<year>\d\d)/", None),
        ("/berita-1-2/2024/slug", r"/(?P<year>\d{4})/", None),
        ("/2024/02/31/slug/", r"/(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)/", None),
        ("/read/26212/slug", r"/(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)/", None),
    ],
)
def test_an_address_gives_a_date_only_when_it_says_the_day(path: str, pattern: str, day: str | None) -> None:
    moment = from_url(path, pattern, zone=JAKARTA)
    assert (moment and (moment.at.isoformat(), moment.precision)) == (day and (f"{day}T00:00:00+07:00", "day"))


@pytest.mark.parametrize(
    ("at", "answer"),
    [
        ("1970-01-01T07:00:00+07:00", False),
        ("1993-12-31T23:59:59+00:00", False),
        ("1994-01-01T00:00:00+00:00", True),
        ("2003-05-01T00:00:00+07:00", True),
        ("2024-11-27T09:30:15+07:00", True),
        ("2024-11-28T09:30:15+07:00", True),
        ("2024-11-28T09:30:16+07:00", False),
        ("2024-11-28T10:00:00+07:00", False),
        ("2099-01-01T00:00:00+07:00", False),
    ],
)
def test_a_date_is_plausible_between_the_first_outlets_and_tomorrow(at: str, answer: bool) -> None:
    assert plausible(Moment(datetime.fromisoformat(at), "minute"), fetched_at=FETCHED) is answer


_HOSTILE = {
    "parentheses": "(" * 1_000_000,
    "blanks": " " * 1_000_000,
    "tabs and lines": "\t\n" * 500_000,
    "letters": "a" * 1_000_000,
    "digits": "1" * 1_000_000,
    "day slash": "1/" * 500_000,
    "months": "Jan " * 250_000,
    "open dates": "31 Februari " * 90_000,
    "numbers like dates": "31/31/2024 " * 90_000,
    "weekdays": "Senin, " * 150_000,
    "weekdays and numbers": "Senin (4/1" * 100_000,
    "quotes": "“" * 1_000_000,
    "straight quotes": '"' * 999_999,
    "times": "10:10 " * 160_000,
    "counts": "3 jam yang " * 90_000,
    "days in parentheses": "(1/1) " * 160_000,
    "paragraphs": "x\n\n" * 330_000,
    "plans": "akan akan, " * 90_000 + "Senin (4/12/2023)",
}


@pytest.mark.parametrize("text", _HOSTILE.values(), ids=_HOSTILE.keys())
@pytest.mark.parametrize(
    "read",
    [
        lambda text: parse_visible(text, zone=JAKARTA, fetched_at=FETCHED),
        lambda text: parse_machine(text, zone=JAKARTA),
        lambda text: from_url(text, r"/(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)/", zone=JAKARTA),
        lambda text: from_text(text, zone=JAKARTA, fetched_at=FETCHED),
        lambda text: event_day(text, published=FETCHED, zone=JAKARTA),
    ],
    ids=["visible", "machine", "url", "text", "event"],
)
def test_hostile_megabytes_take_less_than_a_second(read: Callable[[str], object], text: str) -> None:
    begin = time.process_time()
    read(text)
    assert time.process_time() - begin < 1
