"""``scrapy backup``: a consistent copy of the database, as a file or in another one, and digests of the raw archive."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from crawler.cli import exits
from crawler.cli.terminal import shown
from crawler.config import database_url
from crawler.exceptions import UsageFailure
from crawler.notify.job import JobCommand
from crawler.notify.tell import tell_success
from storage.data_folder import WARC_FOLDER
from storage.integrity.backup import back_up
from storage.integrity.transfer import transfer


class Command(JobCommand):
    """Copy the database, also while a crawl writes, with a manifest of the raw archive.

    Writes a consistent, checked copy of the database to FILE and FILE.manifest.json beside it: size and SHA-256 of the
    copy, of every complete WARC file, which any tool may copy (they never change), and of the *.jsonl files beside the
    database. FILE is replaced only if a backup wrote it. To restore: copy FILE as kliping.db and the *.jsonl files into
    an empty folder, the WARC files into its folder warc, set KLIPING_DATA to that folder, and run scrapy verify. Never
    copy it over a kliping.db that has a kliping.db-wal beside it. An archive on PostgreSQL is written as the same
    SQLite file. With --to, all rows go into another, empty database instead, of either kind, and are read back and
    compared; a copy that breaks off leaves it empty. Then set KLIPING_DATABASE_URL to that URL; the data folder stays.
    Passwords are best kept in ~/.pgpass. Where no terminal is, as under a timer, those of KLIPING_NOTIFY are told of a
    failure. Exit codes: 0 ok, 2 refused, 3 disk full, 10 a WARC file is missing.

    Example: scrapy backup /backup/kliping-$(date +%F).db; scrapy backup --to
    postgresql+psycopg://kliping@localhost/kliping
    """

    arguments = "FILE | --to URL"
    job = "backup"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--to", metavar="URL", help="another database: every row of this one, compared")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.to is not None and not args:
            self._transfer(database_url(self.settings), opts.to)
            return
        if len(args) != 1 or opts.to is not None or args[0].startswith("-"):
            given = ", ".join(map(repr, map(shown, args))) or "none"
            raise UsageFailure(f"give one file to write to, or --to URL (given: {given}); see scrapy backup --help")
        folder = self.folder / WARC_FOLDER
        done = back_up(database_url(self.settings), folder, Path(args[0]), now=self.now)
        print(f"{shown(args[0])}: {done.database.size} bytes, sha256 {done.database.sha256}")
        records = ", ".join(record.name for record in done.records) or "none yet"
        print(f"{shown(str(done.manifest))}: {len(done.warc_files)} complete WARC files; records: {records}")
        for name in done.missing:
            print(f"{folder / name} is missing or not of its size: restore it, see scrapy verify", file=sys.stderr)
        if done.missing:
            self.exitcode = exits.DEGRADED
            self.failure = f"{len(done.missing)} files of the raw archive are missing; `scrapy verify` names each"
        elif self.unattended(opts):
            tell_success(self.settings, self.job)

    def _transfer(self, source: str, target: str) -> None:
        def tick(table: str, rows: int) -> None:
            if sys.stderr.isatty():
                sys.stderr.write(f"\r\x1b[K{table}: {rows} rows")

        done = transfer(source, target, tick=tick)
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
        for each in done:
            print(f"{each.table}: {each.rows} rows, sha256 {each.sha256}")
