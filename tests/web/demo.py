"""The demonstration behind ``make demo``: the real night on the sample web, an export, and a short summary."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from crawler.cli.terminal import shown
from tests.web.calendar import NOW, iso
from tests.web.server import SampleWeb
from tests.web.sites import ARTICLE_PAGES

ROOT = Path(__file__).resolve().parents[2]
SINCE = "2024-10-15"
LARGEST = 3


def main() -> int:
    """Runs the demonstration; gives its exit code."""
    folder = Path(os.environ.get("KLIPING_DATA", ROOT / "data")) / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with SampleWeb() as web:
        environment = os.environ | web.environment() | {
            "KLIPING_DATA": str(folder),
            "KLIPING_DATABASE_URL": "",
            "KLIPING_CONTACT": "demo@example.org",
            "KLIPING_TERMS_ACKNOWLEDGED": "antara",
        }  # fmt: skip
        # The sample web is ours: its outlets need no three seconds between two requests.
        scrapy = [sys.executable, "-m", "scrapy"]
        ours = ["-s", "DOWNLOAD_DELAY=0.02", "-s", "SPIDER_MODULES=spiders,tests.web.outlets"]
        print(f"Crawling six outlets of the sample web since {SINCE} ...\n", flush=True)
        nightly = [*scrapy, "nightly", "--outlets", ",".join(ARTICLE_PAGES), "--since", SINCE, *ours]
        night = subprocess.run(nightly, cwd=ROOT, env=environment, check=False)
        if night.returncode not in (0, 10):
            return night.returncode
        export = [*scrapy, "export", str(folder / "export")]
        subprocess.run(export, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    _summary(folder)
    return night.returncode


def _summary(folder: Path) -> None:
    events = _rows(folder / "export" / "events.csv")
    reports = defaultdict(list)
    for article in _rows(folder / "export" / "articles.csv"):
        reports[article["event_id"]].append(article)
    print(f"\n{sum(map(len, reports.values()))} articles in {len(events)} events. The largest:")
    for event in sorted(events, key=lambda row: (-int(row["articles"]), row["event_id"]))[:LARGEST]:
        print(f"\n{event['event_id']}  {event['event_date'] or event['first_published_at'][:10]}  {event['region']}")
        print(f"  {shown(event['title'])}")
        for article in sorted(reports[event["event_id"]], key=lambda row: row["published_at"]):
            at = article["published_at"][: 10 if article["published_precision"] == "day" else 16]
            print(f"  - {at:<16}  {article['outlet']:<17} {shown(article['title'])}")
    here = folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder
    print(
        f"\nThe export is in {here}/export, the archive in {here} (database, raw pages, log).\n"
        f"Next: export KLIPING_DATA={here} KLIPING_NOW={iso(NOW)}\n"
        "      .venv/bin/scrapy events                   look at the events, and at one: scrapy events ID\n"
        "      .venv/bin/scrapy health                   how the outlets are\n"
        "      make nightly CONTACT=you@example.org      in another shell: the same on the real sites"
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    sys.exit(main())
