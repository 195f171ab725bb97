"""Reason that stopped a command, in one line and a code."""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from scrapy.commands import ScrapyCommand

from crawler.cli import exits
from crawler.exceptions import UsageFailure
from storage.archive.archive import Archive
from storage.db.engine import default_url
from storage.exceptions import ArchiveError, ArchiveFull, IndexBeyondFile
from storage.raw.lock import Locked
from tests.shell import ROOT, environment, scrapy


class Command(ScrapyCommand):
    """Stands for any command."""

    def short_desc(self) -> str:
        return "any"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageFailure("no such outlet"), exits.USAGE),
        (ArchiveError("not a database"), exits.USAGE),
        (ArchiveFull("no room"), exits.DISK_FULL),
        (IndexBeyondFile("touch neither"), exits.INVARIANT),
        (Locked("another run"), exits.LOCKED),
        (PermissionError(13, "denied"), exits.USAGE),
    ],
)
def test_an_expected_failure_is_one_line_and_a_code(
    error: Exception, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    command = Command()
    with exits.reported(command):
        raise error
    assert command.exitcode == code
    assert capsys.readouterr().err.count("\n") == 1


def test_a_programming_error_is_not_hidden() -> None:
    with pytest.raises(KeyError), exits.reported(Command()):
        raise KeyError("x")


def test_what_a_page_wrote_does_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with exits.reported(Command()):
        raise UsageFailure("title \x1b]0;owned\x07\nsecond line")
    assert "\x1b" not in (line := capsys.readouterr().err)
    assert line.count("\n") == 1


@pytest.mark.parametrize("buffered", ["", "1"])
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path, buffered: str) -> None:
    command = [sys.executable, "-m", "scrapy", "outlets"]
    env = environment(tmp_path, PYTHONUNBUFFERED=buffered)
    reads, writes = os.pipe()
    os.close(reads)  # as `| true`: gone before the first line
    with os.fdopen(writes, "wb") as nobody:
        done = subprocess.run(command, cwd=ROOT, env=env, stdout=nobody, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("command", ["events", "nightly", "import"])
def test_a_database_of_a_newer_schema_is_left_alone(tmp_path: Path, command: str) -> None:
    Archive.open(default_url(tmp_path)).close()
    with closing(sqlite3.connect(tmp_path / "kliping.db")) as connection, connection:
        connection.execute("update alembic_version set version_num = '9999'")
    before = (tmp_path / "kliping.db").read_bytes()
    (tmp_path / "mine.jsonl").write_text(
        '{"url": "https://w.example/a", "title": "Apel", "body": "Apel siaga digelar."}\n'
    )
    arguments = [command, str(tmp_path / "mine.jsonl")] if command == "import" else [command]
    done = scrapy(*arguments, env=environment(tmp_path))
    assert done.returncode == 2
    assert "newer Kliping (schema 9999)" in done.stderr
    assert done.stderr.count("\n") == 1
    assert (tmp_path / "kliping.db").read_bytes() == before
