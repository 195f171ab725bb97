"""The base class of the commands."""

from __future__ import annotations

import argparse
import inspect
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler import config
from crawler.cli import exits
from crawler.proven_settings import prove
from storage.archive.archive import Archive
from storage.raw.lock import DataLock

LOGGED: dict[str, Any] = {}
"""``default_settings`` of a command that writes Scrapy's log to stderr; the others write none."""


class BaseCommand(ScrapyCommand):
    """A command of the project. It reads arguments and prints; the work is done in the rooms below.

    The docstring of a subclass is its help: the first paragraph is the line in the list of commands, the others are
    what ``--help`` prints, with an example at the end. ``arguments`` is the usage line after the command's name.
    """

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments: ClassVar[str]
    reads: ClassVar[bool] = False
    """True for a command that only reads: its data folder need not be one that can be written."""

    failure: str | None = None
    """The line of the expected failure that has ended the command."""

    settings: Settings  # scrapy.cmdline sets it before it calls a command

    def syntax(self) -> str:
        """Return the usage line without the command's name."""
        return self.arguments

    def short_desc(self) -> str:
        """Return the line in the list of commands."""
        return self._help().partition("\n\n")[0].removesuffix(".")

    def long_desc(self) -> str:
        """Return the text of ``--help``; argparse wraps it."""
        return " ".join(self._help().partition("\n\n")[2].split())

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Take the options that all commands have over into the settings.

        Raises ``UsageError`` for what cannot be set, a number in place of a mapping included.
        """
        try:
            super().process_options(args, opts)
        except TypeError:
            raise UsageError("a setting of -s is written as JSON, {...}, and is not", print_help=False) from None

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the command; an expected failure is a line on stderr and an exit code. Settings are proven first."""
        with exits.reported(self):
            prove(self.settings)
            self.execute(args, opts)

    @abstractmethod
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what the arguments ask for. ``exitcode`` is 0 unless it is set here.

        Raises ``UsageError`` (usage line on stderr) or ``UsageFailure`` (one line) for arguments of no use.
        """

    @property
    def now(self) -> datetime:
        """The time by the clock of the settings, aware, in UTC."""
        return config.clock(self.settings)()

    @property
    def folder(self) -> Path:
        """The data folder. Raises ``UsageFailure`` when it cannot be written, unless the command only reads."""
        return config.data_folder(self.settings, reading=self.reads)

    def archive(self) -> Archive:
        """Open the archive of the settings; a context manager."""
        return Archive.open(config.database_url(self.settings, reading=self.reads))

    @contextmanager
    def locked_archive(self) -> Iterator[Archive]:
        """Open the archive with the lock of the data folder, for a command that writes.

        Raises ``Locked`` when another process has it.
        """
        with DataLock(self.folder), self.archive() as archive:
            yield archive

    def _help(self) -> str:
        return inspect.cleandoc(type(self).__doc__ or "")
