"""Pure: which id an event cluster goes by after a regrouping.

An event keeps its id when it grows, merges or splits, and an id is never given twice, so that a citation stays true:

- *growth*: the event that was there keeps its id;
- *merge*: the event founded earlier lives on (of equals, the smaller id), the others redirect to it;
- *split*: the larger part keeps the id (of equals, the part with the article that founded it), the others are founded;
- *founding*: the event is named after its founder, the earliest published article (of equals, the smallest id). Where
  that name was ever in use, the next article in that order gives it; where all were, a hash of the founder's id does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from storage.clustering.clusters import Cluster
from storage.clustering.constraints import Judgement


@dataclass(frozen=True, slots=True)
class FormerEvent:
    """An event before the regrouping; ``members`` are the article ids it holds now, at least one."""

    event_id: str
    founded_at: datetime
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an event's history (``storage.models.EventChange``); ``detail`` holds JSON values."""

    event_id: str
    kind: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Identities:
    """Result of a regrouping: every cluster's id, the ids that are new, and those that redirect."""

    events: dict[str, Cluster] = field(default_factory=dict)
    founded: list[str] = field(default_factory=list)
    redirects: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


def event_named_after(article_id: str) -> str:
    """The id of an event that this article founds."""
    return "e" + article_id[1:]


def identify(
    former: Iterable[FormerEvent],
    clusters: Iterable[Cluster],
    *,
    published: Mapping[str, datetime | None],
    in_use: Callable[[str], bool],
) -> Identities:
    """Gives every cluster its event id.

    ``former`` are the events of the clusters' articles before; articles in none are new. ``published`` holds the
    publication time of every article in ``clusters``, ``in_use`` tells whether an event id was ever given. The result
    depends on none of the orders in which the arguments come.
    """
    order = _founding_order(published)
    formers = sorted(former, key=lambda event: (event.founded_at, event.event_id))
    parts = [tuple(sorted(cluster.members, key=order)) for cluster in clusters]
    by_part = dict(zip(parts, clusters, strict=True))
    part_of = {article: part for part in parts for article in part}

    heirs = {event.event_id: _heir(event, part_of, order) for event in formers}
    keepers: dict[tuple[str, ...], str] = {}
    result = Identities()
    for event in formers:  # earliest founded first: it keeps its id, later ones of the same part redirect to it
        keeper = keepers.setdefault(heirs[event.event_id], event.event_id)
        if keeper != event.event_id:
            result.redirects[event.event_id] = keeper
    names = dict(keepers)
    for part in sorted((part for part in parts if part not in keepers), key=lambda part: order(part[0])):
        names[part] = _new_name(part, lambda name: name in result.events or in_use(name))
        result.events[names[part]] = by_part[part]
        result.founded.append(names[part])
    result.events.update({name: by_part[part] for part, name in keepers.items()})
    result.changes.extend(_history(formers, part_of, names, result))
    return result


def _founding_order(published: Mapping[str, datetime | None]) -> Callable[[str], tuple[bool, float, str]]:
    def order(article: str) -> tuple[bool, float, str]:
        moment = published[article]
        return moment is None, moment.timestamp() if moment else 0.0, article

    return order


def _heir(
    event: FormerEvent,
    part_of: Mapping[str, tuple[str, ...]],
    order: Callable[[str], tuple[bool, float, str]],
) -> tuple[str, ...]:
    """The part that keeps the event's id, if no event founded earlier claims it too."""
    sizes: dict[tuple[str, ...], int] = defaultdict(int)
    for article in event.members:
        sizes[part_of[article]] += 1
    founder = "a" + event.event_id[1:]
    return min(sizes, key=lambda part: (-sizes[part], founder not in part, order(part[0])))


def _new_name(part: tuple[str, ...], in_use: Callable[[str], bool]) -> str:
    for article in part:
        name = event_named_after(article)
        if not in_use(name):
            return name
    attempt = 1
    while in_use(name := "e" + sha256(f"{part[0]}/{attempt}".encode()).hexdigest()[:16]):
        attempt += 1
    return name


def _history(
    formers: Iterable[FormerEvent],
    part_of: Mapping[str, tuple[str, ...]],
    names: Mapping[tuple[str, ...], str],
    result: Identities,
) -> Iterable[Change]:
    """Changes of each event, from the former and the present places of its articles."""
    was = {article: event.event_id for event in formers for article in event.members}
    merged: dict[str, list[str]] = defaultdict(list)
    for loser, winner in result.redirects.items():
        merged[winner].append(loser)
    founded = set(result.founded)
    for event in formers:
        event_id = event.event_id
        if event_id in result.redirects:
            yield Change(event_id, "merged", {"into": result.redirects[event_id]})
        if event_id in merged:
            yield Change(event_id, "merged", {"from": sorted(merged[event_id])})
        home = result.redirects.get(event_id, event_id)
        elsewhere = {article: names[part_of[article]] for article in sorted(event.members)}
        split_off = sorted({name for name in elsewhere.values() if name in founded})
        if split_off:
            yield Change(event_id, "split", {"into": split_off})
        moved = [article for article, name in elsewhere.items() if name != home and name not in founded]
        if moved:
            yield Change(event_id, "shrunk", {"articles": moved})
        if event_id in result.events:
            gained = [
                article
                for article in result.events[event_id].members
                if result.redirects.get(was.get(article, ""), was.get(article)) != event_id
            ]
            if gained:
                yield Change(event_id, "grown", {"articles": gained})
    for event_id in result.founded:
        members = result.events[event_id].members
        detail: dict[str, Any] = {"articles": list(members)}
        origins = sorted({was[article] for article in members if article in was})
        if origins:
            detail["from"] = origins
        yield Change(event_id, "founded", detail)


def attributed(
    changes: Iterable[Change],
    before: Mapping[str, str | None],
    after: Mapping[str, str],
    judgements: Iterable[Judgement],
) -> list[Change]:
    """The changes, with the judgements in force that brought them about under ``judged`` in their ``detail``.

    ``before`` and ``after`` map articles to their events. A *same* brought about what happened where its articles came
    together, a *different* where they parted; what the score would have done anyway is not asked.
    """
    brought: dict[str, list[dict[str, str]]] = defaultdict(list)
    for one in judgements:
        places: set[str | None] = set()
        if one.verdict == "same":
            present = one.articles & after.keys()
            if len({before[article] for article in present}) > 1 == len({after[article] for article in present}):
                places.update(at[article] for article in present for at in (before, after))
        else:
            for a, b in one.pairs():
                known = a in after and b in after
                if known and before[a] is not None and before[a] == before[b] and after[a] != after[b]:
                    places.update((before[a], after[a], after[b]))
        told = {"judgement": one.judgement_id, "verdict": one.verdict, "by": one.by, "why": one.why}
        for place in places:
            if place is not None:
                brought[place].append(told)
    return [
        replace(change, detail={**change.detail, "judged": brought[change.event_id]})
        if change.event_id in brought
        else change
        for change in changes
    ]


def bereft(changes: Iterable[Change], left: Mapping[str, list[str]]) -> list[Change]:
    """The changes; where an event split after articles had left it, ``without`` in the ``detail`` says which.

    ``left``: those articles by event. What they linked may resemble each other too little without them.
    """
    return [
        replace(change, detail={**change.detail, "without": left[change.event_id]})
        if change.kind == "split" and change.event_id in left
        else change
        for change in changes
    ]
