"""PostgreSQL as the archive: what it refuses, who waits for whom, and that texts have the order of SQLite."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from psycopg import Error, OperationalError, errors
from psycopg.errors import FinishedPGconn
from sqlalchemy import func, select, text

import storage.db.engine
from storage.archive.archive import Archive
from storage.db import postgresql
from storage.db.engine import connect, migrate, writer
from storage.events.update import update_events
from storage.exceptions import ArchiveBusy, ArchiveError
from storage.export.package import export
from storage.models import Article, Base, Sighting, Version
from tests.storage.clippings import APEL, GUDANG, NOW, OUTLETS, open_archive, save
from tests.storage.postgres import Postgres

ROOT = Path(__file__).resolve().parents[3]


def filled(url: str) -> Archive:
    archive = Archive.open(url)
    for name, (title, network, code, region) in OUTLETS.items():
        archive.save_outlet(
            name=name, title=title, site=None, network=network, family=None, region_code=code, region=region
        )
    return archive


def refusal(url: str) -> str:
    with pytest.raises(ArchiveError) as caught:
        Archive.open(url).close()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_migrations_make_exactly_the_models(url: str) -> None:
    engine = connect(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_long_texts_are_compressed_by_lz4_where_the_server_can(url: str) -> None:
    engine = connect(url)
    with engine.connect() as connection:
        can = connection.scalar(
            text("SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
        )
        found = connection.scalars(
            text("SELECT DISTINCT attcompression FROM pg_attribute WHERE attname IN ('body', 'payload', 'counts')")
        )
        assert set(found) == {"l" if can else ""}
    engine.dispose()


def test_every_text_has_the_order_of_its_bytes(postgres: Postgres) -> None:
    url = postgres.bare("TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'id' LOCALE 'C.UTF-8'")
    engine = connect(url)
    migrate(engine)
    with writer(engine).begin() as connection:
        for name in ("b", "B", "a", "é", "A", "_", "aa"):
            values = {"name": name}
            connection.execute(text("INSERT INTO outlet (name, title, network) VALUES (:name, 'x', 'x')"), values)
        assert connection.scalar(text("SELECT 'b' < 'B'")) is True, "this database has another order of its own"
        names = connection.scalars(text("SELECT name FROM outlet ORDER BY name")).all()
        assert names == sorted(names) == ["A", "B", "_", "a", "aa", "b", "é"]
    engine.dispose()
    postgres.forget(url)


def test_what_is_wrong_is_said_in_one_line(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    free = 1  # a port that nobody listens on
    assert "does not answer" in refusal(postgres.url("x", port=free, password="geheim"))
    assert "geheim" not in refusal(postgres.url("x", port=free, password="geheim"))
    assert "geheim" not in refusal(postgres.url("x", port=free) + "?password=geheim")
    assert "make them with createuser and createdb" in refusal(postgres.url("tiada"))
    assert "make them with createuser and createdb" in refusal(postgres.url("template", username="siapa"))
    ascii_only = postgres.bare("TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    assert "createdb --encoding=UTF8" in refusal(ascii_only)
    monkeypatch.setattr(postgresql, "OLDEST", 99)
    assert "99 or newer is needed" in refusal(postgres.url("template"))


def test_another_programs_database_is_refused_and_left_as_it_is(postgres: Postgres) -> None:
    url = postgres.bare()
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE recipe (name TEXT)"))
    message = refusal(url)
    assert "not one of Kliping (it has recipe)" in message
    assert "a database of its own" in message
    with engine.begin() as connection:
        assert connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all() == [
            "recipe"
        ]
        connection.execute(text("CREATE SCHEMA kliping"))
    engine.dispose()
    Archive.open(f"{url}?options=-c%20search_path%3Dkliping").close()  # a schema of its own is beside nobody
    postgres.forget(url)


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (errors.InsufficientPrivilege("ditolak"), "this user may not do that"),
        (errors.UndefinedTable('relation "article" does not exist'), None),
        (errors.LockNotAvailable("batas waktu"), "held by another writer"),
        (errors.DiskFull("tidak ada ruang"), "free some space"),
        (errors.AdminShutdown("dihentikan"), "does not answer"),
        (OperationalError("ditolak", pgconn=FinishedPGconn(used_password=True)), "refuses this user and password"),
        (OperationalError("ditolak", pgconn=FinishedPGconn(needs_password=True)), "wants a password"),
        (OperationalError("ditolak"), "does not answer"),
    ],
)
def test_errors_are_told_by_their_code_whatever_language_the_server_speaks(error: Error, advice: str | None) -> None:
    found = postgresql.explained(error, str(error), "host", 30.0)
    assert (found is None) if advice is None else (found is not None and advice in str(found))


def test_a_wrong_password_is_refused_without_being_shown(postgres: Postgres) -> None:
    postgres.execute("CREATE ROLE redaksi LOGIN PASSWORD 'benar'")
    with postgres.asking_for_passwords():
        message = refusal(postgres.url("template", username="redaksi", password="geheim"))
        assert "refuses this user and password" in message
        assert "geheim" not in message
        assert "wants a password" in refusal(postgres.url("template", username="redaksi"))


def test_a_url_may_leave_out_the_driver(url: str) -> None:
    Archive.open(url.replace("postgresql+psycopg://", "postgresql://")).close()


def test_a_reader_sees_one_state_throughout(url: str) -> None:
    with filled(url) as archive, archive.reading() as session:
        assert session.scalar(select(func.count()).select_from(Article)) == 0
        save(archive, "apel", APEL[0])
        assert session.scalar(select(func.count()).select_from(Article)) == 0


def test_outlets_are_written_side_by_side_and_the_whole_by_one(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.db.engine, "BUSY_SECONDS", 0.2)
    with filled(url) as archive:
        with archive.writing("kabar_timur") as session:
            session.connection()
            save(archive, "lain", APEL[0], outlet="suara_pesisir")
            with pytest.raises(ArchiveBusy, match="another writer"):
                save(archive, "sama", APEL[0])
            with pytest.raises(ArchiveBusy), archive.writing() as whole:
                whole.connection()
        with archive.writing() as session, pytest.raises(ArchiveBusy):
            session.connection()
            save(archive, "sama", APEL[0])
        save(archive, "sama", APEL[0])


WRITER = """
import sys
from datetime import timedelta
from storage.archive.archive import Archive
from tests.storage.clippings import APEL, NOW, save
with Archive.open(sys.argv[1]) as archive:
    for number in range(20):
        key = f"{number % 5}"
        archive.announce("kabar_timur", f"kabar-timur.example/{key}", "https://x", source=sys.argv[2],
                         published_at=None, now=NOW)
        save(archive, key, APEL[number % 3], now=NOW + timedelta(minutes=number))
        archive.settle("kabar_timur", f"kabar-timur.example/{key}", state="article", now=NOW, attempt=True)
"""


def test_processes_that_write_the_same_articles_lose_nothing(url: str) -> None:
    filled(url).close()
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, url, str(number)], cwd=ROOT) for number in range(3)]
    assert [each.wait(timeout=120) for each in writers] == [0, 0, 0]
    with Archive.open(url) as archive, archive.reading() as session:
        assert session.scalar(select(func.count()).select_from(Article)) == 5
        assert session.scalars(select(Sighting.attempts)).all() == [12] * 5, "each of 3 x 20 tries is counted"
        assert session.scalar(select(func.count()).select_from(Version)) == 15, "every text that each article had"


def test_articles_that_come_in_while_events_are_grouped(url: str) -> None:
    """Two groupings and two writers at once give the events of a rebuild."""
    with filled(url) as archive:

        def write(outlet: str) -> None:
            for number in range(12):
                texts = APEL if number % 2 else GUDANG
                save(archive, f"{outlet}-{number}", f"{texts[number % 3]} {number}", outlet=outlet)

        def cluster(_: int) -> None:
            for _ in range(3):
                update_events(archive, now=NOW)

        with ThreadPoolExecutor(4) as pool:
            tasks = [pool.submit(write, name) for name in ("kabar_timur", "suara_pesisir")]
            tasks += [pool.submit(cluster, number) for number in range(2)]
            for task in tasks:
                task.result(timeout=120)
        update_events(archive, now=NOW)
        partition = events_of(archive)
        assert None not in partition
        update_events(archive, now=NOW + timedelta(hours=1), rebuild=True)
        assert events_of(archive) == partition


def events_of(archive: Archive) -> dict[str | None, set[str]]:
    found: dict[str | None, set[str]] = {}
    with archive.reading() as session:
        for article, event in session.execute(select(Article.article_id, Article.event_id)):
            found.setdefault(event, set()).add(article)
    return found


def test_a_killed_server_loses_nothing_that_was_written(postgres: Postgres, url: str) -> None:
    written: list[str] = []
    failed: list[ArchiveError] = []
    begun = threading.Event()

    def write(archive: Archive) -> None:
        for number in range(10_000):
            try:
                written.append(save(archive, str(number), f"{APEL[0]} {number}"))
            except ArchiveError as error:
                failed.append(error)
                return
            if number == 30:
                begun.set()

    postgres.set("synchronous_commit", "on")
    with filled(url) as archive:
        thread = threading.Thread(target=write, args=(archive,))
        thread.start()
        assert begun.wait(60)
        postgres.kill()
        thread.join(60)
        assert "is the server running" in str(failed[0])
        postgres.resume()
        for key in ("lagi", "lagi"):  # the connections of the pool are found dead and replaced
            written.append(save(archive, key, GUDANG[0]))
        with archive.reading() as session:
            assert set(written) <= set(session.scalars(select(Article.article_id)))
    postgres.set("synchronous_commit", "off")


def test_exports_of_both_databases_are_the_same_bytes(url: str, tmp_path: Path) -> None:
    exports = []
    for name, archive in (("sqlite", open_archive(tmp_path)), ("postgresql", filled(url))):
        with archive:
            for outlet, (title, network, code, region) in OUTLETS.items():
                archive.save_outlet(
                    name=outlet, title=title, site=None, network=network, family="é", region_code=code, region=region
                )
            for number, body in enumerate((*APEL, *GUDANG)):
                outlet = list(OUTLETS)[number % 3]
                title = ("É utama", "_x", "a", "B", "Z", "é")[number]
                day = None if number == 4 else f"2024-11-2{number}T10:00:00+07:00"
                save(archive, str(number), body, outlet=outlet, title=title, published=day, authors=[title, "b; c"])
            update_events(archive, now=NOW)
            for kind in ("csv", "jsonl", "parquet"):
                export(archive, tmp_path / name / kind, format=kind, with_text=True, version="1")
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        exports.append({str(path.relative_to(tmp_path / name)): path.read_bytes() for path in files})
    assert exports[0].keys() == exports[1].keys()
    assert [key for key in exports[0] if exports[0][key] != exports[1][key]] == []
