"""Explanation why two articles are in one event or not: score, share of each feature, common content, judgements.

Everything is computed from the articles as they stand, so that pairs that were never compared can be explained too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations, product
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.clustering.clusters import COPY_SCORE, FLOOR, LEAST_WORDING
from storage.clustering.constraints import Closure, Judgement
from storage.clustering.feature_words import agreements, conflicts, feature_words
from storage.clustering.passages import shared_passages
from storage.clustering.score import Overlap, evidence, features, is_copy, overlap, weights
from storage.clustering.score import score as score_of
from storage.db.dialects import portions
from storage.events.pairs import counted_scores, report_of
from storage.exceptions import ArchiveError
from storage.models import Article
from storage.records.judgements import closure
from storage.signatures.signature import WINDOW_DAYS, Signature

PASSAGES = 4
"""Shared passages shown, longest first."""
PASSAGE = 240
"""Characters of a passage, at most."""
REPORTS = 60
"""Reports of an event that are held against others, the earliest ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two articles; ``told`` is the day that it tells of, as far as known."""

    article_id: str
    event_id: str | None
    outlet: str
    title: str | None
    url: str
    published_at: datetime | None
    published_precision: str | None
    told: date | None
    region_code: str | None
    region: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class FeatureScore:
    """One feature (``storage.clustering.score.FEATURES``) in the log odds: ``points`` is value times weight."""

    feature: str
    value: float
    weight: float
    points: float
    words: str


@dataclass(frozen=True, slots=True)
class PathStep:
    """Two articles that hold an event together: by their score, or by a judgement."""

    a: str
    b: str
    score: float
    judgement_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairExplanation:
    """Two articles. ``same_event`` is None while one of them is in no event.

    ``score`` is what the weights say of the pair (a copy counts at least ``storage.clustering.clusters.COPY_SCORE``),
    ``counted`` what the grouping counts: 0 for a pair that ``not_compared`` (why) or that is too weak to be kept.
    ``start`` is the intercept; with the points of ``contributions`` (largest first) it is the log odds.
    ``because`` says in a sentence what decided; ``judgements`` are those that did. ``path`` leads from one article
    to the other inside their event, where their own score does not.
    """

    a: Side
    b: Side
    same_event: bool | None
    decided_by: Literal["judgement", "score"]
    because: str
    score: float
    counted: float
    threshold: float
    not_compared: str | None
    copy: bool
    hours_apart: float
    start: float
    contributions: tuple[FeatureScore, ...]
    names: tuple[str, ...]
    terms: tuple[str, ...]
    numbers: tuple[str, ...]
    speakers: tuple[str, ...]
    agree: tuple[str, ...]
    conflict: tuple[str, ...]
    passages_share: float
    passages: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    path: tuple[PathStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupExplanation:
    """Reports held against reports. ``average`` is over what counts of all ``pairs``; one pair: both ends are it."""

    pairs: int
    left_out: int
    average: float
    strongest: PairExplanation
    weakest: PairExplanation


def explain(session: Session, a: str, b: str) -> PairExplanation:
    """Explains two different articles, given by id. Raises ``ArchiveError`` for one that is not in the archive."""
    loaded = _load(session, (a, b))
    return _explained(session, loaded[a], loaded[b], _signed(loaded), closure(session))


def explain_groups(session: Session, one: Sequence[str], other: Sequence[str]) -> GroupExplanation:
    """The strongest and the weakest pair between two groups of articles, or within one when both are the same.

    Raises ``ArchiveError`` for an unknown article and for a single report that is held against itself.
    """
    left, right = one[:REPORTS], other[:REPORTS]
    pairs = list(combinations(left, 2) if tuple(one) == tuple(other) else product(left, right))
    if not pairs:
        raise ArchiveError("this event has a single report: there is nothing to compare it with")
    loaded = _load(session, {*left, *right})
    signed = _signed(loaded)
    ranked = sorted((-_score(signed[a], signed[b])[0], a, b) for a, b in pairs)
    kept = counted_scores(session, {*left, *right})
    judged = closure(session)
    return GroupExplanation(
        pairs=len(pairs),
        left_out=len({*one, *other}) - len(loaded),
        average=sum(kept.get((min(pair), max(pair)), 0.0) for pair in pairs) / len(pairs),
        strongest=_explained(session, loaded[ranked[0][1]], loaded[ranked[0][2]], signed, judged),
        weakest=_explained(session, loaded[ranked[-1][1]], loaded[ranked[-1][2]], signed, judged),
    )


def _load(session: Session, articles: Sequence[str] | set[str]) -> dict[str, Article]:
    found: dict[str, Article] = {}
    for portion in portions(set(articles)):
        found.update(
            (article.article_id, article)
            for article in session.scalars(select(Article).where(Article.article_id.in_(portion)))
        )
    if missing := sorted(set(articles) - found.keys()):
        raise ArchiveError(f"no article {missing[0]!r} in the archive")
    return found


def _signed(articles: Mapping[str, Article]) -> dict[str, Signature]:
    from storage.signatures.sign import sign_all  # loads numpy, which most commands never need

    return {one.article_id: one for one in sign_all(map(report_of, articles.values()))}


def _score(a: Signature, b: Signature) -> tuple[float, Overlap, dict[str, float], bool]:
    """Score of two articles, however little they have in common; their overlap, features, and whether one is a copy."""
    shared = overlap(a, b)
    values = features(a, b, shared)
    copy = is_copy(a, b, shared)
    counted = score_of(values)
    return max(counted, COPY_SCORE) if copy else counted, shared, values, copy


def _explained(
    session: Session, first: Article, second: Article, signed: Mapping[str, Signature], judged: Closure
) -> PairExplanation:
    one, other = signed[first.article_id], signed[second.article_id]
    a, b = (one, other) if one.article_id < other.article_id else (other, one)
    score, passages, values, copy = _score(a, b)
    shared = evidence(a, b, passages, values)
    counted = counted_scores(session, (a.article_id, b.article_id)).get((a.article_id, b.article_id), 0.0)
    fitted = weights()
    contributions = [
        FeatureScore(
            name, value, fitted.weights[name], fitted.weights[name] * value, feature_words(name, value, one, other)
        )
        for name, value in values.items()
    ]
    same = first.event_id == second.event_id if first.event_id and second.event_id else None
    verdict = judged.says(first.article_id, second.article_id)
    path: tuple[PathStep, ...] = ()
    if same and verdict is None and counted < fitted.threshold:
        path = _path(session, first, second, judged)
    return PairExplanation(
        a=_side(first, one),
        b=_side(second, other),
        same_event=same,
        decided_by="judgement" if verdict else "score",
        because=_because(session, first, second, counted, judged, path),
        score=score,
        counted=counted,
        threshold=fitted.threshold,
        not_compared=_not_compared(a, b, score, values["wording"]) if not counted else None,
        copy=copy,
        hours_apart=shared["hours_apart"],
        start=fitted.intercept,
        contributions=tuple(sorted(contributions, key=lambda each: (-abs(each.points), each.feature))),
        names=tuple(shared["names"]),
        terms=tuple(shared["terms"]),
        numbers=tuple(shared["numbers"]),
        speakers=tuple(shared["speakers"]),
        agree=tuple(agreements(one, other)),
        conflict=tuple(conflicts(one, other)),
        passages_share=shared["passages"],
        passages=tuple(_cut(passage) for passage in shared_passages(first.body, second.body, most=PASSAGES)),
        judgements=tuple(judged.grounds(first.article_id, second.article_id)),
        path=path,
    )


def _side(article: Article, signature: Signature) -> Side:
    return Side(
        article_id=article.article_id,
        event_id=article.event_id,
        outlet=article.outlet,
        title=article.title,
        url=article.url,
        published_at=article.published_at,
        published_precision=article.published_precision,
        told=signature.told,
        region_code=article.region_code,
        region=article.region,
        place=article.place,
    )


def _not_compared(a: Signature, b: Signature, score: float, wording: float) -> str:
    """Reason why the grouping counts nothing for a pair."""
    days = abs((a.day - b.day).days)
    if days > WINDOW_DAYS:
        return f"too far apart in time: {days} days, and beyond {WINDOW_DAYS} articles are never compared"
    if wording < LEAST_WORDING:
        return f"too little wording in common: {wording:.2f}, and below {LEAST_WORDING} nothing counts"
    if score < FLOOR:
        return f"scores below {FLOOR} are not kept"
    return "their weightiest terms have too little in common, or they were not grouped yet"


def _because(
    session: Session, first: Article, second: Article, counted: float, judged: Closure, path: Sequence[PathStep]
) -> str:
    threshold = weights().threshold
    verdict = judged.says(first.article_id, second.article_id)
    if verdict is not None:
        return f"judged {verdict}"
    if first.event_id is None or second.event_id is None:
        waiting = first if first.event_id is None else second
        state = "not grouped yet: run scrapy cluster" if waiting.relevant else "not relevant, and so in no event"
        return f"{waiting.article_id} is {state}"
    if first.event_id == second.event_id:
        if counted >= threshold:
            return f"the pair counts {counted:.2f}, and {threshold:.2f} is enough"
        via = "through other articles, which they both resemble" if len(path) > 1 else "by the average of the event"
        return f"the pair alone counts {counted:.2f}, less than {threshold:.2f}; they are joined {via}"
    if counted < threshold:
        return f"the pair counts {counted:.2f}, less than {threshold:.2f}"
    ours, theirs = (_members(session, article.event_id) for article in (first, second))
    if any((a in ours) != (b in ours) for a, b in judged.apart_among({*ours, *theirs})):
        return f"the pair counts {counted:.2f}, but other reports of the two events are judged different"
    kept = counted_scores(session, {*ours, *theirs})
    average = sum(kept.get((min(a, b), max(a, b)), 0.0) for a in ours for b in theirs) / (len(ours) * len(theirs))
    return (
        f"the pair counts {counted:.2f}, but all {len(ours) * len(theirs)} pairs between the two events count "
        f"{average:.2f} on average, and {threshold:.2f} is needed"
    )


def _members(session: Session, event_id: str | None) -> tuple[str, ...]:
    return tuple(session.scalars(select(Article.article_id).where(Article.event_id == event_id)))


def _path(session: Session, first: Article, second: Article, judged: Closure) -> tuple[PathStep, ...]:
    """The way from one article to the other whose weakest step is strongest; judgements are the strongest steps."""
    inside = set(_members(session, first.event_id))
    steps = [PathStep(a, b, score, None) for (a, b), score in counted_scores(session, inside).items()]
    for one in judged.judgements:
        if one.verdict == "same":
            present = sorted(one.articles & inside)
            steps.extend(PathStep(present[0], other, 1.0, one.judgement_id) for other in present[1:])
    steps.sort(key=lambda step: (step.judgement_id is None, -step.score, step.a, step.b))
    ways: dict[str, list[PathStep]] = {article: [] for article in inside}
    # a spanning tree of the strongest steps (Kruskal 1956) holds the path between any two
    home = {article: {article} for article in inside}
    for step in steps:
        if home[step.a] is not home[step.b]:
            ways[step.a].append(step)
            ways[step.b].append(PathStep(step.b, step.a, step.score, step.judgement_id))
            merged = home[step.a] | home[step.b]
            home.update(dict.fromkeys(merged, merged))
    return _walk(ways, first.article_id, second.article_id)


def _walk(ways: Mapping[str, Sequence[PathStep]], start: str, end: str) -> tuple[PathStep, ...]:
    came: dict[str, PathStep | None] = {start: None}
    queue = deque([start])
    while queue:
        for step in ways[queue.popleft()]:
            if step.b not in came:
                came[step.b] = step
                queue.append(step.b)
    walked: list[PathStep] = []
    here = end
    while (step_here := came.get(here)) is not None:
        walked.append(step_here)
        here = step_here.a
    return tuple(reversed(walked))


def _cut(passage: str) -> str:
    if len(passage) <= PASSAGE:
        return passage
    return passage[: PASSAGE - 1].rpartition(" ")[0] + "…"


def as_json(value: Any) -> Any:
    """For ``json.dumps(…, default=as_json)``: days and times in ISO 8601, UTC."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no JSON value")
