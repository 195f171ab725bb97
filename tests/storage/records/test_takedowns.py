"""A withheld article is in no list, no count and no export; who asked for it is never lost."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.data_folder import TAKEDOWNS_FILE
from storage.events.details import details
from storage.events.selection import Selection
from storage.events.summaries import count, summaries
from storage.events.update import update_events
from storage.exceptions import ArchiveError
from storage.export.package import export
from storage.models import Takedown
from storage.records.takedowns import in_force, restore, take_down, withdraw
from tests.storage.clippings import APEL, GUDANG, NOW, article_id, event_id, open_archive, save
from tests.storage.databases import sqlite_file

pytestmark = pytest.mark.usefixtures("databases")

WHO = {"by": "Rina", "why": "nama anak disebut", "now": NOW}


def fill(folder: Path) -> None:
    with open_archive(folder) as archive:
        save(archive, "apel-1", APEL[0], published="2024-11-26T08:00:00+07:00")
        save(archive, "apel-2", APEL[1], outlet="suara_pesisir", published="2024-11-26T10:00:00+07:00")
        save(archive, "gudang-1", GUDANG[0])
        update_events(archive, now=NOW)


def test_it_leaves_lists_counts_and_exports_and_comes_back(tmp_path: Path) -> None:
    fill(tmp_path)
    with open_archive(tmp_path) as archive:
        for key in ("apel-1", "gudang-1"):
            take_down(archive, tmp_path, article_id(key), **WHO)  # type: ignore[arg-type]
        with archive.reading() as session:
            (event,) = summaries(session, Selection())
            assert (event.articles, event.outlet_names) == (1, ["suara_pesisir"])
            assert count(session, Selection()) == 1
            found = details(session, event_id("apel-1"))
            assert found is not None
            assert [report.article_id for report in found.reports] == [article_id("apel-2")]
        report = export(archive, tmp_path / "paket", format="jsonl", with_text=True, version="0")
        assert (report.articles, report.events) == (1, 1)
        for path in (tmp_path / "paket").iterdir():
            assert article_id("apel-1") not in path.read_text()
            assert APEL[0] not in path.read_text()
        assert "2 articles withheld" in (tmp_path / "paket" / "README.md").read_text()
        kept = archive.article(article_id("apel-1"))
        assert kept is not None
        assert kept.body == APEL[0]
        for key in ("apel-1", "gudang-1"):
            withdraw(archive, tmp_path, article_id(key), **WHO)  # type: ignore[arg-type]
        assert export(archive, tmp_path / "paket", version="0").articles == 3
        assert "withheld" not in (tmp_path / "paket" / "README.md").read_text()


def test_an_export_of_other_articles_does_not_count_it(tmp_path: Path) -> None:
    fill(tmp_path)
    with open_archive(tmp_path) as archive:
        take_down(archive, tmp_path, article_id("apel-1"), **WHO)  # type: ignore[arg-type]
        export(archive, tmp_path / "paket", selection=Selection(outlets=("suara_pesisir",)), version="0")
    assert "withheld" not in (tmp_path / "paket" / "README.md").read_text()


def test_it_outlives_the_database(tmp_path: Path) -> None:
    database = sqlite_file(tmp_path)
    with open_archive(tmp_path) as archive:
        take_down(archive, tmp_path, article_id("apel-1"), **WHO)  # type: ignore[arg-type]
        take_down(archive, tmp_path, article_id("gudang-1"), **WHO)  # type: ignore[arg-type]
        withdraw(archive, tmp_path, article_id("gudang-1"), by="Adi", why="keliru", now=NOW + timedelta(hours=1))
    before = (tmp_path / TAKEDOWNS_FILE).read_text()
    lines = [json.loads(line) for line in before.splitlines()]
    assert [line["withdrawn_by"] for line in lines if line["article_id"] == article_id("gudang-1")] == ["Adi"]
    database.unlink()
    with open_archive(tmp_path) as archive:
        assert (restore(archive, tmp_path), restore(archive, tmp_path)) == (2, 0)
        with archive.reading() as session:
            found = in_force(session, article_id("apel-1"))
            assert found is not None
            assert (found.taken_by, found.why, found.taken_at) == ("Rina", "nama anak disebut", NOW)
            assert in_force(session, article_id("gudang-1")) is None
    database.unlink()
    with open_archive(tmp_path) as archive:  # the next change after a loss keeps what the file has
        take_down(archive, tmp_path, article_id("gudang-2"), **WHO)  # type: ignore[arg-type]
    assert set(before.splitlines()) < set((tmp_path / TAKEDOWNS_FILE).read_text().splitlines())


def test_what_cannot_be_done_or_read_is_said(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        with pytest.raises(ArchiveError, match="is not withheld"):
            withdraw(archive, tmp_path, article_id("apel-1"), **WHO)  # type: ignore[arg-type]
        take_down(archive, tmp_path, article_id("apel-1"), **WHO)  # type: ignore[arg-type]
        row = json.loads((tmp_path / TAKEDOWNS_FILE).read_text())
        values: tuple[Any, ...] = (1, [], {"a": 1}, 10**40)
        wrong = [json.dumps(row | {name: value}) for name in row for value in values]
        wrong = [line for line in wrong if json.loads(line)["purge"] != {"a": 1}]  # read where it is carried out
        for line in ("{", '{"article_id": "a"}', "[]", "[" * 100_000, *wrong):
            (tmp_path / TAKEDOWNS_FILE).write_text(line)
            with pytest.raises(ArchiveError, match=r"takedowns.jsonl:1: "):
                restore(archive, tmp_path)


def test_twice_is_once(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        take_down(archive, tmp_path, article_id("apel-1"), **WHO)  # type: ignore[arg-type]
        later = NOW + timedelta(days=1)
        told: list[Takedown] = []
        take_down(archive, tmp_path, article_id("apel-1"), by="Adi", why="x", now=later, told=told.append)
        assert [one.taken_by for one in told] == ["Rina"]
    assert len((tmp_path / TAKEDOWNS_FILE).read_text().splitlines()) == 1
