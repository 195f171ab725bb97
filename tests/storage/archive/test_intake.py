"""Knowledge of an article that stays when another reading of it comes with a collection."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from storage.archive.intake import filled

_MOMENTS = st.none() | st.datetimes(datetime(2024, 1, 1), datetime(2024, 1, 4), timezones=st.just(UTC))  # noqa: DTZ001
_WORDS = st.none() | st.sampled_from(["satu", "dua"])
_READINGS = st.fixed_dictionaries(
    {
        "title": _WORDS,
        "authors": st.lists(st.sampled_from(["Ani", "Budi"]), max_size=2),
        "published_at": _MOMENTS,
        "event_date": st.none() | st.dates(date(2024, 1, 1), date(2024, 1, 3)),
        "region_code": _WORDS,
        "relevant": st.none() | st.booleans(),
        "relevance": st.none() | st.just(0.5),
        "text_sha256": st.sampled_from("ab"),
    }
)


def completed(reading: dict[str, Any], precision: str) -> dict[str, Any]:
    """The reading with the fields that go with those that are known."""
    published = reading["published_at"] is not None
    return reading | {
        "published_precision": precision if published else None,
        "published_origin": "declared" if published else None,
        "event_date_precision": "date" if reading["event_date"] else None,
        "region": reading["region_code"],
        "place": None,
        "relevance_origin": "importer",
    }


@given(_READINGS, _READINGS, st.sampled_from(["day", "minute"]), st.sampled_from(["day", "minute"]))
def test_no_field_goes_from_known_to_unknown(
    one: dict[str, Any], other: dict[str, Any], before: str, after: str
) -> None:
    known, read = completed(one, before), completed(other, after)
    merged = filled(read, known)
    for name, value in known.items():
        if value not in (None, []):
            assert merged[name] not in (None, []), name
    assert merged["text_sha256"] == read["text_sha256"]
    for first, second in (("published_at", "published_precision"), ("region_code", "region")):
        assert (merged[first], merged[second]) in ((known[first], known[second]), (read[first], read[second]))


def test_a_day_does_not_replace_the_time_on_that_day() -> None:
    at = datetime(2024, 11, 21, 3, tzinfo=UTC)
    known = {"published_at": at, "published_precision": "minute", "published_origin": "jsonld"}
    read = {
        "published_at": datetime(2024, 11, 20, 17, tzinfo=UTC),
        "published_precision": "day",
        "published_origin": "x",
    }
    assert filled(read, known) == known
    later = read | {"published_at": datetime(2024, 11, 22, 17, tzinfo=UTC)}
    assert filled(later, known) == later
