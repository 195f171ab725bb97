"""A watchdog that ends a process which outlives its budget: by then, nothing that it is told to do is done any more."""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from crawler.cli import exits

GRACE = 120.0
"""Seconds after the end of a budget in which everything has had its chance to end by itself."""

_LAST_RESORT = 30.0
"""Seconds after which the process ends even where no thread of Python runs, because C code does not let go."""

_log = logging.getLogger(__name__)


@contextmanager
def watched(seconds: float) -> Iterator[None]:
    """Ends the process with exit code 11 if the block takes more than ``seconds`` and ``GRACE``.

    It is an end as by a kill: what is archived stays, and the next run reads what was fetched and not read. Where it
    hung is written to stderr.
    """
    ended = threading.Event()
    limit = seconds + GRACE

    def watch() -> None:
        if not ended.wait(limit):
            _log.critical("the run outlived its budget by %g s and is ended", GRACE)
            sys.stderr.write(f"error: the run outlived its budget by {GRACE:g} s and was ended; it hung here:\n")
            sys.stderr.flush()
            faulthandler.dump_traceback(sys.__stderr__ or 2)
            os._exit(exits.INTERRUPTED)

    threading.Thread(target=watch, name="watchdog", daemon=True).start()
    faulthandler.dump_traceback_later(limit + _LAST_RESORT, exit=True, file=sys.__stderr__ or 2)
    try:
        yield
    finally:
        ended.set()
        faulthandler.cancel_dump_traceback_later()
