"""Grouping beside its peers: articles a CPU second, tokenising included, and B-cubed, on the same articles in one run.

    python -m tests.benchmarks.events                                             # 3,000 generated articles
    python -m tests.benchmarks.events --labelled ../shared/eval/events.jsonl      # ... and a labelled file
    python -m tests.benchmarks.events --peers .venv-peers/bin/python              # also datasketch and scikit-learn

*Kliping* is all that grouping does without the database: reading, signing, candidates, scores, clusters; it knows no
word at the beginning. The peers are those of ``tests.benchmarks.events_peers``, in an environment of their own
(``make bench-peers``), one thread each. All take turns ``ROUNDS`` times, and the median of each is printed: on a shared
machine one run differs from the next by a third.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from storage.calendar import JAKARTA
from storage.clustering.clusters import group, score_pairs
from storage.clustering.evaluation import compare
from storage.db.gc_pause import without_cycle_search
from storage.signatures import lexicon, sign
from storage.signatures.signature import SignatureInput
from tests.benchmarks.news_stream import stream

_PEERS = Path(__file__).with_name("events_peers.py")
ROUNDS = 5
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """Articles as the peers get them, with ours beside (the arguments of ``sign``), and the right groups."""

    name: str
    rows: list[dict[str, Any]]
    ours: list[dict[str, Any]]
    gold: dict[str, str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a table for each collection; exit code 2 when the interpreter of the peers cannot be started."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=3_000, help="how many are generated")
    parser.add_argument("--labelled", type=Path, help="JSON Lines as for scrapy cluster --evaluate")
    parser.add_argument("--peers", type=Path, help="Python of an environment with datasketch and scikit-learn")
    chosen = parser.parse_args(arguments)
    collections = [generated(chosen.articles)]
    if chosen.labelled:
        collections.append(labelled(chosen.labelled))
    for collection in collections:
        rounds = []
        for _ in range(ROUNDS):
            found = [ours(collection)]
            if chosen.peers:
                try:
                    found.extend(peers(chosen.peers, collection))
                except OSError as error:
                    sys.stderr.write(f"bench: the peers cannot be started: {error}; make bench-peers makes them\n")
                    return 2
            rounds.append(found)
        print_table(collection, [_median(turns) for turns in zip(*rounds, strict=True)])
    return 0


def _median(turns: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {**turns[0], "seconds": statistics.median(turn["seconds"] for turn in turns)}


def generated(count: int) -> Labelled:
    """Articles of ``tests.benchmarks.news_stream``."""
    articles = list(stream(count))
    names = {one.number: f"a{one.number:016x}" for one in articles}
    return Labelled(
        f"{count:,} generated articles",
        [
            {
                "id": names[one.number],
                "title": one.title,
                "body": one.body,
                "day": one.published_at.date().toordinal(),
            }
            for one in articles
        ],
        [
            {
                "article_id": names[one.number],
                "outlet": one.outlet,
                "network": one.network,
                "title": one.title,
                "body": one.body,
                "published_at": one.published_at,
            }
            for one in articles
        ],
        {names[one.number]: str(one.event) for one in articles},
    )


def labelled(path: Path) -> Labelled:
    """The articles of a labelled file."""
    rows, arguments, gold = [], [], {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        moment = datetime.fromisoformat(row["published_at"])
        moment = moment if moment.tzinfo else moment.replace(tzinfo=JAKARTA)
        rows.append(
            {
                "id": row["id"],
                "title": row["title"] or "",
                "body": row["body"],
                "day": moment.astimezone(JAKARTA).toordinal(),
            }
        )
        arguments.append(
            {
                "article_id": row["id"],
                "outlet": row["outlet"],
                "network": row["outlet"],
                "title": row["title"],
                "body": row["body"],
                "published_at": moment,
            }
        )
        gold[row["id"]] = row["cluster"]
    return Labelled(f"{len(rows):,} labelled articles", rows, arguments, gold)


def ours(collection: Labelled) -> dict[str, Any]:
    """CPU seconds and groups of this project's grouping."""
    reports = [SignatureInput(**given, **_UNKNOWN) for given in collection.ours]
    sign.sign(reports[0])  # the tables are read once in a process
    lexicon._IN_USE.clear()
    start = time.process_time()
    with without_cycle_search():  # as storage.events.update does
        signed = list(sign.sign_all(reports))
        pairs = list(score_pairs(signed, ()))
        clusters = group((one.article_id for one in signed), pairs)
    seconds = time.process_time() - start
    groups = {member: cluster.members[0] for cluster in clusters for member in cluster.members}
    return {"name": "kliping", "seconds": seconds, "groups": groups}


_UNKNOWN: dict[str, Any] = {
    "event_date": None,
    "region_code": None,
    "fallback_day": date(1970, 1, 1),
}


def peers(python: Path, collection: Labelled) -> list[dict[str, Any]]:
    """Answer of the peers' process."""
    given = "".join(json.dumps(row) + "\n" for row in collection.rows)
    done = subprocess.run(
        [python.absolute(), _PEERS],
        input=given,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, **_ONE_THREAD},
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def print_table(collection: Labelled, found: Sequence[Mapping[str, Any]]) -> None:
    """Articles a CPU second, as a multiple of ours too, and how well the groups agree with the labels."""
    sys.stdout.write(f"{collection.name:<26}{'articles/CPU s':>16}{'x ours':>9}{'B-cubed':>9}{'pairs':>8}\n")
    count = len(collection.rows)
    for one in found:
        scores = compare(collection.gold, one["groups"])
        speed, ratio = count / one["seconds"], found[0]["seconds"] / one["seconds"]
        sys.stdout.write(
            f"  {one['name']:<24}{speed:>16,.0f}{ratio:>9.2f}{scores.b_cubed_f1:>9.3f}{scores.pair_f1:>8.3f}\n"
        )
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
