"""The address of the queue, and its jobs, without a server."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from scrapy.settings import Settings

from crawler.distributed.job import Assignment
from crawler.distributed.queue import CLOSE, CRAWL, OutletJob, closing, number, server
from crawler.exceptions import UsageFailure


@pytest.mark.parametrize("scheme", ["postgresql+psycopg", "postgresql", "postgres"])
def test_the_driver_gets_its_own_spelling(scheme: str) -> None:
    settings = Settings({"KLIPING_DATABASE_URL": f"{scheme}://kliping@db/kliping"})
    assert server(settings) == "postgresql://kliping@db/kliping"


def test_sqlite_cannot_hold_a_queue() -> None:
    with pytest.raises(UsageFailure, match="this one is on sqlite"):
        server(Settings({"KLIPING_DATABASE_URL": "sqlite:////data/kliping.db"}))


def test_a_job_carries_its_outlet_and_waits_for_its_network() -> None:
    job = OutletJob("run-1", "betv", "2024-11-20T00:00:00+07:00", None, 1.5)
    queued = job.queued("disway")
    assert (queued.task_name, queued.lock) == (CRAWL, "network disway")
    assert OutletJob.of(queued) == job
    assert job.bounds == (datetime(2024, 11, 19, 17, tzinfo=UTC), None)


def test_a_run_is_closed_by_one_job() -> None:
    job = closing("run-1")
    assert (job.task_name, job.lock, job.queueing_lock) == (CLOSE, "closing", "closing run-1")


def test_the_number_of_a_lock_is_that_of_every_process() -> None:
    assert number("network disway") == number("network disway") != number("network antara")
    assert -(2**31) <= number("closing") < 2**31


def test_a_child_reads_its_assignment() -> None:
    text = '{"task": "crawl", "arguments": {"outlet": "betv"}, "writer": "satu-1"}'
    assert Assignment.from_json(text) == Assignment("crawl", {"outlet": "betv"}, "satu-1")
