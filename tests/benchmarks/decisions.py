"""Seconds until a takedown or a judgement is durable, and until the database has it, beside what writes for long.

``python -m tests.benchmarks.decisions --articles 20000`` makes an archive of as many made-up articles, and has a
process of its own crawl the sample web for a night, import as many articles again in one transaction, and group them.
Meanwhile one decision follows the other, each half a takedown and half a judgement, as the two commands make them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from storage.archive.archive import Archive
from storage.clustering.constraints import judgement
from storage.db.engine import default_url
from storage.events.update import regroup_judged
from storage.exceptions import ArchiveBusy
from storage.records import judgements, takedowns
from tests.benchmarks.news_stream import stream
from tests.shell import FAST, environment
from tests.storage.clippings import NOW, article_id, open_archive, save
from tests.web.server import SampleWeb

_MADE = 2_000
"""Articles that decisions are about."""

_PAUSE = 0.2
"""Seconds between two decisions."""


def made(folder: Path) -> Archive:
    """An archive of articles that decisions are about."""
    archive = open_archive(folder)
    for number, one in enumerate(stream(_MADE, seed=1)):
        save(archive, str(number), one.body, published=one.published_at.isoformat())
    return archive


def collection(path: Path, articles: int) -> None:
    """A collection of made-up articles, as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        for one in stream(articles, seed=2):
            row = {"url": f"https://{one.outlet}.example/{one.number}", "outlet": one.outlet, "title": one.title}
            row |= {"published_at": one.published_at.isoformat(), "body": one.body}
            file.write(json.dumps(row) + "\n")


def beside(process: subprocess.Popen[bytes], archive: Archive, folder: Path, numbers: Iterator[int]) -> None:
    """Prints how long decisions took until the process ended; each is about two articles of its own."""
    durable: list[float] = []
    entered: list[float] = []
    late = 0
    while process.poll() is None:
        number = next(numbers)
        one, other = article_id(str(2 * number)), article_id(str(2 * number + 1))
        began = monotonic()

        def told(_: object, began: float = began) -> None:
            durable.append(monotonic() - began)

        try:
            if number % 2:
                takedowns.take_down(archive, folder, one, by="Rina", why="diminta", now=NOW, told=told)
            else:
                said = judgement("different", [one], [other], by="Rina", why="dibaca", judged_at=NOW)
                judgements.record(archive, folder, said, told=told)
                regroup_judged(archive, now=NOW)
            entered.append(monotonic() - began)
        except ArchiveBusy:
            late += 1
        sleep(_PAUSE)
    code = process.wait()
    shown = {
        name: [round(sorted(values)[len(values) // 2], 2), round(max(values), 2)] if values else []
        for name, values in (("durable", durable), ("entered", entered))
    }
    print(json.dumps({"exit": code, "decisions": len(durable), **shown, "left_to_the_next": late}))  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    articles: int = parser.parse_args().articles
    with TemporaryDirectory() as name, SampleWeb() as web:
        folder = Path(name)
        collection(folder / "koleksi.jsonl", articles)
        env = environment(folder, web)
        with made(folder) as archive:
            assert str(folder) in default_url(folder)
            numbers = count()
            for arguments in (
                ("nightly", "--since", "2024-11-01", *FAST),
                ("import", str(folder / "koleksi.jsonl"), "--yes"),
                ("cluster",),
            ):
                command = [sys.executable, "-m", "scrapy", *arguments]
                print(" ".join(arguments[:1]), end=" ", flush=True)  # noqa: T201
                beside(subprocess.Popen(command, env=env, stdout=-3, stderr=-3), archive, folder, numbers)


if __name__ == "__main__":
    main()
