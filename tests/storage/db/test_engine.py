"""The engine: what it sets, how writers wait, and what an operator is told when it cannot work."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

import storage.db.engine
from storage.db.engine import JOURNAL_BYTES, connect, default_url, migrate, translated, writer
from storage.exceptions import ArchiveBusy, ArchiveError, ArchiveFull

NOBODY = 65534


def opened(folder: Path) -> Engine:
    engine = connect(default_url(folder))
    migrate(engine)
    return engine


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Permissions bind everybody but root, whom containers run as."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder whose parents an ordinary user may enter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def refusal(url: str) -> str:
    with pytest.raises(ArchiveError) as caught:
        migrate(connect(url))
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_sqlite_is_set_for_one_writer_and_many_readers(tmp_path: Path) -> None:
    with opened(tmp_path).connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "journal_size_limit", "busy_timeout")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 1,
        "foreign_keys": 1,
        "journal_size_limit": JOURNAL_BYTES,
        "busy_timeout": 30_000,
    }


def test_a_reader_is_not_held_up_and_sees_one_state(tmp_path: Path) -> None:
    one, two = opened(tmp_path), opened(tmp_path)
    with two.connect() as reading:
        assert reading.execute(text("SELECT count(*) FROM warc_file")).scalar() == 0
        with writer(one).begin() as writing:
            writing.execute(text("INSERT INTO warc_file VALUES ('f', 'r', '2026-01-01', 0, NULL, 0)"))
        assert reading.execute(text("SELECT count(*) FROM warc_file")).scalar() == 0
    with two.connect() as reading:
        assert reading.execute(text("SELECT count(*) FROM warc_file")).scalar() == 1


def test_a_reader_that_stays_holds_up_the_wal_and_nothing_else(tmp_path: Path) -> None:
    one, two = opened(tmp_path), opened(tmp_path)
    wal = tmp_path / "kliping.db-wal"
    row = text("INSERT INTO warc_file VALUES (:name, :filler, '2026-01-01', 0, 0, 0)")
    with two.connect() as reading:
        assert reading.execute(text("SELECT count(*) FROM warc_file")).scalar() == 0
        for number in range(2_000):
            with writer(one).begin() as writing:
                writing.execute(row, {"name": str(number), "filler": "x" * 100})
        assert wal.stat().st_size > 4_000_000  # all of it: nothing may be checkpointed past the reader
        assert reading.execute(text("SELECT count(*) FROM warc_file")).scalar() == 0
    two.dispose()
    with one.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0)
        assert connection.execute(text("SELECT count(*) FROM warc_file")).scalar() == 2_000
    assert wal.stat().st_size == 0


def test_writers_that_read_first_wait_for_each_other(tmp_path: Path) -> None:
    with writer(opened(tmp_path)).begin() as connection:
        connection.execute(text("INSERT INTO warc_file VALUES ('f', 'r', '2026-01-01', 0, 0, 0)"))

    def count_up(engine: Engine) -> None:
        for _ in range(25):
            with writer(engine).begin() as connection:
                size = connection.execute(text("SELECT size FROM warc_file")).scalar_one()
                connection.execute(text("UPDATE warc_file SET size = :size"), {"size": size + 1})

    with ThreadPoolExecutor() as pool:
        list(pool.map(count_up, [opened(tmp_path) for _ in range(4)]))
    with opened(tmp_path).connect() as connection:
        assert connection.execute(text("SELECT size FROM warc_file")).scalar() == 100


def test_waiting_for_another_writer_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.db.engine, "BUSY_SECONDS", 0.05)
    one, two = opened(tmp_path), opened(tmp_path)
    with writer(one).begin(), pytest.raises(ArchiveBusy, match="another writer"), translated(two), writer(two).begin():
        pass


def test_processes_may_open_a_new_archive_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        engines = list(pool.map(opened, [tmp_path] * 8))
    assert all(engine.dialect.name == "sqlite" for engine in engines)


def test_the_switch_to_wal_is_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "kliping.db"
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN EXCLUSIVE")
    release = threading.Timer(0.1, lambda: holder.execute("ROLLBACK"))
    # a timeout of 0 stands for what SQLite does when two processes begin a database together: it does not wait
    with closing(sqlite3.connect(path, timeout=0)) as connection:
        release.start()
        storage.db.engine._use_wal(connection)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    release.join()
    holder.close()


def test_opening_an_archive_that_is_up_to_date_waits_for_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.db.engine, "BUSY_SECONDS", 0.0)
    with writer(opened(tmp_path)).begin():
        opened(tmp_path)


@pytest.mark.parametrize("name", ["a b", "50%", "a?b", "a#b", "berita-é", "%(here)s"])
def test_a_data_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    opened(folder)
    assert (folder / "kliping.db").stat().st_size > 0


def test_a_full_disk_is_told_and_leaves_the_database_whole(tmp_path: Path) -> None:
    engine = opened(tmp_path)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 60"))
    engine.dispose()
    with pytest.raises(ArchiveFull, match="free some space"), translated(engine), writer(engine).begin() as connection:
        for number in range(1000):
            connection.execute(text("INSERT INTO run VALUES (:id, :x, '', NULL, 0, '', 0, '')"), _row(number))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM run")).scalar() == 0
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    with writer(engine).begin() as connection:
        connection.execute(text("INSERT INTO run VALUES (:id, :x, '', NULL, 0, '', 0, '')"), _row(0))


def _row(number: int) -> dict[str, str]:
    return {"id": str(number), "x": "x" * 2000}


def test_a_missing_folder(tmp_path: Path) -> None:
    assert f"there is no folder {tmp_path}/none: create it" in refusal(default_url(tmp_path / "none"))


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    assert "there is no folder" in refusal(default_url(tmp_path / "data"))


def test_a_folder_where_the_database_should_be(tmp_path: Path) -> None:
    (tmp_path / "kliping.db").mkdir()
    assert "is a folder" in refusal(default_url(tmp_path))


def test_a_file_that_is_not_a_database(tmp_path: Path) -> None:
    (tmp_path / "kliping.db").write_text("not a database at all, but long enough to be looked at\n" * 50)
    assert "not a usable database" in refusal(default_url(tmp_path))


def test_a_folder_that_may_not_be_written(reachable: Path) -> None:
    reachable.chmod(0o555)
    with ordinary_user():
        assert "check owner and permissions" in refusal(default_url(reachable))


def test_a_database_that_may_not_be_written(reachable: Path) -> None:
    engine = opened(reachable)
    engine.dispose()
    reachable.chmod(0o555)
    (reachable / "kliping.db").chmod(0o444)
    with ordinary_user():
        assert "check owner and permissions" in refusal(default_url(reachable))


@pytest.mark.parametrize("url", ["", "kliping.db", "nosuchdatabase://x/y"])
def test_a_url_that_means_nothing(url: str) -> None:
    assert "cannot use the database URL" in refusal(url)


def test_a_password_is_not_shown() -> None:
    message = refusal("nosuchdatabase://kliping:geheim@db.example/press")
    assert "geheim" not in message
    assert "db.example" in message
