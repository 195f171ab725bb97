"""The recipes of ``storage/README.md``, run as they stand there on an export of a small archive."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as parquet
import pytest

from storage.events.update import update_events
from storage.export.package import export
from tests.shell import ROOT
from tests.storage.clippings import APEL, GUDANG, NOW, open_archive, save
from tests.storage.export.packages import nights

_RESEARCH = (ROOT / "storage" / "README.md").read_text(encoding="utf-8")
RECIPES: list[tuple[str, str]] = re.findall(
    r"^```(\w+)\n(.*?)^```$", _RESEARCH.partition("\n## Recipes\n")[2].partition("\n## ")[0], re.MULTILINE | re.DOTALL
)


def recipe(title: str) -> tuple[str, str]:
    """Language and text of the one recipe whose first line says so."""
    ((language, text),) = [one for one in RECIPES if title in one[1].partition("\n")[0]]
    return language, text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages ``paket`` and ``paket-csv``: two events, a text that two outlets share, nights."""
    folder = tmp_path_factory.mktemp("recipes")
    (folder / "data").mkdir()
    with open_archive(folder / "data") as archive:
        save(archive, "apel-1", APEL[0])
        save(archive, "apel-2", APEL[1], outlet="suara_pesisir", published="2024-11-26T13:30:00+08:00")
        save(archive, "apel-3", APEL[1], outlet="pesisir_kota", published="2024-11-26T15:00:00+07:00")
        save(archive, "gudang-1", GUDANG[0], published="2024-11-19T10:00:00+07:00", region="Kota Blitar",
             region_code="35.10")  # fmt: skip
        update_events(archive, now=NOW)
        nights(archive)
        export(archive, folder / "paket", format="parquet", version="0")
        export(archive, folder / "paket-csv", format="csv", version="0")
    return folder


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = parquet.read_table(folder / "paket" / f"{table}.parquet").to_pylist()
    return found


def printed(command: list[str], folder: Path) -> list[list[str]]:
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return [line.split() for line in done.stdout.splitlines()]


def asked(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    monkeypatch.chdir(folder)
    with duckdb.connect() as database:
        return database.execute(text).fetchall()


def test_there_are_seven() -> None:
    assert [language for language, _ in RECIPES] == ["sql", "sql", "python", "python", "sql", "python", "r"]


def test_circles_for_a_map(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, text = recipe("circles for a map")
    found = {row[0]: (row[1], row[2], row[5], row[6]) for row in asked(text, folder, monkeypatch)}
    assert found["3574"] == ("Kota Probolinggo", "Jawa Timur", 1, 3)
    assert found["3510"][2:] == (1, 1)


def test_a_layer_of_outlines(folder: Path) -> None:
    _, text = recipe("the outlines of the regions")
    printed([sys.executable, "-c", text], folder)
    layer = json.loads((folder / "events.geojson").read_text(encoding="utf-8"))
    found = {one["properties"]["region_id"]: one["properties"]["events"] for one in layer["features"]}
    assert found == {"35": 0, "3510": 1, "3574": 1}


def test_events_a_week(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, text = recipe("events that more than one network reported")
    expected: Counter[date] = Counter()
    for event in rows(folder, "events"):
        day: date = event["event_date"]
        expected[day - timedelta(days=day.weekday())] += event["articles"] if event["networks"] > 1 else 0
    found = [(week.date(), reports) for week, _, reports in asked(text, folder, monkeypatch)]
    assert found == sorted((+expected).items())
    assert found == [(date(2024, 11, 25), 3)]


def test_who_prints_whose_text(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, text = recipe("who prints whose text")
    assert asked(text, folder, monkeypatch) == [("suara_pesisir", "pesisir_kota", 1)]


def test_events_by_region(folder: Path) -> None:
    _, text = recipe("events and their reports by region")
    lines = printed([sys.executable, "-c", text], folder)
    assert lines[2:] == [["Kota", "Probolinggo", "1", "3"], ["Kota", "Blitar", "1", "1"]]


def test_days_on_which_nobody_looked(folder: Path) -> None:
    _, text = recipe("days on which nobody looked")
    expected: dict[str, list[str]] = {}
    for row in rows(folder, "coverage"):
        if not row["crawled"]:
            expected.setdefault(row["outlet"], []).append(str(row["day"]))
    lines = printed([sys.executable, "-c", text], folder)
    found = [[name, str(len(days)), min(days), max(days)] for name, days in sorted(expected.items())]
    assert lines[2:] == found
    assert found


def test_reports_a_day(folder: Path) -> None:
    language, text = recipe("reports a day")
    assert language == "r"
    if shutil.which("Rscript") is None:
        pytest.skip("Rscript is not installed")
    lines = printed(["Rscript", "-e", text], folder)
    assert ["2024-11-19", "1", "0"] in lines
    assert ["2024-11-26", "0", "3"] in lines
