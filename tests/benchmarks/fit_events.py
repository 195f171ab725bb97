"""Fits the weights that say whether two articles report one event: ``storage/clustering/data/event_weights.json``.

    python -m tests.benchmarks.fit_events ../shared/eval/events.jsonl            # figures and weights
    python -m tests.benchmarks.fit_events ../shared/eval/events.jsonl --write    # ... and into the weights file

Input: the labelled file of ``storage.clustering.evaluation``, where ``hard_for`` may name the event that a hard
negative resembles.

Logistic regression with a small ridge, by Newton's method (Hastie, Tibshirani and Friedman, The Elements of Statistical
Learning, section 4.4.1). A pair counts the less the more pairs its articles stand in (``_weighed``), so that one event
of sixteen reports does not outweigh fifty of two. The labelled news is national and has neither regions nor days given
by a caller: those weights are set by judgement (``JUDGED``), and the sample web and the seeds check them.

Figures come by cross-validation over events: an event, with what resembles it, is in one of five folds. *Within* groups
each fold alone, by weights that did not see it; *across* groups all articles, each pair scored by weights that saw
neither of its two folds. Which events share a fold is a matter of chance, and worth a hundredth or two: ten splits are
made, and the mean is printed with the standard deviation between them. At the end the threshold is no choice of the
reader's: each fold is grouped by the threshold that suits the other four best.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from storage.clustering.clusters import FLOOR, LEAST_WORDING, ScoredPair, group
from storage.clustering.evaluation import ClusterScores, Labelled, compare, read_labelled
from storage.clustering.score import FEATURES, features, overlap
from storage.signatures.signature import VERSION, WINDOW_DAYS

WEIGHTS = Path(__file__).resolve().parents[2] / "storage" / "clustering" / "data" / "event_weights.json"
JUDGED = {"untold": -14.0, "event_date": -2.5, "template": -10.0, "same_region": 0.5, "other_region": -4.0}
"""Weights that the labelled news cannot give: it has no boilerplate, no days given by a caller, no regions. A
caller's day is better than the day read here. Where regions conflict and speakers differ too, the feature is twice
the wording, so that no likeness outweighs it."""
FITTED = tuple(name for name in FEATURES if name not in JUDGED)
RIDGE = 0.1
FOLDS = 5
SPLITS = 10
THRESHOLDS = (0.25, 0.3, 0.33, 0.35, 0.37, 0.4, 0.45, 0.5)
_STEPS = 15

Row = list[float]


@dataclass(frozen=True, slots=True)
class Example:
    """A pair of articles, by position, as the fit sees it.

    ``row`` is in the order of ``FITTED``, with a 1 at its end; ``judged`` is what the weights set by judgement add;
    ``weight`` is how much the pair counts.
    """

    a: int
    b: int
    row: Row
    judged: float
    same: bool
    weight: float = 1.0


def main() -> None:
    """Prints cross-validated figures by threshold, and the weights fitted on everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", type=Path, help="JSON Lines as for storage.clustering.evaluation")
    parser.add_argument("--threshold", type=float, default=0.35, help="average score from which clusters are joined")
    parser.add_argument("--splits", type=int, default=SPLITS, help="how often the events are dealt to folds anew")
    parser.add_argument("--across", action="store_true", help="group all articles too, which takes three times as long")
    parser.add_argument("--write", action="store_true", help="write the weights file")
    arguments = parser.parse_args()
    labelled = read_labelled(arguments.labelled)
    examples = _examples(labelled)
    _print_figures(examples, labelled, _resembled(arguments.labelled), arguments.splits, arguments.across)
    fitted = newton(examples)
    names = (*FITTED, "intercept")
    sys.stdout.writelines(f"{name:10} {value:7.3f}\n" for name, value in zip(names, fitted, strict=True))
    if arguments.write:
        weights = {**dict(zip(FITTED, (round(value, 3) for value in fitted), strict=False)), **JUDGED}
        content = {
            "version": VERSION,
            "made_by": "python -m tests.benchmarks.fit_events ../shared/eval/events.jsonl --write",
            "intercept": round(fitted[-1], 3),
            "weights": {name: weights[name] for name in FEATURES},
            "threshold": arguments.threshold,
        }
        WEIGHTS.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _print_figures(
    examples: Sequence[Example], labelled: Sequence[Labelled], resembled: Mapping[str, str], splits: int, across: bool
) -> None:
    tables: dict[str, dict[float, list[ClusterScores]]] = {}
    chosen: list[ClusterScores] = []
    for split in range(splits):
        dealt = _dealt(resembled.values(), split)
        folds = [dealt[resembled[item.signature.article_id]] for item in labelled]
        apart, crossing = _cross_validated(examples, labelled, folds, across)
        for name, pairs in (("within", apart), ("across", crossing)):
            for threshold in THRESHOLDS if pairs else ():
                scores = _scores(labelled, pairs, threshold)
                tables.setdefault(name, {}).setdefault(threshold, []).append(scores)
        chosen.append(_by_the_others(labelled, folds, apart))
    for name, table in tables.items():
        for threshold, found in table.items():
            sys.stdout.write(f"{name} threshold {threshold:.2f}  {_shown(found)}\n")
    sys.stdout.write(f"within threshold chosen on the other folds  {_shown(chosen)}\n")


def newton(examples: Sequence[Example]) -> Row:
    """Logistic weights in the order of ``FITTED``, then the intercept, which no ridge pulls."""
    size = len(FITTED) + 1
    weights = [0.0] * size
    for _ in range(_STEPS):
        slope = [-RIDGE * value for value in weights[:-1]] + [0.0]
        curve = [[RIDGE * (at == to and at < size - 1) + 1e-9 * (at == to) for to in range(size)] for at in range(size)]
        for example in examples:
            row = example.row
            chance = _logistic(example.judged + sum(map(float.__mul__, weights, row)))
            error = example.weight * (example.same - chance)
            spread = example.weight * chance * (1.0 - chance)
            for at, value in enumerate(row):
                if value:
                    slope[at] += error * value
                    weight, line = spread * value, curve[at]
                    for to in range(at + 1):
                        line[to] += weight * row[to]
        for at in range(size):
            for to in range(at):
                curve[to][at] = curve[at][to]
        step = _solved(curve, slope)
        weights = [value + change for value, change in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-6:
            break
    return weights


def _examples(labelled: Sequence[Labelled]) -> list[Example]:
    signatures = [item.signature for item in labelled]
    order = sorted(range(len(signatures)), key=lambda at: signatures[at].day)
    examples = []
    for start, first in enumerate(order):
        for second in order[start + 1 :]:
            a, b = signatures[first], signatures[second]
            if (b.day - a.day).days > WINDOW_DAYS:
                break
            shared = overlap(a, b)
            if shared.wording >= LEAST_WORDING:
                pair = features(a, b, shared)
                judged = sum(weight * pair[name] for name, weight in JUDGED.items())
                same = labelled[first].cluster == labelled[second].cluster
                examples.append(Example(first, second, [*(pair[name] for name in FITTED), 1.0], judged, same))
    return _weighed(examples)


def _weighed(examples: Sequence[Example]) -> list[Example]:
    """Each pair by the fourth root of 1 / (pairs of the one article times pairs of the other), 1 on average.

    Half way between a pair and an article as the unit that counts; B-cubed is over articles. Either end is worse.
    """
    met = Counter(at for example in examples for at in (example.a, example.b))
    weights = [(met[example.a] * met[example.b]) ** -0.25 for example in examples]
    mean = math.fsum(weights) / max(1, len(weights))
    return [replace(example, weight=weight / mean) for example, weight in zip(examples, weights, strict=True)]


def _resembled(path: Path) -> dict[str, str]:
    """Article → its event, or the event that it resembles."""
    rows = map(json.loads, filter(None, map(bytes.strip, path.read_bytes().splitlines())))
    return {row["id"]: row.get("hard_for") or row["cluster"] for row in rows}


def _dealt(events: Iterable[str], split: int) -> dict[str, int]:
    """Event → fold: shuffled the same way on every machine, and dealt in turn."""
    shuffled = sorted(set(events), key=lambda event: (zlib.crc32(f"{split} {event}".encode()), event))
    return {event: at % FOLDS for at, event in enumerate(shuffled)}


def _cross_validated(
    examples: Sequence[Example], labelled: Sequence[Labelled], folds: Sequence[int], across: bool
) -> tuple[list[ScoredPair], list[ScoredPair]]:
    """The pairs inside a fold, and all pairs if asked for, by weights that saw neither article."""
    within: list[ScoredPair] = []
    crossing: list[ScoredPair] = []
    held_out = [{fold} for fold in range(FOLDS)] + [set(two) for two in combinations(range(FOLDS), 2) if across]
    for unseen in held_out:
        fitted = newton([item for item in examples if unseen.isdisjoint((folds[item.a], folds[item.b]))])
        for item in examples:
            if {folds[item.a], folds[item.b]} == unseen:
                score = _logistic(item.judged + sum(map(float.__mul__, fitted, item.row)))
                if score >= FLOOR:
                    a, b = sorted((labelled[item.a].signature.article_id, labelled[item.b].signature.article_id))
                    pair = ScoredPair(a, b, score, False)
                    if len(unseen) == 1:
                        within.append(pair)
                    if across:
                        crossing.append(pair)
    return within, crossing


def _by_the_others(labelled: Sequence[Labelled], folds: Sequence[int], pairs: Sequence[ScoredPair]) -> ClusterScores:
    """Each fold grouped by the threshold at which B-cubed and pair F1 of the other folds are highest together."""
    gold = {item.signature.article_id: item.cluster for item in labelled}
    fold = dict(zip(gold, folds, strict=True))
    by_threshold = {threshold: _grouped(gold, pairs, threshold) for threshold in THRESHOLDS}
    found: dict[str, str] = {}
    for unseen in range(FOLDS):
        others = [article for article in gold if fold[article] != unseen]
        best = max(THRESHOLDS, key=lambda threshold: _sum_of_scores(gold, by_threshold[threshold], others))
        found.update({article: by_threshold[best][article] for article in gold if fold[article] == unseen})
    return compare(gold, found)


def _sum_of_scores(gold: Mapping[str, str], found: Mapping[str, str], articles: Collection[str]) -> float:
    scores = compare({at: gold[at] for at in articles}, {at: found[at] for at in articles})
    return scores.b_cubed_f1 + scores.pair_f1


def _scores(labelled: Iterable[Labelled], pairs: Sequence[ScoredPair], threshold: float) -> ClusterScores:
    gold = {item.signature.article_id: item.cluster for item in labelled}
    return compare(gold, _grouped(gold, pairs, threshold))


def _grouped(gold: Iterable[str], pairs: Sequence[ScoredPair], threshold: float) -> dict[str, str]:
    return {
        member: cluster.members[0] for cluster in group(gold, pairs, threshold=threshold) for member in cluster.members
    }


def _shown(scores: Sequence[ClusterScores]) -> str:
    """Means, and standard deviations between splits."""
    b_cubed, pairs = [one.b_cubed_f1 for one in scores], [one.pair_f1 for one in scores]
    return (
        f"B3 {statistics.fmean(b_cubed):.3f} ±{statistics.pstdev(b_cubed):.3f}  "
        f"pairs {statistics.fmean(pairs):.3f} ±{statistics.pstdev(pairs):.3f}"
    )


def _logistic(exponent: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, exponent))))


def _solved(matrix: Sequence[Row], right: Row) -> Row:
    """Solution of a small symmetric positive definite system, by Gaussian elimination."""
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for at in range(size):
        for below in range(at + 1, size):
            factor = rows[below][at] / rows[at][at]
            for column in range(at, size + 1):
                rows[below][column] -= factor * rows[at][column]
    solution = [0.0] * size
    for at in reversed(range(size)):
        known = sum(rows[at][column] * solution[column] for column in range(at + 1, size))
        solution[at] = (rows[at][size] - known) / rows[at][at]
    return solution


if __name__ == "__main__":
    main()
