"""Nights that must not begin."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from crawler.exceptions import UsageFailure
from crawler.night.preflight import preflight
from storage.db.engine import ArchiveError
from tests.storage.clippings import NOW, open_archive


def test_a_sound_folder(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.start_run(run_id="r1", command="nightly", started_at=NOW, settings={})
        preflight(archive, tmp_path, now=NOW)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["logs", "reports", "warc"]


def test_a_clock_that_went_back(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.start_run(run_id="r1", command="nightly", started_at=NOW, settings={})
        with pytest.raises(UsageFailure, match="set the machine's clock right"):
            preflight(archive, tmp_path, now=NOW - timedelta(days=1))


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "reports").touch()
    with open_archive(tmp_path) as archive, pytest.raises(UsageFailure, match="reports cannot be written"):
        preflight(archive, tmp_path, now=NOW)


def test_a_damaged_database(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        path = tmp_path / "kliping.db"
    with path.open("r+b") as file:
        for page in range(3, path.stat().st_size // 4096):
            file.seek(page * 4096 + 8)
            file.write(b"\xff" * 64)
    with pytest.raises(ArchiveError), archive:
        archive.check()
