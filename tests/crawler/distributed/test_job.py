"""Jobs of a night of several machines."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.distributed.job import Assignment
from crawler.distributed.queue import CLOSE, CRAWL, OutletJob, closing


def test_a_job_carries_its_outlet_and_waits_for_its_network() -> None:
    job = OutletJob("run-1", "betv", "2024-11-20T00:00:00+07:00", None, 1.5)
    queued = job.queued("disway")
    assert (queued.task_name, queued.lock) == (CRAWL, "network disway")
    assert OutletJob.of(queued) == job
    assert job.bounds == (datetime(2024, 11, 19, 17, tzinfo=UTC), None)


def test_a_run_is_closed_by_one_job() -> None:
    job = closing("run-1")
    assert (job.task_name, job.lock, job.queueing_lock) == (CLOSE, "closing", "closing run-1")


def test_a_child_reads_its_assignment() -> None:
    text = '{"task": "crawl", "arguments": {"outlet": "betv"}, "writer": "satu-1"}'
    assert Assignment.from_json(text) == Assignment("crawl", {"outlet": "betv"}, "satu-1")
