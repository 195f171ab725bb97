"""Records are written whole, read strictly, and a wrong line is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from storage.exceptions import ArchiveError
from storage.records import jsonl


def pairs(row: dict[str, Any]) -> tuple[str, int]:
    return row["name"], int(row["number"])


def test_rows_come_back_as_they_were_written_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    rows = [{"name": "Désa\u2028Ngadisari", "number": 1}, {"name": "Rapa\nNui", "number": 2}]
    jsonl.write(path, rows)
    assert list(jsonl.read(path, pairs, advice="")) == [(1, ("Désa\u2028Ngadisari", 1)), (2, ("Rapa\nNui", 2))]
    assert "Désa" in path.read_text(encoding="utf-8")


def test_blank_lines_and_the_mark_of_an_editor_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(b'\xef\xbb\xbf\n{"name": "a", "number": 1}\r\n\n{"name": "b", "number": 2}')
    assert list(jsonl.read(path, pairs, advice="")) == [(2, ("a", 1)), (4, ("b", 2))]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "Expecting"),
        (b"[]", "a line is a JSON object"),
        (b'{"name": "a"}', "'number' is missing"),
        (b'{"name": "a", "number": "many"}', "invalid literal"),
        (b'{"name": "a", "number": []}', "int"),
        (b"\xff", "utf-8"),
        (b"[" * 100_000, "recursion"),
    ],
)
def test_a_wrong_line_is_named_with_what_to_do(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(b'{"name": "a", "number": 1}\n' + line + b"\n")
    with pytest.raises(ArchiveError, match=rf"records\.jsonl:2: .*{reason}.*; mend it"):
        list(jsonl.read(path, pairs, advice="mend it"))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"records\.jsonl cannot be read .*: give another"):
        list(jsonl.read(tmp_path / "records.jsonl", pairs, advice="give another"))


def test_a_device_without_an_end_is_not_read_into_memory() -> None:
    with pytest.raises(ArchiveError, match=r"/dev/zero:1: a line is longer than 16777216 bytes; mend it"):
        list(jsonl.read(Path("/dev/zero"), pairs, advice="mend it"))
