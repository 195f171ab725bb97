"""The raw archive: what is written, that it is safe, and that nothing unproven is ever read."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
from base64 import b32encode
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import pytest

from storage.exceptions import ArchiveFull, WarcError
from storage.raw.exchange import RawRecord
from storage.raw.reader import read_record, records, recover
from tests.storage.exchanges import NOW, PAGE, exchange, member_ends, warc_writer

NAME = "20261121T183000Z-night-1-1.warc.gz"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def digest(data: bytes) -> str:
    return f"sha256:{b32encode(sha256(data).digest()).decode()}"


# What is written


def test_an_exchange_comes_back_as_it_was_received(tmp_path: Path) -> None:
    with warc_writer(tmp_path) as writer:
        located = writer.write(exchange())
    record = read_record(tmp_path, located.warc_file, located.offset, located.length)
    assert record.body == PAGE
    assert record.url == "https://kabar-timur.example/berita/1?hal=1"
    assert (record.status, record.reason) == (200, "OK")
    assert record.headers == (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Encoding", "gzip"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
    )
    assert record.fetched_at == NOW
    assert record.ip_address == "203.0.113.7"
    assert (record.outlet, record.kind, record.rendered, record.truncated) == ("kabar_timur", "article", False, None)
    assert record.record_id == located.record_id
    assert record.digest == located.digest == digest(PAGE)


def test_a_record_can_be_read_while_the_file_is_still_open(tmp_path: Path) -> None:
    writer = warc_writer(tmp_path)
    located = writer.write(exchange())
    assert names(tmp_path) == [f"{NAME}.open"]
    assert read_record(tmp_path, NAME, located.offset, located.length).body == PAGE


def test_the_file_is_a_chain_of_members_that_other_tools_accept(tmp_path: Path) -> None:
    with warc_writer(tmp_path) as writer:
        located = [writer.write(exchange(number)) for number in (1, 2)]
    path = tmp_path / NAME
    ends = member_ends(path.read_bytes())
    assert len(ends) == 5
    assert [found.offset for found in located] == [ends[0], ends[2]]
    assert [found.offset + found.length for found in located] == [ends[1], ends[3]]
    check = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)], capture_output=True, text=True, check=True
    )
    assert check.stdout.count("digest pass") == 5
    assert check.stderr == ""


def test_the_first_record_says_what_is_not_exact(tmp_path: Path) -> None:
    with warc_writer(tmp_path) as writer:
        writer.write(exchange())
    first = next(records(tmp_path / NAME))
    assert isinstance(first, RawRecord)
    text = first.body.decode()
    assert first.record_type == "warcinfo"
    assert "software: Kliping/0\r\n" in text
    assert "isPartOf: night-1\r\n" in text
    assert "chunked transfer is undone" in text
    assert "order and case of header fields, and the reason phrase, may differ" in text


def test_the_request_is_kept_beside_the_response(tmp_path: Path) -> None:
    sent = [("User-Agent", "Kliping/0"), ("Proxy-Authorization", "Basic geheim")]
    with warc_writer(tmp_path) as writer:
        writer.write(exchange(request_headers=sent))
    request = list(records(tmp_path / NAME))[-1]
    assert isinstance(request, RawRecord)
    assert request.record_type == "request"
    assert request.headers == (("Host", "kabar-timur.example"), ("User-Agent", "Kliping/0"))


@pytest.mark.parametrize("truncated", ["length", "disconnect", "time"])
def test_a_body_that_was_cut_is_marked(tmp_path: Path, truncated: str) -> None:
    with warc_writer(tmp_path) as writer:
        located = writer.write(exchange(truncated=truncated, body=PAGE[:20]))
    record = read_record(tmp_path, NAME, located.offset, located.length)
    assert (record.truncated, record.body) == (truncated, PAGE[:20])


def test_a_rendered_document_is_marked_and_not_said_to_be_encoded(tmp_path: Path) -> None:
    sent = [("Content-Encoding", "br"), ("Content-Length", "7"), ("Server", "nginx")]
    with warc_writer(tmp_path) as writer:
        located = writer.write(exchange(rendered=True, body=b"<html></html>", response_headers=sent))
    record = read_record(tmp_path, NAME, located.offset, located.length)
    assert record.rendered
    assert record.headers == (
        ("X-Archive-Orig-Content-Encoding", "br"),
        ("X-Archive-Orig-Content-Length", "7"),
        ("Server", "nginx"),
    )


def test_chunking_that_is_undone_is_not_announced(tmp_path: Path) -> None:
    body = b"5\r\nhello\r\n0\r\n\r\n"
    with warc_writer(tmp_path) as writer:
        located = writer.write(exchange(body=body, response_headers=[("transfer-encoding", "chunked")]))
    record = read_record(tmp_path, NAME, located.offset, located.length)
    assert record.body == body
    assert record.headers == (("X-Archive-Orig-transfer-encoding", "chunked"),)


@pytest.mark.parametrize("body", [b"", b"\r\n\r\n", b"WARC/1.1\r\n\r\n", PAGE * 3, bytes(range(256)) * 4000])
def test_any_body_comes_back(tmp_path: Path, body: bytes) -> None:
    with warc_writer(tmp_path) as writer:
        located = [writer.write(exchange(body=body)), writer.write(exchange(2))]
    assert read_record(tmp_path, NAME, located[0].offset, located[0].length).body == body
    assert read_record(tmp_path, NAME, located[1].offset, located[1].length).body == PAGE


def test_hostile_headers_and_addresses_stay_in_their_lines(tmp_path: Path) -> None:
    hostile = [
        (b"X-A", b"1\r\nWARC-Type: warcinfo\r\n\r\nx"),
        ("X-B", "nul\0 surrogate \ud800"),
        (b"X-C", "judul “kutipan”".encode()),
        (b"X-D", b"caf\xe9"),
        (b"", b"nameless"),
    ]
    url = "https://kabar-timur.example/a b\r\nWARC-Type: x/é\udc80?q=1%20"
    with warc_writer(tmp_path) as writer:
        located = writer.write(
            exchange(url=url, response_headers=hostile, reason="a\r\nb", ip_address=None, protocol="h2")
        )
    record = read_record(tmp_path, NAME, located.offset, located.length)
    assert record.record_type == "response"
    assert record.url == "https://kabar-timur.example/a%20b%0D%0AWARC-Type:%20x/%C3%A9%ED%B2%80?q=1%20"
    assert record.headers == (
        ("X-A", "1 WARC-Type: warcinfo  x"),
        ("X-B", "nul  surrogate ?"),
        ("X-C", "judul “kutipan”"),
        ("X-D", "café"),
    )
    assert (record.reason, record.body) == ("a b", PAGE)


def test_notes_come_back(tmp_path: Path) -> None:
    notes = {"announced_title": "Judul\r\n“é”", "source": "feed"}
    with warc_writer(tmp_path) as writer:
        located = writer.write(exchange(notes=notes, reason="", status=404))
    record = read_record(tmp_path, NAME, located.offset, located.length)
    assert record.notes == notes
    assert record.reason == "Not Found"


def test_times_are_kept_in_utc_and_never_naive(tmp_path: Path) -> None:
    wita = datetime(2026, 11, 22, 2, 30, 0, 250000, tzinfo=timezone(timedelta(hours=8)))
    with warc_writer(tmp_path) as writer:
        located = writer.write(exchange(fetched_at=wita))
        with pytest.raises(ValueError, match="naive"):
            writer.write(exchange(fetched_at=wita.replace(tzinfo=None)))
    record = read_record(tmp_path, NAME, located.offset, located.length)
    assert record.fetched_at == wita
    assert record.fetched_at.tzinfo == UTC


# Files


def test_a_run_that_fetches_nothing_leaves_no_file(tmp_path: Path) -> None:
    with warc_writer(tmp_path / "warc"):
        pass
    assert names(tmp_path) == []


def test_files_are_rotated_and_announced(tmp_path: Path) -> None:
    told: list[tuple[str, object]] = []
    with warc_writer(
        tmp_path,
        rotate_bytes=1,
        opened=lambda name, at: told.append((name, at)),
        sealed=lambda name, size: told.append((name, size)),
    ) as writer:
        located = [writer.write(exchange(number)) for number in (1, 2)]
    files = [NAME, NAME.replace("1-1.", "1-2.")]
    assert [found.warc_file for found in located] == names(tmp_path) == files
    sizes = [(tmp_path / name).stat().st_size for name in files]
    assert told == [(files[0], NOW), (files[0], sizes[0]), (files[1], NOW), (files[1], sizes[1])]
    assert all(len(member_ends((tmp_path / name).read_bytes())) == 3 for name in files)


def test_writers_of_one_run_never_share_a_file(tmp_path: Path) -> None:
    one, two = warc_writer(tmp_path), warc_writer(tmp_path)
    found = [one.write(exchange()), two.write(exchange())]
    one.close()
    with warc_writer(tmp_path) as three:
        found.append(three.write(exchange()))
    two.close()
    assert [each.warc_file for each in found] == names(tmp_path)
    for each in found:
        assert read_record(tmp_path, each.warc_file, each.offset, each.length).record_id == each.record_id


def test_a_full_disk_leaves_whole_records_only(tmp_path: Path) -> None:
    writer = warc_writer(tmp_path)
    located = writer.write(exchange())
    before = (tmp_path / f"{NAME}.open").stat().st_size
    with FileLimit(before + 300), pytest.raises(ArchiveFull, match="free some space"):
        writer.write(exchange(2, body=os.urandom(5000)))
    assert (tmp_path / f"{NAME}.open").stat().st_size == before
    writer.write(exchange(3))
    writer.close()
    assert len(member_ends((tmp_path / NAME).read_bytes())) == 5
    assert read_record(tmp_path, NAME, located.offset, located.length).body == PAGE


def test_a_disk_that_is_full_from_the_start_leaves_no_file(tmp_path: Path) -> None:
    writer = warc_writer(tmp_path)
    with FileLimit(100), pytest.raises(ArchiveFull):
        writer.write(exchange())
    assert names(tmp_path) == []
    writer.write(exchange())
    writer.close()
    assert [len(member_ends(path.read_bytes())) for path in tmp_path.iterdir()] == [3]


def test_a_failed_sync_is_not_taken_for_a_good_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    writer = warc_writer(tmp_path)
    writer.write(exchange())
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fail)
        with pytest.raises(WarcError, match="Input/output error"):
            writer.sync()
    writer.close()
    assert names(tmp_path) == [f"{NAME}.open"]


@pytest.mark.parametrize("step", ["sync", "close"])
def test_a_disk_that_fills_up_at_the_last_step_is_told_and_recovered_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    writer = warc_writer(tmp_path)
    writer.write(exchange())
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", fail)
        with pytest.raises(ArchiveFull, match="free some space"):
            getattr(writer, step)()
    assert names(tmp_path) == [f"{NAME}.open"]
    [recovered] = recover(tmp_path)
    assert (recovered.records, recovered.torn) == (3, None)


class FileLimit:
    """Lets no file of this process grow beyond a size, as a full disk would."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __enter__(self) -> None:
        self.before = resource.getrlimit(resource.RLIMIT_FSIZE)
        self.handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.size, self.before[1]))

    def __exit__(self, *_: object) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self.before)
        signal.signal(signal.SIGXFSZ, self.handler)


def test_bytes_and_names_are_made_safe_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def seen_fsync(descriptor: int) -> None:
        done.append(f"fsync {Path(f'/proc/self/fd/{descriptor}').readlink().name}")
        fsync(descriptor)

    def seen_rename(path: Path, target: Path) -> Path:
        done.append(f"rename {target.name}")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", seen_fsync)
    monkeypatch.setattr(Path, "rename", seen_rename)
    folder = tmp_path / "warc"
    writer = warc_writer(folder, opened=lambda name, _: done.append(f"told {name}"))
    writer.write(exchange())
    writer.sync()
    writer.write(exchange(2))
    writer.close()
    at_once = [f"fsync {tmp_path.name}", "fsync warc", f"told {NAME}", f"fsync {NAME}.open"]
    at_the_end = [f"fsync {NAME}.open", f"rename {NAME}", "fsync warc"]
    assert done == at_once + at_the_end

    (folder / NAME).rename(folder / f"{NAME}.open")
    with (folder / f"{NAME}.open").open("ab") as file:
        file.write(b"torn")
    torn = f"{NAME}.{(folder / f'{NAME}.open').stat().st_size - 4}.torn"
    done.clear()
    recover(folder)
    assert done == [f"fsync {torn}", "fsync warc", f"fsync {NAME}.open", *at_the_end]


# Damage


# Recovery
