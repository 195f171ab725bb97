"""The real ``scrapy`` command in a process forked from one that has the libraries loaded already.

A command then costs its work and not its imports, which took most of the suite's time. Nothing else differs from
``python -m scrapy``: a process, an environment, files and an exit code of its own.
"""

from __future__ import annotations

import atexit
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from pkgutil import iter_modules

ROOT = Path(__file__).resolve().parent.parent

_LIBRARIES = ("scrapy.cmdline", "scrapy.crawler", "scrapy.core.downloader.handlers.http11", "alembic.command", "altair")
_COMMANDS = tuple(f"crawler.commands.{each.name}" for each in iter_modules([str(ROOT / "crawler" / "commands")]))
_OUTLETS = tuple(f"spiders.{each.name}" for each in iter_modules([str(ROOT / "spiders")]))

# What reads the environment when it is imported (crawler.settings) or may be imported once only (Twisted's reactor)
# is none of these.
_context = get_context("forkserver")
_context.set_forkserver_preload(
    [*_LIBRARIES, *_COMMANDS, *_OUTLETS, "crawler.distributed.job", "crawler.distributed.worker"]
)


def begin(
    arguments: Sequence[str],
    env: Mapping[str, str],
    streams: tuple[Path, Path, Path],
    *,
    prepare: Callable[[], None] | None = None,
) -> ForkServerProcess:
    """Starts ``scrapy`` with these arguments in the project's folder.

    ``streams`` are the files for its standard input, output and errors. ``prepare`` is called in the new process.
    """
    process = _context.Process(target=_run, args=(list(arguments), dict(env), streams, prepare))
    process.start()
    return process


def _run(
    arguments: list[str], env: dict[str, str], streams: tuple[Path, Path, Path], prepare: Callable[[], None] | None
) -> None:
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(ROOT)
    sys.path[:0] = [path for path in env.get("PYTHONPATH", "").split(os.pathsep) if path]
    flags = (os.O_RDONLY, *2 * (os.O_WRONLY | os.O_CREAT | os.O_APPEND,))
    for number, (path, flag) in enumerate(zip(streams, flags, strict=True)):
        os.dup2(os.open(path, flag), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - multiprocessing has closed the one there was
    if prepare is not None:
        prepare()
    from scrapy import cmdline

    try:
        cmdline.execute(["scrapy", *arguments])
    finally:
        atexit._run_exitfuncs()  # a process of multiprocessing ends without
