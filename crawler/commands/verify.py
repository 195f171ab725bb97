"""``scrapy verify``: whether archive and database agree."""

from __future__ import annotations

import argparse
import sys

from crawler.cli import exits
from crawler.cli.terminal import NO_PAGES, progress, shown
from crawler.exceptions import UsageFailure
from crawler.notify.job import JobCommand
from crawler.notify.tell import tell_success
from crawler.reextraction.rebuild import unlike_rebuilt
from storage.data_folder import WARC_FOLDER
from storage.integrity.verification import count_captures, verify


class Command(JobCommand):
    """Prove that raw archive and database agree, to the byte.

    Reads every record of the raw archive again and compares digests, index, file sizes and articles, and lets the
    database check itself. A line for each problem, with file and offset; nothing is changed. With --rebuild a second
    database is made from the raw archive alone, in a temporary folder, and every capture, article and text is compared;
    after a change of rules, scrapy reextract shows what differs. Where no terminal is, as under a timer, those of
    KLIPING_NOTIFY are told of problems. Exit codes: 0 all agree, 10 something is not as it should be but nothing is
    lost, 70 a row counts on bytes that are missing or damaged (restore them before the next run), 75 a crawl is under
    way.

    Example: scrapy verify --sample 200
    """

    arguments = "[--sample N] [--rebuild]"
    job = "verify"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--sample", metavar="N", type=int, help="read only N records, drawn at random")
        parser.add_argument(
            "--rebuild", action="store_true", help="also make the database again from the raw archive, and compare"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageFailure(f"{shown(args[0])!r} is not understood; see scrapy verify --help")
        if opts.sample is not None and opts.sample < 1:
            raise UsageFailure("--sample is a number from 1")
        folder = self.folder
        with self.locked_archive() as archive:
            code, problems = exits.OK, 0
            for problem in verify(archive, folder / WARC_FOLDER, sample=opts.sample, tick=progress("records")):
                print(shown(problem.line))
                problems += 1
                code = max(code, exits.INVARIANT if problem.serious else exits.DEGRADED)
            if opts.rebuild:
                rebuilt = unlike_rebuilt(
                    archive, folder / WARC_FOLDER, self.settings, now=self.now, tick=progress("pages")
                )
                for problem in rebuilt:
                    print(shown(problem.line))
                    problems += 1
                    code = max(code, exits.DEGRADED)
            total = count_captures(archive)
        looked_at = total if opts.sample is None else min(opts.sample, total)
        print(f"{looked_at} of {total} responses read again, {problems} problems")
        if not total and not problems:
            print(NO_PAGES, file=sys.stderr)
        self.exitcode = code
        if code != exits.OK:
            self.failure = f"{problems} problems; `scrapy verify` names each"
        elif self.unattended(opts):
            tell_success(self.settings, self.job)
