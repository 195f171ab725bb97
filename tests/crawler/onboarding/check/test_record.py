"""The record of checks."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.onboarding.check.record import checks, save
from storage.data_folder import CHECKS_FILE
from storage.exceptions import ArchiveError
from tests.crawler.onboarding.check.sites import looked, outlets


def test_the_latest_check_of_each_outlet_is_kept(folder: Path, tmp_path: Path) -> None:
    made = outlets(folder, ["satu", "dua"])
    assert checks(tmp_path) == {}
    first = looked(made["satu"], "date").checked
    for one in (first, looked(made["dua"], "").checked, looked(made["satu"], "").checked):
        save(tmp_path, one)
    known = checks(tmp_path)
    assert (list(known), known["satu"].faults) == (["dua", "satu"], {})


def test_a_line_that_is_no_check_is_named(tmp_path: Path) -> None:
    (tmp_path / CHECKS_FILE).write_text('{"outlet": "satu"}\n', encoding="utf-8")
    with pytest.raises(ArchiveError, match=r"checks\.jsonl:1: 'faults' is missing; mend the line or remove it"):
        checks(tmp_path)
