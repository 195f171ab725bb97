"""Sessions: one kind reads one state, one kind writes all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from storage.db.sessions import the_one
from storage.models import Outlet
from tests.storage.clippings import OUTLETS, open_archive

pytestmark = pytest.mark.usefixtures("databases")


def test_what_is_written_is_kept_at_the_end_or_not_at_all(tmp_path: Path) -> None:
    query = select(Outlet.title).where(Outlet.name == "kabar_timur")
    with open_archive(tmp_path) as archive:
        with pytest.raises(RuntimeError), archive.writing() as session:
            session.get_one(Outlet, "kabar_timur").title = "Lain"
            session.flush()
            raise RuntimeError
        assert archive.select_all(query) == ["Kabar Timur"]
        with archive.writing("kabar_timur") as session:
            session.get_one(Outlet, "kabar_timur").title = "Lain"
        assert archive.select_all(query) == ["Lain"]


def test_a_reader_sees_one_state_and_keeps_nothing(tmp_path: Path) -> None:
    query = select(Outlet.title).where(Outlet.name == "kabar_timur")
    with open_archive(tmp_path) as archive:
        with archive.reading() as reading:
            assert reading.scalar(query) == "Kabar Timur"
            with archive.writing() as session:
                session.get_one(Outlet, "kabar_timur").title = "Lain"
            assert reading.scalar(query) == "Kabar Timur"
            reading.get_one(Outlet, "suara_pesisir").title = "Lain"
        assert archive.select_all(query) == ["Lain"]
        titles = archive.select_all(select(Outlet.title).order_by(Outlet.name))
        assert titles == ["Lain", OUTLETS["pesisir_kota"][0], OUTLETS["suara_pesisir"][0]]


@pytest.mark.parametrize(("parts", "one"), [(["a", "a"], "a"), (["a", "b"], None), ([], None)])
def test_one_part_is_named_and_of_several_none(parts: list[str], one: str | None) -> None:
    assert the_one(parts) == one
