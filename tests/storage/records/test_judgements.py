"""Judgements in the database and in the data folder."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.clustering.constraints import Judgement, judgement
from storage.events.agreement import evaluate_judgements
from storage.exceptions import ArchiveError
from storage.records import judgement_file
from storage.records.judgements import Contradiction, import_file, record, withdraw
from tests.storage.clippings import NOW, open_archive
from tests.storage.records.judging import A, B, C, D, kept, say

pytestmark = pytest.mark.usefixtures("databases")


def saved(folder: Path) -> set[Judgement]:
    return {one for _, one in judgement_file.read(folder / "judgements.jsonl")}


def test_recorded_withdrawn_and_saved(archive: Archive, tmp_path: Path) -> None:
    one, other = say("same", A, B), say("different", A, C, why="kota lain\x00 \ud800")
    assert record(archive, tmp_path, one) == one
    record(archive, tmp_path, other)
    assert kept(archive) == saved(tmp_path) == {one, other}
    again = judgement("same", [B], [A], by="Rina", why="lagi", judged_at=NOW + timedelta(days=1))
    assert record(archive, tmp_path, again) == one, "the same person says the same again"

    later = NOW + timedelta(hours=1)
    back = withdraw(archive, tmp_path, one.judgement_id, by="Budi", why="beda hari", now=later)
    assert (back.withdrawn_at, back.withdrawn_by, back.withdrawn_why) == (later, "Budi", "beda hari")
    assert kept(archive) == saved(tmp_path) == {back, other}
    for name, says in ((one.judgement_id, "withdrawn already, by Budi"), ("j0", "no judgement 'j0'")):
        with pytest.raises(ArchiveError, match=says):
            withdraw(archive, tmp_path, name, by="Budi", why="x", now=later)
    with pytest.raises(ArchiveError, match="was withdrawn"):
        record(archive, tmp_path, one)
    record(archive, tmp_path, again)
    assert kept(archive) == {back, other, again}


def test_what_contradicts_is_refused_with_the_chain(archive: Archive, tmp_path: Path) -> None:
    record(archive, tmp_path, say("same", A, B, "Ani"))
    record(archive, tmp_path, say("same", B, C, "Budi"))
    before = kept(archive)
    with pytest.raises(Contradiction, match=rf"by Cici, now.*{A} = {B} \(by Ani, j.*{B} = {C} \(by Budi, j"):
        record(archive, tmp_path, say("different", C, A, "Cici"))
    record(archive, tmp_path, say("different", C, D, "Dewi"))
    with pytest.raises(Contradiction, match="by Dewi"):
        record(archive, tmp_path, say("same", A, D, "Eka"))
    assert before < kept(archive) == saved(tmp_path)
    assert len(kept(archive)) == 3


def test_a_file_passes_them_on(archive: Archive, tmp_path: Path) -> None:
    ours, theirs = say("same", A, B), say("different", C, D, "Budi")
    record(archive, tmp_path, ours)
    (tmp_path / "other").mkdir()
    with open_archive(tmp_path / "other") as other:
        record(other, tmp_path / "other", ours)
        record(other, tmp_path / "other", theirs)
        withdraw(other, tmp_path / "other", ours.judgement_id, by="Budi", why="beda", now=NOW)
        expected = kept(other)
    path = tmp_path / "other" / "judgements.jsonl"
    report = import_file(archive, tmp_path, path)
    assert (report.recorded, report.withdrawn, report.known, report.elsewhere) == (1, 1, 0, 2)
    assert kept(archive) == saved(tmp_path) == expected
    again = import_file(archive, tmp_path, path)
    assert (again.recorded, again.withdrawn, again.known) == (0, 0, 2)


def test_a_file_that_contradicts_is_refused_as_a_whole(archive: Archive, tmp_path: Path) -> None:
    record(archive, tmp_path, say("same", A, B))
    path = tmp_path / "shared.jsonl"
    judgement_file.write(path, [say("same", C, D, "Ani"), say("same", B, C, "Ani"), say("different", D, A, "Budi")])
    with pytest.raises(Contradiction, match=r"shared\.jsonl:3: .*by Budi.*nothing was taken"):
        import_file(archive, tmp_path, path)
    assert len(kept(archive)) == 1


def test_a_database_made_anew_does_not_cost_the_file(archive: Archive, tmp_path: Path) -> None:
    record(archive, tmp_path, say("same", A, B))
    (tmp_path / "anew").mkdir()
    with open_archive(tmp_path / "anew") as anew:
        record(anew, tmp_path, say("same", C, D))
        assert kept(anew) == saved(tmp_path) == {say("same", A, B), say("same", C, D)}


def test_evaluation_of_nothing(archive: Archive) -> None:
    with archive.reading() as session:
        found = evaluate_judgements(session)
    assert (found.same, found.different, found.unknown, found.disagreements) == (0, 0, 0, ())
