"""The archive that tests of the tables begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from tests.storage.archive.rows import enter_outlet
from tests.storage.databases import archive_url


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """One outlet and nothing else."""
    with Archive.open(archive_url(tmp_path)) as archive:
        enter_outlet(archive)
        yield archive
