"""Time that a page of ``scrapy browse`` takes, for twenty readers at once while a crawl writes.

``nice python -m tests.benchmarks.browse --articles 100000 --folder /tmp/kliping-browse`` fills a made-up archive there
once, starts the real command on it, has a second process save five articles a second into it, and asks for pages in two
ways: readers who look at a page for a second before they ask for the next, and readers who never look.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import sqlite3
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote, urlsplit

from storage.archive.archive import Archive
from storage.data_folder import BROWSE_INDEX
from storage.db.engine import default_url
from tests.benchmarks.export import fill
from tests.storage.reports import sentence

READERS = 20
SECONDS = 60
WRITES_A_SECOND = 5


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which the real command serves the archive in ``folder``."""
    command = [sys.executable, "-m", "scrapy", "browse", "--port", "0"]
    environment = os.environ | {"KLIPING_DATA": str(folder), "KLIPING_DATABASE_URL": ""}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


@contextmanager
def crawl(folder: Path) -> Iterator[None]:
    """A process that saves articles into the archive."""
    command = [sys.executable, "-m", "tests.benchmarks.browse", "--write", "--folder", str(folder)]
    with subprocess.Popen(command) as writer:
        try:
            yield
        finally:
            writer.terminate()


def write(folder: Path) -> None:
    """Saves articles until it is ended."""
    chance = random.Random(7)
    fields: dict[str, Any] = {
        "outlet": "outlet_001", "network": "network_01", "authors": [], "editors": [], "bylines": [],
        "published_precision": "minute", "published_origin": "jsonld", "modified_at": None, "event_date": None,
        "region_code": "35.01", "region": "Kabupaten Contoh", "place": None, "language": "id", "relevant": True,
        "relevance": 0.5, "matched_terms": [], "words": 360, "complete": True, "warc_record_id": None,
        "extractor": "1 element", "rule_hits": {},
    }  # fmt: skip
    with Archive.open(default_url(folder)) as archive:
        while True:
            body = "\n\n".join(sentence(chance, 60) for _ in range(6))
            key = f"{datetime.now(UTC).timestamp()}"
            now = datetime.now(UTC)
            own = {
                "article_id": "a" + sha256(key.encode()).hexdigest()[:16], "url": f"https://outlet-001.example/{key}",
                "url_key": f"outlet-001.example/{key}", "title": body[:60], "body": body, "published_at": now,
                "text_sha256": sha256(body.encode()).hexdigest(), "fetched_at": now,
            }  # fmt: skip
            archive.save_article(fields | own, now=now)
            sleep(1 / WRITES_A_SECOND)


def addresses(index: Path) -> list[tuple[str, str]]:
    """Kinds of pages with addresses, in the proportions in which readers might ask for them."""
    chance = random.Random(11)
    with sqlite3.connect(index) as database:
        events = [row[0] for row in database.execute("SELECT event_id FROM happening ORDER BY event_id LIMIT 2000")]
        moments = [row[0] for row in database.execute("SELECT moment FROM happening ORDER BY event_id LIMIT 500")]
        texts = database.execute("SELECT texts FROM search LIMIT 300").fetchall()
    words = [word for (text,) in texts for word in text.split()[:40]]
    asked: list[tuple[str, str]] = []
    for _ in range(400):
        outlet, region = f"outlet_{chance.randrange(120):03}", f"35.{chance.randrange(38) + 1:02}"
        asked += [("front", "/")] * 4
        asked += [("older pages", f"/?before={chance.choice(moments)}")] * 2
        asked += [("search, one word", f"/?q={quote(chance.choice(words))}")] * 4
        asked.append(("search, words of every title", "/?q=apel+pasukan+personel"))
        asked.append(("search, filtered", f"/?q=apel+pengamanan&region={region}&size=3"))
        asked += [("filters", f"/?outlet={outlet}&since=2024-01-01"), ("filters", f"/?region={region}&size=2")]
        asked += [("event", f"/event/{chance.choice(events)}")] * 5
        asked.append(("outlet", f"/outlet/{outlet}"))
        asked.append(chance.choice([("map", "/map"), ("timeline", "/timeline")]))
    chance.shuffle(asked)
    return asked


def load(base: str, asked: list[tuple[str, str]], pause: float) -> dict[str, list[float]]:
    """Milliseconds of every answer, by kind of page."""
    taken: dict[str, list[float]] = defaultdict(list)
    until = monotonic() + SECONDS

    def read(number: int) -> None:
        chance = random.Random(number)
        connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
        sleep(chance.random() * pause)
        while monotonic() < until:
            kind, address = chance.choice(asked)
            began = monotonic()
            connection.request("GET", address)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, (answer.status, address)
            taken[kind].append((monotonic() - began) * 1000)
            sleep(pause * (0.5 + chance.random()))

    readers = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return taken


def told(name: str, times: list[float]) -> str:
    """One line of figures."""
    ordered = sorted(times)

    def part(share: float) -> float:
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    return f"  {name:<30} {len(ordered):>6} {part(0.5):>7.0f} {part(0.95):>7.0f} {ordered[-1]:>7.0f}\n"


def main() -> None:
    """Fills the folder unless it was filled, and measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write:
        write(given.folder)
        return
    given.folder.mkdir(parents=True, exist_ok=True)
    if not (given.folder / "filled").exists():
        with Archive.open(default_url(given.folder)) as archive:
            fill(archive, given.articles)
        (given.folder / "filled").touch()
    with served(given.folder) as base:
        asked = addresses(given.folder / BROWSE_INDEX)
        with crawl(given.folder):
            for pause, name in ((1.0, "a second between two pages"), (0.0, "no pause")):
                taken = load(base, asked, pause)
                every = [one for times in taken.values() for one in times]
                sys.stdout.write(
                    f"{READERS} readers, {name}: {len(every) / SECONDS:.0f} pages/s\n"
                    f"  {'page':<30} {'count':>6} {'p50 ms':>7} {'p95 ms':>7} {'max ms':>7}\n"
                )
                sys.stdout.write("".join(told(kind, taken[kind]) for kind in sorted(taken)) + told("all", every))
                sys.stdout.flush()


if __name__ == "__main__":
    main()
