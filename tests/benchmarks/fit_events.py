"""Fits the weights that say whether two articles report one event: ``storage/data/event_weights.json``.

    python -m tests.benchmarks.fit_events ../shared/eval/events.jsonl            # figures and weights
    python -m tests.benchmarks.fit_events ../shared/eval/events.jsonl --write    # ... and into the weights file

Input: the labelled file of ``storage.evaluation``, where ``hard_for`` may name the event that a hard negative
resembles.

Logistic regression with a small ridge, by Newton's method (Hastie, Tibshirani and Friedman, The Elements of Statistical
Learning, section 4.4.1). The labelled news is national and has neither regions nor days given by a caller, so the
weights of those features are set by judgement (``JUDGED``); the sample web and the seeds check them.

Figures come by cross-validation over events: an event, with what resembles it, is in one of five folds. *Across* groups
all articles, each pair scored by weights that saw neither of its two folds; *within* groups each fold alone.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from storage.candidates import WINDOW_DAYS
from storage.clustering import FLOOR, LEAST_WORDING, ScoredPair, group
from storage.evaluation import ClusterScores, Labelled, compare, read_labelled
from storage.signatures import VERSION
from storage.similarity import FEATURES, features, wording

WEIGHTS = Path(__file__).resolve().parents[2] / "storage" / "data" / "event_weights.json"
JUDGED = {"untold": -14.0, "event_date": -2.5, "template": -10.0, "same_region": 0.5, "other_region": -4.0}
"""Weights that the labelled news cannot give: it has no boilerplate, no days given by a caller, no regions. A
caller's day is better than the day read here. Where regions conflict and speakers differ too, the feature is twice
the wording, so that no likeness outweighs it."""
FITTED = tuple(name for name in FEATURES if name not in JUDGED)
RIDGE = 0.1
FOLDS = 5
THRESHOLDS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
_STEPS = 15

Row = list[float]


@dataclass(frozen=True, slots=True)
class Example:
    """A pair of articles, by position, as the fit sees it.

    ``row`` is in the order of ``FITTED``, with a 1 at its end; ``judged`` is what the weights set by judgement add.
    """

    a: int
    b: int
    row: Row
    judged: float
    same: bool


def main() -> None:
    """Prints cross-validated figures by threshold, and the weights fitted on everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", type=Path, help="JSON Lines as for storage.evaluation")
    parser.add_argument("--threshold", type=float, default=0.36, help="average score from which clusters are joined")
    parser.add_argument("--write", action="store_true", help="write the weights file")
    arguments = parser.parse_args()
    labelled = read_labelled(arguments.labelled)
    folds = _folds(arguments.labelled, labelled)
    examples = _examples(labelled)
    across, within = _cross_validated(examples, labelled, folds)
    for threshold in THRESHOLDS:
        crossing, apart = (_shown(_scores(labelled, pairs, threshold)) for pairs in (across, within))
        sys.stdout.write(f"threshold {threshold:.2f}  across {crossing}  within {apart}\n")
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
            error, spread = example.same - chance, chance * (1.0 - chance)
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
            common = wording(a, b)
            if common >= LEAST_WORDING:
                pair = features(a, b, common)
                judged = sum(weight * pair[name] for name, weight in JUDGED.items())
                same = labelled[first].cluster == labelled[second].cluster
                examples.append(Example(first, second, [*(pair[name] for name in FITTED), 1.0], judged, same))
    return examples


def _folds(path: Path, labelled: Sequence[Labelled]) -> list[int]:
    """The fold of each article: by its event, or by the event that it resembles."""
    resembles = {}
    for line in path.read_bytes().splitlines():
        row = json.loads(line)
        resembles[row["id"]] = row.get("hard_for") or row["cluster"]
    return [zlib.crc32(resembles[item.signature.article_id].encode()) % FOLDS for item in labelled]


def _cross_validated(
    examples: Sequence[Example], labelled: Sequence[Labelled], folds: Sequence[int]
) -> tuple[list[ScoredPair], list[ScoredPair]]:
    across: list[ScoredPair] = []
    within: list[ScoredPair] = []
    for one, other in [*((fold, fold) for fold in range(FOLDS)), *combinations(range(FOLDS), 2)]:
        held_out = {one, other}
        fitted = newton([item for item in examples if held_out.isdisjoint((folds[item.a], folds[item.b]))])
        for item in examples:
            if {folds[item.a], folds[item.b]} == held_out:
                score = _logistic(item.judged + sum(map(float.__mul__, fitted, item.row)))
                if score >= FLOOR:
                    a, b = sorted((labelled[item.a].signature.article_id, labelled[item.b].signature.article_id))
                    pair = ScoredPair(a, b, score, False)
                    across.append(pair)
                    if one == other:
                        within.append(pair)
    return across, within


def _scores(labelled: Iterable[Labelled], pairs: Sequence[ScoredPair], threshold: float) -> ClusterScores:
    gold = {item.signature.article_id: item.cluster for item in labelled}
    found = {
        member: cluster.members[0] for cluster in group(gold, pairs, threshold=threshold) for member in cluster.members
    }
    return compare(gold, found)


def _shown(scores: ClusterScores) -> str:
    return f"B3 {scores.b_cubed_f1:.3f} pairs {scores.pair_f1:.3f}"


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
