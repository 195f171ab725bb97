"""A failpoint ends the process at the passing that the environment names, and at no other."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from storage.failpoints import VARIABLE

PASSES = "from storage.failpoints import reached\nfor n in range(3): print(n, flush=True); reached('after_fsync')"


@pytest.mark.parametrize(
    ("asked", "code", "passed"),
    [(None, 0, 3), ("after_fsync", -9, 1), ("after_fsync:2", -9, 2), ("after_fsync:4", 0, 3), ("mid_txn", 0, 3)],
)
def test_the_process_ends_where_it_is_asked_to(asked: str | None, code: int, passed: int) -> None:
    environment = {**os.environ} | ({VARIABLE: asked} if asked else {})
    done = subprocess.run([sys.executable, "-c", PASSES], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, len(done.stdout.split())) == (code, passed)
