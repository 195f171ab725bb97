"""Every address stands under one fate."""

from __future__ import annotations

from collections import Counter

from crawler.ledger import Ledger
from storage.run_table import balance


def test_the_balance_holds_at_any_moment() -> None:
    counts: Counter[str] = Counter()
    ledger = Ledger(counts)
    steps = [
        lambda: ledger.enter("a"), lambda: ledger.enter("a"), lambda: ledger.enter("b", "known"),
        lambda: ledger.settle("a", "failed"), lambda: ledger.settle("a", "article"), lambda: ledger.settle("c", "gone"),
    ]  # fmt: skip
    for step in steps:
        step()
        assert balance(counts) == 0
    assert +counts == Counter(discovered=3, known=1, article=1, gone=1)


def test_what_is_lost_shows() -> None:
    assert balance({"discovered": 3, "article": 1, "queued": 1}) == 1
