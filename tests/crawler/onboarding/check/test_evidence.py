"""Evidence of a check as JSON values."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.onboarding.check.evidence import Checked
from tests.crawler.onboarding.check.sites import looked, outlets
from tests.web.calendar import NOW


def test_what_was_seen_survives_a_record(folder: Path) -> None:
    seen = looked(outlets(folder, ["satu"])["satu"], "date").checked
    row = json.loads(json.dumps(seen.row()))
    assert Checked.of_row(row) == seen
    assert row["verified"] is False
    with pytest.raises(ValueError, match="no kind of fault: musim"):
        Checked.of_row(row | {"faults": {"musim": "hujan"}})


def test_nothing_seen_is_nothing_verified() -> None:
    assert not Checked("satu", NOW).verified
