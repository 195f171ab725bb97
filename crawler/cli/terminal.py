"""Output for a terminal: text from the web made safe to print, times, progress."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from time import monotonic

from storage.calendar import JAKARTA
from storage.exceptions import ArchiveBusy

# A terminal obeys control characters, and a page may hold any: C0 and C1 controls with DEL, Unicode's line breaks,
# directional overrides, and surrogates, which cannot be encoded
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_TICK_SECONDS = 5.0

NO_ARTICLES = "The archive holds no articles yet: run `scrapy nightly`, or `scrapy import FILE`."
NO_PAGES = "The raw archive holds no pages yet: `scrapy nightly` brings them."


def shown(text: str) -> str:
    r"""The text on one line, what a terminal would obey (or mix up) spelt out: ``\x1b``, ``\u202e``."""
    return _UNSAFE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def moment(at: datetime | None, precision: str | None = None, *, none: str = "undated") -> str:
    """Return the time in Jakarta to the minute, or the date alone where ``precision`` is ``day``."""
    if at is None:
        return none
    return f"{at.astimezone(JAKARTA):{'%Y-%m-%d' if precision == 'day' else '%Y-%m-%d %H:%M'}}"


def signed(by: str, why: str, withdrawn: tuple[datetime | None, str | None, str | None]) -> Iterator[str]:
    """Yield the lines with name and reason of a record, and with time, name and reason of its withdrawal if any."""
    yield f"    by {shown(by)}: {shown(why)}"
    when, who, reason = withdrawn
    if when is not None:
        yield f"    withdrawn {moment(when)} by {shown(who or '')}: {shown(reason or '')}"


@contextmanager
def entered_later(file: str) -> Iterator[None]:
    """Say where a decision stands that is durable, while another writer holds the database for longer than one waits.

    ``file`` is the record file in the data folder that has it.
    """
    try:
        yield
    except ArchiveBusy as busy:
        sys.stderr.write(f"it stands in {file}; the next decision or the end of the night enters it: {busy}\n")


def progress(of: str) -> Callable[[int], None]:
    """Return a function that takes the count of ``of`` so far and, on a terminal, prints it every few seconds."""
    if not sys.stderr.isatty():
        return lambda _: None
    began = last = monotonic()

    def tick(count: int) -> None:
        nonlocal last
        if (now := monotonic()) - last >= _TICK_SECONDS:
            last = now
            sys.stderr.write(f"{count} {of} read, {count / (now - began):.0f} a second\n")

    return tick
