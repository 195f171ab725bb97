"""Cost of extraction: CPU milliseconds a page, ours and others', on the same pages in one run.

    python -m tests.benchmarks.extraction                                    # 200 pages
    python -m tests.benchmarks.extraction --peers .venv-peers/bin/python     # also newspaper4k and news-please
    python -m tests.benchmarks.extraction --memory                           # 10,000 pages through the workers

The pages are those of ``tests.benchmarks.wordpress_pages``. *Kliping* is all that a worker does with a page
(``crawler.extraction.pool.read_page``: decoding, parsing, text, metadata, place, day, language, relevance); *unknown
outlet* is the same page without a layout; the floor is one lxml parse;
 trafilatura is ``bare_extraction`` with metadata and without comments, plain. All of them read a page
before the next page is begun, so that a noisy machine is noisy for each; what is printed are medians, and the ratios
hold better than the milliseconds. The peers are slow and measured on every tenth page, in a process of their own,
because news-please brings clients of databases that the project has no use for (``make bench-peers`` makes the
environment).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import mean, median

import trafilatura
from lxml import html

from crawler.extraction.pool import Workers, read_page
from crawler.items import FetchedPage
from tests.benchmarks.wordpress_pages import fetched_page

FLOOR = "lxml parse"
OURS = "kliping"
UNKNOWN = "kliping, unknown outlet"
TRAFILATURA = "trafilatura"
COMPARED = (FLOOR, OURS, UNKNOWN, TRAFILATURA)
"""Measurements in this process."""
EVERY_PEER_PAGE = 10
_WARM_UP = 3
_PEERS = Path(__file__).with_name("peers.py")


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; exit code 2 when the interpreter of the peers cannot be started."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, help="how many pages (200; with --memory 10,000)")
    parser.add_argument("--peers", type=Path, help="Python of an environment with newspaper4k and news-please")
    parser.add_argument("--memory", action="store_true", help="the memory of every process instead of the time")
    chosen = parser.parse_args(arguments)
    if chosen.memory:
        print_memory(soak(chosen.pages or 10_000))
        return 0
    try:
        with _asked(chosen.peers) as ask:
            print_table(measure(chosen.pages or 200, ask))
    except OSError as error:
        sys.stderr.write(f"bench: the peers cannot be started: {error}; make their environment: make bench-peers\n")
        return 2
    return 0


# --- time -------------------------------------------------------------------------------------------------------------


class Peers:
    """The process in the peers' environment."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self._folder = folder
        self.names = tuple(self._answer())

    def measure(self, page: FetchedPage) -> dict[str, float]:
        """CPU milliseconds by peer; nothing when the process died, which it says on standard error."""
        path = self._folder / "page.html"
        path.write_bytes(page.bodies[0])
        assert self._process.stdin is not None
        self._process.stdin.write(f"{path}\t{page.url}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, float]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        answer: dict[str, float] = json.loads(line) if line else {}
        return answer


@contextmanager
def _asked(python: Path | None) -> Iterator[Peers | None]:
    if python is None:
        yield None
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [python.absolute(), _PEERS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder
        ) as process,
    ):
        try:
            yield Peers(process, Path(folder))
        finally:
            if process.stdin is not None:
                process.stdin.close()


def measure(count: int, peers: Peers | None = None) -> dict[str, float]:
    """Median CPU milliseconds a page by what was measured, over ``count`` pages."""
    spent: dict[str, list[float]] = {name: [] for name in COMPARED}
    for number in range(-_WARM_UP, count):
        page = fetched_page(number)
        body = page.bodies[0]
        once: dict[str, float] = {}
        start = time.process_time()
        html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))
        once[FLOOR] = time.process_time() - start
        start = time.process_time()
        item = read_page(page)
        once[OURS] = time.process_time() - start
        start = time.process_time()
        read_page(replace(page, layouts=()))
        once[UNKNOWN] = time.process_time() - start
        start = time.process_time()
        trafilatura.bare_extraction(body, url=page.url, include_comments=False, with_metadata=True)
        once[TRAFILATURA] = time.process_time() - start
        assert item.body, f"page {number} was not read"
        if number < 0:
            continue
        for name, seconds in once.items():
            spent[name].append(seconds * 1000)
        if peers is not None and number % EVERY_PEER_PAGE == 0:
            for name, milliseconds in peers.measure(page).items():
                spent.setdefault(name, []).append(milliseconds)
    return {name: median(values) for name, values in spent.items()}


def print_table(medians: Mapping[str, float]) -> None:
    """The medians, each also as a multiple of the floor and of ours."""
    sys.stdout.write(f"{'':<26}{'CPU ms a page':>14}{'x floor':>10}{'x ours':>10}\n")
    for name, value in medians.items():
        floor, ours = value / medians[FLOOR], value / medians[OURS]
        sys.stdout.write(f"{name:<26}{value:>14.2f}{floor:>10.1f}{ours:>10.1f}\n")


# --- memory -----------------------------------------------------------------------------------------------------------

Memory = dict[str, tuple[float, float]]
"""Process → mean megabytes resident at the beginning and at the end."""


def soak(count: int, *, window: int = 1000) -> Memory:
    """Sends ``count`` pages through the workers, and averages memory over the first and the last ``window`` of them."""
    return asyncio.run(_soak(count, window))


async def _soak(count: int, window: int) -> Memory:
    samples: dict[int, tuple[list[float], list[float]]] = {}
    done = 0
    numbers = iter(range(count))

    async def feed(workers: Workers) -> None:
        nonlocal done
        for number in numbers:
            await workers.read(fetched_page(number))
            done += 1
            if done % 10 == 0 and (done <= window or done > count - window):
                for pid in (os.getpid(), *_workers()):
                    samples.setdefault(pid, ([], []))[done > count - window].append(_resident(pid))

    with Workers() as workers:
        await asyncio.gather(*(feed(workers) for _ in range(2 * workers.count)))
        names = {os.getpid(): "parent"} | {pid: f"worker {pid}" for pid in _workers()}
    return {names[pid]: (mean(first), mean(last)) for pid, (first, last) in samples.items() if first and last}


def _workers() -> list[int]:
    return [child.pid for child in multiprocessing.active_children() if child.pid is not None]


def _resident(pid: int) -> float:
    """Megabytes of memory that the process has in use (proc(5), ``statm``)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def print_memory(memory: Memory) -> None:
    """The memory of every process, first and last, and its growth."""
    sys.stdout.write(f"{'':<16}{'MB, first':>12}{'MB, last':>12}{'growth':>10}\n")
    for name, (first, last) in memory.items():
        sys.stdout.write(f"{name:<16}{first:>12.1f}{last:>12.1f}{(last / first - 1):>10.1%}\n")


if __name__ == "__main__":
    raise SystemExit(main())
