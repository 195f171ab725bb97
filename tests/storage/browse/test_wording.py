"""The words of the pages."""

from __future__ import annotations

import re
import string
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

import storage.browse
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
    composed = ("island_", "status_", "health_", "facet_", "by_", "of_", "origin_")
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
