"""A night of several workers is that of one process: undisturbed, and through the deaths of workers and database."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from scrapy.utils.project import get_project_settings

from crawler.fetching.browser import chromium
from storage.archive.archive import Archive
from storage.archive.runs import ENGINE
from storage.db.engine import default_url
from storage.integrity.transfer import transfer
from tests.crawler.distributed.machines import OPTIONS, Machines, asked_at_once, living, outcome
from tests.faults.invariants import after_a_night, content, fetched_again
from tests.faults.night import IN_FLIGHT
from tests.shell import environment, scrapy
from tests.storage.postgres import Postgres
from tests.web.calendar import NOW, iso
from tests.web.made import MadeOutlet, write_spiders
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
        reread = scrapy("reextract", env=environment(gathered, KLIPING_DATABASE_URL=machines.url))
    assert content(gathered) == content(alone)
    assert outcome(gathered) == outcome(alone)
    assert after_a_night(gathered) == []
    assert fetched_again(gathered) == 0
    assert "pages read, 0 changes" in reread.stdout, reread.stderr
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


@pytest.mark.parametrize(("blows", "falls"), [(3, 1), pytest.param(50, 5, marks=pytest.mark.long)])
def test_workers_and_database_are_killed(
    tmp_path: Path, web: SampleWeb, postgres: Postgres, alone: Path, blows: int, falls: int
) -> None:
    postgres.set("synchronous_commit", "on")  # what the server has confirmed, it must not lose
    web.clear_log()
    with Machines(tmp_path, web, postgres) as machines:
        gathered = disturbed(machines, blows, falls, seed=blows)
        assert machines.blows == blows
        require_sound(machines, gathered, alone, falls)


@pytest.mark.skipif(chromium(get_project_settings()) is None, reason="no Chromium: apt install chromium")
def test_a_hung_page_ends_and_the_outlet_beside_it_is_complete(
    tmp_path: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    hung = MadeOutlet("macet", 1, more="rendered = True", address="http://macet.example/")
    healthy = MadeOutlet("sehat", 3)
    ours = write_spiders(tmp_path, [hung, healthy])
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    page = "<html><body><script>for (;;);</script></body></html>"
    with SampleWeb([]) as web, Machines(tmp_path, web, postgres) as machines:
        web.sites[hung.host] = lambda request: html("", status=404) if "robots" in request.path else html(page)
        web.sites[healthy.host] = healthy
        machines.start(0, *ours, "-s", "DOWNLOAD_TIMEOUT=3", "--concurrency", "2")
        machines.plan("macet,sehat", *ours)
        machines.finish()
        with Archive.open(machines.url) as archive:
            [run] = archive.runs(1)
            rows = {row.outlet: row for row in archive.run_outlets(run.run_id)}
            assert (rows["macet"].status, rows["sehat"].status) == ("failed", "completed")
            assert "its page did not end within" in (rows["macet"].reason or "")
            assert [one.state for one in archive.memory("sehat").values()] == 3 * ["article"]
        assert living(tmp_path / "machine0") == []


def test_the_files_of_several_machines_are_read_again_in_one_folder(
    tmp_path: Path, alone: Path, postgres: Postgres
) -> None:
    folder = tmp_path / "warc"
    shutil.copytree(alone / "warc", folder)
    url = postgres.database()
    transfer(default_url(alone), url)
    [name] = [path.name for path in folder.iterdir()]
    files = [name.replace("-1.warc.gz", f"--{machine}-1-1.warc.gz") for machine in ("satu", "dua")]
    env = environment(tmp_path, KLIPING_DATABASE_URL=url, KLIPING_NOW=iso(NOW))
    with Archive.open(url) as archive, psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for number, file in enumerate(files):  # the bytes of both, the index says who fetched which page
            shutil.copy(folder / name, folder / file)
            archive.save_warc_file(file, name, NOW)
            # the parts of an article are one machine's, its address for telephones the other's
            of = r"(coalesce(substring(url from '/(\d+)/'), '0')::int + (url ~ 'amp')::int) % 2"
            change = f"UPDATE capture SET warc_file = '{file}' WHERE kind = 'article' AND {of} = {number}"
            assert connection.execute(change.encode()).rowcount > 10
        one = connection.execute(
            "UPDATE article SET title = 'Lama' WHERE article_id = (SELECT min(article_id) FROM article)"
        )
        assert one.rowcount == 1
        done = scrapy("reextract", "--apply", env=env)
        assert done.returncode == 0, done.stderr
        assert "pages read, 1 changes\n1 changes written." in done.stdout
        assert "pages read, 0 changes" in scrapy("reextract", env=env).stdout
        (folder / files[1]).unlink()
        done = scrapy("reextract", env=env)
        assert done.returncode == 10
        assert files[1] in done.stderr and files[0] not in done.stderr
        archive.start_run(run_id="run-2", command="nightly", started_at=NOW, settings={ENGINE: "procrastinate"})
        done = scrapy("reextract", env=env)
        assert (done.returncode, done.stdout) == (75, "")
        assert "run run-2 of " in done.stderr
    postgres.forget(url)
