"""Judgements of a person in the tests of events."""

from __future__ import annotations

from pathlib import Path

from storage.archive.archive import Archive
from storage.clustering.constraints import Constraint, judgement
from storage.records.judgements import record
from tests.storage.clippings import NOW, article_id


def say(archive: Archive, folder: Path, verdict: Constraint, a: list[str], b: list[str]) -> str:
    one, other = (list(map(article_id, keys)) for keys in (a, b))
    said = judgement(verdict, one, other, by="Rina", why="dibaca", judged_at=NOW)
    return record(archive, folder, said).judgement_id
