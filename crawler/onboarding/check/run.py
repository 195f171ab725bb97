"""Check of many outlets: networks side by side, the outlets of a network in turn, within a budget of requests."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from scrapy.settings import Settings

from crawler.onboarding.check.evidence import Checked
from crawler.onboarding.check.look import Look
from crawler.onboarding.check.proposal import Proposal, propose
from crawler.onboarding.check.record import checks, save
from crawler.onboarding.visit import Ask, Visit, visit
from crawler.outlets.outlet import Outlet

FRESH = timedelta(hours=20)
"""Age up to which a check is not made again: a check that was broken off goes on where it was."""

PER_OUTLET = 40
"""Requests for one outlet at most, proposals included."""


@dataclass(slots=True)
class CheckRun:
    """Outcome: checks by outlet, fresh ones of before included; proposals; outlets that were not looked at, and why."""

    checked: dict[str, Checked] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)


class Budget:
    """Requests left. ``asks`` gives an outlet its share: what goes beyond is answered by saying so."""

    def __init__(self, ask: Ask, requests: int) -> None:
        self._ask = ask
        self.left = requests

    def asks(self, network: str) -> Ask:
        """Ask for one outlet, in its network's slot, within what is left and ``PER_OUTLET``."""
        asked = 0

        async def ask(url: str, *, rendered: bool = False, body: str | None = None, slot: str | None = None) -> Visit:
            nonlocal asked
            if asked >= PER_OUTLET:
                return Visit(url, None, f"more than {PER_OUTLET} requests for one outlet")
            asked, self.left = asked + 1, self.left - 1
            return await self._ask(url, rendered=rendered, body=body, slot=slot or network)

        return ask


async def check_all(
    ask: Ask,
    outlets: Sequence[type[Outlet]],
    families: Mapping[str, type[Outlet]],
    *,
    folder: Path,
    now: datetime,
    agent: str,
    budget: int,
    proposing: bool = False,
    again: bool = False,
) -> CheckRun:
    """Check outlets and save each as it is done; one whose check is fresh is not asked, unless ``again``.

    An outlet is begun while requests are left, and finished then.
    """
    run, known, purse = CheckRun(), checks(folder), Budget(ask, budget)
    networks: dict[str, list[type[Outlet]]] = defaultdict(list)
    for outlet in outlets:
        before = known.get(outlet.name)
        fresh = before is not None and now - before.at < FRESH and not again
        if fresh and before is not None and (before.verified or not proposing):
            run.checked[outlet.name] = before
        else:
            networks[outlet.network_name()].append(outlet)

    async def in_turn(network: str) -> None:
        for outlet in networks[network]:
            if purse.left <= 0:
                run.waiting[outlet.name] = "the budget of requests was spent; the same command goes on"
                continue
            own = purse.asks(network)
            look = Look(outlet, own, now, agent)
            run.checked[outlet.name] = await look.run()
            save(folder, look.checked)
            if proposing and look.checked.faults:
                run.proposals[outlet.name] = await propose(look, own, families, now, agent)

    await asyncio.gather(*map(in_turn, networks))
    return run


def check_outlets(
    settings: Settings,
    outlets: Sequence[type[Outlet]],
    families: Mapping[str, type[Outlet]],
    *,
    folder: Path,
    now: datetime,
    budget: int,
    proposing: bool,
    again: bool,
) -> CheckRun:
    """Check the outlets on the web, with the manners of a crawl."""

    async def work(ask: Ask) -> CheckRun:
        return await check_all(
            ask,
            outlets,
            families,
            folder=folder,
            now=now,
            agent=settings["ROBOTSTXT_USER_AGENT"],
            budget=budget,
            proposing=proposing,
            again=again,
        )

    hosts = tuple(sorted({host for outlet in outlets for host in outlet.addresses().allowed}))
    return visit(settings, outlets[0].site, None, work, hosts, any_host=True)
