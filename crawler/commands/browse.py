"""``scrapy browse``: the archive in a browser."""

from __future__ import annotations

import argparse
import sys
import webbrowser
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from scrapy.commands import ScrapyCommand

from crawler import exits
from crawler.configuration import UsageFailure, clock, data_folder, database_url
from crawler.loader import outlet_classes
from crawler.regions import regions
from crawler.run import WARC_FOLDER
from crawler.terminal import progress, shown
from storage.archive import Archive
from storage.browse.follow import following, sole
from storage.browse.index import NAME, Renewal, name_regions, opened, renew

PORT = 8001
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Command(ScrapyCommand):
    """Browse the archive."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's declaration

    def syntax(self) -> str:
        """Arguments in the usage line."""
        return "[--host HOST] [--port PORT] [--open]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Show the archive in a browser: search, events, outlets, regions, timeline"

    def long_desc(self) -> str:
        """What --help says."""
        return (
            "Serves the archive, to be read only, at http://127.0.0.1:8001/ until it is interrupted, in Indonesian and "
            "English. First it makes an index (browse.db in the data folder), and then keeps it up to date beside a "
            "crawl. What is withheld is not shown. On another host than loopback, everybody who reaches it can read "
            "the texts, and archived pages are not offered. Example: scrapy browse --open"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command."""
        super().add_options(parser)
        parser.add_argument("--host", default=LOOPBACK[0], help="address to listen on (default: 127.0.0.1)")
        parser.add_argument("--port", type=int, default=PORT, help=f"default: {PORT}; 0: any free one")
        parser.add_argument("--open", action="store_true", help="also open it in the browser")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Serves."""
        settings = self.settings
        assert settings is not None
        with exits.reported(self), ExitStack() as open_until_the_end:
            if args:
                raise UsageFailure(f"{shown(args[0])!r} is not understood: scrapy browse takes options only")
            if not 0 <= opts.port < 65536:
                raise UsageFailure("--port is a number from 0 to 65535")
            folder, url, now = data_folder(settings), database_url(settings), clock(settings)
            paused = {name: cls.paused for name, cls in outlet_classes(settings).items() if cls.paused}
            path = folder / NAME
            archive = open_until_the_end.enter_context(Archive.open(url))
            if open_until_the_end.enter_context(sole(folder)):
                _say("Bringing the index up to date ...")
                renewal = _renewed(archive, path)
                _say(f"{renewal.articles} articles in the index, {renewal.written} events written.")
                open_until_the_end.enter_context(following(url, path))
            elif not path.exists():
                raise UsageFailure("another scrapy browse is making the index: wait until it serves")
            else:
                _say("Another scrapy browse keeps the index; this one only shows it.")
            # the server takes a second to load, and every command loads this module
            from storage.browse.pages import Surroundings
            from storage.browse.server import serve, site

            local = opts.host in LOOPBACK
            around = Surroundings(archive=archive, warc=folder / WARC_FOLDER if local else None, paused=paused, now=now)
            datasette = open_until_the_end.enter_context(site(path, around, hosts=LOOPBACK if local else None))
            serve(datasette, host=opts.host, port=opts.port, ready=_ready(opts.host, local, opts.open))


def _renewed(archive: Archive, path: Path) -> Renewal:
    with opened(path) as index:
        name_regions(index, {region.code: region.name for region in regions()})
        return renew(archive, index, progress("events"))


def _ready(host: str, local: bool, open_it: bool) -> Callable[[int], None]:
    def say(port: int) -> None:
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        print(address, flush=True)
        if not local:
            _say("Everybody who reaches this address can read the texts, which belong to their outlets.")
        _say("Ctrl-C ends it.")
        if open_it:
            webbrowser.open(address)

    return say


def _say(line: str) -> None:
    print(line, file=sys.stderr)
