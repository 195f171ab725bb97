"""Room, files and clock of the data folder."""

from __future__ import annotations

import os
from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pytest

from storage.health.machine import NIGHTLY, RAW_ARCHIVE, WAL_BYTES, room, troubles
from storage.health.verdict import OutletFacts, verdicts
from tests.storage.clippings import NOW, open_archive

_Usage = namedtuple("_Usage", "total used free")


def test_room_for_how_many_nights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: _Usage(0, 0, 100 * 2**20))
    with open_archive(tmp_path) as archive:
        assert room(archive, tmp_path, now=NOW).nights_left is None
        assert troubles(archive, tmp_path, now=NOW) == []
        for night in range(4):
            began = NOW - timedelta(days=night)
            archive.start_run(run_id=f"r{night}", command=NIGHTLY, started_at=began, settings={})
            name = f"{began:%Y%m%dT%H%M%SZ}-r{night}-1.warc.gz"
            archive.save_warc_file(name, f"r{night}", began)
            archive.seal_warc_file(name, 10 * 2**20)
            (tmp_path / "warc").mkdir(exist_ok=True)
            with (tmp_path / "warc" / name).open("wb") as file:
                file.truncate(10 * 2**20)
        found = room(archive, tmp_path, now=NOW)
        assert found.a_night is not None
        assert found.a_night > 10 * 2**20, "the database grows with the raw archive"
        assert found.nights_left in (8, 9)
        (alert,) = troubles(archive, tmp_path, now=NOW)
        assert (alert.rule, alert.person) == ("disk", True)


def test_a_full_disk_is_the_machines_fault_and_no_outlets(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.start_run(run_id="r1", command=NIGHTLY, started_at=NOW - timedelta(hours=2), settings={})
        for name in ("kabar_timur", "suara_pesisir"):
            archive.start_outlet("r1", name, since=None, until=None, started_at=NOW - timedelta(hours=2))
            reason = "ArchiveFull: no room to write kliping.db: free some space"
            archive.finish_outlet("r1", name, ended_at=NOW, seconds=1.0, status="failed", counts={}, reason=reason)
        (alert,) = troubles(archive, tmp_path, now=NOW)
        assert (alert.rule, alert.verdict, alert.person) == ("no_room", "failing", True)
        assert "(kabar_timur, suara_pesisir)" in alert.message
        outlets = [OutletFacts(name, name, None) for name in ("kabar_timur", "suara_pesisir")]
        assert [one.verdict for one in verdicts(archive, outlets=outlets, now=NOW)] == ["new", "new"]


def test_a_clock_that_was_set_back_and_a_torn_file(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.start_run(run_id="r1", command=NIGHTLY, started_at=NOW + timedelta(days=2), settings={})
        (tmp_path / "warc").mkdir()
        torn = tmp_path / "warc" / "20241128T000000Z-r1-1.warc.gz.812.torn"
        torn.touch()
        os.utime(torn, (NOW.timestamp(), NOW.timestamp()))
        assert [(one.rule, one.person) for one in troubles(archive, tmp_path, now=NOW)] == [
            ("torn", False),
            ("clock", True),
        ]


def test_a_log_that_nobody_tidies_up(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        with (tmp_path / "other.db-wal").open("wb") as file:
            file.truncate(WAL_BYTES + 1)
        assert [one.rule for one in troubles(archive, tmp_path, now=NOW)] == ["wal"]


def test_a_lost_and_a_shortened_file_of_the_raw_archive(tmp_path: Path) -> None:
    (tmp_path / "warc").mkdir()
    names = [f"2024112{day}T000000Z-r{day}-1.warc.gz" for day in range(1, 6)]
    with open_archive(tmp_path) as archive:
        for name in names:
            archive.save_warc_file(name, "r", NOW)
            archive.seal_warc_file(name, 8)
            (tmp_path / "warc" / name).write_bytes(b"8 bytes.")
        assert troubles(archive, tmp_path, now=NOW) == []
        (tmp_path / "warc" / names[0]).unlink()
        (tmp_path / "warc" / names[1]).write_bytes(b"7 bytes")
        (alert,) = troubles(archive, tmp_path, now=NOW)
        assert (alert.rule, alert.person) == (RAW_ARCHIVE, True)
        assert f"{names[0]} is missing; {names[1]} has 7 bytes, 8 when it was completed" in alert.message
        for name in names[2:]:
            (tmp_path / "warc" / name).unlink()
        (alert,) = troubles(archive, tmp_path, now=NOW)
        assert alert.message.endswith(", and 2 more")
