"""``scrapy reextract`` and ``scrapy verify`` on a night of the sample web."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from storage.data_folder import DATABASE_NAME
from storage.raw.lock import DataLock
from tests.shell import FAST, environment, exported, scrapy
from tests.web.calendar import NOW, iso
from tests.web.server import SampleWeb

OUTLETS = "koranrb,petisi"
"""A split article, AMP twins, a window that articles lie outside of."""

SIGHTINGS = (
    "SELECT outlet, url_key, url, state, reason, title, score, published_at, source, article_id, first_seen_at "
    "FROM sighting ORDER BY outlet, url_key"
)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A night's data folder; not to be written."""
    data = tmp_path_factory.mktemp("night")
    with SampleWeb() as web:
        done = scrapy("nightly", "--since", "2024-11-01", "--outlets", OUTLETS, *FAST, env=environment(data, web))
    assert done.returncode == 0, done.stdout + done.stderr
    return data


@pytest.fixture
def data(night: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(night, tmp_path / "data")


def run(data: Path, *arguments: str) -> Any:
    return scrapy(*arguments, env=environment(data, KLIPING_NOW=iso(NOW)))


def rows(data: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(data / DATABASE_NAME)) as database:
        return database.execute(query).fetchall()


def change(data: Path, *statements: str) -> None:
    with closing(sqlite3.connect(data / DATABASE_NAME)) as database, database:
        for statement in statements:
            assert database.execute(statement).rowcount == 1, statement


def articles(data: Path) -> list[Any]:
    """All that is known of them, but for what the next grouping has to look at."""
    names = ", ".join(name for _, name, *_ in rows(data, "PRAGMA table_info(article)") if name != "awaits")
    return rows(data, f"SELECT {names} FROM article ORDER BY article_id")


@pytest.fixture
def damaged(data: Path) -> Iterator[tuple[Path, int]]:
    """The night with a byte wrong within the record of an article: the file, and where the record begins."""
    [(name, offset)] = rows(
        data,
        "SELECT warc_file, offset FROM capture JOIN article ON record_id = warc_record_id ORDER BY article_id LIMIT 1",
    )
    path = data / "warc" / name
    raw = bytearray(path.read_bytes())
    raw[offset + 200] ^= 0xFF
    path.write_bytes(raw)
    yield path, offset


def test_the_same_rules_change_nothing(data: Path) -> None:
    before = articles(data), rows(data, SIGHTINGS)
    done = run(data, "reextract", "--apply")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^\d\d pages read, 0 changes$", done.stdout, re.MULTILINE), done.stdout
    assert (articles(data), rows(data, SIGHTINGS)) == before
    done = run(data, "verify")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("0 problems\n")


def test_what_differs_is_reported_and_then_mended_and_nothing_else(data: Path) -> None:
    before = articles(data), rows(data, SIGHTINGS)
    one, other, third = (row[0] for row in rows(data, "SELECT article_id FROM article ORDER BY article_id LIMIT 3"))
    [(dropped, state)] = rows(data, "SELECT url_key, state FROM sighting WHERE state = 'off_topic' LIMIT 1")
    change(
        data,
        f"UPDATE article SET title = 'Judul lama', body = 'Isi lama.' || body WHERE article_id = '{one}'",
        f"UPDATE article SET relevant = 0 WHERE article_id = '{other}'",
        f"DELETE FROM signature WHERE article_id = '{third}'",
        f"UPDATE sighting SET state = 'empty' WHERE url_key = '{dropped}'",
    )
    corrupted = articles(data), rows(data, SIGHTINGS)
    done = run(data, "reextract")
    assert done.returncode == 0
    assert re.search(r"pages read, 3 changes\nNothing was written", done.stdout), done.stdout
    for line in ("  title: 1", "  body: 1", "  relevant: 1", "  state: 1", "Judul lama -> ", f"empty -> {state}"):
        assert line in done.stdout
    assert (articles(data), rows(data, SIGHTINGS)) == corrupted
    assert "3 changes written" in run(data, "reextract", "--apply").stdout
    assert (articles(data), rows(data, SIGHTINGS)) == before


def test_a_lost_database_is_rebuilt_from_the_raw_archive_alone(data: Path, tmp_path: Path) -> None:
    env = environment(data, KLIPING_NOW=iso(NOW))
    expected = exported(tmp_path / "before", env)
    sightings, captures = rows(data, SIGHTINGS), rows(data, "SELECT * FROM capture ORDER BY record_id")
    changes = rows(data, "SELECT event_id, changed_at, kind, detail FROM event_change ORDER BY change_id")
    outlets = rows(data, "SELECT * FROM outlet ORDER BY name")
    for path in data.glob(f"{DATABASE_NAME}*"):
        path.unlink()
    assert run(data, "reextract", "--apply").returncode == 0
    assert run(data, "cluster").returncode == 0
    assert exported(tmp_path / "after", env) == expected
    assert len(expected[0]) > 10
    assert rows(data, "SELECT * FROM capture ORDER BY record_id") == captures
    assert rows(data, "SELECT name FROM warc_file WHERE unread") == []
    assert rows(data, "SELECT * FROM outlet ORDER BY name") == outlets
    assert rows(data, SIGHTINGS) == sightings
    assert rows(data, "SELECT event_id, changed_at, kind, detail FROM event_change ORDER BY change_id") == changes
    tables = ("coverage.jsonl", "outlets.jsonl", "events.jsonl")
    assert [(tmp_path / "after" / name).read_bytes() for name in tables] == [
        (tmp_path / "before" / name).read_bytes() for name in tables
    ]


def test_the_database_is_compared_with_one_made_again(data: Path) -> None:
    files = {path: path.stat().st_mtime_ns for path in (data / "warc").iterdir()}
    done = run(data, "verify", "--sample", "1", "--rebuild")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(" 0 problems\n")
    one, other = (row[0] for row in rows(data, "SELECT article_id FROM article ORDER BY article_id LIMIT 2"))
    change(
        data,
        f"UPDATE article SET title = 'Judul lain', event_id = NULL WHERE article_id = '{one}'",
        f"DELETE FROM version WHERE article_id = '{other}'",
    )
    done = run(data, "verify", "--sample", "1", "--rebuild")
    assert done.returncode == 10
    lines = done.stdout.splitlines()
    assert lines[0] == f"article {one}: made again with another title"
    assert lines[1].startswith(f"version {other}/")
    assert lines[1].endswith(": in the raw archive, and not in the database")
    assert lines[2].endswith(" 2 problems")
    assert {path: path.stat().st_mtime_ns for path in (data / "warc").iterdir()} == files


def test_a_purged_article_is_read_from_no_page_again(data: Path) -> None:
    [(split,)] = rows(data, "SELECT article_id FROM article WHERE outlet = 'koranrb' ORDER BY words DESC LIMIT 1")
    signed = ("--by", "Rina", "--why", "putusan pengadilan", "--purge", "--yes")
    done = run(data, "takedown", split, *signed)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[3]) > 1, "its parts too"
    before = articles(data)
    verified = run(data, "verify", "--rebuild")
    assert (verified.returncode, verified.stdout.count("\n")) == (0, 1), verified.stdout
    assert run(data, "reextract", "--apply").returncode == 0
    assert articles(data) == before


def test_one_outlet_and_later_pages_only(data: Path) -> None:
    done = run(data, "reextract", "--outlet", "petisi")
    assert "koranrb" not in done.stdout
    assert "petisi: " in done.stdout
    assert run(data, "reextract", "--since", "2024-11-29").stdout == "0 pages read, 0 changes\n"


def test_a_damaged_record_is_named_and_passed_over(data: Path, damaged: tuple[Path, int]) -> None:
    path, offset = damaged
    before = articles(data)
    done = run(data, "reextract", "--apply")
    assert done.returncode == 10
    assert done.stderr.startswith(f"{path} at {offset}: ")
    assert done.stderr.count("\n") == 1
    assert "pages read, 0 changes" in done.stdout
    assert articles(data) == before
    for arguments in ((), ("--sample", "100000")):
        done = run(data, "verify", *arguments)
        assert done.returncode == 70
        assert done.stdout.startswith(f"{path} at {offset}: ")
        assert "1 problems" in done.stdout


def test_bad_arguments_and_a_run_under_way(tmp_path: Path) -> None:
    for arguments, says in (
        (("reextract", "--outlet", "tiada"), "there is no outlet 'tiada'"),
        (("reextract", "--since", "kemarin"), "'kemarin' is not a date"),
        (("reextract", "--aply"), "--aply"),
        (("verify", "--sample", "0"), "--sample is a number from 1"),
    ):
        done = run(tmp_path, *arguments)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
        assert says in done.stderr
    with DataLock(tmp_path):
        assert run(tmp_path, "reextract").returncode == 75
        assert run(tmp_path, "verify").returncode == 75
