"""The engine behind the archive: one SQLite file by default, PostgreSQL when a URL says so.

SQLite runs in WAL mode, so that readers (a report, the browse pages) never hold up the nightly writer. Whoever
writes says so with :func:`writer`: the transaction then begins with ``BEGIN IMMEDIATE`` and waits its turn. A
transaction that reads first and writes later cannot wait: SQLite fails it at once with ``SQLITE_BUSY_SNAPSHOT``,
whatever the timeout (https://www.sqlite.org/isolation.html). How PostgreSQL comes to the same is told in
:mod:`storage.db.postgresql`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from json import dumps
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, StatementError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.data_folder import DATABASE_NAME
from storage.db import postgresql
from storage.db.ownership import VERSION_TABLE, names_in, require_own, require_own_file
from storage.db.read_only import is_read_only, readable
from storage.db.turn import turn
from storage.exceptions import ArchiveBusy as ArchiveBusy
from storage.exceptions import ArchiveError as ArchiveError
from storage.exceptions import ArchiveFull as ArchiveFull
from storage.models import Base

if TYPE_CHECKING:
    from alembic.config import Config

BUSY_SECONDS = 30.0
"""Longest wait of a writer for another one. Transactions of a crawl take milliseconds, those of ``cluster`` seconds."""

JOURNAL_BYTES = 64 * 1024 * 1024
"""Size to which SQLite cuts its WAL file back after a checkpoint; without it the file was seen to stay at 218 MB."""

CACHE_KILOBYTES = 64 * 1024
"""Memory of a connection for pages of the file, at most. Ids are hashes: in a large archive every row that grouping
writes lies on another page of its indexes, and SQLite's own 2 MB hold few of them. Into 600,000 pairs, 8,800 more took
31 CPU µs each instead of 48."""

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"

_WRITER = "kliping_writer"

_ELSEWHERE = {
    "sqlite": "give another KLIPING_DATA",
    "postgresql": "give the archive a database of its own (createdb) in KLIPING_DATABASE_URL",
}
"""Advice on a database of another program, by database."""

_ARGUMENTS: dict[str, Callable[[URL], dict[str, Any]]] = {
    "sqlite": lambda _: {"timeout": BUSY_SECONDS},
    "postgresql": lambda url: postgresql.connect_arguments(url, BUSY_SECONDS),
}
"""Arguments of the driver, by database."""


def default_url(data_folder: Path) -> str:
    """URL of the SQLite database in ``data_folder`` (made absolute)."""
    return URL.create("sqlite", database=str(data_folder.resolve() / DATABASE_NAME)).render_as_string()


def connect(url: str) -> Engine:
    """An engine for ``url``, tried once.

    Raises :class:`ArchiveError` when the URL cannot be read, its driver is not installed, the folder is missing or not
    writable, the file is not a database, or the server does not answer, refuses or cannot be used.
    """
    try:
        parsed = postgresql.with_driver(make_url(url))
        if parsed.get_backend_name() not in _ARGUMENTS:
            raise ArgumentError("it must begin with sqlite:/// or postgresql+psycopg://")
        if parsed.get_backend_name() == "sqlite":
            parsed = readable(parsed)
        engine = create_engine(
            parsed,
            connect_args=_ARGUMENTS[parsed.get_backend_name()](parsed),
            json_serializer=_json,
            hide_parameters=True,  # an error must not spill whole articles into the log
            pool_pre_ping=parsed.get_backend_name() != "sqlite",
        )
    except (ArgumentError, ImportError) as error:
        raise ArchiveError(f"cannot use the database URL {shown_url(url)}: {_one_line(error)}") from error
    if engine.dialect.name == "sqlite":
        _require_folder(parsed)
        if _is_file(parsed):
            require_own_file(Path(parsed.database or ""))
        event.listen(engine, "connect", _prepare_to_read if is_read_only(parsed) else _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)
    try:
        with translated(engine), engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                driver_connection: Any = connection.connection.driver_connection
                postgresql.require_usable(driver_connection, shown_url(parsed))
    except ArchiveError:
        engine.dispose()
        raise
    return engine


def writer(engine: Engine, part: str | None = None) -> Engine:
    """The same engine and pool for transactions that write.

    With ``part``, a name, they write to that part of the archive only, and a database that can lets them go on beside
    writers of other parts. SQLite has one writer at a time, whatever it writes.
    """
    return engine.execution_options(**{_WRITER: part or True})


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Database errors raised inside become :class:`ArchiveError` with a message that says where."""
    try:
        yield
    except StatementError as error:
        raise _explained(error, engine.url) from error


def migrate(engine: Engine) -> None:
    """Brings the schema up to this code's, in one transaction; does nothing, and takes no lock, when it is there.

    Raises :class:`ArchiveError` when the schema is newer than this code, or the database is not one of Kliping.
    """
    with translated(engine):
        with engine.connect() as connection:
            if _schema(connection) == max(revisions()):
                return
        from alembic import command  # takes a quarter of a second to load, and only new and old archives need it

        # Alembic looks again, now under the write lock: another process may have done the same meanwhile.
        with writer(engine).begin() as connection:
            command.upgrade(migration_config(connection), "head")
            if connection.dialect.name == "postgresql":
                postgresql.use_byte_order(connection, [*Base.metadata.tables])
                postgresql.use_fast_compression(connection, [*Base.metadata.tables])


def revisions() -> set[str]:
    """The revisions of the schema: the numbers before the names of the migrations' files."""
    return {path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")}


def migration_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, made here so that no ``alembic.ini`` is needed."""
    from alembic.config import Config

    config = Config()
    # a percent sign in the path would be read as an interpolation
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _schema(connection: Connection) -> str | None:
    """Revision of the database, ``None`` for an empty one. Raises :class:`ArchiveError` for another program's."""
    where = shown_url(connection.engine.url)
    names = names_in(connection)
    require_own(names, where, _ELSEWHERE[connection.dialect.name])
    # Alembic's own way to ask logs two lines at every opening
    revision: str | None = None
    if VERSION_TABLE in names:
        revision = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))
    if revision is not None and revision not in revisions():
        raise ArchiveError(
            f"{where} was written by a newer Kliping (schema {revision}); update Kliping or give another KLIPING_DATA"
        )
    return revision


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN comes late and never before SELECT or DDL; `_begin_sqlite` issues it instead.
    connection.isolation_level = None
    _use_wal(connection)
    for pragma in (
        "synchronous = NORMAL",  # commits lost in a power cut are replayed from the WARC files
        "foreign_keys = ON",
        f"journal_size_limit = {JOURNAL_BYTES}",
        f"cache_size = -{CACHE_KILOBYTES}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_to_read(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switches the file to WAL, once in its life.

    When two processes begin a new database together, SQLite fails the switch of one of them without waiting (seen in 1
    of 40 such openings): it is tried again.
    """
    deadline = monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or monotonic() >= deadline:
                raise
            sleep(0.05)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    if _is_outside_transactions(connection):
        return
    if not connection.get_execution_options().get(_WRITER, False):
        connection.exec_driver_sql("BEGIN")
        return
    with turn(connection.engine.url.database):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if not _is_outside_transactions(connection):
        postgresql.begin(connection, connection.get_execution_options().get(_WRITER, False))


def _is_outside_transactions(connection: Connection) -> bool:
    """True for the connection of ``storage.db.scrub``: SQLAlchemy tells of a beginning there too."""
    return bool(connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT")


def _is_file(url: URL) -> bool:
    """True for a database with a path; others are in memory, or given as a URI of SQLite's own."""
    return bool(url.database) and url.database != ":memory:" and not str(url.database).startswith("file:")


def _require_folder(url: URL) -> None:
    if not _is_file(url):
        return
    path = Path(url.database or "")
    if not path.parent.is_dir():
        raise ArchiveError(f"there is no folder {path.parent}: create it or give another KLIPING_DATA")
    if path.is_dir():
        raise ArchiveError(f"{path} is a folder, not a database: give another KLIPING_DATA")


def _explained(error: StatementError, url: URL) -> ArchiveError:
    where = shown_url(url)
    # the whole message of PostgreSQL may hold the row
    diagnosis = getattr(error.orig, "diag", None)
    cause = _one_line(getattr(diagnosis, "message_primary", None) or error.orig or error)
    if url.get_backend_name() == "sqlite":
        if "not a database" in cause or "malformed" in cause:
            return ArchiveError(
                f"{where} is not a usable database ({cause}): restore a backup or give another KLIPING_DATA"
            )
        if "unable to open" in cause or "readonly" in cause:
            return ArchiveError(
                f"cannot write {where} ({cause}): check owner and permissions of the file and its folder"
            )
        if "locked" in cause:
            return ArchiveBusy(
                f"{where} was held by another writer for {BUSY_SECONDS:.0f} s: try again when it is done"
            )
    elif (known := postgresql.explained(error.orig, cause, where, BUSY_SECONDS)) is not None:
        return known
    if "is full" in cause or "No space left" in cause:
        return ArchiveFull(f"no room to write {where} ({cause}): free some space")
    return ArchiveError(f"{where}: {cause}")


def shown_url(url: URL | str) -> str:
    """The URL as a person may see it: a SQLite file by its path, a server without its password."""
    if isinstance(url, str):
        try:
            url = make_url(url)
        except ArgumentError:  # what cannot be read may hold a password, too
            return f"{str(url).partition(':')[0]}:…"
    if url.get_backend_name() == "sqlite" and url.database:
        return unquote(url.database.removeprefix("file:")) if is_read_only(url) else url.database
    secret = [name for name in url.query if "password" in name]
    return url.difference_update_query(secret).render_as_string(hide_password=True)


def _one_line(error: BaseException | str) -> str:
    return " ".join(str(error).split())


def _json(value: Any) -> str:
    # letters as they are, so that the columns can be read and searched in the browse pages
    return dumps(value, ensure_ascii=False)
