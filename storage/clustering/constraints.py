"""Pure: judgements of people as constraints of the clustering, their closure and their contradictions.

*Same* (must-link) joins: if A is B and B is C, then A is C. *Different* (cannot-link) parts all that *same* has joined
on either side. The closure depends on the judgements alone, not on the articles that an archive holds.
"""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import Literal, get_args

Constraint = Literal["same", "different"]
"""``same`` is a must-link, ``different`` a cannot-link constraint of constrained clustering."""
CONSTRAINTS: tuple[Constraint, ...] = get_args(Constraint)

_TEXT = 1_000
"""Characters of a name or a reason, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One statement about the articles ``a`` and ``b`` (sorted ids; see ``storage.models.Judgement``).

    Times are aware. The id is a hash of everything up to ``judged_at``, so that the same statement is the same in
    every archive that it is imported into.
    """

    judgement_id: str
    verdict: Constraint
    a: tuple[str, ...]
    b: tuple[str, ...]
    by: str
    why: str
    judged_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_why: str | None = None

    @property
    def in_force(self) -> bool:
        """True if it was never withdrawn."""
        return self.withdrawn_at is None

    @property
    def articles(self) -> frozenset[str]:
        """All articles that it is about."""
        return frozenset((*self.a, *self.b))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every pair of an article of ``a`` and one of ``b``, the smaller id first."""
        for one in self.a:
            for other in self.b:
                yield (one, other) if one < other else (other, one)


def judgement(
    verdict: Constraint, a: Collection[str], b: Collection[str], *, by: str, why: str, judged_at: datetime
) -> Judgement:
    """A new statement. Raises ``ValueError`` for a missing name or reason, and for articles on both sides or none."""
    by, why = stated(by, "who judges"), stated(why, "why")
    if judged_at.tzinfo is None:
        raise ValueError(f"naive datetime {judged_at!r}: give it a zone")
    if not a or not b:
        raise ValueError("there must be an article on either side")
    if both := set(a).intersection(b):
        raise ValueError(f"{min(both)} stands on both sides")
    # which of the two was named first means nothing
    one, other = sorted((tuple(sorted(set(a))), tuple(sorted(set(b)))))
    at = judged_at.astimezone(UTC).replace(microsecond=0)
    content = json.dumps([verdict, one, other, by, why, at.isoformat()], ensure_ascii=False)
    name = "j" + sha256(content.encode()).hexdigest()[:16]
    return Judgement(judgement_id=name, verdict=verdict, a=one, b=other, by=by, why=why, judged_at=at)


def withdrawn(one: Judgement, *, by: str, why: str, at: datetime) -> Judgement:
    """The same statement, taken back at ``at`` (aware). Raises ``ValueError`` for a missing name or reason."""
    return replace(
        one,
        withdrawn_at=at.astimezone(UTC).replace(microsecond=0),
        withdrawn_by=stated(by, "who withdraws it"),
        withdrawn_why=stated(why, "why it is withdrawn"),
    )


def stated(text: str, what: str) -> str:
    """A name or a reason on one line. Raises ``ValueError`` when there is none, or more than anybody reads."""
    # what UTF-8 cannot hold must not reach a file
    line = " ".join(text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").split())
    if not line:
        raise ValueError(f"a judgement says {what}: that must not be empty")
    if len(line) > _TEXT:
        raise ValueError(f"a judgement says {what} in at most {_TEXT} characters, this has {len(line)}")
    return line


class Closure:
    """Closure of judgements under must-link and cannot-link; withdrawn ones are left out.

    ``together``: the sets of two or more articles that *same* joins, directly or through others.
    """

    def __init__(self, judgements: Iterable[Judgement]) -> None:
        self.judgements = tuple(one for one in judgements if one.in_force)
        self._set_of: dict[str, frozenset[str]] = {}
        self.together = tuple(self._joined())
        for joined in self.together:
            self._set_of.update(dict.fromkeys(joined, joined))

    @cached_property
    def articles(self) -> frozenset[str]:
        """All articles that a judgement in force is about."""
        return frozenset().union(*(one.articles for one in self.judgements))

    def with_all(self, articles: Iterable[str]) -> frozenset[str]:
        """These articles and all that are judged to belong with them."""
        return frozenset().union(*(self._same(article) for article in articles))

    def says(self, a: str, b: str) -> Constraint | None:
        """Constraint that follows for two articles, if any."""
        if b in self._same(a):
            return "same"
        return "different" if self.parting(a, b) else None

    def parting(self, a: str, b: str) -> list[Judgement]:
        """The judgements that part two articles, or those with which they are judged to belong."""
        ours, theirs = self._same(a), self._same(b)
        return [
            one
            for one in self._different
            if (not ours.isdisjoint(one.a) and not theirs.isdisjoint(one.b))
            or (not ours.isdisjoint(one.b) and not theirs.isdisjoint(one.a))
        ]

    def grounds(self, a: str, b: str) -> list[Judgement]:
        """The judgements from which it follows what holds for two articles, each once; none where nothing does."""
        if b in self._same(a):
            return list(dict.fromkeys(link for _, _, link in self.chain(a, b)))
        found: list[Judgement] = []
        for one in self.parting(a, b):
            found.append(one)
            for article in (a, b):
                named = min(self._same(article) & one.articles)
                if article not in one.articles:
                    found.extend(link for _, _, link in self.chain(article, named))
        return list(dict.fromkeys(found))

    def apart_among(self, articles: Collection[str]) -> list[tuple[str, str]]:
        """Pairs of these articles that stand for every two sets of which none may share an event; sorted.

        They hold for ``storage.clustering.clusters.group`` with ``together``: one article of each set is enough.
        """
        inside = set(articles)
        found: set[tuple[str, str]] = set()
        for one in self._different:
            ours, theirs = (
                {min(present) for article in side if (present := self._same(article) & inside)}
                for side in (one.a, one.b)
            )
            found.update((min(pair), max(pair)) for pair in ((a, b) for a in ours for b in theirs))
        return sorted(found)

    def contradiction(self, stated_now: Collection[str] = ()) -> str | None:
        """The first *different* that *same* contradicts, with the chain that does; None when all agree.

        Judgements whose ids are in ``stated_now`` are called so.
        """
        for one in self._different:
            for a, b in one.pairs():
                if b in self._same(a):
                    chain = ", ".join(f"{x} = {y} ({_source(link, stated_now)})" for x, y, link in self.chain(a, b))
                    return f"{a} and {b} are judged different ({_source(one, stated_now)}), but {chain}"
        return None

    def chain(self, a: str, b: str) -> list[tuple[str, str, Judgement]]:
        """The shortest way from one article to another over *same*: from, to, by which judgement. Empty: no way."""
        about: Mapping[str, list[Judgement]] = defaultdict(list)
        for one in self.judgements:
            if one.verdict == "same":
                for article in one.articles:
                    about[article].append(one)
        came: dict[str, tuple[str, Judgement] | None] = {a: None}
        queue = deque([a])
        while queue and b not in came:
            here = queue.popleft()
            for one in about.get(here, ()):
                for there in sorted(one.articles - came.keys()):
                    came[there] = (here, one)
                    queue.append(there)
        way: list[tuple[str, str, Judgement]] = []
        while (step := came.get(b)) is not None:
            way.append((step[0], b, step[1]))
            b = step[0]
        return way[::-1]

    @cached_property
    def _different(self) -> tuple[Judgement, ...]:
        return tuple(one for one in self.judgements if one.verdict == "different")

    def _same(self, article: str) -> frozenset[str]:
        return self._set_of.get(article, frozenset((article,)))

    def _joined(self) -> Iterator[frozenset[str]]:
        """Sets joined by *same*, by smallest article."""
        home: dict[str, set[str]] = {}
        for one in self.judgements:
            if one.verdict == "same":
                merged = set(one.articles)
                for part in {id(home[article]): home[article] for article in one.articles if article in home}.values():
                    merged |= part
                home.update(dict.fromkeys(merged, merged))
        parts = {min(part): part for part in home.values()}
        for first in sorted(parts):
            yield frozenset(parts[first])


def _source(one: Judgement, stated_now: Collection[str]) -> str:
    return f"by {one.by}, {'now' if one.judgement_id in stated_now else one.judgement_id}"
