"""Named places at which a test ends the process as a power cut would.

Without ``KLIPING_FAILPOINT`` in the environment a place costs one look at it. ``KLIPING_FAILPOINT=after_fsync:3`` is
``kill -9`` at the third passing of ``after_fsync``.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

VARIABLE = "KLIPING_FAILPOINT"

PLACES = (
    "after_begin",
    "after_write",
    "after_fsync",
    "captures_mid_txn",
    "mid_txn",
    "before_commit",
    "after_commit",
    "seal_before_rename",
    "seal_after_rename",
    "seal_after_mark",
    "rec_after_scan",
    "rec_after_torn",
    "rec_mid_file",
    "rec_after_replay",
    "rec_after_mark",
    "keep_before_rename",
)
"""In the order of a night: a file begun, records, a transaction, a file completed; recovery; the nightly files."""

PACKAGE_MID_TXN = "package_mid_txn"
"""In the middle of taking over a package, which no night does."""

COLLECTION_MID_TXN = "collection_mid_txn"
"""In the middle of taking in a collection, after each batch."""

PURGE_MID_RECORD = "purge_mid_record"
"""In the middle of overwriting a record, when a purge is carried out."""

PURGE_AFTER_RECORDS = "purge_after_records"
"""When all records of a purge are overwritten, and before their rows and the texts go."""

_passed: Counter[str] = Counter()


def reached(place: str) -> None:
    """Ends the process here, if that is what the environment asks for."""
    if VARIABLE in os.environ:
        _end_if_asked(place)


def _end_if_asked(place: str) -> None:
    wanted, _, passing = os.environ[VARIABLE].partition(":")
    if wanted != place:
        return
    _passed[place] += 1
    if _passed[place] >= int(passing or 1):
        os.kill(os.getpid(), signal.SIGKILL)
