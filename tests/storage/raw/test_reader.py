"""Records are proven when they are read; damage is noticed and told; files left open are completed."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from base64 import b32encode
from hashlib import sha256
from pathlib import Path

import pytest

from storage.exceptions import IndexBeyondFile, WarcError
from storage.raw.exchange import Damage, Located, RawRecord
from storage.raw.reader import read_record, records, recover
from tests.storage.exchanges import exchange, member_ends, warc_writer

NAME = "20261121T183000Z-night-1-1.warc.gz"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that kill nothing need not wait for the disk."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def killed(tmp_path: Path) -> tuple[Path, list[Located]]:
    """A file as a killed process leaves it: two exchanges, still open."""
    writer = warc_writer(tmp_path)
    located = [writer.write(exchange(1)), writer.write(exchange(2))]
    writer.sync()
    return tmp_path / f"{NAME}.open", located


@pytest.fixture
def brief(tmp_path: Path) -> tuple[Path, Located]:
    """The same with one exchange, for tests that read it a thousand times."""
    writer = warc_writer(tmp_path)
    located = writer.write(exchange(1))
    writer.sync()
    return tmp_path / f"{NAME}.open", located


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def digest(data: bytes) -> str:
    return f"sha256:{b32encode(sha256(data).digest()).decode()}"


def test_every_cut_is_noticed(brief: tuple[Path, Located], quick: None) -> None:
    path, _ = brief
    data = path.read_bytes()
    ends = member_ends(data)
    for cut in range(ends[0], len(data)):
        path.write_bytes(data[:cut])
        good = max(end for end in ends if end <= cut)
        [recovered] = recover(path.parent)
        sealed = path.parent / NAME
        assert recovered.size == good
        assert recovered.records == ends.index(good) + 1
        assert sealed.read_bytes() == data[:good]
        assert (recovered.torn is None) == (cut == good)
        if recovered.torn:
            assert (path.parent / recovered.torn).read_bytes() == data[good:cut]
            (path.parent / recovered.torn).unlink()
        assert names(path.parent) == [NAME]
        sealed.unlink()


def test_every_cut_of_a_single_record_is_refused(brief: tuple[Path, Located]) -> None:
    path, last = brief
    data = path.read_bytes()
    for cut in range(last.offset, last.offset + last.length):
        path.write_bytes(data[:cut])
        with pytest.raises(WarcError):
            read_record(path.parent, NAME, last.offset, last.length)
        assert len([found for found in records(path) if isinstance(found, RawRecord)]) == 1
    for length in (0, 1, last.length - 1, last.length + 1):
        path.write_bytes(data)
        with pytest.raises(WarcError):
            read_record(path.parent, NAME, last.offset, length)


def test_no_flipped_bit_is_ever_read_as_something_else(brief: tuple[Path, Located]) -> None:
    path, first = brief
    data = path.read_bytes()
    sound = {record.record_id: record for record in records(path) if isinstance(record, RawRecord)}
    for position in range(first.offset, first.offset + first.length):
        flipped = bytearray(data)
        flipped[position] ^= 1 << position % 8
        path.write_bytes(flipped)
        found = [record for record in records(path) if isinstance(record, RawRecord)]
        assert all(record == sound[record.record_id] for record in found)
        # the record after the damaged one is still reached
        assert [record.record_id for record in found][-1:] == list(sound)[-1:]


def test_damage_is_reported_with_its_place(killed: tuple[Path, list[Located]]) -> None:
    path, located = killed
    data = bytearray(path.read_bytes())
    data[located[0].offset + 30] ^= 4
    path.write_bytes(data)
    damage = [found for found in records(path) if isinstance(found, Damage)]
    assert [(found.offset, found.length) for found in damage] == [(located[0].offset, located[0].length)]
    assert str(path) in damage[0].reason


def test_a_whole_member_whose_digest_differs_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.raw.warc.payload_digest", lambda data: digest(data + b"!"))
    with warc_writer(tmp_path) as writer:
        located = writer.write(exchange())
    assert len(member_ends((tmp_path / NAME).read_bytes())) == 3
    with pytest.raises(WarcError, match="digests do not agree"):
        read_record(tmp_path, NAME, located.offset, located.length)


def member(*, block_digest: bool = True, ends: bytes = b"\r\n\r\n", kind: bytes = b"warcinfo") -> bytes:
    """A record by hand, in a member that is whole."""
    block = b"software: other\r\n"
    head = (
        b"WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2026-11-21T00:00:00Z\r\n%s"
        b"Content-Length: %d\r\n\r\n"
    )
    line = b"WARC-Block-Digest: %s\r\n" % digest(block).encode() if block_digest else b""
    return gzip.compress(head % (kind, line, len(block)) + block + ends)


def test_a_record_made_by_others_is_read(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(member())
    assert [type(found) for found in records(tmp_path / NAME)] == [RawRecord]


@pytest.mark.parametrize(
    "unproven",
    [
        member(block_digest=False),
        member(ends=b""),
        member(ends=b"\r\n\r\nmore"),
        member(kind=b"response"),
        gzip.compress(b""),
        gzip.compress(b"<html></html>"),
        gzip.compress(b"WARC/1.1\r\n\r\n"),
        b"plain text",
    ],
    ids=["no digest", "no end", "more", "no request", "empty", "a page", "a head", "plain text"],  # gzip holds the time
)
def test_a_whole_member_that_proves_nothing_is_refused(tmp_path: Path, unproven: bytes) -> None:
    (tmp_path / NAME).write_bytes(unproven)
    assert [type(found) for found in records(tmp_path / NAME)] == [Damage]
    with pytest.raises(WarcError):
        read_record(tmp_path, NAME, 0, len(unproven))
    (tmp_path / NAME).rename(tmp_path / f"{NAME}.open")
    assert recover(tmp_path)[0].size == 0


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WarcError, match="restore it from a backup"):
        read_record(tmp_path, NAME, 0, 10)


def test_a_file_left_open_is_completed(killed: tuple[Path, list[Located]]) -> None:
    path, located = killed
    data = path.read_bytes()
    [recovered] = recover(path.parent, indexed={NAME: located[1].offset + located[1].length})
    assert (recovered.warc_file, recovered.records, recovered.size, recovered.torn) == (NAME, 5, len(data), None)
    assert names(path.parent) == [NAME]
    assert (path.parent / NAME).read_bytes() == data


def test_recovery_twice_changes_nothing(killed: tuple[Path, list[Located]]) -> None:
    path, _ = killed
    path.write_bytes(path.read_bytes()[:-7])
    recover(path.parent)
    before = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    assert recover(path.parent) == []
    assert {each.name: each.read_bytes() for each in path.parent.iterdir()} == before


@pytest.mark.parametrize("call", ["truncate", "rename"])
def test_recovery_may_be_killed_itself(
    killed: tuple[Path, list[Located]], monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path, _ = killed
    data = path.read_bytes()
    path.write_bytes(data[:-7])
    good = member_ends(data)[-2]

    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        if call == "rename":
            dying.setattr(Path, "rename", kill)
        else:
            # the copy of the tail is there, the file itself is not cut yet
            dying.setattr("storage.raw.files.sync_folder", kill)
        with pytest.raises(Killed):
            recover(path.parent)
    recover(path.parent)
    assert names(path.parent) == [NAME, f"{NAME}.{good}.torn"]
    assert (path.parent / NAME).read_bytes() == data[:good]
    assert (path.parent / f"{NAME}.{good}.torn").read_bytes() == data[good:-7]


@pytest.mark.parametrize("size", [0, 1, 100])
def test_a_file_with_nothing_proven_goes(killed: tuple[Path, list[Located]], size: int) -> None:
    path, _ = killed
    path.write_bytes(path.read_bytes()[:size])
    [recovered] = recover(path.parent)
    assert (recovered.records, recovered.size) == (0, 0)
    assert names(path.parent) == ([f"{NAME}.0.torn"] if size else [])


def test_recovery_stops_before_touching_anything_the_index_counts_on(killed: tuple[Path, list[Located]]) -> None:
    path, located = killed
    path.write_bytes(path.read_bytes()[: located[1].offset + 5])
    with pytest.raises(IndexBeyondFile, match="find out why"):
        recover(path.parent, indexed={NAME: located[1].offset + located[1].length})
    assert names(path.parent) == [f"{NAME}.open"]


def test_a_finished_file_is_never_overwritten(killed: tuple[Path, list[Located]]) -> None:
    path, _ = killed
    (path.parent / NAME).write_bytes(b"finished")
    with pytest.raises(WarcError, match="exists already"):
        recover(path.parent)
    assert (path.parent / NAME).read_bytes() == b"finished"


def test_there_need_be_no_folder_yet(tmp_path: Path) -> None:
    assert recover(tmp_path / "none") == []


def test_a_killed_process_loses_nothing_it_synced(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from tests.storage.exchanges import *\n"
        "w = warc_writer(Path(sys.argv[1]))\n"
        "for number in range(5): print(w.write(exchange(number)).record_id)\n"
        "w.sync(); sys.stdout.flush(); w.write(exchange(9)); os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).resolve().parents[3]
    child = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=root, capture_output=True, text=True, check=False
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    path = tmp_path / f"{NAME}.open"
    with path.open("r+b") as file:  # a power cut tears the last record, which was not synced
        file.truncate(path.stat().st_size - 400)
    recover(tmp_path)
    kept = [r.record_id for r in records(tmp_path / NAME) if isinstance(r, RawRecord) and r.record_type == "response"]
    assert kept[:5] == child.stdout.split()
