"""Fits the weights of ``crawler/annotation/data/election_security.toml`` to labelled articles, and says what they are
worth.

    python -m tests.benchmarks.fit_relevance ../shared/eval/relevance.jsonl            # figures and weights
    python -m tests.benchmarks.fit_relevance ../shared/eval/relevance.jsonl --write    # ... and into the rules file

Input: JSON Lines with ``title``, ``body``, ``relevant``, ``source``, ``id`` and, where known, ``borderline`` (then the
row is left out).

The method is logistic regression with a ridge that pulls each weight to where a person would put it by hand
(``BY_HAND``) instead of to zero: a few hundred rows say little about a concept that few of them touch, and there the
hand-set weight stays. Newton's method; see Hastie, Tibshirani and Friedman, The Elements of Statistical Learning,
section 4.4.1. A relevant row counts ``RELEVANT_COUNTS`` rows, for it is the rarer and the dearer one to lose.

Every figure comes in sample, by ten-fold cross-validation, and by leaving each source out in turn; the last one is the
guess for outlets that nobody labelled.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crawler.annotation.relevance import explain
from crawler.annotation.relevance_rules import FOCI, RULES_FILE, Rules, load_rules

BY_HAND: Final = {"theme": 4.0, "context": 1.0, "against": -1.5, "focus": 1.0, "bias": -3.0}
RIDGE: Final = 3.0
RIDGE_ON_BIAS: Final = 0.001
RELEVANT_COUNTS: Final = 2.0
FOLDS: Final = 10
_STEPS: Final = 12

Vector = list[float]


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled article as the fit sees it."""

    source: str
    fold: int
    relevant: bool
    amounts: Vector
    """In the order of the weights."""


def read(path: Path, names: Sequence[str]) -> list[Example]:
    """The rows that are not borderline."""
    examples = []
    for line in path.read_bytes().splitlines():  # bytes, for U+2028 inside a text ends no line
        row = json.loads(line)
        if row.get("borderline"):
            continue
        found = {part.name: part.amount for part in explain(row["title"], row["body"])}
        fold = int.from_bytes(hashlib.sha256(str(row["id"]).encode()).digest()[:4], "big") % FOLDS
        examples.append(Example(row["source"], fold, row["relevant"], [found.get(name, 0.0) for name in names]))
    return examples


def by_hand(rules: Rules) -> Vector:
    """The weights that the ridge pulls to."""
    return [
        BY_HAND["bias"] if name == "bias" else BY_HAND["focus"] if name in FOCI else BY_HAND[rules.concepts[name].role]
        for name in rules.weights
    ]


def fit(examples: Sequence[Example], centre: Vector, ridge: Vector) -> Vector:
    """The weights with the least logistic loss plus ``ridge / 2`` times the squared distance to ``centre``."""
    weights = list(centre)
    size = len(centre)
    for _ in range(_STEPS):
        gradient = [r * (w - c) for r, w, c in zip(ridge, weights, centre, strict=True)]
        curvature = [[ridge[i] if i == j else 0.0 for j in range(size)] for i in range(size)]
        for example in examples:
            counts = RELEVANT_COUNTS if example.relevant else 1.0
            chance = 1.0 / (1.0 + math.exp(-score(example, weights)))
            error, spread = counts * (chance - example.relevant), counts * chance * (1.0 - chance)
            present = [(i, amount) for i, amount in enumerate(example.amounts) if amount]
            for i, amount in present:
                gradient[i] += error * amount
                row, scaled = curvature[i], spread * amount
                for j, other in present:
                    row[j] += scaled * other
        step = solve(curvature, gradient)
        weights = [w - s for w, s in zip(weights, step, strict=True)]
        if max(abs(s) for s in step) < 1e-6:
            break
    return weights


def solve(matrix: list[Vector], right: Vector) -> Vector:
    """``x`` of ``matrix @ x = right``, by Gaussian elimination; the ridge makes the matrix positive definite."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(size):
        for k in range(i + 1, size):
            factor = rows[k][i] / rows[i][i]
            if factor:
                rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i], strict=True)]
    x = [0.0] * size
    for i in reversed(range(size)):
        x[i] = (rows[i][size] - sum(rows[i][j] * x[j] for j in range(i + 1, size))) / rows[i][i]
    return x


def score(example: Example, weights: Vector) -> float:
    """Log-odds of being relevant."""
    return sum(w * a for w, a in zip(weights, example.amounts, strict=True))


def held_out(
    examples: Sequence[Example], part: Callable[[Example], object], centre: Vector, ridge: Vector
) -> list[bool]:
    """The answer for each example, from weights fitted to the examples of the other parts."""
    weights = {
        value: fit([e for e in examples if part(e) != value], centre, ridge) for value in {part(e) for e in examples}
    }
    return [score(example, weights[part(example)]) >= 0 for example in examples]


def figures(of: str, examples: Sequence[Example], answers: Sequence[bool]) -> str:
    """Precision, recall and F1 as a line."""
    hits = sum(e.relevant and a for e, a in zip(examples, answers, strict=True))
    found, wanted = sum(answers), sum(e.relevant for e in examples)
    share = [hits / whole if whole else math.nan for whole in (found, wanted)]
    f1 = 2 * hits / (found + wanted) if found + wanted else math.nan
    return f"{of:<34} precision {share[0]:.3f} recall {share[1]:.3f} F1 {f1:.3f} ({len(examples)} rows)\n"


def report(examples: Sequence[Example], ways: dict[str, list[bool]], without: str) -> str:
    """The figures of every way, over all rows and without one source; then of the last way by source."""
    lines = []
    for way, answers in ways.items():
        kept = [i for i, example in enumerate(examples) if example.source != without]
        lines.append(figures(way, examples, answers))
        if len(kept) < len(examples):
            lines.append(figures(f"  without {without}", [examples[i] for i in kept], [answers[i] for i in kept]))
    answers = ways["each source left out"]
    for source in sorted({example.source for example in examples}):
        of = [i for i, example in enumerate(examples) if example.source == source]
        lines.append(figures(f"    {source}", [examples[i] for i in of], [answers[i] for i in of]))
    return "".join(lines)


def write(weights: dict[str, float], path: Path) -> None:
    """Puts the numbers into the table ``[weights]`` of the rules file; comments stay."""
    head, table = path.read_text(encoding="utf-8").split("\n[weights]\n")
    for name, value in weights.items():
        table = re.sub(rf"(?m)^({name} *= *)[^ #\n]+", rf"\g<1>{value}", table)
    path.write_text(f"{head}\n[weights]\n{table}", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Fit the weights of the relevance rules to labelled articles.")
    parser.add_argument("file", type=Path, help="labelled JSON Lines")
    parser.add_argument(
        "--without", default="caldev-hoax", help="source to give figures without (default: %(default)s)"
    )
    parser.add_argument("--write", action="store_true", help="write the weights into the rules file")
    options = parser.parse_args()
    rules = load_rules()
    names = list(rules.weights)
    examples = read(options.file, names)
    centre = by_hand(rules)
    ridge = [RIDGE_ON_BIAS if name == "bias" else RIDGE for name in names]
    fitted = [round(weight, 2) for weight in fit(examples, centre, ridge)]
    ways = {
        "weights by hand": [score(example, centre) >= 0 for example in examples],
        "weights in the file": [score(example, list(rules.weights.values())) >= 0 for example in examples],
        "fitted, in sample": [score(example, fitted) >= 0 for example in examples],
        f"{FOLDS}-fold cross-validation": held_out(examples, lambda e: e.fold, centre, ridge),
        "each source left out": held_out(examples, lambda e: e.source, centre, ridge),
    }
    sys.stdout.write(report(examples, ways, options.without))
    sys.stdout.write("\n[weights]\n" + "".join(f"{n} = {w}\n" for n, w in zip(names, fitted, strict=True)))
    if options.write:
        write(dict(zip(names, fitted, strict=True)), RULES_FILE)


if __name__ == "__main__":
    main()
