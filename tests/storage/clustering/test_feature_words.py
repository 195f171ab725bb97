"""Every feature has words, and evidence speaks for or against one event."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from storage.calendar import JAKARTA
from storage.clustering.feature_words import feature_words, words_against, words_for
from storage.clustering.score import FEATURES
from tests.storage.reports import ROLL_CALL, report

A, B = report("a1", ROLL_CALL, "Siaga"), report("a2", ROLL_CALL, "Siaga", event_date=date(2024, 1, 1))


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_has_words(feature: str) -> None:
    assert feature_words(feature, 1.0, A, B) != feature_words(feature, 0.0, A, B) or feature == "hours"


def test_a_name_of_no_feature_is_refused() -> None:
    with pytest.raises(ValueError, match="'colour' is no feature"):
        feature_words("colour", 1.0, A, B)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("2024-11-20T08:00", "2024-11-20T17:30", "published 9.5 hours apart"),
        ("2024-11-20T08:00", "2024-11-20T00:00", "published on the same day"),
        ("2024-11-20T00:00", "2024-11-21T17:30", "published 1 day apart"),
        ("2024-11-20T00:00", "2024-11-23T00:00", "published 3 days apart"),
    ],
)
def test_no_hours_are_claimed_where_only_the_day_is_known(one: str, other: str, told: str) -> None:
    a, b = (
        report(name, ROLL_CALL, "Siaga", published=datetime.fromisoformat(at).replace(tzinfo=JAKARTA))
        for name, at in (("a1", one), ("a2", other))
    )
    assert feature_words("hours", 1.0, a, b).startswith(told)


def test_whom_both_quote_otherwise_is_said_of_one_or_of_each() -> None:
    assert feature_words("unheard", 1.0, A, B) == "one quotes mainly somebody whom the other never names"
    assert feature_words("unheard", 2.0, A, B) == "each quotes mainly somebody whom the other never names"


def test_kept_evidence_speaks_for_and_against_one_event() -> None:
    evidence = {
        "dates": "same",
        "regions": "conflict",
        "speakers": ["budi", "rina"],
        "numbers": [],
        "weight": {"figures": -0.4, "outlet": 0.0, "wording": -1.0},
    }
    assert list(words_for(evidence)) == ["both tell of one day", "main speakers: budi, rina"]
    assert list(words_against(evidence)) == ["different places", "both give figures and share none"]
    assert list(words_for({"regions": "within", "numbers": ["12"]})) == [
        "one region lies in the other, or both in one province",
        "figures: 12",
    ]
    assert list(words_for({})) == list(words_against({})) == []
