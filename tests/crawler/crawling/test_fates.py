"""Every address stands under one fate."""

from __future__ import annotations

from collections import Counter

from crawler.crawling.fates import Fates
from storage.archive.runs import balance


def test_the_balance_holds_at_any_moment() -> None:
    counts: Counter[str] = Counter()
    fates = Fates(counts)
    for key, fate in [("a", ""), ("a", ""), ("b", "known"), ("a", "failed"), ("a", "article"), ("c", "gone")]:
        fates.settle(key, fate) if fate not in ("", "known") else fates.enter(key, fate or "queued")
        assert balance(counts) == 0
    assert +counts == Counter(discovered=3, known=1, article=1, gone=1)


def test_what_is_lost_shows() -> None:
    assert balance({"discovered": 3, "article": 1, "queued": 1}) == 1
