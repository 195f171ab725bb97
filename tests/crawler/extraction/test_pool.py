"""Worker processes: limits hold, the pool survives, nothing outlives its parent."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.exceptions import Quarantined
from crawler.extraction.pool import Workers, read_page
from crawler.items import FetchedPage
from tests.crawler.pages import LAYOUT, THREE, article_html, page

ROOT = Path(__file__).resolve().parents[3]
GOOD = page(article_html(*THREE), layouts=(LAYOUT,), region_code="35.74")
EXPENSIVE = page("<html><p " + " ".join(f"a{number}='>'" for number in range(120_000)) + ">x</p></html>")
"""A parser takes a quarter of a minute for the attributes of this tag."""
TOO_DEEP = page("<div>" * 5000 + article_html(*THREE))


def worker_pids() -> list[int]:
    return [child.pid for child in multiprocessing.active_children() if child.pid is not None]


def until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """True when the condition comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def cpu_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_worker_reads_what_the_process_itself_would_read() -> None:
    async def read() -> None:
        with Workers(2) as workers:
            articles = await asyncio.gather(*(workers.read(GOOD) for _ in range(20)))
        assert articles == [read_page(GOOD)] * 20

    asyncio.run(read())
    article = read_page(GOOD)
    assert (article.body, article.region_code, article.language) == ("\n\n".join(THREE), "35.74", "id")


def test_a_page_beyond_its_time_is_quarantined_and_the_pool_goes_on() -> None:
    async def read() -> None:
        with Workers(1, seconds=0.7) as workers:
            first, deep, expensive, last = await workers.read_together([GOOD, TOO_DEEP, EXPENSIVE, GOOD])
            assert [first, last] == [read_page(GOOD)] * 2
            assert isinstance(deep, Quarantined)
            assert "too_deep" in deep.reason
            assert isinstance(expensive, Quarantined)
            assert re.match(r"timeout: more than [\d.]+ s", expensive.reason)
            assert expensive.state == "quarantined"

    asyncio.run(read())


def test_a_page_beyond_its_memory_is_quarantined_and_the_pool_goes_on() -> None:
    async def read() -> None:
        with Workers(1, megabytes=200) as workers:
            assert (await workers.read(GOOD)).body
            with pytest.raises(Quarantined, match="memory: MemoryError within 200 MB"):
                await workers.read(page("<p>a</p>" * 1_500_000))
            assert (await workers.read(GOOD)).body

    asyncio.run(read())


def test_a_page_that_kills_its_worker_twice_is_quarantined() -> None:
    async def read() -> None:
        with Workers(1, seconds=60) as workers:
            assert (await workers.read(GOOD)).body
            reading = asyncio.ensure_future(workers.read(EXPENSIVE))
            killed: set[int] = set()
            while not reading.done():
                await asyncio.sleep(0.1)
                for pid in worker_pids():
                    if cpu_seconds(pid) > 1.2:  # imports take half of that: it is at the page
                        os.kill(pid, signal.SIGKILL)
                        killed.add(pid)
            assert len(killed) == 2  # it was tried again, once
            with pytest.raises(Quarantined, match="crash: the worker was ended by signal 9"):
                await reading
            assert (await workers.read(GOOD)).body

    asyncio.run(read())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_signals_to_idle_workers_lose_no_page(number: signal.Signals) -> None:
    async def read() -> None:
        with Workers(2) as workers:
            assert (await workers.read(GOOD)).body
            before = worker_pids()
            for pid in before:
                os.kill(pid, number)
            await asyncio.sleep(0.5)
            assert (await workers.read(GOOD)).body
            if number == signal.SIGINT:
                assert set(worker_pids()) == set(before)

    asyncio.run(read())


def test_a_page_that_cannot_be_read_whole_is_quarantined_at_once() -> None:
    async def read() -> None:
        with Workers(1) as workers:
            with pytest.raises(Quarantined, match="too_deep"):
                await workers.read(TOO_DEEP)
            with pytest.raises(KeyError):  # an error of our own is not the page's
                await workers.read(replace(GOOD, region_code="99.99"))

    asyncio.run(read())


def test_closing_ends_the_workers() -> None:
    async def read(page: FetchedPage) -> list[int]:
        with Workers(2) as workers:
            await workers.read(page)
            return worker_pids()

    pids = asyncio.run(read(GOOD))
    assert len(pids) == 2
    assert until(lambda: not any(alive(pid) for pid in pids), seconds=4)
    Workers().close()  # never started


def test_workers_start_from_anywhere_and_die_with_their_parent(tmp_path: Path) -> None:
    script = tmp_path / "night.py"
    script.write_text(
        textwrap.dedent(
            f"""
            import asyncio, multiprocessing, sys
            sys.path.insert(0, {str(ROOT)!r})
            from crawler.extraction.pool import Workers
            from tests.crawler.extraction.test_pool import EXPENSIVE, GOOD

            async def main():
                with Workers(2) as workers:
                    assert (await workers.read(GOOD)).body
                    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
                    await asyncio.gather(workers.read(EXPENSIVE), workers.read(EXPENSIVE))

            if __name__ == "__main__":
                asyncio.run(main())
            """
        )
    )
    with subprocess.Popen([sys.executable, str(script)], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as night:
        assert night.stdout is not None
        pids = [int(word) for word in night.stdout.readline().split()]
        assert until(lambda: all(cpu_seconds(pid) > 1.2 for pid in pids))  # in the middle of a page
        night.kill()
    assert len(pids) == 2
    assert until(lambda: not any(alive(pid) for pid in pids), seconds=4)
