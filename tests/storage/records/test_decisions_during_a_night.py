"""Takedowns and judgements while a night writes: all go through at once, and a kill loses none that was confirmed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.archive.archive import Archive
from storage.browse.follow import _Decisions
from storage.browse.index import opened, renew, renew_around, withdraw
from storage.clustering.constraints import judgement
from storage.data_folder import BROWSE_INDEX, JUDGEMENTS_FILE, TAKEDOWNS_FILE
from storage.events.update import regroup_judged, update_events
from storage.failpoints import VARIABLE
from storage.models import Article, Event, Takedown
from storage.raw.lock import DataLock
from storage.records import judgements, takedowns
from storage.records.judgement_file import read
from tests.storage.clippings import APEL, GUDANG, NOW, article_id, open_archive, save
from tests.storage.databases import archive_url

pytestmark = pytest.mark.usefixtures("databases")

ROOT = Path(__file__).resolve().parents[3]

DECIDE = """
import sys
from datetime import datetime
from pathlib import Path
from storage.archive.archive import Archive
from storage.clustering.constraints import judgement
from storage.events.update import regroup_judged
from storage.records import judgements, takedowns
url, folder, kind, one, other = sys.argv[1:]
now = datetime.fromisoformat("2024-11-28T07:00:00+07:00")
with Archive.open(url) as archive:
    if kind == "takedown":
        takedowns.take_down(archive, Path(folder), one, by="Rina", why="diminta", now=now)
    else:
        said = judgement("different", [one], [other], by="Rina", why="dibaca", judged_at=now)
        judgements.record(archive, Path(folder), said)
        regroup_judged(archive, now=now)
"""
"""One decision of a person, as a process of its own; exit code 0 is the confirmation."""


def decide(folder: Path, kind: str, one: str, other: str = "", kill_at: str | None = None) -> subprocess.Popen[bytes]:
    env = os.environ | ({VARIABLE: kill_at} if kill_at else {})
    command = [sys.executable, "-c", DECIDE, archive_url(folder), str(folder), kind, one, other]
    return subprocess.Popen(command, cwd=ROOT, env=env)


def fill(folder: Path, count: int) -> Archive:
    archive = open_archive(folder)
    for number in range(count):
        for name, texts in (("apel", APEL), ("gudang", GUDANG)):
            save(archive, f"{name}-{number}", f"{texts[number % 3]} Laporan {number} dari regu {number * 7}.")
    update_events(archive, now=NOW)
    return archive


def agree(archive: Archive, folder: Path) -> tuple[set[str], set[str]]:
    """Articles taken down, and ids of judgements, the same in database and files."""
    takedowns.restore(archive, folder)
    judgements.restore(archive, folder)
    with archive.reading() as session:
        down = set(session.scalars(select(Takedown.article_id).where(Takedown.withdrawn_at.is_(None))))
        said = {one.judgement_id: one for one in judgements.listed(session)}
    assert down == {row["article_id"] for row in takedowns._read(folder)}
    path = folder / JUDGEMENTS_FILE
    assert set(said.values()) == ({one for _, one in read(path)} if path.exists() else set())
    return down, {article for one in said.values() for article in one.articles}


def through_a_night(folder: Path, count: int, at_once: int) -> None:
    """``count`` decisions, every fifth of them killed at some place, while another thread writes without a pause."""
    over = threading.Event()
    written = 0

    def night(archive: Archive) -> None:
        nonlocal written
        with DataLock(folder, run_id="night"):
            while not over.is_set():
                save(archive, f"baru-{written}", f"{APEL[0]} Berita {written}.", relevant=False)
                with archive.writing() as session:  # as grouping does: no gap between two transactions
                    session.execute(select(Event.event_id)).all()
                    over.wait(0.05)
                written += 1

    with fill(folder, count) as archive:
        thread = threading.Thread(target=night, args=(archive,))
        thread.start()
        confirmed: list[tuple[str, str]] = []
        try:
            for first in range(0, count, at_once):
                begun = []
                for number in range(first, min(first + at_once, count)):
                    kind = ("takedown", "judge")[number % 2]
                    one, other = article_id(f"apel-{number}"), article_id(f"gudang-{number}")
                    kill_at = ("after_commit:1", "keep_before_rename:1", "before_commit:1")[number % 3]
                    process = decide(folder, kind, one, other, kill_at if number % 5 == 4 else None)
                    begun.append((process, kind, one, number % 5 == 4))
                for process, kind, one, killed in begun:
                    code = process.wait(timeout=120)
                    assert code == (-signal.SIGKILL if killed else 0)
                    if not killed:
                        confirmed.append((kind, one))
        finally:
            over.set()
            thread.join()
        down, judged = agree(archive, folder)
        assert {one for kind, one in confirmed if kind == "takedown"} <= down
        assert {one for kind, one in confirmed if kind == "judge"} <= judged
        assert written
        update_events(archive, now=NOW + timedelta(hours=1))
        with archive.reading() as session:
            homes = dict(session.execute(select(Article.article_id, Article.event_id)).all())
        for number in range(1, count, 2):
            if ("judge", article_id(f"apel-{number}")) in confirmed:
                assert homes[article_id(f"apel-{number}")] != homes[article_id(f"gudang-{number}")]


def test_twelve_decisions_go_through_while_a_night_writes(tmp_path: Path) -> None:
    through_a_night(tmp_path, 12, at_once=4)


@pytest.mark.long
def test_a_hundred_decisions_go_through_while_a_night_writes(tmp_path: Path) -> None:
    through_a_night(tmp_path, 100, at_once=10)


def test_a_decision_is_durable_while_another_writer_holds_the_database(tmp_path: Path) -> None:
    one, other = article_id("apel-0"), article_id("gudang-0")
    said = judgement("different", [one], [other], by="Rina", why="dibaca", judged_at=NOW)
    durable, judged = threading.Event(), threading.Event()
    with fill(tmp_path, 1) as archive:

        def decide() -> None:
            takedowns.take_down(
                archive, tmp_path, one, other, by="Rina", why="diminta", now=NOW, told=lambda _: durable.set()
            )

        def judge() -> None:
            judgements.record(archive, tmp_path, said, told=lambda _: judged.set())

        threads = [threading.Thread(target=decide), threading.Thread(target=judge)]
        with archive.writing() as session:
            session.execute(select(Event.event_id)).all()
            for thread in threads:
                thread.start()
            assert durable.wait(20)
            assert judged.wait(20)
            assert len((tmp_path / TAKEDOWNS_FILE).read_text().splitlines()) == 2
            assert [found for _, found in read(tmp_path / JUDGEMENTS_FILE)] == [said]
            assert all(thread.is_alive() for thread in threads), "the database is entered when it is free"
        for thread in threads:
            thread.join()
        assert takedowns.enter(archive, tmp_path) == judgements.enter(archive, tmp_path) == 0
        down, articles = agree(archive, tmp_path)
        assert down == articles == {one, other}


def test_a_file_that_is_ahead_of_the_database_is_taken_over(tmp_path: Path) -> None:
    """As after a power cut: the file is synced at once, the last commits of the database are not."""
    with fill(tmp_path, 1) as archive:
        one = article_id("apel-0")
        takedowns.take_down(archive, tmp_path, one, by="Rina", why="diminta", now=NOW)
        shown = (tmp_path / TAKEDOWNS_FILE).read_text()
        takedowns.withdraw(archive, tmp_path, one, by="Rina", why="keliru", now=NOW)
        withdrawn = (tmp_path / TAKEDOWNS_FILE).read_text()
        with archive.writing() as session:
            session.get_one(Takedown, (one, NOW)).withdrawn_at = None
        assert takedowns.restore(archive, tmp_path) == 1
        assert (tmp_path / TAKEDOWNS_FILE).read_text() == withdrawn
        (tmp_path / TAKEDOWNS_FILE).write_text(shown)
        assert takedowns.restore(archive, tmp_path) == 0
        assert (tmp_path / TAKEDOWNS_FILE).read_text() == withdrawn


def test_a_judgement_leaves_a_grouping_that_is_under_way_alone(tmp_path: Path) -> None:
    with fill(tmp_path, 2) as archive:
        with archive.writing() as session:
            session.get_one(Article, article_id("apel-0")).awaits = "grouping"
        one, other = article_id("apel-0"), article_id("gudang-0")
        judgements.record(archive, tmp_path, judgement("same", [one], [other], by="R", why="dibaca", judged_at=NOW))
        assert not regroup_judged(archive, now=NOW)
        update_events(archive, now=NOW)
        with archive.reading() as session:
            assert session.get_one(Article, one).event_id == session.get_one(Article, other).event_id
        assert regroup_judged(archive, now=NOW)


def test_decisions_reach_the_pages_without_a_look_at_the_whole_archive(tmp_path: Path) -> None:
    with fill(tmp_path, 2) as archive, opened(tmp_path / BROWSE_INDEX) as index:
        renew(archive, index)
        decisions = _Decisions()
        assert decisions.news(archive) == frozenset()
        one, other = article_id("apel-0"), article_id("gudang-0")
        takedowns.take_down(archive, tmp_path, one, by="Rina", why="diminta", now=NOW)
        assert withdraw(archive, index) == 1
        renew_around(archive, index, decisions.news(archive))
        takedowns.withdraw(archive, tmp_path, one, by="Rina", why="keliru", now=NOW)
        renew_around(archive, index, decisions.news(archive))
        said = judgement("same", [one], [other], by="Rina", why="dibaca", judged_at=NOW)
        judgements.record(archive, tmp_path, said)
        renew_around(archive, index, decisions.news(archive))
        assert regroup_judged(archive, now=NOW)
        renew_around(archive, index, decisions.news(archive))
        query = "SELECT event_id, judged FROM report JOIN happening USING (event_id) WHERE article_id IN (?, ?)"
        rows = index.execute(query, (one, other)).fetchall()
        assert len(rows) == 2
        assert len(set(rows)) == 1
        assert rows[0][1] == 1
