"""Extraction in worker processes, with limits on the time and the memory of each page.

One page can cost minutes (100,000 attributes on one tag: 114 CPU seconds) or take its process down, and nothing in
lxml or trafilatura bounds that. So pages go as bytes to spawned workers and come back as articles; a page that kills
its worker is tried once more, then quarantined, and the pool goes on with a new worker.
"""

from __future__ import annotations

import asyncio
import ctypes
import math
import multiprocessing
import os
import re
import resource
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

from lxml import etree
from pebble import ProcessExpired, ProcessPool

from crawler.annotation.annotate import annotate
from crawler.exceptions import Quarantined
from crawler.extraction.article import take
from crawler.extraction.markup import UnreadableError
from crawler.extraction.markup_limits import require_few_attributes
from crawler.items import ArticleItem, FetchedPage

ATTEMPTS = 2
"""Number of times that a page may take its worker down before it is quarantined."""

_SETBACKS = 5
"""How often a page is tried again for what is not its fault: its worker was told to stop, or the whole pool broke."""
_WALL_FACTOR = 3
"""Wall clock, the second line of defence, allows more than the CPU clock: the cores are shared."""
_PR_SET_PDEATHSIG = 1

_Work = TypeVar("_Work")
_Result = TypeVar("_Result")


def read_page(page: FetchedPage) -> ArticleItem:
    """The annotated article of a page; an empty ``body`` means that the page holds none.

    Raises ``crawler.extraction.markup.UnreadableError`` for a page that cannot be read whole.
    """
    for body in page.bodies:
        require_few_attributes(body)
    item, dateline, zone = take(page)
    return annotate(item, dateline=dateline, outlet_region=page.region_code, zone=zone)


class Workers:
    """A pool of extraction workers, started with the first page. To be used from one asyncio loop.

    ``count`` is the number of processes (the machine's cores when ``None``), ``seconds`` the CPU time of one page,
    ``megabytes`` the address space of a worker.
    """

    def __init__(self, count: int | None = None, *, seconds: float = 20, megabytes: int = 1024) -> None:
        self.count = count or os.cpu_count() or 1
        self.seconds = seconds
        self.megabytes = megabytes
        self._pool: ProcessPool | None = None

    async def read(self, page: FetchedPage) -> ArticleItem:
        """The annotated article of a page, read in a worker.

        Raises ``Quarantined`` when the page cannot be read whole, or took its worker down or beyond its limits
        ``ATTEMPTS`` times. What else goes wrong in extraction is raised as it is.
        """
        return await self._done(_read_within, page)

    async def run(self, function: Callable[[_Work], _Result], work: _Work) -> _Result:
        """Result of a module's function for its one argument, worked out in a worker. Raises as ``read`` does."""
        return await self._done(partial(_call_within, function), work)

    async def _done(self, task: Callable[[_Work, float], _Result], work: _Work) -> _Result:
        strikes = 0
        setbacks = 0
        while True:
            try:
                return await asyncio.wrap_future(self._schedule(task, work))
            except UnreadableError as error:
                raise Quarantined(str(error)) from None
            except FutureTimeoutError:
                reason = f"timeout: more than {self.seconds * _WALL_FACTOR:g} s"
            except (MemoryError, RecursionError) as error:
                reason = f"memory: {type(error).__name__} within {self.megabytes} MB"
            except ProcessExpired as error:
                reason = _cause_of_death(error.exitcode, self.seconds)
                if abs(error.exitcode) == signal.SIGTERM and setbacks < _SETBACKS:
                    setbacks += 1
                    continue
            except BrokenProcessPool as error:
                reason = f"pool: {error}"
                if setbacks < _SETBACKS:
                    setbacks += 1
                    continue
            strikes += 1
            if strikes >= ATTEMPTS:
                raise Quarantined(reason)

    async def read_together(self, pages: Sequence[FetchedPage]) -> list[ArticleItem | Quarantined]:
        """Results of ``read``, or errors, for each of these pages, which go to one worker in one piece.

        A handful of pages costs less so than one by one. Where a page does not come through, it is read by itself, and
        so are all when their worker ends: none takes another one with it.
        """
        try:
            articles = await asyncio.wrap_future(self._schedule(_read_each, tuple(pages)))
        except (FutureTimeoutError, MemoryError, ProcessExpired, BrokenProcessPool):
            articles = [None] * len(pages)
        return [article or await self._judged(page) for page, article in zip(pages, articles, strict=True)]

    async def _judged(self, page: FetchedPage) -> ArticleItem | Quarantined:
        try:
            return await self.read(page)
        except Quarantined as error:
            return error

    def close(self) -> None:
        """Stops the workers; pages that are still being read are given up."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _schedule(self, task: Callable[[_Work, float], _Result], work: _Work) -> Future[_Result]:
        if self._pool is not None and not self._pool.active:
            self.close()
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self.count,
                initializer=_prepare,
                initargs=(os.getpid(), self.megabytes),
                context=multiprocessing.get_context("spawn"),
            )
        # The first page starts the workers, and pebble's threads, which start the later ones. They inherit the mask, so
        # that Ctrl-C at a terminal does not reach a worker, not even one that is still importing.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            scheduled: Future[_Result] = self._pool.schedule(
                task, args=(work, self.seconds), timeout=self.seconds * _WALL_FACTOR
            )
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        return scheduled


def _prepare(parent: int, megabytes: int) -> None:
    """Makes a fresh worker harmless: it dies with its parent, leaves no core file, and has a bounded memory."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the call above
        os._exit(0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _read_within(page: FetchedPage, seconds: float) -> ArticleItem:
    return _call_within(read_page, page, seconds)


def _call_within(function: Callable[[_Work], _Result], work: _Work, seconds: float) -> _Result:
    """A call with a limit on its CPU time.

    ``RLIMIT_CPU`` counts over the life of a process, so it is raised before each call. Beyond it the kernel ends the
    worker, also in the middle of C code, where no exception could be raised.
    """
    spent = resource.getrusage(resource.RUSAGE_SELF)
    limit = math.ceil(spent.ru_utime + spent.ru_stime + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    try:
        return function(work)
    except etree.LxmlError as error:
        # lxml's errors carry a log that cannot be sent to the parent. Out of memory it says "unknown error".
        if re.search("unknown error|alloc|memory", str(error), re.IGNORECASE):
            raise MemoryError from None
        raise UnreadableError(f"lxml: {type(error).__name__}: {error}"[:200]) from None


def _read_each(pages: Sequence[FetchedPage], seconds: float) -> list[ArticleItem | None]:
    """``_read_within`` for each; ``None`` for what has to be read by itself to know why."""
    articles: list[ArticleItem | None] = []
    for page in pages:
        try:
            articles.append(_read_within(page, seconds))
        except (UnreadableError, MemoryError, RecursionError):
            articles.append(None)
    return articles


def _cause_of_death(exit_code: int, seconds: float) -> str:
    """Why a worker ended, in one line."""
    if exit_code == -signal.SIGXCPU:
        return f"timeout: more than {seconds:g} s of CPU time"
    if exit_code < 0:
        return f"crash: the worker was ended by signal {-exit_code}"
    return f"crash: the worker ended with code {exit_code}"
