"""Judgements and score are held against each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.events.agreement import evaluate_judgements
from storage.events.update import update_events
from tests.storage.clippings import GUDANG, NOW, save
from tests.storage.events.judging import say

pytestmark = pytest.mark.usefixtures("databases")


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
