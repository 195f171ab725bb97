"""Reading commands on a data folder that cannot be written: a colleague's, a snapshot."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.db.engine import default_url
from storage.events.update import update_events
from storage.exceptions import ArchiveError
from tests.shell import environment, scrapy
from tests.storage.clippings import APEL, NOW, article_id, event_id, open_archive, save

APEL_1, APEL_2 = article_id("apel-1"), article_id("apel-2")


def fill(archive: Archive) -> None:
    save(archive, "apel-1", APEL[0], published="2024-11-26T08:00:00+07:00")
    save(archive, "apel-2", APEL[1], outlet="suara_pesisir", published="2024-11-26T10:00:00+07:00")
    update_events(archive, now=NOW)
    archive.start_run(run_id="r1", command="nightly", started_at=NOW, settings={})
    archive.finish_outlet("r1", "petisi", status="completed", reason=None, ended_at=NOW, seconds=1.0, counts={"new": 1})
    archive.finish_run("r1", ended_at=NOW, seconds=9.5, status="completed", exit_code=0)


def read_only(folder: Path, filled: Path) -> None:
    """A copy of a folder that cannot be written; for root too, which only a file system refuses."""
    folder.mkdir()
    if os.geteuid() == 0:
        if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(folder)], check=False, capture_output=True).returncode:
            pytest.skip("no file system can be mounted here")
        shutil.copytree(filled, folder, dirs_exist_ok=True)
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    else:
        shutil.copytree(filled, folder, dirs_exist_ok=True)
        for path in (*folder.iterdir(), folder):
            path.chmod(0o555 if path.is_dir() else 0o444)


def forget(folder: Path) -> None:
    if os.geteuid() == 0:
        subprocess.run(["umount", str(folder)], check=True)
    else:
        folder.chmod(0o755)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("snapshot")
    (folder / "filled").mkdir()
    with open_archive(folder / "filled") as archive:
        fill(archive)
    read_only(folder / "50% of it?", folder / "filled")
    yield folder / "50% of it?"
    forget(folder / "50% of it?")


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("health", "petisi"), ("runs", "r1"), ("days", ""), ("outlets", "petisi"), ("events", event_id("apel-1")),
        (f"explain {APEL_1} {APEL_2}", ""), (f"article {APEL_1}", APEL_1), ("report --output OUT.html", "OUT.html"),
        ("export OUT", "OUT"), ("plot events -o OUT", "OUT"), ("config", "KLIPING_DATA"), ("alert", ""),
    ],
)  # fmt: skip
def test_a_reading_command_reads(command: str, told: str, snapshot: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    env = environment(snapshot, KLIPING_NOW=NOW.isoformat())
    before = sorted(path.name for path in snapshot.iterdir())
    done = scrapy(*(part.replace("OUT", out) for part in command.split()), env=env)
    assert done.returncode == 0, done.stderr
    assert told.replace("OUT", out) in done.stdout + done.stderr
    assert sorted(path.name for path in snapshot.iterdir()) == before


def test_a_writing_command_says_that_it_cannot(snapshot: Path) -> None:
    for command in (("cluster",), ("outlets", "--pause", "petisi", "--why", "x")):
        done = scrapy(*command, env=environment(snapshot))
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "cannot be written" in done.stderr


def test_changes_that_only_the_log_has_are_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    with open_archive(tmp_path / "live") as archive:
        fill(archive)
        read_only(tmp_path / "with index", tmp_path / "live")
        (tmp_path / "without").mkdir()
        for name in ("kliping.db", "kliping.db-wal"):
            shutil.copy(tmp_path / "live" / name, tmp_path / "without")
        read_only(tmp_path / "without index", tmp_path / "without")
    try:
        with Archive.open(default_url(tmp_path / "with index")) as archive:
            assert archive.count_articles(relevant=True) == 2
        with pytest.raises(ArchiveError, match=r"latest changes lie in kliping\.db-wal"):
            Archive.open(default_url(tmp_path / "without index"))
    finally:
        forget(tmp_path / "with index")
        forget(tmp_path / "without index")
