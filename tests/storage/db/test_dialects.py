"""Statements in both dialects, and cleaned values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import create_mock_engine
from sqlalchemy.orm import Session

from storage.db.dialects import cleaned, insert, insert_unknown, upsert
from storage.models import Outlet


class Recording(Session):
    """A session on PostgreSQL that is not there: it keeps the SQL."""

    def __init__(self) -> None:
        super().__init__()
        self.sql: list[str] = []

    def get_bind(self, *_: Any, **__: Any) -> Any:
        return create_mock_engine("postgresql+psycopg://", lambda *_: None)

    def connection(self, *_: Any, **__: Any) -> Any:
        return self

    def execute(self, statement: Any, *_: Any, **__: Any) -> Any:
        self.sql.append(str(statement.compile(dialect=self.get_bind().dialect)))


def test_postgresql_gets_its_own_insert() -> None:
    session = Recording()
    assert isinstance(insert(session, Outlet), postgresql.Insert)
    insert_unknown(session, Outlet, [{"name": "a", "title": "A"}])
    upsert(session, Outlet, {"name": "a", "title": "A", "network": "a"}, keep=["network"])
    assert "ON CONFLICT DO NOTHING" in session.sql[0]
    assert session.sql[1].endswith("ON CONFLICT (name) DO UPDATE SET title = excluded.title")


@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_what_a_database_can_hold_stays_as_it_is(value: Any) -> None:
    assert cleaned(value) == _without_nul(value)


def _without_nul(value: Any) -> Any:
    match value:
        case str():
            return value.replace("\0", "")
        case list():
            return [_without_nul(item) for item in value]
        case dict():
            return {_without_nul(name): _without_nul(item) for name, item in value.items()}
        case _:
            return value


@given(st.text(alphabet=st.characters(), max_size=20))
def test_everything_cleaned_can_be_written_as_utf_8(value: str) -> None:
    assert "\0" not in cleaned(value)
    cleaned(value).encode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a\ud800b", "a�b"),
        ("\udc00", "�"),
        ("\ud83d\ude00", "😀"),
        ("a\0b", "ab"),
        (("a", ("b",)), ["a", ["b"]]),
        (None, None),
    ],
)
def test_what_it_cannot_hold_is_replaced(value: Any, expected: Any) -> None:
    assert cleaned(value) == expected
