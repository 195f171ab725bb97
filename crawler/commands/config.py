"""``scrapy config``: settings in force, where each comes from, and whether they can be used."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from scrapy.settings import SETTINGS_PRIORITIES, Settings, default_settings

from crawler import config
from crawler.cli import exits
from crawler.cli.command import BaseCommand
from crawler.cli.terminal import shown
from crawler.exceptions import UsageFailure
from crawler.night.plan import check_left_out
from crawler.notify.services import services
from crawler.outlets.loader import OutletLoader, check_networks
from crawler.proven_settings import prove
from crawler.settings_file import KEYS, PLACE, SettingsFile, draft
from storage.db.engine import shown_url

_NOT_SET = {"ROOT", "BOT_NAME"}
_WIDTHS = "{:<28} {:<44} {}"


class Command(BaseCommand):
    """Show the settings in force and where each comes from, and prove them; or write a first settings file.

    Prints every setting of Kliping with its value and its origin: the command line (-s), the environment, the settings
    file, or the default. Then proves all of them; what cannot be used is a line on stderr. The settings file is
    kliping.toml in the data folder, or the one that KLIPING_CONFIG names. --init writes a first one, in which
    everything is explained. Passwords and tokens are never printed. Exit codes: 0 all can be used, 2 not so, or --init
    found a file.

    Example: scrapy config --init
    """

    arguments = "[--init]"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--init", action="store_true", help="write a first settings file, with every key explained")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the command on settings that may be wrong: to show them is its task."""
        with exits.reported(self):
            self.execute(args, opts)

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageFailure(f"{shown(args[0])!r} is not understood; see scrapy config --help")
        # it reads the environment when it is imported, and every command loads this module
        file: SettingsFile = import_module("crawler.settings").settings_file
        if opts.init:
            _write(file.path)
            return
        print(_WIDTHS.format("setting", "value", "from"))
        for name in own_settings():
            print(_WIDTHS.format(name, _value(name, self.settings[name]), _origin(name, self.settings, file)))
        for fault in faults(self.settings):
            print(f"error: {shown(fault)}", file=sys.stderr)
            self.exitcode = exits.USAGE
        _warn_of_readers(file)


def own_settings() -> list[str]:
    """Names of the settings of Kliping, in the order in which they are declared."""
    ours = vars(import_module("crawler.settings"))
    return [name for name in ours if name.isupper() and not hasattr(default_settings, name) and name not in _NOT_SET]


def faults(settings: Settings) -> Iterator[str]:
    """Yield what is wrong with the settings, a line each."""
    known = {*OutletLoader.from_settings(settings).list(), *OutletLoader.from_settings(settings).broken}
    proofs: tuple[Callable[[], Any], ...] = (
        lambda: prove(settings),
        lambda: config.contact(settings),
        lambda: check_networks(settings),
        lambda: check_left_out(settings, sorted(known)),
        lambda: services(settings),
    )
    told = set()
    for proof in proofs:
        try:
            proof()
        except UsageFailure as error:
            if str(error) not in told:
                yield str(error)
            told.add(str(error))


def _write(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # it will hold passwords: nobody else may read it, not even for a moment
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageFailure(f"{path} is there already; `scrapy config` shows what it says") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(draft())
    print(path)
    print("Fill in the contact, then: scrapy config", file=sys.stderr)


def _value(name: str, value: object) -> str:
    text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    if name == "KLIPING_DATABASE_URL" and text:
        text = shown_url(text)
    elif name in ("KLIPING_NOTIFY", "KLIPING_SMTP_URL"):
        text = " ".join(f"{url.partition('://')[0]}://…" if "://" in url else "…" for url in text.split())
    return shown(text) or "-"


def _origin(name: str, settings: Settings, file: SettingsFile) -> str:
    if (settings.getpriority(name) or 0) >= SETTINGS_PRIORITIES["cmdline"]:
        return "-s"
    if os.environ.get(name):
        return "the environment"
    if name in file.values:
        key = next(key for key, one in KEYS.items() if one.setting == name)
        return f"{file.path} ({key})"
    return "default"


def _warn_of_readers(file: SettingsFile) -> None:
    secret = {"KLIPING_NOTIFY", "KLIPING_DATABASE_URL"} & {*file.values}
    if secret and file.path.stat().st_mode & 0o077:
        print(f"others can read {file.path}, and it may hold passwords: chmod 600 (see {PLACE})", file=sys.stderr)
