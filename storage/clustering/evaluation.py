"""Agreement of event clusters with labelled ones: B-cubed and pair scores, from mappings or a labelled file.

B-cubed: Bagga and Baldwin, *Algorithms for scoring coreference chains* (1998); for every article, the share of its
found cluster that belongs with it (precision) and the share of its true cluster that was found (recall), averaged
over articles. Pair scores count two articles in one cluster as a decision. An archive is neither read nor written.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from storage.calendar import JAKARTA
from storage.clustering.clusters import group, score_pairs
from storage.signatures.signature import Signature, SignatureInput

_UNDATED = date(1970, 1, 1)
"""Articles without any date are compared with each other and with no dated article."""


class EvaluationError(ValueError):
    """A labelled file that cannot be used; the message names file, line and remedy."""


@dataclass(frozen=True, slots=True)
class ClusterScores:
    """Agreement of two groupings of the same articles. Shares lie between 0 and 1.

    ``articles``: how many were compared; ``clusters``: how many groups were found (not how many are right). With no
    pair to find (or none found) the pair scores are 1.0 if both sides agree on that, else 0.0.
    """

    articles: int
    clusters: int
    b_cubed_precision: float
    b_cubed_recall: float
    b_cubed_f1: float
    pair_precision: float
    pair_recall: float
    pair_f1: float


def compare(gold: Mapping[str, str], found: Mapping[str, str]) -> ClusterScores:
    """Scores of the grouping ``found`` against ``gold``; both map an article id to the id of its group.

    Raises ``EvaluationError`` when the two do not hold the same articles, or none.
    """
    if not gold:
        raise EvaluationError("no labelled articles to compare")
    if gold.keys() != found.keys():
        odd = sorted(gold.keys() ^ found.keys())
        raise EvaluationError(f"gold and found hold different articles: {len(odd)} are in one only, first {odd[0]!r}")
    gold_sizes = Counter(gold.values())
    found_sizes = Counter(found.values())
    both = Counter((gold[key], found[key]) for key in gold)
    precision = sum(n * n / found_sizes[group] for (_, group), n in both.items()) / len(gold)
    recall = sum(n * n / gold_sizes[group] for (group, _), n in both.items()) / len(gold)
    right = sum(map(_pairs, both.values()))
    pairs_found = sum(map(_pairs, found_sizes.values()))
    pairs_gold = sum(map(_pairs, gold_sizes.values()))
    none_needed = pairs_found == pairs_gold == 0
    pair_precision = right / pairs_found if pairs_found else float(none_needed)
    pair_recall = right / pairs_gold if pairs_gold else float(none_needed)
    return ClusterScores(
        articles=len(gold),
        clusters=len(found_sizes),
        b_cubed_precision=precision,
        b_cubed_recall=recall,
        b_cubed_f1=_harmonic(precision, recall),
        pair_precision=pair_precision,
        pair_recall=pair_recall,
        pair_f1=_harmonic(pair_precision, pair_recall),
    )


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled article: its signature, and the id of the event that a person gave it."""

    signature: Signature
    cluster: str


def evaluate_file(path: Path) -> ClusterScores:
    """Groups the articles of a labelled file (see ``read_labelled``) and scores the result.

    Raises ``EvaluationError`` with file and line for input that cannot be used, ``OSError`` when the file cannot be
    read.
    """
    labelled = read_labelled(path)
    gold = {item.signature.article_id: item.cluster for item in labelled}
    pairs = list(score_pairs((item.signature for item in labelled), ()))
    found = {member: cluster.members[0] for cluster in group(gold, pairs) for member in cluster.members}
    return compare(gold, found)


def read_labelled(path: Path) -> list[Labelled]:
    """The articles of a labelled JSON Lines file, in its order.

    Each line is an object with ``id``, ``title`` (or null), ``body``, ``published_at`` (ISO 8601 with an offset, a
    plain day, or null), ``outlet`` and ``cluster``; ``network``, ``event_date`` (ISO 8601), ``region_code`` and
    ``place`` are used when present, other fields are ignored. Raises as ``evaluate_file``.
    """
    labelled: list[Labelled] = []
    seen: set[str] = set()
    with path.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            if not raw.strip():
                continue
            where = f"{path}:{number}"
            row = _row(raw, where)
            article_id = _text(row, "id", where)
            if article_id in seen:
                raise EvaluationError(f"{where}: id {article_id!r} occurs twice; give every article its own")
            seen.add(article_id)
            labelled.append(Labelled(_signed(article_id, row, where), _text(row, "cluster", where)))
    if not labelled:
        raise EvaluationError(f"{path}: no labelled articles; expected one JSON object a line")
    return labelled


def _row(raw: bytes, where: str) -> dict[str, Any]:
    try:
        row = json.loads(raw)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{where}: not a line of JSON ({error})") from error
    if not isinstance(row, dict):
        raise EvaluationError(f"{where}: expected a JSON object, found {type(row).__name__}")
    return row


def _signed(article_id: str, row: Mapping[str, Any], where: str) -> Signature:
    from storage.signatures.sign import sign  # loads numpy, which most commands never need

    outlet = _text(row, "outlet", where)
    published = _published(row, where)
    event_date = _event_date(row, where)
    # what stands there as the place is checked like the rest, though only shown to people
    _optional_text(row, "place", where)
    report = SignatureInput(
        article_id=article_id,
        outlet=outlet,
        network=_optional_text(row, "network", where) or outlet,
        title=_optional_text(row, "title", where),
        body=_text(row, "body", where),
        published_at=published,
        event_date=event_date,
        region_code=_optional_text(row, "region_code", where),
        fallback_day=_UNDATED,
    )
    return sign(report)


def _text(row: Mapping[str, Any], name: str, where: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or (not value and name != "body"):
        raise EvaluationError(f"{where}: field {name!r} must be a text, found {value!r:.40}")
    return value


def _optional_text(row: Mapping[str, Any], name: str, where: str) -> str | None:
    return None if row.get(name) in (None, "") else _text(row, name, where)


def _published(row: Mapping[str, Any], where: str) -> datetime | None:
    text = _optional_text(row, "published_at", where)
    if text is None:
        return None
    try:
        published = datetime.fromisoformat(text)
    except ValueError as error:
        raise EvaluationError(f"{where}: published_at {text!r} is not an ISO 8601 time") from error
    if published.tzinfo is None and len(text) == len("2024-11-27"):
        return published.replace(tzinfo=JAKARTA)
    if published.tzinfo is None:
        raise EvaluationError(f"{where}: published_at {text!r} has no offset; write one, such as +07:00")
    return published


def _event_date(row: Mapping[str, Any], where: str) -> date | None:
    text = _optional_text(row, "event_date", where)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise EvaluationError(f"{where}: event_date {text!r} is not an ISO 8601 day") from error


def _pairs(n: int) -> int:
    return n * (n - 1) // 2


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
