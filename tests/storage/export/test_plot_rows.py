"""Rows behind the plots."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from storage.archive.archive import Archive
from storage.events.selection import Selection
from storage.events.update import update_events
from storage.export.plot_rows import UNKNOWN, coverage_calendar, events_by_week, lags, who_copies_whom
from tests.storage.clippings import APEL, GUDANG, NOW, open_archive, save
from tests.storage.health.test_coverage import crawl

EVERYTHING = Selection()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """One event of three reports, one of them a copy, and one report of another week that is of no region."""
    with open_archive(tmp_path) as archive:
        save(archive, "apel-0", APEL[0], published="2024-11-26T08:00:00+07:00")
        save(archive, "apel-1", APEL[0], outlet="suara_pesisir", published="2024-11-26T13:00:00+07:00")
        save(archive, "apel-2", APEL[1], outlet="pesisir_kota", published="2024-11-26T15:00:00+07:00")
        other: dict[str, Any] = {"region_code": None, "region": None, "place": None}
        save(archive, "gudang-0", GUDANG[0], published="2024-11-17T23:00:00+07:00", **other)
        update_events(archive, now=NOW)
        yield archive


def test_events_stand_in_the_week_and_the_province_of_their_first_report(archive: Archive) -> None:
    with archive.reading() as session:
        assert events_by_week(session, EVERYTHING, lambda code: f"provinsi {code}") == [
            {"week": date(2024, 11, 11), "region": UNKNOWN, "events": 1},
            {"week": date(2024, 11, 25), "region": "provinsi 35", "events": 1},
        ]


def test_hours_from_the_first_report_to_the_last(archive: Archive) -> None:
    with archive.reading() as session:
        rows = lags(session, EVERYTHING)
    assert {row["hours"]: row["events"] for row in rows if row["events"]} == {"6–12": 1}
    assert rows[-1]["hours"] == "72 and more"


def test_an_event_whose_last_hour_is_unknown_is_left_out(archive: Archive) -> None:
    save(
        archive, "apel-2", APEL[1], outlet="pesisir_kota", published="2024-11-27T00:00:00+07:00",
        published_precision="day",
    )  # fmt: skip
    with archive.reading() as session:
        assert lags(session, EVERYTHING) == []  # and nothing else is there to draw


def test_the_earliest_text_is_the_source_of_its_copies(archive: Archive) -> None:
    with archive.reading() as session:
        outlets, networks = (who_copies_whom(session, EVERYTHING, of) for of in ("outlet", "network"))
    assert outlets == [{"source": "kabar_timur", "copier": "suara_pesisir", "copies": 1, "left_out": 0}]
    assert networks == [{"source": "kabar_timur", "copier": "jaringan_pesisir", "copies": 1, "left_out": 0}]


def test_every_day_of_the_outlets_that_were_asked_for(archive: Archive) -> None:
    crawl(archive, "kabar_timur", 0)
    crawl(archive, "suara_pesisir", 1)
    with archive.reading() as session:
        rows = coverage_calendar(session, Selection(outlets=("kabar_timur",)))
    assert [(row["outlet"], row["day"].day, row["status"]) for row in rows] == [
        ("kabar_timur", 25, "completed"),
        ("kabar_timur", 26, "none"),
    ]
