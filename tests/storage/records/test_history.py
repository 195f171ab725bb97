"""Runs, events and their history outlive the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage.archive.archive import Archive
from storage.archive.rechecks import write_check
from storage.data_folder import HISTORY_FILE
from storage.db.engine import default_url
from storage.events.update import update_events
from storage.exceptions import ArchiveError
from storage.models import Article, Event, EventChange, Run, RunOutlet
from storage.records import history
from tests.storage.clippings import APEL, GUDANG, NOW, open_archive, save


def saved(archive: Archive, *, now: datetime = NOW) -> None:
    for number, body in enumerate((*APEL, *GUDANG)):
        save(archive, f"berita-{number}", body, now=now)


def filled(folder: Path) -> Archive:
    archive = open_archive(folder)
    saved(archive)
    archive.start_run(run_id="r1", command="nightly", started_at=NOW, settings={"DOWNLOAD_DELAY": 3})
    archive.finish_outlet(
        "r1", "petisi", status="completed", reason=None, ended_at=NOW, seconds=1.5, counts={"articles": 6}
    )
    archive.finish_run("r1", ended_at=NOW, seconds=2.5, status="completed", exit_code=0)
    update_events(archive, now=NOW)
    return archive


def picture(archive: Archive) -> dict[str, list[Any]]:
    with archive.reading() as session:
        tables = {
            model.__tablename__: [tuple(row) for row in session.execute(select(*model.__table__.columns))]
            for model in (Run, RunOutlet, Event, EventChange)
        }
        query = select(Article.article_id, Article.event_id, Article.copy_group, Article.first_seen_at)
        tables["article"] = [tuple(row) for row in session.execute(query.order_by(Article.article_id))]
    return tables


def test_a_new_database_gets_it_back(tmp_path: Path) -> None:
    with filled(tmp_path) as archive:
        expected = picture(archive)
        history.save(archive, tmp_path, now=NOW)
    assert all(expected.values())
    (tmp_path / "kliping.db").unlink()
    with open_archive(tmp_path) as archive:
        assert history.restore(archive, tmp_path) > 0
        history.save(archive, tmp_path, now=NOW)  # a night before the articles are rebuilt takes nothing from the file
        saved(archive, now=NOW + timedelta(days=3))
        assert history.restore(archive, tmp_path) == 6
        assert picture(archive) == expected
        assert history.restore(archive, tmp_path) == 0


def test_when_an_article_was_found_gone_is_known_from_the_latest(tmp_path: Path) -> None:
    missing = [NOW + timedelta(days=day) for day in (1, 2)]
    keys = [f"kabar-timur.example/berita-{number}" for number in (0, 1)]

    def note(archive: Archive, key: str, *answers: str) -> None:
        archive.settle("kabar_timur", key, state="article", now=NOW, url=f"https://{key}")
        for at, answer in zip((*missing, NOW + timedelta(days=3)), answers, strict=False):
            with archive.writing() as session:
                write_check(session, "kabar_timur", key, "missing" if answer == "missing" else "found", at=at)

    with filled(tmp_path) as archive:
        for key in keys:
            note(archive, key, "missing", "missing")
        history.save(archive, tmp_path, now=NOW)
    (tmp_path / "kliping.db").unlink()
    with open_archive(tmp_path) as archive:
        saved(archive)
        note(archive, keys[1], "missing", "missing", "found")  # what the raw archive tells: it is back since
        assert history.restore(archive, tmp_path) > 0
        gone = [article.gone_at for key in keys if (article := archive.article(key))]
        assert gone == [missing[1], None]


def test_a_database_that_has_its_history_is_left_alone(tmp_path: Path) -> None:
    with filled(tmp_path) as archive:
        history.save(archive, tmp_path, now=NOW)
        archive.start_run(run_id="r2", command="nightly", started_at=NOW, settings={})
        expected = picture(archive)
        assert history.restore(archive, tmp_path) == 0
        assert picture(archive) == expected


def test_without_a_file_there_is_nothing_to_do_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    with Archive.open(default_url(tmp_path)) as archive:
        assert history.restore(archive, tmp_path) == 0
        for line in ("{", '{"format": "other"}', "[]", '{"format": "kliping-history/1"}\n{"table": "run"}'):
            (tmp_path / HISTORY_FILE).write_text(line)
            with pytest.raises(ArchiveError, match=r"history\.jsonl:\d.*restore it"):
                history.restore(archive, tmp_path)
