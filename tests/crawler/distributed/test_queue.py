"""The address of the queue, and its jobs, without a server."""

from __future__ import annotations

import pytest
from scrapy.settings import Settings

from crawler.distributed.queue import number, server
from crawler.exceptions import UsageFailure


@pytest.mark.parametrize("scheme", ["postgresql+psycopg", "postgresql", "postgres"])
def test_the_driver_gets_its_own_spelling(scheme: str) -> None:
    settings = Settings({"KLIPING_DATABASE_URL": f"{scheme}://kliping@db/kliping"})
    assert server(settings) == "postgresql://kliping@db/kliping"


def test_sqlite_cannot_hold_a_queue() -> None:
    with pytest.raises(UsageFailure, match="this one is on sqlite"):
        server(Settings({"KLIPING_DATABASE_URL": "sqlite:////data/kliping.db"}))


def test_the_number_of_a_lock_is_that_of_every_process() -> None:
    assert number("network disway") == number("network disway") != number("network antara")
    assert -(2**31) <= number("closing") < 2**31
