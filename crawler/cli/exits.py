"""Exit codes of the commands, and the line for an expected failure."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scrapy.commands import ScrapyCommand

from crawler.cli.terminal import shown
from crawler.exceptions import UsageFailure
from storage.exceptions import ArchiveError, ArchiveFull, IndexBeyondFile
from storage.exit_codes import CRASH as CRASH
from storage.exit_codes import DEGRADED as DEGRADED
from storage.exit_codes import DISK_FULL as DISK_FULL
from storage.exit_codes import INTERRUPTED as INTERRUPTED
from storage.exit_codes import INVARIANT as INVARIANT
from storage.exit_codes import LOCKED as LOCKED
from storage.exit_codes import NO_OUTLET as NO_OUTLET
from storage.exit_codes import OK as OK
from storage.exit_codes import USAGE as USAGE
from storage.raw.lock import Locked


@contextmanager
def reported(command: ScrapyCommand) -> Iterator[None]:
    """Turn an expected failure into one line on stderr and the command's exit code; ``failure`` keeps the line.

    An unexpected one goes through: a programming error gets a traceback and exit code 1. When the reader of stdout
    goes away (``| head -1``), the command ends without a word.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _write_to_nobody()
    except (UsageFailure, ArchiveError, Locked, OSError) as error:
        command.exitcode = _code(error)
        line = shown(" ".join(str(error).split()))
        command.failure = line  # type: ignore[attr-defined]
        sys.stderr.write(f"error: {line}\n")


def _write_to_nobody() -> None:
    """Point stdout at nothing: Python writes the rest of its buffer at the end, and would fail."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)


def _code(error: Exception) -> int:
    if isinstance(error, Locked):
        return LOCKED
    if isinstance(error, IndexBeyondFile):
        return INVARIANT
    if isinstance(error, ArchiveFull):
        return DISK_FULL
    return USAGE
