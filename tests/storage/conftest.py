"""Both databases: modules that use the fixture ``databases`` run once on each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage import databases as places
from tests.storage.postgres import MISSING, Postgres, binaries


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server for all tests of this process; they are skipped where none is installed."""
    programs = binaries()
    if programs is None:
        pytest.skip(MISSING)
    server = Postgres.start(programs)
    try:
        yield server
    finally:
        server.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lets ``archive_url`` give a SQLite file in the folder, or an empty PostgreSQL database of the folder's own."""
    if request.param == "sqlite":
        yield
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    made: dict[Path, str] = {}

    def url_of(folder: Path) -> str:
        if folder not in made:
            made[folder] = postgres.database()
        return made[folder]

    monkeypatch.setattr(places, "url_of", url_of)
    yield
    for each in made.values():
        postgres.forget(each)


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    """Address of a fresh database of PostgreSQL."""
    url = postgres.database()
    yield url
    postgres.forget(url)
