"""An archive goes from one database to the other and back, and nothing of it is lost or other than it was."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage.archive.archive import Archive
from storage.db.engine import default_url
from storage.events.update import update_events
from storage.exceptions import ArchiveError
from storage.export.package import export
from storage.integrity import transfer as transfer_module
from storage.integrity.backup import back_up
from storage.integrity.transfer import transfer
from storage.models import Article, Base, EventChange
from tests.storage.clippings import APEL, GUDANG, NOW, open_archive, save

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def source(tmp_path: Path) -> str:
    """An archive with events, their history, runs and letters of every kind."""
    folder = tmp_path / "source"
    folder.mkdir()
    with open_archive(folder) as archive:
        for number, body in enumerate((*APEL, *GUDANG, *APEL)):
            at = None if number == 2 else f"2024-11-2{number}T10:00:00.123456+07:00"
            save(
                archive, f"{number}", f"{body} \u0001 😀 %s", title=f"é%{number}", published=at, relevance=0.1 * number
            )
            update_events(archive, now=NOW + timedelta(hours=number))
        archive.start_run(run_id="night-1", command="nightly", started_at=NOW, settings={"é": None, "a": [1.5, "\\"]})
        archive.finish_outlet(
            "night-1", "kabar_timur", status="failed", reason="x", ended_at=NOW, seconds=None, counts={"b": 1, "a": 2}
        )
        archive.save_warc_file("1.warc.gz", "night-1", NOW)
        archive.seal_warc_file("1.warc.gz", 3)
    return default_url(folder)


def exported(url: str, folder: Path) -> dict[str, bytes]:
    with Archive.open(url) as archive:
        export(archive, folder, format="jsonl", with_text=True, version="1")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_there_and_back(source: str, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer_module, "_ROWS", 2)
    there = transfer(source, url)
    (tmp_path / "back").mkdir()
    back = default_url(tmp_path / "back")
    assert transfer(url, back) == there
    assert {each.table for each in there} == set(Base.metadata.tables)
    assert {each.table: each.rows for each in there}["article"] == 9
    before = exported(source, tmp_path / "a")
    assert exported(url, tmp_path / "b") == before
    assert exported(back, tmp_path / "c") == before


def test_the_archive_goes_on_where_it_came(source: str, url: str) -> None:
    """Numbers go on, and nothing is compared anew that was compared already."""
    transfer(source, url)
    with Archive.open(url) as archive:
        report = update_events(archive, now=NOW)
        assert (report.articles_new, report.pairs, report.events_new) == (0, 0, 0)
        with archive.reading() as session:
            last = session.scalar(select(func.max(EventChange.change_id)))
        save(archive, "baru", GUDANG[1] + " Baru.")
        update_events(archive, now=NOW)
        with archive.reading() as session:
            assert session.scalar(select(func.max(EventChange.change_id))) > last  # type: ignore[operator]


def test_a_target_that_holds_anything_is_refused(source: str, url: str) -> None:
    transfer(source, url)
    for target in (url, source):
        with pytest.raises(ArchiveError, match="give an empty database"):
            transfer(source, target)


def test_what_comes_out_otherwise_is_not_kept(source: str, url: str) -> None:
    with Archive.open(url) as target, target.writing() as session:
        run = session.connection().exec_driver_sql
        body = "BEGIN NEW.words = 0; RETURN NEW; END"
        run(f"CREATE FUNCTION spoil() RETURNS trigger AS '{body}' LANGUAGE plpgsql")
        run("CREATE TRIGGER spoil BEFORE INSERT ON article FOR EACH ROW EXECUTE FUNCTION spoil()")
    with pytest.raises(ArchiveError, match="table article: 9 rows were sent"):
        transfer(source, url)
    assert articles(url) == 0


KILLED = """
import os, signal, sys
from storage.integrity.transfer import transfer
transfer(sys.argv[1], sys.argv[2], tick=lambda table, rows: table == "pair" and os.kill(os.getpid(), signal.SIGKILL))
"""


@pytest.mark.parametrize("back", [False, True])
def test_a_killed_transfer_is_begun_again(source: str, url: str, back: bool, tmp_path: Path) -> None:
    if back:
        transfer(source, url)
        (tmp_path / "other").mkdir()
        source, url = url, default_url(tmp_path / "other")
    done = subprocess.run([sys.executable, "-c", KILLED, source, url], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert articles(url) == 0
    transfer(source, url)
    assert articles(url) == 9


def articles(url: str) -> int:
    with Archive.open(url) as archive, archive.reading() as session:
        return session.scalars(select(func.count()).select_from(Article)).one()


def test_a_backup_of_a_server_is_a_sqlite_file(source: str, url: str, tmp_path: Path) -> None:
    transfer(source, url)
    copy = tmp_path / "copy.db"
    for _ in range(2):
        done = back_up(url, tmp_path / "warc", copy, now=NOW)
    assert done.missing == ("1.warc.gz",)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "copy.db.manifest.json", "source"]
    assert exported(f"sqlite:///{copy}", tmp_path / "a") == exported(url, tmp_path / "b")
    assert copy.stat().st_size == done.database.size
