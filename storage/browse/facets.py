"""Facets of the index: the values by which events are narrowed down, and how many events have each of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from storage.calendar import JAKARTA
from storage.events.summaries import EventSummary

FACETS = """CREATE TABLE facet_value (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (kind, value)
);
CREATE TABLE facet (moment INTEGER NOT NULL, value_id INTEGER NOT NULL, PRIMARY KEY (moment, value_id)) WITHOUT ROWID;
CREATE INDEX facet_events ON facet (value_id, moment);
"""
"""Numbers stand for values: a word as ``outlet`` in each row would make the index three times as large."""

HAVING = "SELECT moment FROM facet WHERE value_id = (SELECT id FROM facet_value WHERE kind = '{0}' AND value = :{0})"
"""Moments of the events that have a value of this kind."""

NAMED = ("outlet", "network", "collection", "term")
"""Kinds that are filters by themselves; ``month``, ``province`` and ``region`` stand for others."""

SIZES = (2, 5, 10, 20, 50)
"""Least numbers of reports that are offered."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: its name, the number of events that have it, and the query string that asks for it.

    ``chosen``: it is asked for already, and the query string asks for it no more.
    """

    name: str
    events: int
    address: str
    chosen: bool


def enter(
    index: sqlite3.Connection, moment: int, event: EventSummary, networks: Iterable[str], collections: Iterable[str]
) -> None:
    """Writes the values of one event."""
    values = {
        *(("outlet", name) for name in event.outlet_names),
        *(("network", name) for name in networks),
        *(("collection", name) for name in collections),
        *(("term", term) for term in event.matched_terms),
    }
    if event.first_published_at is not None:
        values.add(("month", f"{event.first_published_at.astimezone(JAKARTA):%Y-%m}"))
    if event.region_code:
        values |= {("province", event.region_code[:2]), ("region", event.region_code)}
    index.executemany("INSERT OR IGNORE INTO facet_value (kind, value) VALUES (?, ?)", sorted(values))
    index.executemany(
        "INSERT INTO facet SELECT ?, id FROM facet_value WHERE kind = ? AND value = ?",
        ((moment, kind, value) for kind, value in values),
    )


def erase(index: sqlite3.Connection, moments: Sequence[int]) -> None:
    """Takes out the values of these events, and those that no other event has."""
    marks = ", ".join("?" * len(moments))
    kept = index.execute(f"DELETE FROM facet WHERE moment IN ({marks}) RETURNING value_id", moments).fetchall()
    index.executemany(
        "DELETE FROM facet_value WHERE id = ? AND NOT EXISTS (SELECT 1 FROM facet WHERE value_id = id)", set(kept)
    )


def counting(found: str | None) -> str:
    """The query that counts the events of each value; ``found`` selects moments, ``None``: all events."""
    counted = "SELECT value_id, count(*) AS events FROM facet GROUP BY value_id"
    if found is not None:
        counted = (
            f"WITH found AS MATERIALIZED ({found}) SELECT value_id, count(*) AS events "
            "FROM found CROSS JOIN facet ON facet.moment = found.moment GROUP BY value_id"
        )
    return (
        f"SELECT v.kind, v.value, c.events FROM ({counted}) c CROSS JOIN facet_value v ON v.id = c.value_id "
        "ORDER BY c.events DESC, v.value"
    )


def counting_sizes(found: str | None) -> str:
    """The query that counts the events of each of ``SIZES`` and more, in one row; ``found`` as in ``counting``."""
    if found is None:
        return f"SELECT {', '.join(f'(SELECT count(*) FROM happening WHERE articles >= {size})' for size in SIZES)}"
    sums = ", ".join(f"count(*) FILTER (WHERE h.articles >= {size})" for size in SIZES)
    return f"WITH found AS MATERIALIZED ({found}) SELECT {sums} FROM found CROSS JOIN happening h USING (moment)"


def by_kind(rows: Iterable[Any]) -> dict[str, dict[str, int]]:
    """Rows of ``counting`` as events by value, by kind; those with the most events first."""
    found: dict[str, dict[str, int]] = {}
    for kind, value, events in rows:
        found.setdefault(kind, {})[value] = events
    return found


def shortened(choices: Sequence[Choice], most: int) -> Iterator[Choice]:
    """The first ones, and those that are chosen."""
    yield from (one for at, one in enumerate(choices) if at < most or one.chosen)
