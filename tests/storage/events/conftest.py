"""Archives that several tests of events begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.events.update import update_events
from tests.storage.clippings import APEL, NOW, fill, open_archive, save


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Two events of three reports each, and a folder beside the database."""
    with open_archive(tmp_path) as archive:
        fill(archive)
        update_events(archive, now=NOW)
        yield archive


@pytest.fixture
def two_years(tmp_path: Path) -> Iterator[Archive]:
    """The same events, report after report, and one of them a year before."""
    with open_archive(tmp_path) as archive:
        fill(archive, hourly=True)
        save(archive, "tahun-lalu", APEL[0], outlet="pesisir_kota", published="2023-11-26T10:00:00+07:00")
        update_events(archive, now=NOW)
        yield archive


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    open_archive(folder).close()
    return folder / "kliping.db"
