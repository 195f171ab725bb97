"""The archive that tests of the records begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from tests.storage.clippings import open_archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Three outlets and nothing else."""
    with open_archive(tmp_path) as archive:
        yield archive
