"""Articles a second into SQLite and into PostgreSQL, by one writer and by four, in one run.

``nice python -m tests.benchmarks.databases`` starts a PostgreSQL server of its own, with its own settings (every commit
is on the disk before it counts), and has processes write made-up articles with their texts, 50 in a transaction, each
process to an outlet of its own. Rounds alternate, so that the noise of the machine meets all alike.

CPU time of writers and server bounds what more writers can add: all cores together do ``cores / CPU of an article``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, process_time
from typing import Any

from storage.archive.archive import Archive
from storage.db.dialects import insert_unknown
from storage.db.engine import default_url
from storage.models import Article, Version
from tests.storage.postgres import MISSING, Postgres, binaries
from tests.storage.reports import sentence

BATCH = 50
WRITERS = 4
BEGIN = datetime(2024, 11, 1, tzinfo=UTC)


def write(url: str, outlet: str, articles: int) -> None:
    """Writes articles of one outlet when a line comes on standard input, and says when it is done."""
    chance = Random(outlet)
    bodies = ["\n\n".join(sentence(chance, 60) for _ in range(6)) for _ in range(BATCH)]
    rows = [_article(outlet, number, bodies[number % BATCH]) for number in range(articles)]
    texts = [{name: row.get(name) for name in Version.__table__.columns.keys()} for row in rows]  # noqa: SIM118
    with Archive.open(url) as archive:
        archive.save_outlet(
            name=outlet, title=outlet, site=None, network=outlet, family=None, region_code=None, region=None
        )
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        before = process_time()
        for at in range(0, articles, BATCH):
            with archive.writing(outlet) as session:
                insert_unknown(session, Article, islice(rows, at, at + BATCH))
                insert_unknown(session, Version, islice(texts, at, at + BATCH))
        sys.stdout.write(f"{process_time() - before}\n")


@dataclass(frozen=True, slots=True)
class Round:
    """Articles a second of wall time, and CPU milliseconds of an article: of its writer, and of the server."""

    rate: float
    writer: float
    server: float


def measured(url: str, writers: int, articles: int, server: Postgres) -> Round:
    """So many processes, each of which writes ``articles`` of them."""
    command = [sys.executable, "-m", "tests.benchmarks.databases", "--articles", str(articles), "--url", url]
    processes = [
        subprocess.Popen([*command, "--outlet", f"outlet_{number}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for number in range(writers)
    ]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    began, spent = monotonic(), server.cpu_seconds()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.close()
    if any(process.wait() for process in processes):
        sys.exit("a writer failed")
    seconds, count = monotonic() - began, writers * articles
    used = sum(float(process.stdout.read()) for process in processes if process.stdout is not None)
    return Round(count / seconds, 1000 * used / count, 1000 * (server.cpu_seconds() - spent) / count)


def _article(outlet: str, number: int, body: str) -> dict[str, Any]:
    at = BEGIN + timedelta(minutes=number)
    return {
        "article_id": f"a{int(outlet[-1]):x}{number:015x}",
        "url": f"https://{outlet}.example/{number}",
        "url_key": f"{outlet}.example/{number}",
        "outlet": outlet,
        "network": outlet,
        "title": f"Berita {number}",
        "authors": ["Rina Wulandari"],
        "editors": [],
        "bylines": [],
        "published_at": at,
        "published_precision": "minute",
        "relevant": True,
        "relevance": 0.75,
        "matched_terms": ["kotak suara"],
        "words": len(body.split()),
        "text_sha256": f"{number:064x}",
        "body": body,
        "complete": True,
        "fetched_at": at,
        "warc_record_id": f"urn:uuid:{outlet}-{number}",
        "extractor": "1 element",
        "rule_hits": {},
        "first_seen_at": at,
    }


def main() -> None:
    """Prints the rates and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=3000, help="of each writer (default 3000)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--outlet", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.url:
        write(given.url, given.outlet, given.articles)
        return
    programs = binaries()
    if programs is None:
        sys.exit(MISSING)
    server = Postgres.start(programs, {})
    found: dict[str, list[Round]] = {"SQLite, 1 writer": [], "PostgreSQL, 1 writer": [], "PostgreSQL, 4 writers": []}
    try:
        for _ in range(given.rounds):
            for name, rounds in found.items():
                with TemporaryDirectory() as folder:
                    url = default_url(Path(folder)) if name.startswith("SQLite") else server.database()
                    rounds.append(measured(url, WRITERS if "4" in name else 1, given.articles, server))
    finally:
        server.remove()
    for name, rounds in found.items():
        rates = ", ".join(f"{each.rate:.0f}" for each in rounds)
        writer, by_server = median(each.writer for each in rounds), median(each.server for each in rounds)
        sys.stdout.write(
            f"{name}: {_rate(rounds):.0f} articles/s ({rates}); "
            f"{writer:.3f} CPU ms an article in the writer, {by_server:.3f} in the server\n"
        )
    sqlite, one, four = (_rate(rounds) for rounds in found.values())
    at_most = (os.cpu_count() or 1) * 1000 / median(each.writer + each.server for each in [*found.values()][-1])
    sys.stdout.write(
        f"PostgreSQL / SQLite: {one / sqlite:.2f}; 4 writers / 1: {four / one:.2f}, "
        f"at most {at_most / one:.2f} by the CPU of {os.cpu_count()} cores\n"
    )


def _rate(rounds: Sequence[Round]) -> float:
    return median(each.rate for each in rounds)


if __name__ == "__main__":
    main()
