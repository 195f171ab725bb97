"""Judgements as a file: written whole, read strictly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.exceptions import ArchiveError
from storage.records import judgement_file
from storage.records.judgements import import_file
from tests.storage.records.judging import A, B, kept, say

pytestmark = pytest.mark.usefixtures("databases")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"verdict": "maybe"}, "neither same nor different"),
        ({"a": "kabar/1"}, "a must be an article id"),
        ({"b": [A]}, "stands on both sides"),
        ({"b": []}, "either side"),
        ({"by": ""}, "by must be a text"),
        ({"why": None}, "why must be a text"),
        ({"judged_at": "2024-11-28"}, "time with an offset"),
        ({"why": "lain"}, "belongs to other content"),
        ({"withdrawn_at": "2024-11-28T06:00:00+07:00"}, "withdrawn_by must be"),
    ],
)
def test_a_broken_line_is_named(archive: Archive, tmp_path: Path, change: dict[str, object], says: str) -> None:
    path = tmp_path / "shared.jsonl"
    judgement_file.write(path, [say("same", A, B)])
    row = json.loads(path.read_text(encoding="utf-8"))
    path.write_text("\n" + json.dumps(row | change), encoding="utf-8")
    with pytest.raises(ArchiveError, match=rf"shared\.jsonl:2: .*{says}"):
        import_file(archive, tmp_path, path)
    path.write_bytes(b"\xff\n")
    with pytest.raises(ArchiveError, match=r"shared\.jsonl:1"):
        import_file(archive, tmp_path, path)


def test_a_line_written_by_hand_needs_no_id(archive: Archive, tmp_path: Path) -> None:
    row = {"verdict": "same", "a": B, "b": [A], "by": "Rina", "why": "dibaca", "judged_at": "2024-11-28T06:00:00+07:00"}
    (tmp_path / "shared.jsonl").write_text("\ufeff" + json.dumps(row), encoding="utf-8")
    import_file(archive, tmp_path, tmp_path / "shared.jsonl")
    assert kept(archive) == {say("same", A, B)}


def test_a_file_that_cannot_be_written_is_left_as_it_was(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "gone" / "judgements.jsonl"
    with pytest.raises(ArchiveError, match=r"cannot write .*judgements\.jsonl"):
        judgement_file.write(path, [])
