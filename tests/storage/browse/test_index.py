"""The index is what a new one would be, whatever happened to the archive."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.browse.index import opened
from storage.data_folder import BROWSE_INDEX
from storage.events.update import update_events
from storage.exceptions import ArchiveError
from storage.records.takedowns import take_down, withdraw
from tests.storage.browse.visits import indexed
from tests.storage.clippings import APEL, GUDANG, NOW, article_id, open_archive, save


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the index, each table in order."""
    with sqlite3.connect(path) as index:
        tables = ("about", "region", "outlet", "happening", "report", "search", "looked")
        facets = "SELECT v.kind, v.value, f.moment FROM facet_value v LEFT JOIN facet f ON f.value_id = v.id"
        return {"facets": sorted(index.execute(facets).fetchall(), key=repr)} | {
            name: sorted(index.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in tables
        }


def renewed_like_a_new_one(archive: Archive, folder: Path) -> None:
    indexed(archive, folder)
    (folder / "anew").mkdir(exist_ok=True)
    (folder / "anew" / BROWSE_INDEX).unlink(missing_ok=True)
    indexed(archive, folder / "anew")
    assert content(folder / BROWSE_INDEX) == content(folder / "anew" / BROWSE_INDEX)


def test_renewed_step_by_step_it_is_what_a_new_one_is(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        renewed_like_a_new_one(archive, tmp_path)
        save(archive, "apel-0", APEL[0])
        renewed_like_a_new_one(archive, tmp_path)
        update_events(archive, now=NOW)
        renewed_like_a_new_one(archive, tmp_path)
        save(archive, "apel-1", APEL[1], outlet="suara_pesisir", published="2024-11-26T07:00:00+07:00")
        save(archive, "gudang-0", GUDANG[0])
        update_events(archive, now=NOW)
        renewed_like_a_new_one(archive, tmp_path)
        save(archive, "gudang-0", APEL[2], title="Bukan gudang lagi")
        update_events(archive, now=NOW)
        renewed_like_a_new_one(archive, tmp_path)
        take_down(archive, tmp_path, article_id("apel-1"), by="Redaksi", why="diminta", now=NOW)
        renewed_like_a_new_one(archive, tmp_path)
        withdraw(archive, tmp_path, article_id("apel-1"), by="Redaksi", why="keliru", now=NOW)
        renewed_like_a_new_one(archive, tmp_path)
        save(archive, "apel-0", APEL[0], relevant=False)
        update_events(archive, now=NOW)
        renewed_like_a_new_one(archive, tmp_path)
        assert indexed(archive, tmp_path).written == 0, "nothing changed, nothing is written"


@pytest.mark.parametrize("spoilt", [b"", b"x" * 4096, None])
def test_an_index_that_is_none_is_made_anew(tmp_path: Path, spoilt: bytes | None) -> None:
    with open_archive(tmp_path) as archive:
        save(archive, "apel-0", APEL[0])
        if spoilt is None:
            with sqlite3.connect(tmp_path / BROWSE_INDEX) as other:
                other.execute("CREATE TABLE about (name TEXT, value TEXT)")
        else:
            (tmp_path / BROWSE_INDEX).write_bytes(spoilt)
        assert indexed(archive, tmp_path).articles == 1


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    (tmp_path / BROWSE_INDEX).mkdir()
    with pytest.raises(ArchiveError, match="cannot write the index"), opened(tmp_path / BROWSE_INDEX):
        pass
