"""The archive's tables, on real SQLite files."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from crawler.items import ArticleItem
from storage.archive.archive import Archive
from storage.exceptions import ArchiveError
from storage.models import Article, Capture
from tests.storage.archive.rows import LATER, NOW, announce, enter_outlet, sighting, states_of
from tests.storage.databases import archive_url, sqlite_file

pytestmark = pytest.mark.usefixtures("databases")


def reading(number: int = 1, **changes: Any) -> dict[str, Any]:
    """The fields of an article, as the pipeline hands them over."""
    item = ArticleItem(
        article_id=f"a{number:016x}",
        url=f"https://kabar-timur.example/berita/{number}",
        url_key=f"kabar-timur.example/berita/{number}",
        outlet="kabar_timur",
        network="kabar_timur",
        title="Gudang Logistik Dijaga",
        authors=("Rini", "Tono"),
        published_at=datetime(2026, 11, 21, 9, 0, tzinfo=timezone(timedelta(hours=7))),
        published_precision="minute",
        event_date=date(2026, 11, 20),
        relevant=True,
        relevance=0.9,
        matched_terms=("kotak suara",),
        words=3,
        text_sha256="11" * 32,
        body="Gudang logistik dijaga.",
        fetched_at=NOW,
        extractor="1 element",
        rule_hits={"baca_juga": 2},
    )
    return {**dataclasses.asdict(item), **changes}


# Outlets and runs


def test_an_outlet_is_brought_up_to_date(archive: Archive) -> None:
    enter_outlet(archive, title="Kabar Timur Baru", region=None)
    enter_outlet(archive, "antara")
    assert [(outlet.name, outlet.title, outlet.region) for outlet in archive.outlets()] == [
        ("antara", "Kabar Timur", "Kota Probolinggo"),
        ("kabar_timur", "Kabar Timur Baru", None),
    ]


def start(archive: Archive, run_id: str, at: datetime = NOW) -> None:
    archive.start_run(run_id=run_id, command="nightly", started_at=at, settings={"DOWNLOAD_DELAY": 3.0, "x": ("a",)})


def crawl(archive: Archive, run_id: str, at: datetime, until: datetime | None, status: str = "completed") -> None:
    start(archive, run_id, at)
    archive.start_outlet(run_id, "kabar_timur", since=None, until=until, started_at=at)
    archive.finish_outlet(
        run_id, "kabar_timur", status=status, reason=None, ended_at=at, seconds=1.5, counts={"pages": 3}
    )
    archive.finish_run(run_id, ended_at=at, seconds=2.0, status="completed", exit_code=0)


def test_a_run_from_start_to_end(archive: Archive) -> None:
    start(archive, "r1")
    [run] = archive.runs()
    assert (run.status, run.ended_at, run.settings) == ("running", None, {"DOWNLOAD_DELAY": 3.0, "x": ["a"]})
    archive.start_outlet("r1", "kabar_timur", since=NOW, until=None, started_at=NOW)
    [outlet] = archive.run_outlets("r1")
    assert (outlet.status, outlet.since, outlet.counts) == ("running", NOW, {})
    archive.finish_outlet(
        "r1", "kabar_timur", status="failed", reason="dns", ended_at=LATER, seconds=4.5, counts={"pages": 7}
    )
    archive.finish_run("r1", ended_at=LATER, seconds=5.0, status="completed", exit_code=10)
    [outlet] = archive.run_outlets("r1")
    assert (outlet.status, outlet.reason, outlet.since, outlet.started_at) == ("failed", "dns", NOW, NOW)
    assert (outlet.ended_at, outlet.seconds, outlet.counts) == (LATER, 4.5, {"pages": 7})
    [run] = archive.runs()
    assert (run.status, run.exit_code, run.seconds, run.ended_at) == ("completed", 10, 5.0, LATER)


def test_a_skipped_outlet_is_finished_without_a_start(archive: Archive) -> None:
    start(archive, "r1")
    archive.finish_outlet("r1", "disway", status="skipped", reason="terms", ended_at=NOW, seconds=None, counts={})
    [outlet] = archive.run_outlets("r1")
    assert (outlet.status, outlet.started_at, outlet.ended_at) == ("skipped", NOW, NOW)


def test_an_outlet_needs_its_run(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match=r"(?i)foreign key"):
        archive.start_outlet("none", "kabar_timur", since=None, until=None, started_at=NOW)


def test_what_a_killed_run_left_is_closed_once(archive: Archive) -> None:
    crawl(archive, "r1", NOW, None)
    start(archive, "r2")
    archive.start_outlet("r2", "kabar_timur", since=None, until=None, started_at=NOW)
    archive.finish_outlet("r2", "antara", status="completed", reason=None, ended_at=NOW, seconds=1, counts={})
    assert archive.mark_crashed(LATER) == ["r2"]
    assert archive.mark_crashed(LATER) == []
    assert {run.run_id: run.status for run in archive.runs()} == {"r1": "completed", "r2": "crashed"}
    assert {found.outlet: (found.status, found.ended_at) for found in archive.run_outlets("r2")} == {
        "antara": ("completed", NOW),
        "kabar_timur": ("interrupted", LATER),
    }


def test_the_last_completed_crawl_is_the_one_that_covers_most(archive: Archive) -> None:
    assert archive.last_completed("kabar_timur") is None
    crawl(archive, "night", NOW, None)
    crawl(archive, "failed", LATER, None, status="failed")
    crawl(archive, "old-days", LATER, NOW - timedelta(days=900))
    last = archive.last_completed("kabar_timur")
    assert last is not None
    assert last.run_id == "night"
    # an end that was still to come covers no more than the time of the crawl
    crawl(archive, "to-2030", LATER, LATER + timedelta(days=999))
    crawl(archive, "next", LATER + timedelta(hours=1), None)
    last = archive.last_completed("kabar_timur")
    assert last is not None
    assert last.run_id == "next"


def test_histories_are_newest_first_and_limited(archive: Archive) -> None:
    for number in range(5):
        crawl(archive, f"r{number}", NOW + timedelta(days=number), None)
    assert [run.run_id for run in archive.runs(3)] == ["r4", "r3", "r2"]


# Index of the raw archive


def capture(number: int, **changes: Any) -> dict[str, Any]:
    facts = {
        "record_id": f"urn:uuid:{number}",
        "url": "https://kabar-timur.example/",
        "outlet": "kabar_timur",
        "kind": "feed",
        "status": 200,
        "fetched_at": NOW + timedelta(minutes=number),
        "warc_file": "f.warc.gz",
        "offset": number * 100,
        "length": 100,
        "digest": "sha256:X",
    }
    return {**facts, **changes}


def test_captures_are_entered_once(archive: Archive) -> None:
    archive.save_captures([])
    archive.save_captures(capture(number) for number in range(60))
    archive.save_captures([capture(59, status=500), capture(60, outlet="antara")])
    assert [found.status for found in archive.captures()] == [200] * 61
    assert [found.record_id for found in archive.captures(outlet="antara")] == ["urn:uuid:60"]
    assert len(archive.captures(since=NOW + timedelta(minutes=59))) == 2
    assert archive.captures(warc_file="other") == []


def test_warc_files_are_entered_sealed_and_forgotten(archive: Archive) -> None:
    archive.save_warc_file("f.warc.gz", "r1", NOW)
    archive.save_captures([capture(3)])
    assert archive.indexed_bytes() == {"f.warc.gz": 400}
    archive.seal_warc_file("f.warc.gz", 400)
    archive.save_warc_file("f.warc.gz", "r2", LATER)
    [found] = archive.warc_files()
    assert (found.run_id, found.opened_at, found.sealed, found.size) == ("r1", NOW, True, 400)
    assert archive.indexed_bytes() == {}
    archive.forget_warc_file("f.warc.gz")
    assert archive.warc_files() == []
    with pytest.raises(ArchiveError, match="not in the index"):
        archive.seal_warc_file("f.warc.gz", 1)


# Frontier


# Articles


def test_every_field_of_an_item_is_a_column() -> None:
    fields = {field.name for field in dataclasses.fields(ArticleItem)}
    added = {"first_seen_at", "gone_at", "event_id", "copy_group", "package", "awaits", "collections"}
    assert fields | added == {column.name for column in Article.__table__.columns}
    assert not fields & added


def test_an_article_comes_back_as_it_was_saved(archive: Archive) -> None:
    fields = reading()
    assert archive.save_article(fields, now=NOW) == "new"
    article = archive.article("a0000000000000001")
    assert article is not None
    found = {name: getattr(article, name) for name in fields}
    assert found == {
        **fields,
        "authors": ["Rini", "Tono"],
        "editors": [],
        "bylines": [],
        "matched_terms": ["kotak suara"],
    }
    assert article.published_at is not None
    assert article.published_at.tzinfo == UTC
    assert (article.first_seen_at, article.gone_at, article.event_id) == (NOW, None, None)
    assert archive.article(article.url).article_id == article.article_id  # type: ignore[union-attr]
    assert archive.article(article.url_key).article_id == article.article_id  # type: ignore[union-attr]
    assert archive.article("nothing") is None


def assign(archive: Archive, event_id: str) -> None:
    with archive.writing() as session:
        session.execute(text("UPDATE article SET event_id = :id"), {"id": event_id})


def kept(archive: Archive, number: int = 1) -> Article:
    article = archive.article(f"a{number:016x}")
    assert article is not None
    return article


def test_a_changed_text_replaces_the_reading_and_keeps_the_event(archive: Archive) -> None:
    archive.save_article(reading(), now=NOW)
    assign(archive, "e0000000000000001")
    newer = reading(text_sha256="22" * 32, body="Gudang dijaga ketat.", title="Ralat", fetched_at=LATER, authors=())
    assert archive.save_article(newer, now=LATER) == "changed"
    article = kept(archive)
    assert (article.body, article.title, article.authors) == ("Gudang dijaga ketat.", "Ralat", [])
    assert (article.first_seen_at, article.event_id) == (NOW, "e0000000000000001")


def test_the_same_text_is_known_and_better_facts_are_taken(archive: Archive) -> None:
    archive.save_article(reading(region=None), now=NOW)
    assert archive.save_article(reading(region="Kota Probolinggo"), now=LATER) == "known"
    article = kept(archive)
    assert (article.region, article.first_seen_at) == ("Kota Probolinggo", NOW)
    assert archive.count_articles() == 1


def test_an_earlier_fetch_does_not_replace_a_later_one(archive: Archive) -> None:
    archive.save_article(reading(), now=NOW)
    old = reading(text_sha256="00" * 32, body="Dulu.", fetched_at=NOW - timedelta(days=1))
    assert archive.save_article(old, now=LATER) == "known"
    assert kept(archive).body == "Gudang logistik dijaga."


def test_addresses_are_settled_with_the_article(archive: Archive) -> None:
    announce(archive, "k/announced")
    archive.settle("kabar_timur", "k/announced", state="failed", now=NOW, reason="timeout", attempt=True)
    fields = reading()
    archive.save_article(fields, now=LATER, settles=("k/announced", fields["url_key"], fields["url_key"]))
    assert states_of(archive, "kabar_timur") == {"k/announced": "article", fields["url_key"]: "article"}
    found = sighting(archive, "k/announced")
    assert (found.reason, found.article_id, found.title) == (None, fields["article_id"], fields["title"])
    assert (found.score, found.published_at, found.url) == (0.9, fields["published_at"], "https://k/announced")
    assert sighting(archive, fields["url_key"]).url == fields["url"]


def test_article_and_addresses_are_written_together_or_not_at_all(archive: Archive) -> None:
    announce(archive, "k/1")
    with pytest.raises(ArchiveError):
        archive.save_article(reading(relevant=None), now=NOW, settles=("k/1",))
    assert states_of(archive, "kabar_timur") == {"k/1": "queued"}
    assert archive.count_articles() == 0


def test_an_article_needs_its_outlet(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="outlet 'disway' is not in the archive"):
        archive.save_article(reading(outlet="disway"), now=NOW)


def test_a_field_that_is_none_of_an_article_is_refused(archive: Archive) -> None:
    archive.save_article(reading(), now=NOW)
    for name in ("event_id", "headline"):
        with pytest.raises(TypeError, match=name):
            archive.save_article({**reading(), name: "x"}, now=NOW)


def test_a_naive_time_is_refused(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="naive"):
        archive.save_article(reading(published_at=NOW.replace(tzinfo=None)), now=NOW)


def test_what_no_database_can_hold_is_cleaned(archive: Archive) -> None:
    dirty = "Ju\0dul \ud83d\ude00 \udcff 😀 akhir"
    clean = "Judul 😀 � 😀 akhir"
    fields = reading(title=dirty, authors=(dirty,), rule_hits={dirty: 1}, body=dirty)
    archive.save_article(fields, now=NOW, settles=(dirty,))
    article = kept(archive)
    assert (article.title, article.authors, article.rule_hits, article.body) == (clean, [clean], {clean: 1}, clean)
    assert announce(archive, dirty) == "article"
    archive.settle("kabar_timur", dirty, state="failed", now=NOW, reason=dirty, title=dirty)
    assert (sighting(archive, clean).reason, sighting(archive, clean).title) == (clean, clean)
    archive.save_captures([capture(1, url=dirty)])
    assert archive.captures()[0].url == clean


def test_articles_are_counted(archive: Archive) -> None:
    enter_outlet(archive, "antara")
    archive.save_article(reading(1, published_at=NOW), now=NOW)
    archive.save_article(reading(2, published_at=LATER), now=NOW)
    archive.save_article(reading(3, outlet="antara", published_at=None, relevant=False), now=NOW)
    assert archive.count_articles() == 3
    assert archive.count_articles(outlet="antara") == 1
    assert archive.count_articles(relevant=True) == 2
    assert archive.count_articles(since=NOW, until=LATER) == 1
    assert archive.count_articles(since=LATER) == 1


# Sessions


def test_a_reading_session_keeps_nothing(archive: Archive) -> None:
    with archive.reading() as session:
        session.add(Capture(**capture(1)))
        session.flush()
    assert archive.captures() == []


def test_a_writing_session_is_rolled_back_by_any_exception(archive: Archive) -> None:
    with pytest.raises(KeyError), archive.writing() as session:
        session.add(Capture(**capture(1)))
        session.flush()
        raise KeyError
    assert archive.captures() == []


def test_two_processes_see_each_other(archive: Archive, tmp_path: Path) -> None:
    with Archive.open(archive_url(tmp_path)) as other:
        announce(archive, "k/1")
        other.settle("kabar_timur", "k/1", state="robots", now=NOW)
        assert states_of(archive, "kabar_timur") == {"k/1": "robots"}


def test_closing_leaves_one_file(tmp_path: Path) -> None:
    database = sqlite_file(tmp_path)
    with Archive.open(archive_url(tmp_path)) as archive:
        enter_outlet(archive)
    names = {entry.name for entry in tmp_path.iterdir()}
    assert names - {f"{database.name}-turn"} == {database.name}  # whose turn it is to write, an empty file
