"""A tombstone takes exactly the place of a record, and every reader passes over it."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from storage.exceptions import WarcError
from storage.raw.exchange import RESPONSES, Located, RawRecord
from storage.raw.reader import read_record, records
from storage.raw.tombstone import RecordPlace, bury, is_buried, tombstone
from tests.storage.exchanges import NOW, exchange, member_ends, warc_writer

ARTICLE = "a0123456789abcdef"
SECRET = b"nama yang tidak boleh disebut"


def place(located: Located) -> RecordPlace:
    return RecordPlace(located.warc_file, located.offset, located.length, located.record_id)


@pytest.mark.parametrize("length", [200, 5_000, 70_000, 3_000_000])
def test_any_length_is_filled_exactly(length: int) -> None:
    where = RecordPlace(
        "20261121T183000Z-night-1-1.warc.gz", 0, length, "urn:uuid:6f9619ff-8b86-d011-b42d-00c04fc964ff"
    )
    if length == 200:
        with pytest.raises(WarcError, match="no tombstone fits into 200 bytes"):
            tombstone(where, ARTICLE, NOW)
        return
    made = tombstone(where, ARTICLE, NOW)
    assert len(made) == length
    assert made == tombstone(where, ARTICLE, NOW)
    found = [one.rec_type for one in ArchiveIterator(BytesIO(2 * made))]
    assert found == ["metadata", "metadata"]


def test_it_stands_in_the_place_of_a_record_and_moves_no_other(tmp_path: Path) -> None:
    bodies = [b"<p>satu</p>", gzip.compress(SECRET * 500, 0), b"<p>tiga</p>"]
    with warc_writer(tmp_path) as writer:
        located = [writer.write(exchange(number, body=body)) for number, body in enumerate(bodies)]
        again = writer.write(exchange(1, body=bodies[1], revisits=None))
        unchanged = writer.write(exchange(2, status=304, body=b""))
    path = tmp_path / located[0].warc_file
    before = path.read_bytes()
    for one in (located[1], again, unchanged):
        assert bury(tmp_path, place(one), ARTICLE, NOW)
        assert not bury(tmp_path, place(one), ARTICLE, NOW)
        assert is_buried(tmp_path, place(one), ARTICLE, NOW)
    after = path.read_bytes()
    assert len(after) == len(before)
    assert SECRET not in after
    assert member_ends(after) == member_ends(before)
    found = [one for one in records(path) if isinstance(one, RawRecord)]
    assert [one.record_type for one in found].count("metadata") == 3
    assert [one.body for one in found if one.record_type in RESPONSES] == [bodies[0], bodies[2]]
    assert read_record(tmp_path, path.name, located[2].offset, located[2].length).body == bodies[2]


def test_half_a_tombstone_is_made_whole(tmp_path: Path) -> None:
    with warc_writer(tmp_path) as writer:
        one = place(writer.write(exchange(body=SECRET * 100)))
        writer.write(exchange(2))
    path = tmp_path / one.warc_file
    raw = bytearray(path.read_bytes())
    raw[one.offset : one.offset + one.length // 2] = tombstone(one, ARTICLE, NOW)[: one.length // 2]
    path.write_bytes(raw)
    assert not is_buried(tmp_path, one, ARTICLE, NOW)
    assert bury(tmp_path, one, ARTICLE, NOW)
    assert (
        zlib.decompressobj(31)
        .decompress(path.read_bytes()[one.offset :])
        .startswith(b"WARC/1.1\r\nWARC-Type: metadata")
    )


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    with warc_writer(tmp_path) as writer:
        one = place(writer.write(exchange()))
    path = tmp_path / one.warc_file
    path.write_bytes(path.read_bytes()[: one.offset + 9])
    with pytest.raises(WarcError, match="restore it from a backup"):
        bury(tmp_path, one, ARTICLE, NOW)
    path.unlink()
    with pytest.raises(Exception, match=path.name):
        bury(tmp_path, one, ARTICLE, NOW)
