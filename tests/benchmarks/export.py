"""Rows a second and memory of an export: a made-up archive of any size, exported by a process of its own.

``nice python -m tests.benchmarks.export --articles 1000000 --folder /tmp/kliping-export`` fills a database there once
(about 5 kB an article) and prints what ``scrapy export`` would need for it.

Its pairs hold their evidence, as those of an imported package do. That of pairs found by ``scrapy cluster`` is worked
out when it is asked for, which costs more; to measure it, export an archive that was grouped:
``python -m tests.benchmarks.events_scale --articles 20000 --keep FOLDER``, and then this with ``--articles 0``.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import process_time
from typing import Any

from sqlalchemy import insert

from storage.archive.archive import Archive
from storage.db.engine import default_url
from storage.events.pairs import version
from storage.export.dictionary import tables
from storage.export.package import export
from storage.models import Article, Event, EventChange, Outlet, Pair, Run, RunOutlet
from tests.storage.reports import sentence

BEGIN = datetime(2023, 1, 1, tzinfo=UTC)
OUTLETS = 120
BODIES = 400
PORTION = 5_000
TERMS = ("kotak suara", "pengamanan", "netralitas", "logistik pemilu", "bawaslu")


def fill(archive: Archive, articles: int) -> None:
    """Fills an empty archive: events of one to five reports, the pairs within them, two years of nights."""
    chance = random.Random(20241127)
    bodies = ["\n\n".join(sentence(chance, 60) for _ in range(6)) for _ in range(BODIES)]
    with archive.writing() as session:
        session.execute(insert(Outlet), [_outlet(number) for number in range(OUTLETS)])
    made = 0
    while made < articles:
        rows: list[dict[str, Any]] = []
        events: list[dict[str, Any]] = []
        pairs: list[dict[str, Any]] = []
        while len(rows) < min(PORTION, articles - made):
            size = min(chance.choice((1, 1, 1, 2, 3, 5)), articles - made - len(rows))
            reports = [_article(made + len(rows) + n, made + len(rows), articles, bodies, chance) for n in range(size)]
            events.append(
                {"event_id": reports[0]["event_id"], "founded_at": reports[0]["first_seen_at"], "cohesion": 0.7}
            )
            ids = sorted(report["article_id"] for report in reports)
            pairs.extend(_pair(a, b) for at, a in enumerate(ids) for b in ids[at + 1 :])
            rows.extend(reports)
        with archive.writing() as session:
            session.execute(insert(Event), events)
            session.execute(insert(Article), rows)
            if pairs:
                session.execute(insert(Pair), pairs)
            founded = [
                {
                    "event_id": one["event_id"],
                    "changed_at": one["founded_at"],
                    "kind": "founded",
                    "detail": {"articles": ["a" + one["event_id"][1:]]},
                }
                for one in events
            ]
            session.execute(insert(EventChange), founded)
        made += len(rows)
    with archive.writing() as session:
        for night in range(700):
            began = BEGIN + timedelta(days=night, hours=18)
            run = f"r{night:04}"
            session.execute(
                insert(Run),
                [{"run_id": run, "command": "nightly", "started_at": began, "status": "completed", "settings": {}}],
            )
            session.execute(
                insert(RunOutlet),
                [
                    {
                        "run_id": run,
                        "outlet": f"outlet_{number:03}",
                        "status": "completed" if (night + number) % 19 else "failed",
                        "started_at": began,
                        "counts": {"discovered": 30, "fetched": 12, "articles": 3, "failed": 1},
                    }
                    for number in range(OUTLETS)
                ],
            )


def _outlet(number: int) -> dict[str, Any]:
    name = f"outlet_{number:03}"
    return {
        "name": name,
        "title": f"Warta {number}",
        "site": f"https://{name.replace('_', '-')}.example/",
        "network": f"network_{number % 30:02}",
        "family": "wordpress",
        "region_code": f"35.{number % 38 + 1:02}",
        "region": "Kabupaten Contoh",
    }


def _article(number: int, founder: int, articles: int, bodies: list[str], chance: random.Random) -> dict[str, Any]:
    identity = sha256(str(number).encode()).hexdigest()[:16]
    at = BEGIN + timedelta(minutes=1_000_000 * number / articles)
    outlet = chance.randrange(OUTLETS)
    body = bodies[chance.randrange(BODIES)]
    return {
        "article_id": "a" + identity,
        "url": f"https://outlet-{outlet:03}.example/2024/{number}/apel-gelar-pasukan-pengamanan-tps",
        "url_key": f"outlet-{outlet:03}.example/{number}",
        "outlet": f"outlet_{outlet:03}",
        "network": f"network_{outlet % 30:02}",
        "title": f"Apel gelar pasukan pengamanan TPS diikuti {number} personel gabungan",
        "authors": ["Rina Wulandari"],
        "editors": ["Adi Saputra"],
        "bylines": [],
        "published_at": at,
        "published_precision": "minute",
        "published_origin": "jsonld",
        "modified_at": at + timedelta(minutes=5),
        "event_date": date(2023, 1, 1) + timedelta(days=number * 700 // articles),
        "region_code": f"35.{chance.randrange(38) + 1:02}",
        "region": "Kabupaten Contoh",
        "place": "Mayangan",
        "language": "id",
        "relevant": True,
        "relevance": 0.8125,
        "matched_terms": chance.sample(TERMS, 3),
        "words": 360,
        "text_sha256": sha256(body.encode()).hexdigest(),
        "body": body,
        "complete": True,
        "fetched_at": at + timedelta(hours=8),
        "warc_record_id": f"<urn:uuid:{identity}>",
        "extractor": f"{1 + number * 3 // articles} element",
        "rule_hits": {},
        "first_seen_at": at + timedelta(hours=8),
        "event_id": "e" + sha256(str(founder).encode()).hexdigest()[:16],
        "copy_group": "c" + identity,
    }


def _pair(a: str, b: str) -> dict[str, Any]:
    evidence = {
        "terms": ["apel", "pasukan", "gelar", "evakuasi", "kecamatan", "petugas"],
        "names": ["handoko", "mayangan"],
        "numbers": ["24", "412"],
        "speakers": ["handoko"],
        "title": 0.412,
        "wording": 0.534,
        "passages": 0.121,
        "hours_apart": 3.5,
        "days_apart": 0,
        "dates": "same",
        "regions": "same",
        "same_outlet": False,
        "weight": {"wording": 3.2, "hours": -0.6, "speakers": 1.1, "same_region": 0.4},
    }
    return {"a": a, "b": b, "version": version(), "score": 0.7312, "copy": False, "evidence": evidence}


def measured(folder: Path, format: str, with_text: bool) -> None:
    """Exports the archive in ``folder`` and prints rows a CPU second and the memory of this process."""
    with Archive.open(default_url(folder)) as archive:
        began = process_time()
        report = export(archive, folder / "paket", format=format, with_text=with_text, version="0")  # type: ignore[arg-type]
        seconds = process_time() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = sum(getattr(report, table.name) for table in tables(with_text=with_text))
    sys.stdout.write(
        f"{format}{', with texts' if with_text else ''}: {report.articles} articles, {rows} rows in all, "
        f"{seconds:.0f} CPU s, {rows / seconds:.0f} rows/s, {report.articles / seconds:.0f} articles/s, "
        f"{megabytes:.0f} MB\n"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=50_000, help="0: measure the archive that is in the folder")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--format", action="append", choices=("csv", "jsonl", "parquet"))
    parser.add_argument("--with-text", action="store_true")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Fills the folder unless it was filled, and measures each format in a process of its own."""
    given = _arguments()
    given.folder.mkdir(parents=True, exist_ok=True)
    formats = given.format or ["parquet"]
    if given.measure:
        measured(given.folder, formats[0], given.with_text)
        return
    if given.articles and not (given.folder / "filled").exists():
        with Archive.open(default_url(given.folder)) as archive:
            fill(archive, given.articles)
        (given.folder / "filled").touch()
    for format in formats:
        command = [sys.executable, "-m", "tests.benchmarks.export", "--measure", "--folder", str(given.folder)]
        more = ["--with-text"] if given.with_text else []
        subprocess.run([*command, "--format", format, *more], check=True)


if __name__ == "__main__":
    main()
