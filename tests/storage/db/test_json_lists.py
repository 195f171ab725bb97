"""Lists of texts come out of the database as they are kept, and equal ones are read once."""

from __future__ import annotations

import pytest
from sqlalchemy.dialects import sqlite

from storage.db.json_lists import kept, texts
from storage.models import Judgement


def test_equal_lists_are_read_once() -> None:
    assert texts('["a0", "a1"]') == ["a0", "a1"]
    assert texts('["a0", "a1"]') is texts('["a0", "a1"]')
    with pytest.raises(ValueError, match="Expecting"):
        texts("a0")


def test_the_column_is_read_as_text() -> None:
    assert "CAST(judgement.a AS VARCHAR)" in str(kept(Judgement.a).compile(dialect=sqlite.dialect()))
