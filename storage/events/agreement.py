"""Agreement of the score with the judgements of people. The score is never fitted to them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.clustering.constraints import Judgement
from storage.clustering.score import weights
from storage.db.dialects import portions
from storage.events.pairs import counted_scores
from storage.models import Article
from storage.records.judgements import closure


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A judged pair of which the score says otherwise; ``score`` is what the grouping counts, 0 for no pair at all."""

    judgement: Judgement
    a: str
    b: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Judged pairs of articles, each counted once for *same* and once for *different*.

    ``same`` and ``different``: how many; ``same_agreed`` and ``different_agreed``: of how many the score says so too,
    that is at least, or less than, ``threshold``. ``unknown``: pairs with an article that is not among the relevant
    ones of this archive, left out. ``disagreements`` are the rest, those the score is surest of first.
    """

    same: int
    same_agreed: int
    different: int
    different_agreed: int
    unknown: int
    threshold: float
    disagreements: tuple[Disagreement, ...]


def evaluate_judgements(session: Session) -> Agreement:
    """Holds the judgements in force against the scores of their pairs; what follows from several is not counted."""
    judged = closure(session)
    present: set[str] = set()
    for portion in portions(judged.articles):
        known = select(Article.article_id).where(Article.article_id.in_(portion), Article.relevant.is_(True))
        present.update(session.scalars(known))
    scores = counted_scores(session, present)
    threshold = weights().threshold
    pairs: dict[tuple[str, str, str], Judgement] = {}
    for one in judged.judgements:
        for a, b in one.pairs():
            pairs.setdefault((one.verdict, a, b), one)
    total = {"same": 0, "different": 0}
    agreed = {"same": 0, "different": 0}
    unknown = 0
    disagreements: list[Disagreement] = []
    for (verdict, a, b), one in sorted(pairs.items(), key=lambda item: item[0]):
        if a not in present or b not in present:
            unknown += 1
            continue
        score = scores.get((a, b), 0.0)
        total[verdict] += 1
        if (score >= threshold) == (verdict == "same"):
            agreed[verdict] += 1
        else:
            disagreements.append(Disagreement(one, a, b, score))
    disagreements.sort(key=lambda each: (-abs(each.score - threshold), each.a, each.b))
    return Agreement(
        same=total["same"],
        same_agreed=agreed["same"],
        different=total["different"],
        different_agreed=agreed["different"],
        unknown=unknown,
        threshold=threshold,
        disagreements=tuple(disagreements),
    )
