"""Summaries of events, and the events that a selection finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.events.selection import Selection
from storage.events.summaries import EventSummary, count, summaries
from tests.storage.clippings import APEL, GUDANG, event_id, open_archive, save
from tests.storage.events.groups import hold

pytestmark = pytest.mark.usefixtures("databases")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path) as archive:
        yield archive


def found(archive: Archive, *, limit: int | None = None, min_reports: int = 1, **filters: str) -> list[EventSummary]:
    with archive.reading() as session:
        selection = Selection(**filters)  # type: ignore[arg-type]
        listed = list(summaries(session, selection, newest_first=True, limit=limit, min_reports=min_reports))
        assert limit is not None or count(session, selection, min_reports=min_reports) == len(listed)
        return listed


def test_what_most_reports_say(archive: Archive) -> None:
    for number, (day, code, place) in enumerate(
        [(25, "35", "Surabaya"), (26, "35.74", "Kanigaran"), (26, "35.74", "Mayangan"), (25, "35.78", "Surabaya")]
    ):
        save(archive, str(number), APEL[0], event_date=date(2024, 11, day), region_code=code, region=code, place=place)
    hold(archive, "0", "1", "2", "3")
    (event,) = found(archive)
    assert (event.region_code, event.region, event.place) == ("35.74", "35.74", "Kanigaran")
    assert event.event_date == date(2024, 11, 25), "of equals the earlier"


def test_of_equals_the_narrower_region(archive: Archive) -> None:
    save(archive, "0", APEL[0], region_code="35", region="Jawa Timur")
    save(archive, "1", APEL[0], region_code="35.74", region="Kota Probolinggo")
    hold(archive, "0", "1")
    assert found(archive)[0].region == "Kota Probolinggo"


def test_nothing_is_known(archive: Archive) -> None:
    save(archive, "0", APEL[0], published=None, event_date=None, region_code=None, region=None, place=None, title=None)
    hold(archive, "0")
    (event,) = found(archive)
    facts = (event.title, event.first_published_at, event.event_date, event.region_code, event.region)
    assert facts == (None,) * 5
    assert event.place is None


def test_order_limit_and_number_of_reports(archive: Archive) -> None:
    for number in range(4):
        save(archive, str(number), APEL[0], published=f"2024-11-2{number}T08:00:00+07:00" if number else None)
    hold(archive, "0")
    hold(archive, "1", "3")
    hold(archive, "2")
    assert [event.event_id for event in found(archive)] == [event_id(key) for key in ("2", "1", "0")]
    assert [event.event_id for event in found(archive, limit=1)] == [event_id("2")]
    assert [event.event_id for event in found(archive, min_reports=2)] == [event_id("1")]


@pytest.mark.parametrize(
    ("text", "keys"), [("KOTAK suara", ["0"]), ("100%", ["1"]), ("%", ["1"]), ("_", []), ("' OR 1=1 --", [])]
)
def test_words_are_searched_as_they_stand(archive: Archive, text: str, keys: list[str]) -> None:
    save(archive, "0", GUDANG[0])
    save(archive, "1", "Kesiapan personel sudah 100% kata komandan.")
    hold(archive, "0")
    hold(archive, "1")
    assert [event.event_id for event in found(archive, text=text)] == [event_id(key) for key in keys]
