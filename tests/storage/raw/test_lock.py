"""The lock of a data folder: one holder at a time, and nothing to clean up after a kill."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.exceptions import ArchiveError
from storage.raw.lock import DataLock, Locked

ROOT = Path(__file__).resolve().parents[3]


def holder(folder: Path, *, then: str = "sys.stdin.read()") -> subprocess.Popen[str]:
    """Another process that holds the lock."""
    code = (
        "import subprocess, sys; from pathlib import Path; from storage.raw.lock import DataLock\n"
        f"with DataLock(Path(sys.argv[1]), run_id='night-1'): print('held', flush=True); {then}"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_process_is_told_who_holds_it(tmp_path: Path) -> None:
    process = holder(tmp_path)
    try:
        with pytest.raises(Locked) as caught, DataLock(tmp_path):
            pass
        assert str(caught.value) == (
            f"another run is at work in {tmp_path} (process {process.pid}, run night-1): wait for it to end"
        )
    finally:
        process.communicate()
    with DataLock(tmp_path):
        pass


def test_a_killed_holder_leaves_nothing_to_clean(tmp_path: Path) -> None:
    process = holder(tmp_path)
    process.kill()
    process.communicate()
    assert "night-1" in (tmp_path / "run.lock").read_text()
    with DataLock(tmp_path):
        assert (tmp_path / "run.lock").read_text() == f"process {os.getpid()}"


def test_a_child_that_outlives_the_run_does_not_keep_it(tmp_path: Path) -> None:
    orphan = "child = subprocess.Popen(['sleep', '60']); print(child.pid, flush=True); sys.stdin.read()"
    process = holder(tmp_path, then=orphan)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    process.kill()
    process.wait()
    try:
        with DataLock(tmp_path):
            pass
    finally:
        os.kill(child, 9)
        process.communicate()


def test_it_holds_within_a_process_too(tmp_path: Path) -> None:
    with DataLock(tmp_path), pytest.raises(Locked), DataLock(tmp_path):
        pass
    with DataLock(tmp_path):
        pass


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="check the data folder"), DataLock(tmp_path / "none"):
        pass
