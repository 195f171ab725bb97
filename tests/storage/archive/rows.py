"""Rows that the tests enter into an archive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from storage.archive.archive import Archive
from storage.models import Sighting

NOW = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)


LATER = NOW + timedelta(days=1)


def states_of(archive: Archive, outlet: str) -> dict[str, str]:
    """State of every address of an outlet, by URL key."""
    return {key: sighting.state for key, sighting in archive.memory(outlet).items()}


def enter_outlet(archive: Archive, name: str = "kabar_timur", **changes: Any) -> None:
    facts: dict[str, Any] = {
        "title": "Kabar Timur",
        "site": "https://kabar-timur.example",
        "network": name,
        "family": "wordpress",
        "region_code": "35.74",
        "region": "Kota Probolinggo",
    }
    archive.save_outlet(name=name, **{**facts, **changes})


def announce(archive: Archive, key: str, **changes: Any) -> str:
    facts: dict[str, Any] = {"source": "feed", "published_at": None, "now": NOW}
    return archive.announce("kabar_timur", key, f"https://{key}", **{**facts, **changes})


def sighting(archive: Archive, key: str) -> Sighting:
    with archive.reading() as session:
        found = session.get(Sighting, ("kabar_timur", key))
    assert found is not None
    return found
