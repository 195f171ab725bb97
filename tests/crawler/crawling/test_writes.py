"""Writes of a crawl: a held archive loses nothing, and what cannot be written in time is told and read again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from scrapy.settings import Settings

import crawler.crawling.writes
import storage.db.engine
from crawler.crawling.run import Run
from crawler.crawling.writes import Writes
from crawler.night.crawl import note_lost_writes
from storage.archive.archive import Archive
from storage.archive.runs import balance
from storage.data_folder import WARC_FOLDER
from storage.db.engine import connect, default_url, writer
from storage.exceptions import ArchiveBusy
from storage.models import Article
from tests import forked
from tests.crawler.crawling.test_run import exchange
from tests.shell import FAST, environment
from tests.storage.clippings import NOW
from tests.web.articles import load_articles
from tests.web.server import SampleWeb


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    (tmp_path / "data").mkdir()
    return default_url(tmp_path / "data") if request.param == "sqlite" else request.getfixturevalue("url")


@pytest.fixture
def writes() -> Iterator[Writes]:
    one = Writes()
    yield one
    one.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.db.engine, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(crawler.crawling.writes, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(crawler.crawling.writes, "AGAIN_SECONDS", 0.0)


def failing(times: int) -> Callable[[], str]:
    """A write that meets a lock so often, and is made then."""
    left = iter(range(times))

    def write() -> str:
        if next(left, None) is not None:
            raise ArchiveBusy("held by another writer")
        return "made"

    return write


def test_a_write_that_meets_a_lock_is_tried_again_before_those_after_it(writes: Writes) -> None:
    order: list[str] = []
    write = failing(2)
    first = writes.put("warta", lambda: order.append(write()))
    writes.put("warta", lambda: order.append("after"))
    writes.wait()
    assert first.exception() is None
    assert order == ["made", "after"]
    assert not writes.has_lost


def test_what_was_given_up_is_told_and_keeps_back_what_would_be_untrue(writes: Writes, impatient: None) -> None:
    kept: list[str] = []
    lost = writes.put("warta", failing(1))
    writes.put_unless_lost("warta", lambda: kept.append("validators of warta"))
    writes.put_unless_lost("petisi", lambda: kept.append("validators of petisi"))
    writes.put("warta", lambda: kept.append("fate"))
    writes.wait()
    assert isinstance(lost.exception(), ArchiveBusy)
    assert kept == ["validators of petisi", "fate"]
    assert "held by another writer" in (writes.lost("warta") or "")
    assert writes.lost("petisi") is None


def test_many_writes_behind_one_that_was_given_up_do_not_each_wait(
    writes: Writes, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crawler.crawling.writes, "AGAIN_SECONDS", 3600.0)
    tried: list[str] = []

    def held() -> None:
        tried.append("once")
        raise ArchiveBusy("held")

    for _ in range(50):
        writes.put("warta", held)
    writes.wait()
    assert tried == ["once"]


def test_told_to_stop_it_does_not_wait_on(writes: Writes) -> None:
    writes.hurry()
    assert isinstance(writes.put("warta", failing(1)).exception(), ArchiveBusy)


def test_any_other_error_is_told_at_once(writes: Writes) -> None:
    writes.put(None, lambda: [].pop())
    writes.wait()
    assert writes.lost("any") == "IndexError: pop from empty list"


def test_the_pages_of_a_run_that_lost_writes_are_read_by_the_next(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = Settings(
        {"KLIPING_DATA": str(tmp_path / "data"), "KLIPING_DATABASE_URL": database, "DISK_RESERVE_MB": 0}
        | {"KLIPING_WORKERS": 1}
    )
    monkeypatch.setattr(storage.db.engine, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(crawler.crawling.writes, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(crawler.crawling.writes, "AGAIN_SECONDS", 0.0)
    with Run.open(given, "nightly") as run:
        run.begin()
        run.capture(exchange())
        run.secure()
        start = partial(run.archive.start_outlet, run.run_id, "warta", since=None, until=None, started_at=NOW)
        run.writes.put("warta", start)
        run.writes.wait()
        holder = connect(database)
        with writer(holder).begin():
            run.writes.put("warta", partial(run.archive.finish_outlet, run.run_id, "warta", status="completed",
                                            reason=None, ended_at=NOW, seconds=1.0, counts={}))  # fmt: skip
            run.writes.wait()
        holder.dispose()
        note_lost_writes(run, frozenset({"warta"}))
        (row,) = run.archive.run_outlets(run.run_id)
        assert row.status == "failed"
        assert "held by another writer" in (row.reason or "")
        run.finish("completed", 10)
    with Run.open(given, "nightly") as run:
        assert run.left_by_killed == {path.name for path in (tmp_path / "data" / WARC_FOLDER).iterdir()} != set()


def crawled(data: Path, database: str, web: SampleWeb, prepare: Callable[[], None], *, held: float) -> int:
    """Exit code of a crawl during which another writer holds the archive for so many seconds."""
    web.clear_log()
    env = environment(data, web, KLIPING_DATABASE_URL=database)
    with TemporaryDirectory() as folder:
        streams = (Path(folder) / "in", Path(folder) / "out", Path(folder) / "err")
        streams[0].touch()
        process = forked.begin(("crawl", "petisi", "-a", "since=2024-11-01", *FAST), env, streams, prepare=prepare)
        while held and process.is_alive() and sum("/20" not in hit.path for hit in web.log) < 8:
            time.sleep(0.02)
        if held:
            holder = connect(database)
            with writer(holder).begin():
                threading.Event().wait(held)
            holder.dispose()
        process.join(300)
        assert process.exitcode is not None
        return process.exitcode


def of_short_waits() -> None:
    storage.db.engine.BUSY_SECONDS = 0.3


def of_no_patience() -> None:
    storage.db.engine.BUSY_SECONDS = 0.1
    crawler.crawling.writes.PATIENCE_SECONDS = 0.0
    crawler.crawling.writes.AGAIN_SECONDS = 0.1


def as_ever() -> None:
    """Nothing is changed."""


def texts(database: str) -> dict[str, str]:
    with Archive.open(database) as archive:
        return {article.url: article.text_sha256 for article in articles(archive)}


def articles(archive: Archive) -> list[Article]:
    with archive.reading() as session:
        return session.query(Article).order_by(Article.url).all()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Articles of the same crawl with an archive that nobody holds."""
    data = tmp_path_factory.mktemp("plain")
    with SampleWeb([one for one in load_articles() if one.outlet == "petisi"]) as web:
        assert crawled(data, default_url(data), web, as_ever, held=0) == 0
    assert texts(default_url(data))
    return texts(default_url(data))


@pytest.mark.parametrize(
    ("prepare", "held"), [(of_short_waits, 3.0), pytest.param(as_ever, 90.0, marks=pytest.mark.long)]
)
def test_an_archive_that_is_held_during_a_crawl_costs_no_article(
    tmp_path: Path, database: str, plain: dict[str, str], prepare: Callable[[], None], held: float
) -> None:
    with SampleWeb([one for one in load_articles() if one.outlet == "petisi"]) as web:
        assert crawled(tmp_path / "data", database, web, prepare, held=held) == 0
    assert texts(database) == plain
    with Archive.open(database) as archive:
        (row,) = archive.run_outlets(archive.runs(1)[0].run_id)
        assert (row.status, balance(row.counts)) == ("completed", 0)


@pytest.mark.long
def test_what_a_crawl_could_not_write_is_read_from_the_raw_archive_by_the_next(
    tmp_path: Path, database: str, plain: dict[str, str]
) -> None:
    with SampleWeb([one for one in load_articles() if one.outlet == "petisi"]) as web:
        assert crawled(tmp_path / "data", database, web, of_no_patience, held=3.0) != 0
        with Archive.open(database) as archive:
            (row,) = archive.run_outlets(archive.runs(1)[0].run_id)
            assert (row.status, "next run reads it again" in (row.reason or "")) == ("failed", True), row.reason
        assert crawled(tmp_path / "data", database, web, as_ever, held=0) == 0
    assert texts(database) == plain
