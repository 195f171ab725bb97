"""Faults of a file's rows, all of them at once."""

from __future__ import annotations

from crawler.importing.faults import Faults, NoArticle, RowFault


def test_the_same_faults_stand_together_the_most_frequent_first() -> None:
    faults = Faults()
    for place in range(2, 10):
        faults.add("berita.csv", "row", place, "no title", f"no title in row {place}")
    faults.add("berita.csv", "row", 12, "no date", "no date: 'kemarin'")
    assert faults.count == 9
    assert list(faults.lines(several=False)) == [
        "rows 2, 3, 4, 5, 6 and 3 more: no title in row 2",
        "row 12: no date: 'kemarin'",
    ]
    assert next(faults.lines(several=True)).startswith("berita.csv, rows 2, 3")


def test_tables_are_told_apart() -> None:
    faults = Faults()
    faults.add("satu.csv", "row", 2, "no title", "no title")
    faults.add("dua.csv", "row", 2, "no title", "no title")
    assert list(faults.lines(several=True)) == ["satu.csv, row 2: no title", "dua.csv, row 2: no title"]


def test_a_fault_has_a_kind_for_all_and_a_detail_of_its_own() -> None:
    assert (RowFault("no title").kind, RowFault("no title").detail) == ("no title", "no title")
    assert str(RowFault("no date", "no date: 'x'")) == "no date: 'x'"
    assert issubclass(NoArticle, RowFault)
