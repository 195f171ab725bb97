"""Outlets of a night, crawled; and the exit code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler.cli import exits
from crawler.crawling.run import Run as RealRun
from crawler.night.crawl import close_open_outlets, exit_code
from spiders.petisi import PetisiSpider
from storage.models import RunOutlet
from tests.shell import environment, scrapy
from tests.web.messages import html
from tests.web.server import SampleWeb


@dataclass
class Run:
    """As much of a run as its exit code depends on."""

    stopping: bool = False


def rows(*statuses: str) -> list[RunOutlet]:
    return [RunOutlet(run_id="r", outlet=f"o{number}", status=one) for number, one in enumerate(statuses)]


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        (("completed", "completed"), exits.OK),
        (("completed", "skipped"), exits.OK),
        (("skipped",), exits.OK),
        ((), exits.OK),
        (("completed", "interrupted"), exits.OK),  # its time was up; the next night goes on
        (("completed", "failed"), exits.DEGRADED),
        (("completed", "blocked"), exits.DEGRADED),
        (("failed", "blocked"), exits.NO_OUTLET),
        (("failed", "skipped"), exits.NO_OUTLET),
    ],
)
def test_exit_codes(statuses: tuple[str, ...], code: int) -> None:
    assert exit_code(Run(), rows(*statuses)) == code  # type: ignore[arg-type]


def test_a_night_that_was_stopped_says_so_whatever_came_in() -> None:
    assert exit_code(Run(stopping=True), rows("completed", "failed")) == exits.INTERRUPTED  # type: ignore[arg-type]


def test_an_outlet_that_was_stopped_while_it_opened_is_closed(tmp_path: Path) -> None:
    given = Settings({"KLIPING_DATA": str(tmp_path), "DISK_RESERVE_MB": 0, "KLIPING_WORKERS": 1})
    with RealRun.open(given, "nightly") as run:
        run.begin()
        for outlet in ("opened", "elsewhere"):
            run.archive.save_outlet(**facts(outlet))
            run.archive.start_outlet(run.run_id, outlet, since=None, until=None, started_at=run.now())
        close_open_outlets(run, frozenset({"opened"}))
        left = {row.outlet: row.status for row in run.archive.run_outlets(run.run_id)}
    assert left == {"opened": "interrupted", "elsewhere": "running"}


def facts(outlet: str) -> dict[str, Any]:
    """What is written of an outlet."""
    return {**PetisiSpider.facts(), "name": outlet}


def test_a_pause_lies_also_between_two_outlets_of_one_network(tmp_path: Path) -> None:
    with SampleWeb([]) as web:
        for host in ("betv.disway.id", "rbtv.disway.id"):
            web.sites[host] = lambda _: html("", status=404)
        env = environment(tmp_path, web)
        done = scrapy("nightly", "--outlets", "betv,rbtv", "-s", "DOWNLOAD_DELAY=1", "-s", "RETRY_TIMES=0", env=env)
        assert done.returncode == exits.NO_OUTLET, done.stderr
        first, second = (
            [hit.time for hit in web.log if hit.host == host and hit.method == "GET"]
            for host in ("betv.disway.id", "rbtv.disway.id")
        )
    assert min(second) - max(first) > 0.5, "a second asked for, less what a busy machine blurs"
