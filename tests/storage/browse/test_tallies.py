"""Counts by time and by region, in the order in which they are drawn."""

from __future__ import annotations

from datetime import date

from storage.browse.tallies import islands, periods


def test_weeks_and_months_without_events_are_drawn() -> None:
    bars = periods({date(2024, 11, 5): 2, date(2024, 11, 26): 4})
    assert [(bar.first, bar.events, bar.share) for bar in bars] == [
        (date(2024, 11, 4), 2, 0.5),
        (date(2024, 11, 11), 0, 0.0),
        (date(2024, 11, 18), 0, 0.0),
        (date(2024, 11, 25), 4, 1.0),
    ]
    months = periods({date(2022, 1, 31): 1, date(2024, 2, 1): 1})
    assert (months[0].first, months[0].last, months[-1].first, len(months)) == (
        date(2022, 1, 1), date(2022, 1, 31), date(2024, 2, 1), 26,
    )  # fmt: skip
    assert periods({}) == []


def test_regions_by_island_and_the_more_the_darker() -> None:
    regions = [
        ("11", "Aceh"),
        ("11.01", "A"),
        ("11.02", "B"),
        ("11.03", "C"),
        ("21", "Kepulauan Riau"),
        ("31", "Jakarta"),
    ]
    found = dict(islands(regions, {"11": 2, "11.01": 1, "11.02": 9, "31": 1, None: 3}))
    assert [[one.name for one in provinces] for provinces in found.values()] == [
        ["Aceh", "Kepulauan Riau"],
        ["Jakarta"],
    ]
    aceh = found["1"][0]
    assert (aceh.events, aceh.unplaced) == (12, 2)
    shades = [tile.shade for tile in aceh.tiles]
    assert 0 < shades[0] < shades[1] and shades[2] == 0
