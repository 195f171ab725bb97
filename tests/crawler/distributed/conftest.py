"""The PostgreSQL server of the storage tests, for the workers' as well, and settings that lead to a database of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.distributed import worker as worker_module
from tests.benchmarks.reextraction import settings as project_settings
from tests.storage.conftest import postgres as postgres
from tests.storage.postgres import Postgres


@pytest.fixture
def settings(tmp_path: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    url = postgres.database()
    monkeypatch.setattr(worker_module, "_COME_BACK_SECONDS", 0.1)
    found = project_settings()
    for name, value in {
        "KLIPING_DATA": str(tmp_path),
        "KLIPING_DATABASE_URL": url,
        "WORKER_BEAT_SECONDS": 1,
        "JOB_RETRY_SECONDS": 0,
    }.items():
        found.set(name, value, priority="cmdline")
    yield found
    postgres.forget(url)
