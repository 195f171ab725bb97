"""``scrapy alert``: troubles that were told, and a message to try the notifier with."""

from __future__ import annotations

import argparse
import sys

from crawler.cli import exits
from crawler.cli.command import BaseCommand
from crawler.cli.terminal import moment, shown
from crawler.config import data_path
from crawler.exceptions import UsageFailure
from crawler.notify.services import Message, services
from crawler.notify.tell import JOBS, tell_killed
from storage.health import trouble_file

_UNITS = {"kliping": "nightly", "kliping-watch": "health"} | {f"kliping-{job}": job for job in JOBS}


class Command(BaseCommand):
    """List the troubles that were told, or try the notifier.

    KLIPING_NOTIFY holds one or more URLs of Apprise, such as mailtos://user:password@mail.your-domain.id?to=ADDRESS,
    tgram://TOKEN/CHAT, ntfys://TOPIC or jsons://HOST/PATH. They are told what needs a person: an outlet, the machine, a
    night that failed or did not happen. Each trouble is told once when it begins, again after a week, and once when it
    is over. Without options, lists the troubles that go on. --test sends a message to each service, and says which took
    it. --failed is for timers: it tells that a unit, or a command, was ended from outside. Exit codes: 0 ok, 2 no
    service or a wrong URL, 10 a service did not take the message.

    Example: KLIPING_NOTIFY=ntfys://my-secret-topic scrapy alert --test
    """

    arguments = "[--test | --failed UNIT]"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--test", action="store_true", help="send a message to each service")
        parser.add_argument("--failed", metavar="UNIT", help="tell that this unit or command was ended from outside")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageFailure(f"{shown(args[0])!r} is not understood; see scrapy alert --help")
        if opts.test:
            self._test()
        elif opts.failed is not None:
            tell_killed(self.settings, _job(opts.failed))
        else:
            self._list()

    def _test(self) -> None:
        found = services(self.settings)
        if not found:
            raise UsageFailure("KLIPING_NOTIFY is empty: nobody would be told; see scrapy alert --help")
        test = Message("Kliping: a test", "If you read this, you will be told when Kliping needs a person.", bad=False)
        for service in found:
            reason = service.send(test)
            print(f"{service.name}: sent" if reason is None else reason)
            if reason is not None:
                self.exitcode = exits.DEGRADED

    def _list(self) -> None:
        if not services(self.settings):
            print("KLIPING_NOTIFY is empty: nobody is told of anything.", file=sys.stderr)
        told = trouble_file.read(data_path(self.settings))
        for one in told.values():
            if one.gone_at is None:
                print(f"{one.trouble.key}, told {moment(one.told_at)}, since {moment(one.began_at)}: ", end="")
                print(shown(one.trouble.text))


def _job(unit: str) -> str:
    name = unit.removesuffix(".service")
    job = _UNITS.get(name, name)
    if job not in JOBS:
        raise UsageFailure(f"--failed {shown(unit)!r} is none of {', '.join(sorted({*_UNITS, *JOBS}))}")
    return job
