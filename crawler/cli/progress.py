"""Progress of a night: one line redrawn on a terminal, plain lines in the log."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import Any

from tqdm import tqdm

_logger = logging.getLogger(__name__)

_COUNTED = {"pages": ("pages",), "new": ("new",), "relevant": ("articles",), "errors": ("failed", "errors", "blocked")}
"""Figures that are shown, each the sum of some counters of an outlet."""

_DRAW_SECONDS = 0.5


class NightProgress:
    """The outlets at work, with their counts, and the sums of those that have ended."""

    def __init__(self, outlets: int = 1, bar: Any | None = None) -> None:
        self.outlets = outlets
        self._bar = bar
        self._done = 0
        self._drawn = monotonic()
        self._past: Counter[str] = Counter()
        self._running: dict[str, Mapping[str, int]] = {}

    def begun(self, outlet: str, counts: Mapping[str, int]) -> None:
        """Note that an outlet begins; ``counts`` go on changing while it is crawled."""
        self._running[outlet] = counts
        _logger.info("%s: begun", outlet)

    def ended(self, outlet: str) -> None:
        """Note that an outlet has ended, however; write a line into the log."""
        self._past.update(_shown(self._running.pop(outlet, {})))
        self._done += 1
        _logger.info("%s: ended; %d of %d outlets, %s", outlet, self._done, self.outlets, self._figures())
        if self._bar is not None:
            self._bar.update(1)
            self._draw()

    def tick(self) -> None:
        """Redraw the line, twice a second at most."""
        if self._bar is not None and (now := monotonic()) - self._drawn >= _DRAW_SECONDS:
            self._drawn = now
            self._draw()

    def _draw(self) -> None:
        assert self._bar is not None
        names = ", ".join(self._running)
        self._bar.set_postfix_str(f"{self._figures()}{f' | {names}' if names else ''}", refresh=True)

    def _figures(self) -> str:
        total = Counter(self._past)
        for counts in self._running.values():
            total.update(_shown(counts))
        return ", ".join(f"{total[name]} {name}" for name in _COUNTED)


@contextmanager
def night_progress(outlets: int) -> Iterator[NightProgress]:
    """Progress on stderr while a person watches it; in the log alone otherwise."""
    if not sys.stderr.isatty():
        yield NightProgress(outlets)
        return
    layout = "{n_fmt}/{total_fmt} outlets {bar:12} {elapsed}, about {remaining} left | {postfix}"
    with tqdm(total=outlets, file=sys.stderr, dynamic_ncols=True, bar_format=layout, leave=False) as bar:
        yield NightProgress(outlets, bar)


@contextmanager
def row_progress(done: str, *, total: int | None = None) -> Iterator[Callable[[], None]]:
    """A function to be called for each row, which draws a bar on stderr while a person watches it.

    ``done`` says what is done with the rows, ``total`` is their number where it is known.
    """
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with tqdm(total=total, file=sys.stderr, dynamic_ncols=True, desc=done, unit=" rows", leave=False) as bar:
        yield bar.update


def _shown(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: sum(counts.get(counter, 0) for counter in counters) for name, counters in _COUNTED.items()}
