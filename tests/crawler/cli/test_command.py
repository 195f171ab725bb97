"""The base class of the commands: help of the docstring, archive and clock of the settings, exit codes."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.cli import exits
from crawler.cli.command import BaseCommand
from crawler.exceptions import UsageFailure
from storage.raw.lock import DataLock, Locked


class Command(BaseCommand):
    """Count the articles.

    Counts what the archive
    holds.

    Example: scrapy count --all
    """

    arguments = "[--all]"

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if args == ["wrong"]:
            raise UsageFailure("give nothing")
        with self.locked_archive() as archive:
            self.exitcode = exits.DEGRADED if archive.count_articles() == 0 else exits.OK


def command(folder: Path, **more: str) -> Command:
    made = Command()
    made.settings = Settings({"KLIPING_DATA": str(folder), "KLIPING_DATABASE_URL": "", **more})
    return made


def ran(made: Command, *args: str) -> int:
    made.run(list(args), argparse.Namespace())
    return made.exitcode


def test_the_docstring_is_the_help() -> None:
    made = Command()
    assert made.syntax() == "[--all]"
    assert made.short_desc() == "Count the articles"
    assert made.long_desc() == "Counts what the archive holds. Example: scrapy count --all"


def test_the_exit_code_is_what_the_command_sets(tmp_path: Path) -> None:
    assert ran(command(tmp_path)) == exits.DEGRADED
    assert (tmp_path / "kliping.db").exists()


def test_an_expected_failure_is_a_line_and_a_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(command(tmp_path), "wrong") == exits.USAGE
    assert capsys.readouterr().err == "error: give nothing\n"


def test_a_command_that_writes_waits_for_nobody(tmp_path: Path) -> None:
    with DataLock(tmp_path):
        assert ran(command(tmp_path)) == exits.LOCKED
        with pytest.raises(Locked), command(tmp_path).locked_archive():
            pass
        with command(tmp_path).archive() as archive:
            assert archive.count_articles() == 0, "reading needs no lock"


def test_the_clock_is_that_of_the_settings(tmp_path: Path) -> None:
    made = command(tmp_path, KLIPING_NOW="2024-11-28T06:00:00+07:00")
    assert made.now == datetime(2024, 11, 27, 23, tzinfo=UTC)
    assert made.folder == tmp_path
