"""A night of several workers is that of one process: undisturbed, and through the deaths of workers and database."""

from __future__ import annotations

import asyncio
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from crawler.distributed.queue import SCHEMA
from crawler.distributed.reread_parts import begin, divided, done, gather, keep, reread
from crawler.extraction.pool import Workers
from crawler.outlets.loader import outlet_classes
from crawler.reextraction.reextract import Reextraction
from crawler.reextraction.report import EXAMPLES
from storage.archive.archive import Archive
from storage.archive.revision import Rereading, article_files
from storage.db.engine import default_url
from storage.integrity.transfer import transfer
from tests.benchmarks.reextraction import settings
from tests.crawler.distributed.machines import OPTIONS, Machines, asked_at_once, living, outcome
from tests.faults.invariants import after_a_night, content, fetched_again
from tests.faults.night import IN_FLIGHT
from tests.shell import ROOT, environment, scrapy
from tests.storage.postgres import Postgres
from tests.web.calendar import NOW, iso
from tests.web.messages import html
from tests.web.server import SampleWeb

OUTLETS = "petisi,koranrb,betv,perkaranews"
NETWORK = {"koranrb.disway.id": "disway", "betv.disway.id": "disway"}


@pytest.fixture(scope="module")
def web() -> Iterator[SampleWeb]:
    with SampleWeb() as web:
        web.sites["betv.disway.id"] = lambda _: html("", status=404)
        yield web


@pytest.fixture(scope="module")
def alone(web: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the same night in one process."""
    data = tmp_path_factory.mktemp("alone")
    done = scrapy("nightly", "--since", "2024-11-01", "--outlets", OUTLETS, *OPTIONS, env=environment(data, web))
    assert done.returncode == 10, done.stderr  # one outlet fails
    assert len(content(data)["articles"]) > 15
    return data


@pytest.mark.long
def test_three_workers_do_what_one_process_does(
    tmp_path: Path, web: SampleWeb, postgres: Postgres, alone: Path
) -> None:
    web.clear_log()
    with Machines(tmp_path, web, postgres) as machines:
        for number in range(3):
            machines.start(number)
        machines.plan(OUTLETS)
        machines.finish()
        gathered = machines.gathered()
        again = scrapy("runs", env=machines.environment(99))
    assert content(gathered) == content(alone)
    assert outcome(gathered) == outcome(alone)
    assert after_a_night(gathered) == []
    assert fetched_again(gathered) == 0
    assert asked_at_once(web, NETWORK) == []
    assert len({hit.headers["user-agent"] for hit in web.log if "user-agent" in hit.headers}) == 3, "all had a part"
    assert " completed " in again.stdout
    assert list(tmp_path.glob("machine?/reports/*.html"))


def disturbed(machines: Machines, blows: int, falls: int, seed: int) -> Path:
    """A night in which workers are killed so many times, and the database; gives the gathered folder."""
    chance = random.Random(seed)
    for number in range(3):
        machines.start(number)
    nights = 0
    while machines.blows < blows and nights < 30:
        machines.plan(OUTLETS)
        nights += 1
        each = min(blows - machines.blows, 6)
        machines.strike(each // 2, chance, hits=iter(lambda: chance.randint(1, 6), 0))
        if falls and machines.wait_for(len(machines.web.log) + 2):
            machines.server.kill()
            time.sleep(chance.choice((0, 1)))
            machines.server.resume()
            falls -= 1
        machines.strike(each - each // 2, chance, hits=iter(lambda: chance.randint(1, 6), 0))
        if machines.blows < blows:
            while not machines.is_closed():
                time.sleep(0.2)
    machines.finish()
    assert not falls
    return machines.gathered()


def require_sound(machines: Machines, gathered: Path, alone: Path, falls: int) -> None:
    """Nothing lost, nothing twice, no network asked by two at once, no process left."""
    assert content(gathered) == content(alone)
    assert after_a_night(gathered) == []
    assert fetched_again(gathered) <= (machines.blows + 3 * falls) * IN_FLIGHT
    assert asked_at_once(machines.web, NETWORK) == []
    assert [living(machines.folder / f"machine{number}") for number in range(3)] == [[], [], []]


@pytest.mark.parametrize(("blows", "falls"), [(20, 1), pytest.param(50, 5, marks=pytest.mark.long)])
def test_workers_and_database_are_killed(
    tmp_path: Path, web: SampleWeb, postgres: Postgres, alone: Path, blows: int, falls: int
) -> None:
    postgres.set("synchronous_commit", "on")  # what the server has confirmed, it must not lose
    web.clear_log()
    with Machines(tmp_path, web, postgres) as machines:
        gathered = disturbed(machines, blows, falls, seed=blows)
        assert machines.blows == blows
        require_sound(machines, gathered, alone, falls)


# ---- the raw archive read again in parts


class Divided:
    """A finished night on PostgreSQL whose WARC file is that of two machines, and a rereading of it."""

    def __init__(self, folder: Path, data: Path, url: str, workers: Workers) -> None:
        self.folder = folder / "warc"
        self.address = url.replace("+psycopg", "")
        self.workers = workers
        shutil.copytree(data / "warc", self.folder)
        transfer(default_url(data), url)
        self.archive = Archive.open(url)
        [name] = [path.name for path in self.folder.iterdir()]
        self.files = [name.replace("-1.warc.gz", f"--{machine}-1-1.warc.gz") for machine in ("satu", "dua")]
        for number, file in enumerate(self.files):  # the bytes of both, the index says who fetched which page
            shutil.copy(self.folder / name, self.folder / file)
            self.archive.save_warc_file(file, name, NOW)
            # the parts of an article are one machine's, its address for telephones the other's
            of = r"(coalesce(substring(url from '/(\d+)/'), '0')::int + (url ~ 'amp')::int) % 2"
            self.change(f"UPDATE capture SET warc_file = '{file}' WHERE kind = 'article' AND {of} = {number}")

    def change(self, statement: str) -> int:
        with psycopg.connect(self.address) as connection:
            return connection.execute(statement.encode()).rowcount

    def rows(self, table: str, columns: str = "*") -> list[Any]:
        with psycopg.connect(self.address) as connection:
            return connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2".encode()).fetchall()

    def rereading(self, folder: Path | None = None) -> Reextraction:
        return Reextraction(self.archive, folder or self.folder, outlet_classes(settings()), self.workers, settings())

    def by_parts(self) -> Reextraction:
        """Read by two machines, each with its own file alone, the later first."""
        parts, nowhere = divided(article_files(self.archive), None, frozenset(), outlet=None, since=None)
        assert (nowhere, sorted(part.worker for part in parts)) == ([], ["dua", "satu"])
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}".encode())
            begin(connection, "none: what an earlier one left is forgotten")
            assert begin(connection, parts[0].batch) == set()
            for part in reversed(parts):
                own = self.folder.parent / part.worker
                own.mkdir(exist_ok=True)
                for name in part.warc_files:
                    shutil.copy(self.folder / name, own)
                found = asyncio.run(reread(self.rereading(own), part))
                for _ in range(2):  # one that is done again counts once
                    keep(self.address, part, found)
            assert done(connection, parts[0].batch) == {part.part for part in parts}
            again = self.rereading()
            gather(connection, parts[0].batch, again)
            return again


@contextmanager
def begun(command: Sequence[str], env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is at work meanwhile."""
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.long
def test_the_archive_is_read_again_by_the_machines_that_hold_it(
    tmp_path: Path, web: SampleWeb, postgres: Postgres
) -> None:
    web.clear_log()
    with Machines(tmp_path, web, postgres) as machines:
        for number in range(3):
            machines.start(number)
        machines.plan(OUTLETS)
        machines.finish()
        machines.workers.clear()
        with psycopg.connect(machines.url.replace("+psycopg", "")) as connection:
            connection.execute("UPDATE article SET title = 'Lama', body = 'Lama. ' || body WHERE words > 120")
        gathered = machines.gathered()
        alone = scrapy("reextract", "--apply", env=environment(gathered, KLIPING_NOW=iso(NOW)))
        assert alone.returncode == 0, alone.stderr
        again = ("reextract", "--engine", "procrastinate", "--apply", "-s", "WORKER_BEAT_SECONDS=1")
        env = machines.environment(99) | {"KLIPING_NOW": iso(NOW)}
        for number in range(2):
            machines.start(number)
        done = scrapy(*again, env=env)
        assert done.returncode == 10
        assert "is not at work and holds" in done.stderr
        assert done.stderr.endswith("Nothing was written. What was read is kept: the same command goes on.\n")
        assert done.stdout == ""
        with begun([sys.executable, "-m", "scrapy", *again], env) as planner:
            machines.start(2)
            while not machines.count("procrastinate_jobs", "status = 'doing'"):
                time.sleep(0.05)
            machines.kill(2)
            planner.kill()
        machines.start(2)
        done = scrapy(*again, env=env)
        assert (done.returncode, done.stdout) == (0, alone.stdout), done.stderr
        assert not machines.count("reread", "true")
        machines.finish()
        assert content(machines.gathered()) == content(gathered)


@pytest.fixture
def two_machines(tmp_path: Path, alone: Path, postgres: Postgres) -> Iterator[Divided]:
    url = postgres.database()
    with Workers(1) as workers:
        found = Divided(tmp_path, alone, url, workers)
        yield found
        found.archive.close()
    postgres.forget(url)


def test_parts_read_by_several_are_what_one_process_reads(two_machines: Divided) -> None:
    one = two_machines.rereading().compare()
    assert one.pages("same") == one.pages() > 30
    assert two_machines.by_parts().report == one
    found = []
    for by in ("one", "parts"):
        two_machines.change("UPDATE article SET title = 'Lama', body = 'Lama. ' || body WHERE words > 120")
        two_machines.change("UPDATE article SET relevant = NOT relevant WHERE words < 90")
        two_machines.change("UPDATE sighting SET state = 'empty' WHERE state = 'off_topic'")
        two_machines.change("DELETE FROM sighting WHERE state = 'duplicate'")
        again = two_machines.by_parts() if by == "parts" else two_machines.rereading()
        report = again.report if by == "parts" else again.compare()
        assert again.apply(now=NOW) == report.pages() - report.pages("same") > 10
        found.append((report, *_tables(two_machines)))
    assert found[0] == found[1]
    assert any(len(examples) == EXAMPLES for each in report.outlets.values() for examples in each.examples.values())


def test_a_lost_database_is_rebuilt_from_parts_as_from_the_whole(two_machines: Divided) -> None:
    found = []
    for by in ("one", "parts"):
        two_machines.change("TRUNCATE article, sighting, version, event, event_change, signature, pair CASCADE")
        again = two_machines.by_parts() if by == "parts" else two_machines.rereading()
        if by == "one":
            again.compare()
        assert again.apply(now=NOW) > 30
        found.append(_tables(two_machines))
    assert found[0] == found[1]


@pytest.mark.parametrize(("later", "kind"), [(0, "changed"), (1, "decision")])
def test_which_address_led_to_an_article_first_is_told_by_all_parts(
    two_machines: Divided, later: int, kind: str
) -> None:
    parts, _ = divided(article_files(two_machines.archive), None, frozenset(), outlet=None, since=None)
    with psycopg.connect(two_machines.address, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}".encode())
        for number, (part, requested) in enumerate(zip(parts, ("x.example/1", "x.example/amp/1"), strict=True)):
            at = NOW + timedelta(hours=number * (1 if later else -1))
            page: dict[str, Any] = {"outlet": "x", "url": "https://x.example/1", "url_key": "x.example/1"}
            page |= {"requested_key": requested, "requested_url": "", "source": "", "record_id": requested}
            found = Rereading(**page, announced_at=None, fetched_at=at, state="article")
            line: dict[str, Any] = {"outlet": "x", "url": found.url, "key": found.url_key, "requested": requested}
            line |= {"at": at, "left_open": False, "number": 1, "change": None}
            if requested != found.url_key:
                line |= {"change": ["changed", {"title": ("a", "b")}], "as_twin": ["decision", {"state": (None, "x")}]}
            rest: dict[str, Any] = {"problems": [], "unread": {}}
            rows = [("run", at, 0, [line]), ("run", None, 1, asdict(found)), ("", None, 0, rest)]
            keep(two_machines.address, part, rows)
        again = two_machines.rereading()
        gather(connection, parts[0].batch, again)
    assert again.report.outlets["x"].kinds == {"same": 1, kind: 1}


def _tables(machines: Divided) -> tuple[list[Any], ...]:
    names = "article_id, url_key, title, body, relevant, warc_record_id, first_seen_at"
    return (
        machines.rows("article", names),
        machines.rows("sighting", "outlet, url_key, state, reason, title, article_id, first_seen_at"),
        machines.rows("version", "article_id, text_sha256, warc_record_id"),
    )
