"""The words of the pages."""

from __future__ import annotations

import re
import string
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import pytest

import storage.browse
from storage.browse.tallies import islands, periods
from storage.browse.wording import LANGUAGES, Wording, preferred, strings, visible
from storage.health.verdict import Verdict


def test_every_string_is_there_in_both_languages_with_the_same_fields() -> None:
    for key, texts in strings().items():
        assert set(texts) == set(LANGUAGES), key
        fields = [
            {field for _, field, _, _ in string.Formatter().parse(texts[language]) if field}
            for language in LANGUAGES
            if isinstance(texts[language], str)
        ]
        assert all(each == fields[0] for each in fields), key


def test_every_verdict_has_its_word() -> None:
    for verdict in get_args(Verdict):
        assert f"health_{verdict}" in strings(), verdict


def test_every_string_that_is_used_is_there_and_the_other_way_round() -> None:
    folder = Path(storage.browse.__file__).parent
    sources = [path.read_text(encoding="utf-8") for path in (*folder.glob("*.py"), *folder.glob("templates/*.html"))]
    source = "\n".join(sources)
    for key in re.findall(r"""\bt\(["']([a-z_]+)["'][,)]""", source):
        assert key in strings(), key
    composed = ("island_", "status_", "health_")
    for key in strings():
        assert key.startswith(composed) or re.search(rf"""["']{key}["']""", source) or key in HISTORY_AND_FACTS, key


HISTORY_AND_FACTS = {
    "founded", "grown", "merged", "split", "shrunk", "emptied", "same", "different",
    "event_date", "place", "figures", "speakers",
}  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        (None, "", "id"),
        ("en", "id", "en"),
        ("xx", "en-US,en", "en"),
        (None, "in, en;q=0.9", "id"),
        (None, "en;q=x", "id"),
    ],
)
def test_the_language_of_a_reader(asked: str | None, accepted: str, language: str) -> None:
    assert preferred(asked, accepted) == language


def test_days_and_numbers() -> None:
    indonesian, english = Wording("id"), Wording("en")
    at = datetime(2024, 8, 17, 18, 5, tzinfo=UTC)
    assert (indonesian.moment(at), english.moment(at)) == ("18 Agustus 2024, 01.05 WIB", "18 August 2024, 01:05 WIB")
    assert english.moment(datetime(2024, 8, 17, 17, 0, tzinfo=UTC)) == "18 August 2024", "a day"
    assert (indonesian("count_events", n=12345), english("count_events", n=12345)) == (
        "12.345 peristiwa",
        "12,345 events",
    )


def test_what_is_obeyed_and_not_shown_is_left_out() -> None:
    assert visible("gnp\u202egpj\x1b[2J\u2028\ud800.exe\n\t") == "gnpgpj[2J.exe\n\t"


def test_weeks_and_months_without_events_are_drawn() -> None:
    bars = periods({date(2024, 11, 5): 2, date(2024, 11, 26): 4})
    assert [(bar.first, bar.events, bar.share) for bar in bars] == [
        (date(2024, 11, 4), 2, 0.5),
        (date(2024, 11, 11), 0, 0.0),
        (date(2024, 11, 18), 0, 0.0),
        (date(2024, 11, 25), 4, 1.0),
    ]
    months = periods({date(2022, 1, 31): 1, date(2024, 2, 1): 1})
    assert (months[0].first, months[0].last, months[-1].first, len(months)) == (
        date(2022, 1, 1), date(2022, 1, 31), date(2024, 2, 1), 26,
    )  # fmt: skip
    assert periods({}) == []


def test_regions_by_island_and_the_more_the_darker() -> None:
    regions = [
        ("11", "Aceh"),
        ("11.01", "A"),
        ("11.02", "B"),
        ("11.03", "C"),
        ("21", "Kepulauan Riau"),
        ("31", "Jakarta"),
    ]
    found = dict(islands(regions, {"11": 2, "11.01": 1, "11.02": 9, "31": 1, None: 3}))
    assert [[one.name for one in provinces] for provinces in found.values()] == [
        ["Aceh", "Kepulauan Riau"],
        ["Jakarta"],
    ]
    aceh = found["1"][0]
    assert (aceh.events, aceh.unplaced) == (12, 2)
    shades = [tile.shade for tile in aceh.tiles]
    assert 0 < shades[0] < shades[1] and shades[2] == 0
