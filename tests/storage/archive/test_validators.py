"""Validators of pages: the latest one is kept, and old ones go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.storage.archive.rows import LATER, NOW

URL = "https://kabar-timur.example/umpan"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(default_url(tmp_path)) as archive:
        yield archive


def row(**changes: Any) -> dict[str, Any]:
    values = {"outlet": "kabar_timur", "url": URL, "etag": '"1"', "last_modified": None, "record_id": "urn:1"}
    return {**values, "fetched_at": NOW, **changes}


def etag(archive: Archive) -> str | None:
    found = archive.validator("kabar_timur", URL)
    return found.etag if found else None


def test_a_saved_validator_takes_the_place_of_an_earlier_one(archive: Archive) -> None:
    assert etag(archive) is None
    archive.save_validators([row(), row(etag='"2"')])
    assert etag(archive) == '"2"'
    assert archive.validator("antara", URL) is None


def test_one_from_the_raw_archive_gives_way_to_a_later_one(archive: Archive) -> None:
    archive.enter_validators([])
    archive.enter_validators([row(fetched_at=LATER, etag='"late"')])
    archive.enter_validators([row(etag='"early"')])
    assert etag(archive) == '"late"'
    archive.enter_validators([row(fetched_at=LATER + timedelta(days=1), etag='"latest"')])
    assert etag(archive) == '"latest"'


def test_validators_are_forgotten_by_address_and_by_age(archive: Archive) -> None:
    archive.save_validators([row(), row(url="https://kabar-timur.example/lain", fetched_at=LATER)])
    archive.forget_validators("kabar_timur", before=NOW)
    assert etag(archive) == '"1"'
    archive.forget_validators("antara", before=LATER)
    assert etag(archive) == '"1"'
    archive.forget_validators("kabar_timur", before=LATER)
    assert etag(archive) is None
    archive.forget_validator("kabar_timur", "https://kabar-timur.example/lain")
    assert archive.validator("kabar_timur", "https://kabar-timur.example/lain") is None
