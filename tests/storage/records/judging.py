"""Judgements about four articles, and those that an archive keeps."""

from __future__ import annotations

from storage.archive.archive import Archive
from storage.clustering.constraints import Constraint, Judgement, judgement
from storage.records.judgements import listed
from tests.storage.clippings import NOW, article_id

A, B, C, D = sorted(article_id(key) for key in ("1", "2", "3", "4"))


def say(verdict: Constraint, a: str, b: str, by: str = "Rina", why: str = "dibaca") -> Judgement:
    return judgement(verdict, [a], [b], by=by, why=why, judged_at=NOW)


def kept(archive: Archive) -> set[Judgement]:
    with archive.reading() as session:
        return set(listed(session))
