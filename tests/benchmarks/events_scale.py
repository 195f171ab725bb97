"""Cost of grouping at scale: CPU, memory and bytes, in the database, on synthetic news of any length.

    python -m tests.benchmarks.events_scale --articles 20000                 # grouped from nothing
    python -m tests.benchmarks.events_scale --articles 20000 --then 1000     # ... and 1,000 new ones in a night after

The articles are those of ``tests.benchmarks.news_stream``. Making and saving them is not measured; what is, is
``storage.events.update.update_events``, in a process of its own that does nothing else: CPU time of the process, its
greatest resident memory, and the bytes by which the database grew. ``--keep FOLDER`` leaves the archive there, or goes
on with the one that is there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from storage.archive.archive import Archive
from storage.db.engine import default_url
from storage.models import Article
from tests.benchmarks.news_stream import BEGINS, WIB, StreamArticle, stream

NOW = datetime(2026, 1, 1, tzinfo=UTC)
_BATCH = 5_000
_MEASURED = """
import json, resource, sys, time
from datetime import datetime
from storage.archive.archive import Archive
from storage.events.update import count_events, update_events

with Archive.open(sys.argv[1]) as archive:
    start = time.process_time()
    report = update_events(archive, now=datetime.fromisoformat(sys.argv[2]))
    seconds = time.process_time() - start
    events = count_events(archive)
print(json.dumps({
    "seconds": seconds,
    "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    "articles": report.articles_new,
    "pairs": report.pairs,
    "events": events,
}))
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a line for each grouping."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000, help="how many are grouped from nothing")
    parser.add_argument("--then", type=int, default=0, help="how many come in afterwards, and are grouped with them")
    parser.add_argument("--keep", type=Path, help="folder of the archive, instead of one that is thrown away")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        place = chosen.keep or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        measure(place, chosen.articles, chosen.then)
    return 0


def measure(folder: Path, articles: int, then: int) -> None:
    """Fills the archive up to ``articles`` and groups it; then adds ``then`` more, and groups those."""
    url = default_url(folder)
    with Archive.open(url) as archive:
        held = _held(archive)
        if articles > held:
            fill(archive, islice(stream(articles), held, None))
    if articles > held:
        _tell(folder, url, "grouped from nothing" if not held else f"into an archive of {held:,}")
    if then:
        with Archive.open(url) as archive:
            held = _held(archive)
            fill(archive, _next_day(archive, then, held))
        _tell(folder, url, f"into an archive of {held:,}")


def _held(archive: Archive) -> int:
    with archive.reading() as session:
        return session.scalars(select(func.count()).select_from(Article)).one()


def _next_day(archive: Archive, articles: int, held: int) -> Iterator[StreamArticle]:
    """Articles of the days behind the last one of the archive: to make the whole stream again would take hours."""
    with archive.reading() as session:
        last = session.scalars(select(func.max(Article.published_at))).one()
    begins = (last or BEGINS).astimezone(WIB).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    for one in stream(articles, seed=held, begins=begins):
        yield replace(one, number=held + one.number)


def _tell(folder: Path, url: str, what: str) -> None:
    before = _bytes(folder)
    measured = grouped(url)
    count, seconds = measured["articles"], measured["seconds"]
    sys.stdout.write(
        f"{count:>9,} articles {what}: {seconds:.2f} CPU s, {count / seconds:,.0f} a second, "
        f"{measured['megabytes']:.0f} MB, {(_bytes(folder) - before) / count:,.0f} bytes an article, "
        f"{measured['pairs']:,} pairs, {measured['events']:,} events\n"
    )
    sys.stdout.flush()


def grouped(url: str) -> dict[str, Any]:
    """Brings the events up to date in a process of its own, and gives what that took."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, url, NOW.isoformat()], stdout=subprocess.PIPE, text=True, check=True
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def fill(archive: Archive, articles: Iterator[StreamArticle]) -> None:
    """Saves the articles as a crawl would have."""
    known = {outlet.name for outlet in archive.outlets()}
    while batch := list(islice(articles, _BATCH)):
        for one in batch:
            if one.outlet not in known:
                known.add(one.outlet)
                archive.save_outlet(
                    name=one.outlet,
                    title=one.outlet,
                    site=None,
                    network=one.network,
                    family=None,
                    region_code=None,
                    region=None,
                )
        with archive.writing() as session:
            session.execute(insert(Article), [row(one) for one in batch])


def row(one: StreamArticle) -> dict[str, Any]:
    """The article as a row of its table. Ids are hashes, as those of real articles."""
    name = hashlib.sha256(str(one.number).encode()).hexdigest()[:16]
    return {
        "article_id": f"a{name}",
        "url": f"https://{one.outlet}.example/{one.number}",
        "url_key": f"{one.outlet}.example/{one.number}",
        "outlet": one.outlet,
        "network": one.network,
        "title": one.title,
        "authors": [],
        "editors": [],
        "bylines": [],
        "published_at": one.published_at,
        "published_precision": "minute",
        "relevant": True,
        "matched_terms": [],
        "words": len(one.body.split()),
        "text_sha256": hashlib.sha256(one.body.encode()).hexdigest(),
        "body": one.body,
        "complete": True,
        "extractor": "1 element",
        "rule_hits": {},
        "first_seen_at": one.published_at + timedelta(hours=8),
    }


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("kliping.db*"))


if __name__ == "__main__":
    raise SystemExit(main())
