"""``scrapy outlets``: who is crawled, and how it stands with them."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.annotation.gazetteer import within
from crawler.annotation.places import region
from crawler.cli import exits
from crawler.cli.command import BaseCommand
from crawler.cli.json_output import add_json, print_json
from crawler.cli.terminal import moment, shown, signed
from crawler.config import contact, data_folder, left_out
from crawler.crawling.source_memory import SourceMemory
from crawler.exceptions import UsageFailure
from crawler.night.limits import limit
from crawler.night.orders import Asked, carry_out
from crawler.night.plan import why_skipped
from crawler.onboarding.check.archived import check_archived
from crawler.onboarding.check.evidence import Checked
from crawler.onboarding.check.record import checks
from crawler.onboarding.check.report import document, table
from crawler.onboarding.check.run import CheckRun, check_outlets
from crawler.onboarding.check.write import write_proposals
from crawler.outlets.loader import OutletLoader, check_names, family_classes, outlet_classes
from crawler.outlets.outlet import Outlet
from storage.archive.archive import Archive
from storage.data_folder import WARC_FOLDER
from storage.models import OutletOrder
from storage.records import outlet_orders
from storage.records.outlet_orders import Orders

_ROW = "{:<24} {:<10} {:<22} {:<26} {:<10} {:<17} {}"


class Command(BaseCommand):
    """List every outlet with its state; pause, limit or acknowledge one.

    Lists the outlets. Verified is the day on which something of the very site was seen, or no: then nothing but its
    family's facts is known. --sources tells which of its sources ever answered: one that never did, where another does,
    is asked once a fortnight. The state is: ready; needs permission (the terms stand below the list); paused; needs a
    browser; or broken (it is not crawled; exit code 1).

    --check asks the sites, politely and within --budget requests: robots.txt, the first page of each source, two
    articles, against what is declared. It writes what was seen into the data folder, from which the list has its day of
    verification; the same command goes on where it was broken off. --propose asks further for what should be declared
    instead, tries it, and with --write changes the module. --from-archive asks for nothing: it finds a redesign in
    archived pages and proposes the next layout with its day. Exit code 10: an outlet does not hold.

    Orders about outlets need no code: --pause leaves them out of the nights, --limit asks them less, --acknowledge says
    that their trouble is known: they are crawled, and alarm nobody until it changes or comes back. NAMES are
    comma-separated; --until is the last day. --resume withdraws all orders about them, --orders lists those ever given.
    They are kept in the database and in outlet_orders.jsonl in the data folder, and shown by health, the report and the
    browser.

    Example: scrapy outlets --region 17; scrapy outlets --pause petisi --until 2026-12-10 --why "they move house"
    """

    arguments = (
        "[--family F] [--network N] [--region CODE] [--unverified] [--sources] [--json] |"
        " --check [OUTLET…] [--propose] [--json] | --orders | --pause NAMES [--until DAY] --why TEXT |"
        " --acknowledge NAMES --why TEXT | --limit NAMES [--pages N] [--minutes N] [--delay SECONDS] --why TEXT |"
        " --resume NAMES"
    )
    reads = True

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--family", metavar="F", help="only this platform, such as wordpress")
        parser.add_argument("--network", metavar="N", help="only this network, such as disway")
        parser.add_argument("--region", metavar="CODE", help="only outlets of this region and within it, such as 35")
        parser.add_argument("--sources", action="store_true", help="below each outlet, when its sources last answered")
        parser.add_argument("--check", action="store_true", help="compare the declarations with the sites")
        parser.add_argument("--propose", action="store_true", help="with --check: what should be declared instead")
        parser.add_argument("--write", action="store_true", help="with --propose: change the modules")
        parser.add_argument("--from-archive", action="store_true", help="with --check: read archived pages alone")
        parser.add_argument("--again", action="store_true", help="with --check: ask also whom it asked today")
        parser.add_argument("--budget", type=int, default=1500, metavar="N", help="requests of a check (default 1500)")
        parser.add_argument("--unverified", action="store_true", help="only outlets of which nothing is verified")
        orders = parser.add_mutually_exclusive_group()
        orders.add_argument("--orders", action="store_true", help="all orders about outlets, those withdrawn too")
        orders.add_argument("--pause", metavar="NAMES", help="do not crawl these outlets")
        orders.add_argument("--acknowledge", metavar="NAMES", help="their trouble is known: alarm nobody")
        orders.add_argument("--limit", metavar="NAMES", help="ask these outlets less")
        orders.add_argument("--resume", metavar="NAMES", help="withdraw all orders about these outlets")
        add_json(parser)
        parser.add_argument("--until", metavar="DAY", help="last day of the order (default: until --resume)")
        parser.add_argument("--pages", metavar="N", type=int, help="with --limit: pages a day")
        parser.add_argument("--minutes", metavar="N", type=float, help="with --limit: minutes in a run")
        parser.add_argument("--delay", metavar="SECONDS", type=float, help="with --limit: a longer pause")
        parser.add_argument("--why", metavar="TEXT", help="why, for those who come after")
        parser.add_argument("--by", metavar="NAME", help="who orders it (default: the user of this machine)")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if args and not opts.check:
            raise UsageError(f"{args[0]!r} is not understood")
        if ((opts.propose or opts.from_archive) and not opts.check) or (opts.write and not opts.propose):
            raise UsageError("--propose and --from-archive go with --check, and --write with --propose")
        if opts.pause or opts.acknowledge or opts.limit:
            self._order(opts)
        elif opts.resume:
            self._resume(opts)
        elif opts.orders:
            with self.archive() as archive:
                _show_orders(outlet_orders.listed(archive))
        elif opts.check:
            self.exitcode = self._check(self._chosen(args, opts), opts)
        else:
            self._list(self._chosen(args, opts), opts)

    def _chosen(self, args: list[str], opts: argparse.Namespace) -> dict[str, type[Outlet]]:
        outlets = outlet_classes(self.settings)
        check_names(args, sorted(outlets))
        return {name: one for name, one in _chosen(outlets, opts).items() if not args or name in args}

    def _list(self, chosen: Mapping[str, type[Outlet]], opts: argparse.Namespace) -> None:
        with self.archive() as archive:
            orders = outlet_orders.in_force(archive, self.now)
            seen = checks(self.folder)
            if opts.json:
                print_json([_document(one, archive, self.settings, seen, orders) for one in chosen.values()])
            else:
                _show(chosen, archive, self.settings, seen, orders, sources=opts.sources)
        for name, reason in sorted(OutletLoader.from_settings(self.settings).broken.items()):
            print(f"{name:<24} broken: {shown(reason)}", file=sys.stderr if opts.json else sys.stdout)
            self.exitcode = exits.CRASH
        _show_notices(chosen, self.settings)

    def _check(self, chosen: Mapping[str, type[Outlet]], opts: argparse.Namespace) -> int:
        skipped: dict[str, str] = {}
        if not opts.from_archive:
            skipped = {name: why for name, one in chosen.items() if (why := why_skipped(one, self.settings))}
        asked = [one for name, one in chosen.items() if name not in skipped]
        if not asked:
            raise UsageFailure("; ".join(f"{name}: {why}" for name, why in skipped.items()) or "no outlet is chosen")
        run = self._from_archive(asked, opts) if opts.from_archive else self._from_sites(asked, opts)
        if opts.json:
            print_json(document(run, skipped))
        else:
            print(*map(shown, table(run, skipped)), sep="\n")
        if opts.write:
            for path in write_proposals(run.proposals, chosen):
                print(f"changed {path}", file=sys.stderr)
        return exits.OK if all(one.verified for one in run.checked.values()) else exits.DEGRADED

    def _from_sites(self, asked: list[type[Outlet]], opts: argparse.Namespace) -> CheckRun:
        contact(self.settings)
        return check_outlets(
            self.settings,
            asked,
            family_classes(self.settings),
            folder=data_folder(self.settings),
            now=self.now,
            budget=opts.budget,
            proposing=opts.propose,
            again=opts.again,
        )

    def _from_archive(self, asked: list[type[Outlet]], opts: argparse.Namespace) -> CheckRun:
        with self.archive() as archive:
            return check_archived(
                archive,
                self.folder / WARC_FOLDER,
                asked,
                now=self.now,
                max_size=self.settings.getint("DOWNLOAD_MAXSIZE"),
                proposing=opts.propose,
            )

    def _order(self, opts: argparse.Namespace) -> None:
        if not (opts.why or "").strip():
            raise UsageFailure("say --why: others will ask")
        kind: outlet_orders.Kind = "pause" if opts.pause else "acknowledge" if opts.acknowledge else "limit"
        limits = {"pages": opts.pages, "minutes": opts.minutes, "delay": opts.delay}
        if kind != "limit" and any(value is not None for value in limits.values()):
            raise UsageFailure("--pages, --minutes and --delay go with --limit")
        asked = Asked(
            kind=kind,
            names=_names(opts.pause or opts.acknowledge or opts.limit),
            by=opts.by or _user(),
            why=opts.why,
            until=_day(opts.until),
            detail=limit(self.settings, **limits) if kind == "limit" else {},
        )
        with self.archive() as archive:
            for order in carry_out(asked, archive, data_folder(self.settings), self.settings, now=self.now):
                print(f"{order.outlet}: {shown(outlet_orders.in_words(order))}")

    def _resume(self, opts: argparse.Namespace) -> None:
        names, folder = _names(opts.resume), data_folder(self.settings)
        with self.archive() as archive:
            for name in names:
                why, by = opts.why or "resumed", opts.by or _user()
                for order in outlet_orders.withdraw(archive, folder, name, by=by, why=why, now=self.now):
                    print(f"{name}: no longer {shown(outlet_orders.in_words(order))}")


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageFailure(f"--until {shown(text)!r} is not a day; write it like 2026-12-10") from None


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user of a container, who has a number and no name
        return f"user {os.getuid()}"


def _show_orders(orders: Sequence[OutletOrder]) -> None:
    if not orders:
        print("No order was given yet: `scrapy outlets --help` says how.", file=sys.stderr)
    for order in orders:
        print(f"{order.outlet}: {shown(outlet_orders.in_words(order))}, on {moment(order.ordered_at)}")
        for line in signed(order.ordered_by, order.why, (order.withdrawn_at, order.withdrawn_by, order.withdrawn_why)):
            print(line)


def _chosen(outlets: Mapping[str, type[Outlet]], opts: argparse.Namespace) -> dict[str, type[Outlet]]:
    """The outlets that the options ask for. Raises ``UsageFailure`` when an option names nothing that there is."""
    families = {one.family() or "-" for one in outlets.values()}
    networks = {one.network_name() for one in outlets.values()}
    for option, value, known in (("--family", opts.family, families), ("--network", opts.network, networks)):
        if value is not None and value not in known:
            raise UsageFailure(f"{option} {shown(value)!r} is none of {', '.join(sorted(known))}")
    if opts.region is not None:
        try:
            region(opts.region)
        except KeyError:
            raise UsageFailure(
                f"--region {shown(opts.region)!r} is no Kemendagri code; write 35 for a province, 35.74 for a city"
            ) from None
    return {
        name: one
        for name, one in outlets.items()
        if (opts.family is None or one.family() == opts.family)
        and (opts.network is None or one.network_name() == opts.network)
        and (opts.region is None or within(one.region, opts.region))
        and (one.verified is None or not opts.unverified)
    }


def _show(
    outlets: Mapping[str, type[Outlet]],
    archive: Archive,
    settings: Settings,
    seen: Mapping[str, Checked],
    orders: Orders,
    *,
    sources: bool,
) -> None:
    print(_ROW.format("outlet", "family", "network", "region", "verified", "last good run", "state"))
    for name, outlet in outlets.items():
        last = archive.last_completed(name)
        print(
            _ROW.format(
                name,
                outlet.family() or "-",
                outlet.network_name(),
                region(outlet.region).name,
                _verified(outlet, seen.get(name)) or "no",
                moment(last.started_at if last else None, none="never"),
                _state(outlet, settings, orders, seen.get(name)),
            )
        )
        if sources:
            memory = SourceMemory(archive.source_days(name))
            for source in outlet.sources:
                print(f"    {shown(source.label)}: {_answer(memory, source.label)}")


def _document(
    outlet: type[Outlet], archive: Archive, settings: Settings, seen: Mapping[str, Checked], orders: Orders
) -> dict[str, Any]:
    last = archive.last_completed(outlet.name)
    return {
        "outlet": outlet.name,
        "title": outlet.title,
        "site": outlet.site,
        "family": outlet.family(),
        "network": outlet.network_name(),
        "region_code": outlet.region,
        "region": region(outlet.region).name,
        "verified": _verified(outlet, seen.get(outlet.name)),
        "last_completed_at": last.started_at if last else None,
        "state": _state(outlet, settings, orders, seen.get(outlet.name)),
    }


def _answer(memory: SourceMemory, label: str) -> str:
    if (last := memory.last_answer(label)) is not None:
        return f"answered, last on {last}"
    again = memory.asked_again(label)
    return f"never answered; asked again from {again} on" if again else "no answer yet"


def _verified(outlet: type[Outlet], seen: Checked | None) -> str | None:
    """The day of the last check that held, else of what was seen before; ``None`` for neither."""
    if seen is not None and seen.verified:
        return f"{seen.at:%Y-%m-%d}"
    return outlet.verified[:10] if outlet.verified else None


def _state(outlet: type[Outlet], settings: Settings, orders: Orders, seen: Checked | None) -> str:
    """The reason it is not crawled, in short (the terms stand once below the list), and what its last check found."""
    out = left_out(settings, outlet.name)
    why = out or why_skipped(outlet, settings) or "ready"
    state = why if out or outlet.paused else why.partition(":")[0].partition(" under")[0]
    if seen is not None and seen.faults:
        state += f"; on {seen.at:%Y-%m-%d} did not hold: {', '.join(seen.faults)}"
    unchecked = outlet.unchecked_certificate
    told = f"certificate not verified: {unchecked}" if unchecked else None
    ordered = orders.told(outlet.name)
    return "; ".join(filter(None, (state if state != "ready" or ordered is None else None, ordered, told)))


def _show_notices(outlets: Mapping[str, type[Outlet]], settings: Settings) -> None:
    seen = sum(one.verified is not None for one in outlets.values())
    provinces = len({one.region[:2] for one in outlets.values()})
    outlet_s, province_s = ("" if number == 1 else "s" for number in (len(outlets), provinces))
    ready = sum(why_skipped(one, settings) is None and not left_out(settings, name) for name, one in outlets.items())
    print(
        f"\n{len(outlets)} outlet{outlet_s} in {provinces} province{province_s}, {ready} ready; "
        f"{seen} verified in part, {len(outlets) - seen} not verified",
        file=sys.stderr,
    )
    for network, terms in sorted({(one.network_name(), one.terms) for one in outlets.values() if one.terms}):
        print(f"{network}: {terms}; with it, set KLIPING_TERMS_ACKNOWLEDGED={network}.", file=sys.stderr)
