"""The page and the codebook of a data package, from the dictionary."""

from __future__ import annotations

from storage.export.dictionary import EVENTS, Field, Table
from storage.export.readme import dictionary


def test_a_table_of_the_dictionary_has_a_row_for_each_field() -> None:
    text = dictionary(
        Table("uji", "Rows of a test", (Field("a", "string", "First", True), Field("b", "date", "Last")), ("a",))
    )
    assert text == (
        "## `uji`\n\nRows of a test. One row for each `a`.\n\n| field | type | meaning |\n|---|---|---|\n"
        "| `a` | string, required | First |\n| `b` | date | Last |\n"
    )


def test_a_table_without_a_key_claims_none() -> None:
    assert "One row for each" not in dictionary(Table("uji", "Rows", (), ()))
    assert "One row for each `event_id`." in dictionary(EVENTS)
