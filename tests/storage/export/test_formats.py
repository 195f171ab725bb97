"""Cells, types and rows of the three formats."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from storage.archive.archive import Archive
from storage.export.dictionary import tables
from storage.export.formats import FORMATS, Format, guarded, joined, parted, unguarded
from storage.models import Pair
from tests.storage.export.packages import HOSTILE, cells, lines, write

pytestmark = pytest.mark.usefixtures("databases")

TABLES = tuple(table.name for table in tables(with_text=True))


def test_types_in_parquet(archive: Archive, tmp_path: Path) -> None:
    write(archive, tmp_path / "out", format="parquet")
    schema = parquet.read_schema(tmp_path / "out" / "articles.parquet")
    assert str(schema.field("published_at").type) == "timestamp[us, tz=Asia/Jakarta]"
    assert str(schema.field("event_date").type) == "date32[day]"
    assert str(schema.field("matched_terms").type).startswith("list<")


@given(st.text())
def test_guarding_is_reversible(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.lists(st.text(alphabet=st.one_of(st.sampled_from("\\; e'=\r\n"), st.characters()))))
def test_lists_in_a_cell_are_reversible(values: list[str]) -> None:
    assert parted(unguarded(guarded(joined(values)))) == values


def test_a_hostile_title_in_csv(archive: Archive, tmp_path: Path) -> None:
    write(archive, tmp_path / "out")
    raw = (tmp_path / "out" / "articles.csv").read_bytes()
    assert raw.count(b"\r\n") == 6
    first = cells(tmp_path / "out", "articles")[0]
    assert first["title"] == "'" + HOSTILE
    assert first["authors"] == "Rina Wulandari; +62 812"


@pytest.mark.parametrize("format", FORMATS)
def test_rows_are_the_same_however_many_are_held(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: Format
) -> None:
    with archive.writing() as session:  # as of a pair that came with a package, between two that are worked out
        pair = session.scalars(select(Pair).order_by(Pair.a, Pair.b).offset(1).limit(1)).one()
        pair.evidence = {"terms": ["apel"], "weight": {"wording": 1.5}}
    write(archive, tmp_path / "many", format=format)
    for name in ("storage.export.formats.GROUP", "storage.export.tables.GROUP", "storage.events.summaries._PORTION"):
        monkeypatch.setattr(name, 1)
    monkeypatch.setattr("storage.db.dialects.MOST_IN", 2)
    told: list[int] = []
    report = write(archive, tmp_path / "few", format=format, tick=told.append)
    assert told == list(range(1, 1 + sum(getattr(report, table) for table in TABLES)))
    for table in TABLES:
        few, many = (tmp_path / folder / f"{table}.{format}" for folder in ("few", "many"))
        if format == "parquet":
            assert parquet.read_table(few).equals(parquet.read_table(many)), table
        else:
            assert few.read_bytes() == many.read_bytes(), table
    if format == "jsonl":
        terms = [row["terms"] for row in lines(tmp_path / "few", "pairs")]
        assert [one == ["apel"] for one in terms] == [False, True, *[False] * (len(terms) - 2)]
        assert all(terms)
