"""Lists of texts, read from many rows: the database keeps them as JSON, and few of them are different."""

from __future__ import annotations

import json
from functools import lru_cache

from sqlalchemy import ColumnElement, String, cast
from sqlalchemy.orm import InstrumentedAttribute


def kept(column: InstrumentedAttribute[list[str]]) -> ColumnElement[str]:
    """The column as it is kept, to be read by ``texts``."""
    return cast(column, String)


@lru_cache(maxsize=4_096)
def texts(kept: str) -> list[str]:
    """The list, which is nobody's to change: whoever asks for an equal one is given the same."""
    values: list[str] = json.loads(kept)
    return values
