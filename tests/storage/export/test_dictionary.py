"""The data dictionary: what each column is, and how it is written."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.export.dictionary import Field
from storage.export.formats import unguarded, write_table


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet=st.sampled_from("'=+-@\t\r\n＝＋－＠ab\",;"), max_size=6), min_size=1, max_size=5))
def test_no_cell_begins_like_a_formula(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "hostile.csv"
    write_table(path, [Field("text", "string", "")], [[texts]], "csv")
    with path.open(encoding="utf-8", newline="") as file:
        read = [row[0] for row in csv.reader(file, strict=True)][1:]
    assert not [cell for cell in read if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")]
    assert [unguarded(cell) for cell in read] == texts
