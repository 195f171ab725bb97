"""Packages that the tests export, and what their tables hold."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from storage.archive.archive import Archive
from storage.calendar import JAKARTA
from storage.events.selection import Selection
from storage.export.package import Exported, export

HOSTILE = '=HYPERLINK("http://jahat.example","klik")'


def nights(archive: Archive) -> None:
    """Four nights of one outlet: good, failed, none, good and tried again in vain; one blocked night of another."""
    for run, outlet, day, status, counts in (
        ("r1", "kabar_timur", 24, "completed", {"discovered": 30, "fetched": 12, "articles": 2, "failed": 1}),
        ("r2", "kabar_timur", 25, "failed", {"failed": 3}),
        ("r3", "kabar_timur", 27, "completed", {"discovered": 31, "fetched": 2, "articles": 1}),
        ("r4", "kabar_timur", 27, "failed", {}),
        ("r5", "suara_pesisir", 27, "blocked", {"discovered": 9, "blocked": 3}),
    ):
        began = datetime(2024, 11, day, 1, 30, tzinfo=JAKARTA)
        archive.start_run(run_id=run, command="crawl", started_at=began, settings={})
        archive.start_outlet(run, outlet, since=began - timedelta(days=7), until=None, started_at=began)
        archive.finish_outlet(run, outlet, status=status, reason=None, ended_at=began, seconds=60.0, counts=counts)


def write(archive: Archive, folder: Path, *, selection: Selection | None = None, **options: Any) -> Exported:
    return export(archive, folder, selection=selection, **({"version": "0.1.0"} | options))


def cells(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def lines(folder: Path, table: str) -> list[dict[str, Any]]:
    text = (folder / f"{table}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]
