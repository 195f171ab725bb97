"""A PostgreSQL server of the tests' own: Debian's binaries, a cluster in a temporary folder, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import URL

from storage.archive.archive import Archive

MISSING = "no PostgreSQL server found: apt install postgresql (initdb and pg_ctl are looked for)"

_CHEAP = {
    "fsync": "off",  # what a power cut would leave matters to nobody here
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "autovacuum": "off",
    "jit": "off",
}


def binaries() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``: the newest that Debian installed, or that of the search path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = shutil.which("initdb") or (debian[-1] if debian else None)
    return Path(found).resolve().parent if found else None


class Postgres:
    """A running server that makes databases in which the archive's schema stands already."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder = folder
        self._programs = programs
        self._numbers = count(1)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    @classmethod
    def start(cls, programs: Path, settings: Mapping[str, str] = _CHEAP) -> Postgres:
        """A new cluster, whose superuser is ``kliping``; ``settings`` are those of ``postgresql.conf``."""
        folder = Path(tempfile.mkdtemp(prefix="kliping-pg-"))
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")  # the server refuses to run as root
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        server = cls(folder, programs)
        server._run("initdb", "--username=kliping", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        with (folder / "data" / "postgresql.conf").open("a") as configuration:
            configuration.writelines(f"{name} = {value}\n" for name, value in settings.items())
        server.resume()
        with Archive.open(server._make("template")):
            pass
        return server

    def resume(self) -> None:
        """Starts the server, or starts it again on what it left."""
        reach = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", "start", "--wait", "--log", str(self._folder / "log"), "--options", reach)

    def kill(self) -> None:
        """Ends the server and all its processes as ``kill -9`` of the machine would."""
        self._run("pg_ctl", "stop", "--mode=immediate", "--wait")

    def cpu_seconds(self) -> float:
        """CPU time of the server and of its processes, those that have ended included."""
        main = int((self._folder / "data" / "postmaster.pid").read_text().split()[0])
        ticks = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = path.read_text().rpartition(")")[2].split()
                if main in (int(path.parent.name), int(fields[1])):
                    ticks += sum(map(int, fields[11:15] if int(path.parent.name) == main else fields[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def remove(self) -> None:
        """Ends the server and leaves nothing behind."""
        with suppress(subprocess.CalledProcessError):
            self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, name: str, **changes: Any) -> str:
        """The URL of a database."""
        url = URL.create("postgresql+psycopg", username="kliping", host="127.0.0.1", port=self.port, database=name)
        return url.set(**changes).render_as_string(hide_password=False)

    def database(self) -> str:
        """The URL of a new, empty archive."""
        return self._make(f"archive{next(self._numbers)}", "TEMPLATE template STRATEGY FILE_COPY")

    def bare(self, options: str = "") -> str:
        """The URL of a new database without any table; ``options`` are those of ``CREATE DATABASE``."""
        return self._make(f"bare{next(self._numbers)}", options)

    def forget(self, url: str) -> None:
        """Drops a database, whoever is still connected to it."""
        self.execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """Runs a statement as the superuser, outside of any archive."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="kliping", dbname="postgres", autocommit=True
        ) as one:
            one.execute(statement.encode())

    def set(self, name: str, value: str) -> None:
        """Changes a setting of the running server."""
        self.execute(f"ALTER SYSTEM SET {name} = {value}")
        self.execute("SELECT pg_reload_conf()")

    @contextmanager
    def asking_for_passwords(self) -> Iterator[None]:
        """Everybody but the superuser needs a password meanwhile."""
        rules = self._folder / "data" / "pg_hba.conf"
        before = rules.read_text()
        rules.write_text("host all kliping all trust\nhost all all all scram-sha-256\n")
        try:
            self._run("pg_ctl", "reload")
            yield
        finally:
            rules.write_text(before)
            self._run("pg_ctl", "reload")

    def _make(self, name: str, options: str = "") -> str:
        self.execute(f"CREATE DATABASE {name} {options}")
        return self.url(name)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        environment = os.environ | {"PGDATA": str(self._folder / "data"), "LC_ALL": "C"}
        subprocess.run(command, env=environment, cwd=self._folder, check=True, stdout=subprocess.DEVNULL)
