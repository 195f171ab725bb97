"""PostgreSQL in the place of SQLite: connections, locks, the order of texts, clear refusals.

A reader sees one state of the database throughout (``REPEATABLE READ``). A writer takes advisory locks as
the first thing in its transaction: one that writes to the archive as a whole (clustering, judgements, an import) has
it alone, as on SQLite; those that write to parts of it (an outlet, a WARC file, a run) go on side by side unless it is
the same part. So what a transaction has read cannot have changed when it writes, and as nobody waits for the whole
while holding a part, there is no deadlock and nothing to be tried again
(https://www.postgresql.org/docs/15/explicit-locking.html#ADVISORY-LOCKS).
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from storage.exceptions import ArchiveAway, ArchiveBusy, ArchiveError, ArchiveFull

if TYPE_CHECKING:
    import psycopg

OLDEST = 15
"""Oldest server that is accepted: the one that the suite runs on."""

CONNECT_SECONDS = 10
"""Longest wait for a server to answer a new connection."""

_WHOLE = 0x6B6C6970  # "klip": the first number of the advisory lock on the whole archive
_PART = _WHOLE + 1

_READ = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
_WRITE_ALL = f"SELECT pg_advisory_xact_lock({_WHOLE}, 0)"
_WRITE_PART = f"SELECT pg_advisory_xact_lock_shared({_WHOLE}, 0), pg_advisory_xact_lock({_PART}, %s)"

_OTHER_ORDER = """
SELECT format('ALTER TABLE %s ALTER COLUMN %I TYPE %s COLLATE "C"', c.oid::regclass, a.attname,
              format_type(a.atttypid, a.atttypmod))
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_collation o ON o.oid = a.attcollation
WHERE c.relname = ANY(:tables) AND c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
  AND a.attnum > 0 AND NOT a.attisdropped AND o.collname <> 'C'
ORDER BY 1
"""

_OTHER_COMPRESSION = """
SELECT format('ALTER TABLE %s ALTER COLUMN %I SET COMPRESSION lz4', c.oid::regclass, a.attname)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relname = ANY(:tables) AND c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
  AND a.attnum > 0 AND NOT a.attisdropped AND a.attstorage = 'x' AND a.attcompression <> 'l'
  AND (SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression')
ORDER BY 1
"""


def with_driver(url: URL) -> URL:
    """The URL with the driver that is installed, where it names none."""
    return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgresql", "postgres") else url


def connect_arguments(url: URL, busy_seconds: float) -> dict[str, Any]:
    """Arguments of the driver: UTC, and an end to waiting, both for an answer and for another writer."""
    given = url.query.get("options", "")
    own = f"-c timezone=UTC -c datestyle=ISO -c lock_timeout={round(busy_seconds * 1000)}"
    return {"connect_timeout": CONNECT_SECONDS, "client_encoding": "utf8", "options": f"{given} {own}".strip()}


def require_usable(connection: psycopg.Connection[Any], where: str) -> None:
    """Raises :class:`ArchiveError` for a server that is too old, or a database that cannot hold every letter."""
    if connection.info.server_version < OLDEST * 10_000:
        version = connection.info.server_version // 10_000
        raise ArchiveError(f"{where} is PostgreSQL {version}; {OLDEST} or newer is needed: update the server")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise ArchiveError(
            f"{where} keeps text as {encoding}: make the database with createdb --encoding=UTF8 --template=template0"
        )


def begin(connection: Connection, part: str | bool) -> None:
    """The first statement of a transaction: ``False`` reads, ``True`` writes all, a name writes that part."""
    if part is False:
        connection.exec_driver_sql(_READ)
    elif part is True:
        connection.exec_driver_sql(_WRITE_ALL)
    else:
        # a checksum as a signed number; two parts of one number merely wait for each other
        number = zlib.crc32(part.encode("utf-8", "surrogatepass")) - 2**31
        connection.exec_driver_sql(_WRITE_PART, (number,))


def use_byte_order(connection: Connection, tables: list[str]) -> None:
    """Gives the text columns of these tables the order of their bytes, which is that of SQLite and of Python.

    The order of the database's own language differs from machine to machine and even between versions of its C
    library; exports would not be the same bytes.
    """
    _alter(connection, _OTHER_ORDER, tables)


def use_fast_compression(connection: Connection, tables: list[str]) -> None:
    """Has the texts of these tables compressed by LZ4, where the server was built with it (Debian's is).

    The server's default, pglz, takes a third of its time per article (``tests.benchmarks.databases``).
    """
    _alter(connection, _OTHER_COMPRESSION, tables)


def _alter(connection: Connection, query: str, tables: list[str]) -> None:
    """Runs the statements that a query gives."""
    for statement in connection.scalars(text(query), {"tables": tables}).all():
        connection.exec_driver_sql(statement.replace("%", "%%"))


def explained(error: BaseException | None, cause: str, where: str, busy_seconds: float) -> ArchiveError | None:
    """Advice to the operator on an error of the server; ``None`` for an error without any.

    It goes by SQLSTATE, which is the same in every language of the server. The driver has none for a connection that
    was refused (https://www.psycopg.org/psycopg3/docs/api/errors.html): :func:`_refused` finds it.
    """
    state = getattr(error, "sqlstate", None) or _refused(error, cause)
    if state in ("55P03", "40001", "40P01"):
        return ArchiveBusy(f"{where} was held by another writer for {busy_seconds:.0f} s: try again when it is done")
    if state in ("53100", "53200"):
        return ArchiveFull(f"no room to write {where} ({cause}): free some space on its server")
    if state in _ADVICE:
        return ArchiveError(f"{where}: {_ADVICE[state]}")
    if state is None or state.startswith(("57P", "08")):
        return ArchiveAway(f"{where} does not answer ({cause}): is the server running, and are host and port right?")
    return None


def _refused(error: BaseException | None, cause: str) -> str | None:
    """SQLSTATE of a refused connection, by libpq's own account of passwords, then by the words of the message."""
    connection = getattr(error, "pgconn", None)
    if getattr(connection, "needs_password", False):
        return _NO_PASSWORD
    for words, state in _WORDS.items():
        if words in cause:
            return state
    return "28P01" if getattr(connection, "used_password", False) else None


_NO_PASSWORD = "no password"
"""Stands for an SQLSTATE: it is libpq that misses a password, before the server has said anything."""

_ADVICE = {
    _NO_PASSWORD: "the server wants a password: put it into KLIPING_DATABASE_URL or ~/.pgpass",
    "28P01": "the server refuses this user and password: mend KLIPING_DATABASE_URL",
    "28000": "over the socket the server lets in only its own users: give host, user and password",
    "3D000": "the server has no such user or database: make them with createuser and createdb",
    "3F000": "there is no schema to write to: make the one that search_path names, or name another",
    "42501": "this user may not do that: make it the owner of the database",
    "53300": "the server takes no more connections: raise its max_connections, or run fewer workers",
}
"""Advice, by SQLSTATE (https://www.postgresql.org/docs/15/errcodes-appendix.html)."""

_WORDS = {
    "no password supplied": _NO_PASSWORD,
    "password authentication failed": "28P01",
    "Peer authentication failed": "28000",
    "does not exist": "3D000",
    "permission denied": "42501",
    "too many clients": "53300",
}
"""Words of a refused connection in English, and the SQLSTATE that they stand for."""
