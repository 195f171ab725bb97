"""The demonstration as a newcomer runs it: every outlet, every article, every event."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

from scrapy.utils.project import get_project_settings

from crawler.fetching.browser import chromium
from storage.data_folder import DATABASE_NAME
from tests.shell import ROOT
from tests.web.gold import gold_events

WITH_BROWSER = chromium(get_project_settings()) is not None


def test_it_ends_with_exactly_the_gold_events_and_starts_clean(tmp_path: Path) -> None:
    left = tmp_path / "demo"
    left.mkdir()
    (left / DATABASE_NAME).write_text("what an earlier demonstration left", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.demo"],
        cwd=ROOT, env=os.environ | {"KLIPING_DATA": str(tmp_path)}, capture_output=True, encoding="utf-8",
        timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    expected = {
        frozenset(one for one in members if WITH_BROWSER or one[0] != "kabar_layar")
        for members in gold_events(date(2024, 10, 15), date(2024, 11, 28)).values()
    } - {frozenset()}
    found = defaultdict(set)
    with (tmp_path / "demo" / "export" / "articles.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["event_id"]].add((row["outlet"], row["url"]))
    assert {frozenset(members) for members in found.values()} == expected
    assert f"{sum(map(len, expected))} articles in {len(expected)} events. The largest:" in done.stdout
    for phrase in ("completed", "The export is in", "scrapy events", "make nightly CONTACT="):
        assert phrase in done.stdout
