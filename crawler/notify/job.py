"""The base class of the commands that a timer runs: a failure of theirs is told."""

from __future__ import annotations

import argparse
import sys
from typing import ClassVar

from scrapy.exceptions import UsageError

from crawler.cli import exits
from crawler.cli.command import BaseCommand
from crawler.exceptions import line_of
from crawler.notify.tell import tell_failure


class JobCommand(BaseCommand):
    """A command that runs when nobody looks. A subclass gives its name in ``JOBS``.

    What a person sees at a terminal is not told, and neither is a locked data folder: another run is at work.
    """

    job: ClassVar[str]

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the command as any other, and tell of its failure."""
        try:
            super().run(args, opts)
        except Exception as error:
            if self.unattended(opts):
                wrong = isinstance(error, UsageError)
                line = str(error) if wrong else line_of(error)
                tell_failure(self.settings, self.job, exits.USAGE if wrong else exits.CRASH, line)
            raise
        if self.failure is not None and self.exitcode != exits.LOCKED and self.unattended(opts):
            tell_failure(self.settings, self.job, self.exitcode, self.failure)

    def unattended(self, opts: argparse.Namespace) -> bool:
        """Return true where nobody looks: what is told is not also seen."""
        return not sys.stderr.isatty()
