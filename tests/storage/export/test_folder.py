"""An export takes the place of an earlier one, and of nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.exceptions import ArchiveError
from tests.storage.export.packages import write

pytestmark = pytest.mark.usefixtures("databases")


def test_an_earlier_export_is_replaced_and_nothing_else(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    write(archive, out, format="jsonl")
    write(archive, out, format="csv")
    assert sorted(entry.suffix for entry in out.iterdir()) == [".cff"] + [".csv"] * 8 + [
        ".geojson",
        ".json",
        ".md",
        ".md",
    ]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["data", "out"]

    (out / "catatan.txt").write_text("milik saya", encoding="utf-8")
    with pytest.raises(ArchiveError, match=r"also holds 'catatan\.txt'"):
        write(archive, out)
    assert (out / "catatan.txt").read_text(encoding="utf-8") == "milik saya"


@pytest.mark.parametrize("content", [None, "{}", '{"name": "lain", "resources": []}', "[]", "bukan JSON"])
def test_a_foreign_folder_is_refused(archive: Archive, tmp_path: Path, content: str | None) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / ("datapackage.json" if content else "foto.jpg")).write_text(content or "", encoding="utf-8")
    with pytest.raises(ArchiveError, match="was not written by an export") as caught:
        write(archive, out)
    assert "\n" not in str(caught.value)
    assert len(list(out.iterdir())) == 1
    shutil.rmtree(out)
    out.write_text("berkas", encoding="utf-8")
    with pytest.raises(ArchiveError, match="is a file"):
        write(archive, out)


def test_a_link_to_a_folder_stays_a_link(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "disk")
    write(archive, tmp_path / "out")
    write(archive, tmp_path / "out")
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "disk" / "events.csv").exists()


def test_without_an_exchange_of_names(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda *_args, **_options: object())
    write(archive, tmp_path / "out")
    write(archive, tmp_path / "out", format="jsonl")
    assert (tmp_path / "out" / "events.jsonl").exists()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["data", "out"]
