"""Unchanged pages are referred to and not kept again, and are read back whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from storage.archive.archive import Archive
from storage.archive.revisits import read_whole
from storage.db.engine import default_url
from storage.exceptions import WarcError
from storage.integrity.recovery import bring_together
from storage.integrity.verification import verify
from storage.raw.exchange import Exchange, Located
from storage.raw.warc import WarcWriter
from tests.storage.exchanges import PAGE, exchange, warc_writer


class Kept:
    """An archive that files what it is given, in the order of the protocol."""

    def __init__(self, folder: Path) -> None:
        self.warc = folder / "warc"
        self.archive = Archive.open(default_url(folder))
        self.writer: WarcWriter = warc_writer(
            self.warc,
            opened=lambda name, at: self.archive.save_warc_file(name, "night-1", at),
            sealed=self.archive.seal_warc_file,
            earlier=self.archive.earlier,
        )

    def keep(self, page: Exchange) -> Located:
        located = self.writer.write(page)
        self.writer.sync()
        names = ("record_id", "warc_file", "offset", "length", "digest", "revisits")
        row: dict[str, Any] = {name: getattr(located, name) for name in names}
        facts = {name: getattr(page, name) for name in ("url", "outlet", "kind", "status", "fetched_at")}
        self.archive.save_captures([row | facts])
        return located


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def again(first: Located, **changes: Any) -> Exchange:
    return exchange(revisits=first.record_id, **changes)


def test_an_unchanged_body_is_kept_once_and_comes_back(kept: Kept) -> None:
    first = kept.keep(exchange())
    second = kept.keep(again(first))
    third = kept.keep(again(second))  # what revisits a revisit refers to the record with the body
    assert [one.revisits for one in (first, second, third)] == [None, first.record_id, first.record_id]
    record = read_whole(kept.archive, kept.warc, third)
    assert (record.body, record.status, record.truncated) == (PAGE, 200, None)
    assert (record.record_id, record.record_type) == (third.record_id, "revisit")
    assert kept.archive.capture(third.record_id).revisits == first.record_id  # type: ignore[union-attr]


def test_a_304_is_read_as_the_page_it_stands_for(kept: Kept) -> None:
    first = kept.keep(exchange())
    answer = kept.keep(again(first, status=304, reason="", body=b"", response_headers=[("ETag", '"a"')]))
    record = read_whole(kept.archive, kept.warc, answer)
    assert (record.body, record.status, record.reason) == (PAGE, 200, "OK")
    assert dict(record.headers)["Content-Type"].startswith("text/html")


def test_what_changed_was_cut_or_refers_to_nothing_is_kept_whole(kept: Kept) -> None:
    first = kept.keep(exchange())
    for page in (
        again(first, body=PAGE + b"lagi"),
        again(first, truncated="disconnect"),
        exchange(revisits="urn:uuid:00000000-0000-4000-8000-000000000000"),
    ):
        located = kept.keep(page)
        assert located.revisits is None
        assert read_whole(kept.archive, kept.warc, located).body == page.body


def test_other_readers_accept_the_file_and_find_the_references(kept: Kept) -> None:
    first = kept.keep(exchange())
    kept.keep(again(first))
    kept.keep(again(first, status=304, body=b""))
    kept.writer.close()
    path = kept.warc / first.warc_file
    checked = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(path)], capture_output=True, text=True)
    assert (checked.returncode, checked.stdout) == (0, ""), checked.stdout
    with path.open("rb") as stream:
        found = [
            (record.headers["WARC-Profile"].rpartition("/")[2], record.headers["WARC-Refers-To"])
            for record in ArchiveIterator(stream, parse_http=False)
            if record.record_type == WarcRecordType.revisit and record.verify_block_digest()
        ]
    assert found == [
        ("identical-payload-digest", f"<{first.record_id}>"),
        ("server-not-modified", f"<{first.record_id}>"),
    ]


def test_the_index_is_rebuilt_with_the_references(kept: Kept, tmp_path: Path) -> None:
    first = kept.keep(exchange())
    second = kept.keep(again(first))
    kept.writer.close()
    kept.archive.close()
    (tmp_path / "kliping.db").unlink()
    with Archive.open(default_url(tmp_path)) as archive:
        bring_together(archive, kept.warc)
        row = archive.capture(second.record_id)
        assert row is not None
        assert row.revisits == first.record_id
        assert read_whole(archive, kept.warc, row).body == PAGE
        assert list(verify(archive, kept.warc)) == []


def test_a_reference_to_nothing_is_noticed(kept: Kept) -> None:
    first = kept.keep(exchange())
    second = kept.keep(again(first))
    kept.writer.close()
    with kept.archive.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM capture WHERE record_id = ?", (first.record_id,))
    with pytest.raises(WarcError, match="which is not there"):
        read_whole(kept.archive, kept.warc, second)
    assert any("revisits" in problem.line and problem.serious for problem in verify(kept.archive, kept.warc))
