"""``scrapy browse``: the archive in a browser."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import webbrowser
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.annotation.gazetteer import regions
from crawler.cli.command import BaseCommand
from crawler.cli.terminal import progress, shown
from crawler.config import clock, database_url
from crawler.exceptions import UsageFailure
from crawler.night.report import outlet_facts
from storage.archive.archive import Archive
from storage.browse.follow import following, sole
from storage.browse.index import name_regions, opened, renew
from storage.data_folder import BROWSE_INDEX, WARC_FOLDER

PORT = 8001
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Command(BaseCommand):
    """Show the archive in a browser: search, events, articles, outlets, map, timeline.

    Serves the archive, to be read only, at http://127.0.0.1:8001/ until it is interrupted, in Indonesian and English.
    Every list is a link, and a file: CSV, JSON, JSON Lines or Parquet. Events and articles can be cited. First it makes
    an index (browse.db in the data folder), and then keeps it up to date beside a crawl. What is withheld is not shown.
    On another host than loopback, everybody who reaches it can read the texts, and archived pages are not offered.

    Example: scrapy browse --open
    """

    arguments = "[--host HOST] [--port PORT] [--open]"
    reads = True

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--host", default=LOOPBACK[0], help="address to listen on (default: 127.0.0.1)")
        parser.add_argument("--port", type=int, default=PORT, help=f"default: {PORT}; 0: any free one")
        parser.add_argument("--open", action="store_true", help="also open it in the browser")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        with ExitStack() as open_until_the_end:
            if args:
                raise UsageFailure(f"{shown(args[0])!r} is not understood: scrapy browse takes options only")
            if not 0 <= opts.port < 65536:
                raise UsageFailure("--port is a number from 0 to 65535")
            folder, now = self.folder, clock(self.settings)
            url = database_url(self.settings, reading=self.reads)
            # where the data folder cannot be written, the index is made anew, and forgotten
            own = os.access(folder, os.W_OK)
            place = folder if own else Path(open_until_the_end.enter_context(TemporaryDirectory()))
            listening = open_until_the_end.enter_context(_listening(opts.host, opts.port))
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            try:
                archive = open_until_the_end.enter_context(self.archive())
                _index(open_until_the_end, archive, place, url)
                # the server takes a second to load, and every command loads this module
                from storage.browse.desk import Surroundings
                from storage.browse.server import serve, site

                local = opts.host in LOOPBACK
                facts = {one.name: one for one in outlet_facts(self.settings)}
                warc = folder / WARC_FOLDER if local else None
                around = Surroundings(archive=archive, warc=warc, facts=facts, now=now)
                hosts = LOOPBACK if local else None
                datasette = open_until_the_end.enter_context(site(place / BROWSE_INDEX, around, hosts=hosts))
                _announce(opts.host, listening.getsockname()[1], local=local, open_it=opts.open)
                serve(datasette, listening)
            except KeyboardInterrupt:
                _say("Ended; the index goes on from where it was.")


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageFailure(
            f"cannot listen on {shown(host)}, port {port} ({why}): give another --host or --port"
        ) from None


def _index(open_until_the_end: ExitStack, archive: Archive, folder: Path, url: str) -> None:
    """Brings the index up to date, and has it kept so; or leaves that to another one who does."""
    path = folder / BROWSE_INDEX
    if open_until_the_end.enter_context(sole(folder)):
        _say("Bringing the index up to date ...")
        with opened(path) as index:
            name_regions(index, {region.code: region.name for region in regions()})
            renewal = renew(archive, index, progress("events"))
        _say(f"{renewal.articles} articles in the index, {renewal.written} events written.")
        open_until_the_end.enter_context(following(url, path))
    elif path.exists():
        _say("Another scrapy browse keeps the index; this one only shows it.")
    else:
        raise UsageFailure("another scrapy browse is making the index: wait until it serves")


def _announce(host: str, port: int, *, local: bool, open_it: bool) -> None:
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    print(address, flush=True)
    if not local:
        _say("Everybody who reaches this address can read the texts, which belong to their outlets.")
    _say("Ctrl-C ends it.")
    if open_it:
        webbrowser.open(address)


def _say(line: str) -> None:
    print(line, file=sys.stderr)
