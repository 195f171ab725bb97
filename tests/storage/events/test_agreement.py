"""Judgements and score are held against each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.clustering.constraints import Constraint, judgement
from storage.events.agreement import evaluate_judgements
from storage.events.update import update_events
from storage.records.judgements import record
from tests.storage.clippings import APEL, GUDANG, NOW, OUTLETS, article_id, open_archive, save

pytestmark = pytest.mark.usefixtures("databases")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Two events of three reports each, and a folder beside the database."""
    with open_archive(tmp_path) as archive:
        for name, texts in (("apel", APEL), ("gudang", GUDANG)):
            for number, (text, outlet) in enumerate(zip(texts, OUTLETS, strict=True)):
                save(archive, f"{name}-{number}", text, outlet=outlet)
        update_events(archive, now=NOW)
        yield archive


def say(archive: Archive, folder: Path, verdict: Constraint, a: list[str], b: list[str]) -> str:
    one, other = (list(map(article_id, keys)) for keys in (a, b))
    said = judgement(verdict, one, other, by="Rina", why="dibaca", judged_at=NOW)
    return record(archive, folder, said).judgement_id


def test_judgements_and_score_are_held_against_each_other(archive: Archive, tmp_path: Path) -> None:
    say(archive, tmp_path, "same", ["apel-0"], ["apel-1"])
    against = say(archive, tmp_path, "same", ["apel-0"], ["gudang-0"])
    say(archive, tmp_path, "different", ["apel-0"], ["lain", "tidak-ada"])
    wrong = say(archive, tmp_path, "different", ["lain"], ["gudang-1"])
    save(archive, "lain", GUDANG[2], outlet="pesisir_kota")
    update_events(archive, now=NOW)
    with archive.reading() as session:
        found = evaluate_judgements(session)
    assert (found.same, found.same_agreed, found.different, found.different_agreed) == (2, 1, 2, 1)
    assert found.unknown == 1
    assert {each.judgement.judgement_id for each in found.disagreements} == {against, wrong}
