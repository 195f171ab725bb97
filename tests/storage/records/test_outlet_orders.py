"""Standing orders about outlets: kept in the database and in a file, and never lost."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from storage.data_folder import OUTLET_ORDERS_FILE
from storage.exceptions import ArchiveError
from storage.records.outlet_orders import give, in_force, listed, restore, withdraw
from tests.storage.clippings import NOW, open_archive

pytestmark = pytest.mark.usefixtures("databases")


def test_one_of_a_kind_holds_until_its_day(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        give(archive, tmp_path, "petisi", "pause", by="Rina", why="pindah", now=NOW, until=date(2024, 11, 30))
        give(
            archive, tmp_path, "petisi", "limit", by="Rina", why="lambat", now=NOW, detail={"pages": 50, "delay": 12.5}
        )
        now = in_force(archive, NOW)
        assert now.paused("petisi") == "paused until 2024-11-30: pindah"
        assert now.told("petisi") == (
            "paused until 2024-11-30: pindah; limited to 50 pages a day, a request every 12.5 seconds: lambat"
        )
        assert now.told("koranrb") is None
        assert in_force(archive, NOW + timedelta(days=2)).paused("petisi"), "the last day is in it"
        assert in_force(archive, NOW + timedelta(days=3)).paused("petisi") is None
        give(archive, tmp_path, "petisi", "pause", by="Budi", why="masih pindah", now=NOW)
        assert in_force(archive, NOW + timedelta(days=99)).paused("petisi") == "paused: masih pindah"
        assert len(listed(archive)) == 3
        assert len(withdraw(archive, tmp_path, "petisi", by="Rina", why="selesai", now=NOW)) == 2
        assert in_force(archive, NOW).told("petisi") is None
        with pytest.raises(ArchiveError, match="there is no order about petisi"):
            withdraw(archive, tmp_path, "petisi", by="Rina", why="selesai", now=NOW)


def test_the_file_outlives_the_database(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        give(archive, tmp_path, "petisi", "pause", by="Rina", why="pindah", now=NOW, until=date(2024, 11, 30))
        give(archive, tmp_path, "koranrb", "acknowledge", by="Rina", why="tahu", now=NOW, detail={"rules": ["failed"]})
        before = (tmp_path / OUTLET_ORDERS_FILE).read_text()
    other = tmp_path / "other"
    other.mkdir()
    (other / OUTLET_ORDERS_FILE).write_text(before)
    with open_archive(other) as archive:
        assert restore(archive, other) == 2
        assert restore(archive, other) == 0
        assert in_force(archive, NOW).paused("petisi") == "paused until 2024-11-30: pindah"
        order = in_force(archive, NOW).get("koranrb", "acknowledge")
        assert order is not None
        assert order.detail == {"rules": ["failed"]}
        withdraw(archive, other, "petisi", by="Rina", why="selesai", now=NOW)
        withdrawn = (other / OUTLET_ORDERS_FILE).read_text()
    with open_archive(tmp_path) as archive:
        (tmp_path / OUTLET_ORDERS_FILE).write_text(withdrawn)
        assert restore(archive, tmp_path) == 1, "a withdrawal that the file alone knows"
        (tmp_path / OUTLET_ORDERS_FILE).unlink()
        assert restore(archive, tmp_path) == 0
        assert (tmp_path / OUTLET_ORDERS_FILE).read_text() == withdrawn


@pytest.mark.parametrize(
    "change",
    [{"kind": "forget"}, {"ordered_at": "2024-11-28T06:00:00"}, {"until": "besok"}, {"detail": []}, {"why": None}],
)
def test_a_wrong_line_is_named(tmp_path: Path, change: dict[str, object]) -> None:
    with open_archive(tmp_path) as archive:
        give(archive, tmp_path, "petisi", "pause", by="Rina", why="pindah", now=NOW)
        row = json.loads((tmp_path / OUTLET_ORDERS_FILE).read_text()) | change
        if change == {"why": None}:
            del row["why"]
        (tmp_path / OUTLET_ORDERS_FILE).write_text(json.dumps(row))
        with pytest.raises(ArchiveError, match=r"outlet_orders.jsonl:1: "):
            restore(archive, tmp_path)
