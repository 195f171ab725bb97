"""The raw archive and its index, brought to one state after every way to stop between them."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.exceptions import IndexBeyondFile
from storage.integrity.recovery import bring_together
from storage.raw.exchange import Located
from storage.raw.reader import read_record
from storage.raw.warc import WarcWriter
from tests.storage.databases import archive_url, sqlite_file
from tests.storage.exchanges import PAGE, exchange, member_ends, warc_writer

pytestmark = pytest.mark.usefixtures("databases")


class Night:
    """A run that captures pages in the order of the protocol, and can be stopped after any step."""

    def __init__(self, folder: Path, run_id: str = "night-1") -> None:
        self.folder = folder
        self.warc = folder / "warc"
        self.archive = Archive.open(archive_url(folder))
        self.writer: WarcWriter = warc_writer(
            self.warc,
            run_id,
            opened=lambda name, at: self.archive.save_warc_file(name, run_id, at),
            sealed=self.archive.seal_warc_file,
        )

    def fetch(self, number: int, *, index: bool = True) -> Located:
        page = exchange(number)
        located = self.writer.write(page)
        self.writer.sync()
        if index:
            self.index(located, number)
        return located

    def index(self, located: Located, number: int) -> None:
        page = exchange(number)
        row = {"url": page.url, "outlet": page.outlet, "kind": page.kind, "status": 200, "fetched_at": page.fetched_at}
        place = {name: getattr(located, name) for name in ("record_id", "warc_file", "offset", "length", "digest")}
        self.archive.save_captures([{**row, **place}])

    def agree(self, expected: int) -> None:
        """Index and files say the same, every byte is accounted for, and doing it again changes nothing."""
        before = [vars(found) | {"_sa_instance_state": None} for found in self.archive.captures()]
        assert bring_together(self.archive, self.warc).recovered == []
        assert [vars(found) | {"_sa_instance_state": None} for found in self.archive.captures()] == before
        assert len(before) == expected
        for found in self.archive.captures():
            record = read_record(self.warc, found.warc_file, found.offset, found.length)
            assert (record.record_id, record.digest, record.body) == (found.record_id, found.digest, PAGE)
            assert (record.outlet, record.kind, record.url) == (found.outlet, found.kind, found.url)
            assert record.fetched_at == found.fetched_at
        sizes = {path.name: path.stat().st_size for path in self.warc.glob("*.warc.gz*") if path.suffix != ".torn"}
        assert {found.name: found.size for found in self.archive.warc_files()} == sizes
        for name in sizes:
            assert len(member_ends((self.warc / name).read_bytes())) >= 1


def test_killed_after_the_bytes_and_before_the_row(tmp_path: Path) -> None:
    night = Night(tmp_path)
    night.fetch(1)
    night.fetch(2, index=False)
    [recovered] = bring_together(night.archive, night.warc).recovered
    assert recovered.records == 5
    night.agree(2)


def test_killed_within_a_record(tmp_path: Path) -> None:
    night = Night(tmp_path)
    night.fetch(1)
    located = night.fetch(2, index=False)
    [path] = night.warc.iterdir()
    with path.open("r+b") as file:
        file.truncate(located.offset + 50)
    [recovered] = bring_together(night.archive, night.warc).recovered
    assert recovered.torn == f"{located.warc_file}.{located.offset}.torn"
    night.agree(1)


def test_killed_between_the_final_name_and_its_mark(tmp_path: Path) -> None:
    night = Night(tmp_path)
    night.fetch(1)
    [path] = night.warc.iterdir()
    path.rename(path.with_suffix(""))
    assert bring_together(night.archive, night.warc).recovered == []
    night.agree(1)


def test_killed_before_the_first_byte(tmp_path: Path) -> None:
    night = Night(tmp_path)
    name = night.fetch(1, index=False).warc_file
    (night.warc / f"{name}.open").write_bytes(b"")
    bring_together(night.archive, night.warc)
    assert list(night.warc.iterdir()) == []
    night.agree(0)


def test_a_night_that_ended_well_needs_nothing(tmp_path: Path) -> None:
    night = Night(tmp_path)
    night.fetch(1)
    night.writer.close()
    night.agree(1)


def test_the_index_can_be_rebuilt_from_the_files_alone(tmp_path: Path) -> None:
    first = Night(tmp_path)
    for number in range(3):
        first.fetch(number)
    first.writer.close()
    again = tmp_path / "again"
    shutil.copytree(first.warc, again / "warc")
    night = Night(again)
    bring_together(night.archive, night.warc)
    night.agree(3)
    assert [vars(row)["record_id"] for row in night.archive.captures()] == [
        row.record_id for row in first.archive.captures()
    ]
    assert [row.run_id for row in night.archive.warc_files()] == ["night-1"]


def test_commits_lost_in_a_power_cut_are_made_again(tmp_path: Path) -> None:
    database = sqlite_file(tmp_path)
    night = Night(tmp_path)
    night.fetch(1)
    night.archive.close()
    saved = database.read_bytes()
    night.fetch(2)
    night.archive.close()
    database.write_bytes(saved)
    later = Night(tmp_path, "night-2")
    assert len(later.archive.captures()) == 1
    bring_together(later.archive, later.warc)
    later.agree(2)


@pytest.mark.parametrize("loss", ["cut", "cut and named", "gone"])
def test_rows_without_bytes_stop_the_run(tmp_path: Path, loss: str) -> None:
    night = Night(tmp_path)
    night.fetch(1)
    night.fetch(2)
    [path] = night.warc.iterdir()
    if loss == "gone":
        path.unlink()
    else:
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size // 2)
        if loss == "cut and named":
            path.rename(path.with_suffix(""))
    before = sorted(night.warc.iterdir())
    with pytest.raises(IndexBeyondFile, match="touch neither"):
        bring_together(night.archive, night.warc)
    assert sorted(night.warc.iterdir()) == before
    assert len(night.archive.captures()) == 2


def test_a_damaged_record_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    database = sqlite_file(tmp_path)
    first = Night(tmp_path)
    places = [first.fetch(number) for number in range(100)]
    first.writer.close()
    first.archive.close()
    [path] = first.warc.iterdir()
    raw = bytearray(path.read_bytes())
    raw[places[50].offset + 40] ^= 1
    path.write_bytes(raw)
    database.unlink()
    night = Night(tmp_path, "night-2")
    reunion = bring_together(night.archive, night.warc)
    [line] = reunion.damaged
    assert line.startswith(f"{path} at {places[50].offset}: ")
    assert [(file.name, file.unread) for file in night.archive.warc_files()] == [(path.name, True)]
    assert {row.record_id for row in night.archive.captures()} == {
        place.record_id for number, place in enumerate(places) if number != 50
    }


def test_a_new_database_knows_what_to_ask_pages_with(tmp_path: Path) -> None:
    given = [(b"ETag", b'"1"'), (b"Last-Modified", b"Thu, 28 Nov 2024 01:00:00 GMT")]
    later = exchange().fetched_at + timedelta(days=1)
    with warc_writer(tmp_path / "warc") as writer:
        writer.write(exchange(1, response_headers=[(b"ETag", b'"0"')]))
        last = writer.write(exchange(1, response_headers=given, fetched_at=later))
        writer.write(exchange(1, response_headers=given, status=404, fetched_at=later + timedelta(days=1)))
        writer.write(exchange(2, response_headers=given, truncated="disconnect"))
        writer.write(exchange(3, response_headers=given, kind="robots"))
        writer.write(exchange(4))
    with Archive.open(archive_url(tmp_path)) as archive:
        bring_together(archive, tmp_path / "warc")
        known = archive.validator("kabar_timur", exchange(1).url)
        assert known is not None
        assert (known.etag, known.last_modified, known.record_id, known.fetched_at) == (
            '"1"', "Thu, 28 Nov 2024 01:00:00 GMT", last.record_id, later
        )  # fmt: skip
        assert [archive.validator("kabar_timur", exchange(number).url) for number in (2, 3, 4)] == [None] * 3
        archive.enter_validators([{"outlet": "kabar_timur", "url": known.url, "etag": '"0"', "last_modified": None,
                                   "record_id": "urn:uuid:0", "fetched_at": later - timedelta(days=1)}])  # fmt: skip
        known = archive.validator("kabar_timur", exchange(1).url)
        assert known is not None and known.etag == '"1"', "an earlier one does not replace it"
