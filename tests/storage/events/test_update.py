"""Event clusters in the database: the same in any order, with ids that last."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import text as sql

from storage.archive.archive import Archive
from storage.clustering.clusters import group, score_pairs
from storage.events.update import count_events, resolve, update_events
from storage.models import Article, Event, EventChange, Pair, Signature
from storage.signatures.signature_codec import decode
from tests.storage.clippings import APEL, GUDANG, NOW, article_id, event_id, open_archive, save
from tests.storage.databases import sqlite_file
from tests.storage.events.groups import derived, homes, partition

pytestmark = pytest.mark.usefixtures("databases")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path) as archive:
        yield archive


def history(archive: Archive) -> list[tuple[str, str]]:
    with archive.reading() as session:
        rows = session.execute(select(EventChange.event_id, EventChange.kind).order_by(EventChange.change_id))
        return [(event, kind) for event, kind in rows]


def waiting(archive: Archive) -> set[str]:
    with archive.reading() as session:
        return set(session.scalars(select(Article.article_id).where(Article.awaits.is_not(None))))


def resolved(archive: Archive, event: str) -> str | None:
    with archive.reading() as session:
        return resolve(session, event)


def test_founding_growing_and_the_report(archive: Archive) -> None:
    save(archive, "apel-2", APEL[1], outlet="suara_pesisir", published="2024-11-26T11:00:00+07:00")
    save(archive, "gudang-1", GUDANG[0])
    first = update_events(archive, now=NOW)
    assert (first.articles_new, first.events_new, count_events(archive)) == (2, 2, 2)
    save(archive, "apel-1", APEL[0], published="2024-11-26T09:00:00+07:00")
    second = update_events(archive, now=NOW + timedelta(days=1))
    assert (second.articles_new, second.events_new, second.events_grown, count_events(archive)) == (1, 0, 1, 2)
    assert second.pairs >= 1
    assert homes(archive) == {
        article_id("apel-1"): event_id("apel-2"),
        article_id("apel-2"): event_id("apel-2"),
        article_id("gudang-1"): event_id("gudang-1"),
    }
    assert history(archive)[-1] == (event_id("apel-2"), "grown")
    idle = update_events(archive, now=NOW + timedelta(days=2))
    assert (idle.articles_new, idle.pairs, idle.events_new, idle.events_grown, count_events(archive)) == (0, 0, 0, 0, 2)


def test_the_founder_of_a_batch_is_the_earliest_published(archive: Archive) -> None:
    save(archive, "apel-2", APEL[1], published="2024-11-26T11:00:00+07:00")
    save(archive, "apel-1", APEL[0], published="2024-11-26T12:00:00+07:00")
    save(archive, "apel-3", APEL[2], published=None, event_date=date(2024, 11, 26))
    assert update_events(archive, now=NOW).events_new == 1
    assert set(homes(archive).values()) == {event_id("apel-2")}


def test_copies_are_one_text_of_several_articles(archive: Archive) -> None:
    save(archive, "gudang-1", GUDANG[0])
    save(archive, "gudang-1-salinan", GUDANG[0], outlet="pesisir_kota")
    save(archive, "gudang-2", GUDANG[1], outlet="suara_pesisir")
    update_events(archive, now=NOW)
    assert len(partition(archive)) == 1
    with archive.reading() as session:
        groups = dict(session.execute(select(Article.article_id, Article.copy_group)).all())
    assert groups[article_id("gudang-1")] == groups[article_id("gudang-1-salinan")]
    assert groups[article_id("gudang-2")] not in {None, groups[article_id("gudang-1")]}


def test_merged_events_redirect_to_the_one_founded_earlier(archive: Archive) -> None:
    save(archive, "apel-1", APEL[0])
    save(archive, "lain-1", GUDANG[0], outlet="suara_pesisir")
    update_events(archive, now=NOW)
    save(archive, "lain-2", GUDANG[1], outlet="pesisir_kota")
    update_events(archive, now=NOW + timedelta(days=1))
    assert homes(archive)[article_id("lain-2")] == event_id("lain-1")
    # the outlet replaces both texts by its report of the muster
    later = NOW + timedelta(days=2)
    save(archive, "lain-1", APEL[1], outlet="suara_pesisir", now=later)
    save(archive, "lain-2", APEL[2], outlet="pesisir_kota", now=later)
    report = update_events(archive, now=later)
    survivor, gone = sorted([event_id("apel-1"), event_id("lain-1")])  # founded in the same night
    assert report.merged == 1
    assert count_events(archive) == 1
    assert set(homes(archive).values()) == {survivor}
    assert resolved(archive, gone) == survivor == resolved(archive, survivor)
    assert resolved(archive, "e" + "0" * 16) is None
    assert {(gone, "merged"), (survivor, "merged")} <= set(history(archive))


def test_split_and_an_id_that_is_never_given_again(archive: Archive) -> None:
    save(archive, "apel-1", APEL[0], published="2024-11-26T09:00:00+07:00")
    for number in (2, 3):
        save(archive, f"apel-{number}", APEL[number - 1], outlet="suara_pesisir")
    update_events(archive, now=NOW)
    later = NOW + timedelta(days=1)
    save(archive, "apel-1", GUDANG[0], published="2024-11-26T09:00:00+07:00", now=later)
    report = update_events(archive, now=later)
    assert (report.split, report.events_new, count_events(archive)) == (1, 1, 2)
    where = homes(archive)
    assert where[article_id("apel-2")] == where[article_id("apel-3")] == event_id("apel-1")
    assert where[article_id("apel-1")] not in {None, event_id("apel-1")}
    # a further report joins the part that was split off, under the id it has now
    save(archive, "gudang-2", GUDANG[1], outlet="pesisir_kota", now=later)
    update_events(archive, now=later)
    assert homes(archive)[article_id("gudang-2")] == where[article_id("apel-1")]


def test_an_article_that_stops_being_relevant_leaves_and_may_come_back(archive: Archive) -> None:
    save(archive, "gudang-1", GUDANG[0])
    save(archive, "gudang-2", GUDANG[1], outlet="suara_pesisir")
    save(archive, "apel-1", APEL[0])
    update_events(archive, now=NOW)
    for key, text in (("gudang-2", GUDANG[1]), ("apel-1", APEL[0])):
        outlet = "suara_pesisir" if key == "gudang-2" else "kabar_timur"
        save(archive, key, text, outlet=outlet, relevant=False)
    update_events(archive, now=NOW)
    assert count_events(archive) == 1
    assert homes(archive)[article_id("gudang-2")] is homes(archive)[article_id("apel-1")] is None
    with archive.reading() as session:
        assert session.scalars(select(Signature.article_id)).all() == [article_id("gudang-1")]
        assert session.scalars(select(Pair.a)).all() == []
    founders = sorted([event_id("gudang-1"), event_id("gudang-2")])
    assert (founders[0], "shrunk") in history(archive)
    assert (event_id("apel-1"), "emptied") in history(archive)
    update_events(archive, now=NOW)
    assert count_events(archive) == 1
    assert history(archive).count((event_id("apel-1"), "emptied")) == 1

    save(archive, "apel-1", APEL[0])
    update_events(archive, now=NOW)
    home = homes(archive)[article_id("apel-1")]
    assert home != event_id("apel-1"), "an id is never given again"
    assert resolved(archive, event_id("apel-1")) == home


def test_a_corrected_date_or_place_is_compared_again(archive: Archive) -> None:
    save(archive, "apel-1", APEL[0])
    save(archive, "apel-2", APEL[1], published="2023-11-26T10:00:00+07:00")
    update_events(archive, now=NOW)
    assert len(partition(archive)) == 2
    save(archive, "apel-2", APEL[1], now=NOW)
    assert update_events(archive, now=NOW).merged == 1
    assert len(partition(archive)) == 1
    save(archive, "apel-2", APEL[1], place="Kraksaan", region_code="35.13", now=NOW)
    update_events(archive, now=NOW)
    with archive.reading() as session:
        payload = session.scalars(select(Signature.payload).where(Signature.article_id == article_id("apel-2"))).one()
    assert next(decode([(article_id("apel-2"), payload)])).region_code == "35.13"


def test_what_does_not_matter_to_events_is_looked_at_and_left(archive: Archive) -> None:
    for number, text in enumerate(APEL):
        save(archive, f"apel-{number}", text)
    update_events(archive, now=NOW)
    before, told = derived(archive), history(archive)
    save(archive, "apel-1", APEL[1], now=NOW + timedelta(days=1), authors=["Dewi Lestari"])
    assert waiting(archive) == {article_id("apel-1")}
    report = update_events(archive, now=NOW + timedelta(days=1))
    assert (report.articles_new, report.pairs) == (0, 0)
    assert (derived(archive), history(archive), waiting(archive)) == (before, told, set())


def test_what_waits_is_found_without_reading_the_rest(archive: Archive, tmp_path: Path) -> None:
    sqlite_file(tmp_path)  # a server decides by how many rows there are
    asked = (
        "SELECT article_id FROM article WHERE awaits = 'comparison' ORDER BY published_at, article_id LIMIT 9",
        "SELECT event_id FROM event WHERE cohesion IS NULL AND redirect_to IS NULL",
    )
    with archive.reading() as session:
        for query, index in zip(asked, ("ix_article_awaits_published_at", "ix_event_cohesion"), strict=True):
            plan = " ".join(row[3] for row in session.execute(sql(f"EXPLAIN QUERY PLAN {query}")))
            assert index in plan
            assert "SCAN" not in plan or index == "ix_event_cohesion"


def test_an_update_looks_through_no_table(archive: Archive, tmp_path: Path) -> None:
    sqlite_file(tmp_path)
    asked: dict[str, Any] = {}

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        asked[statement] = parameters[0] if isinstance(parameters, list) else parameters

    sqlalchemy_event.listen(Engine, "before_cursor_execute", note)
    try:
        for night in "ab":  # of a handful of articles SQLite finds each by its id, whatever else is asked
            for number in range(30):
                save(archive, f"apel-{night}-{number}", f"Regu {night}{number} berangkat. {APEL[number % 2]}")
            update_events(archive, now=NOW)
    finally:
        sqlalchemy_event.remove(Engine, "before_cursor_execute", note)
    assert any("signature.payload" in statement for statement in asked)
    with archive.reading() as session:
        connection = session.connection()
        for statement, parameters in asked.items():
            if not statement.startswith(("SELECT", "UPDATE", "DELETE")):
                continue
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            # what waits stands in small indexes of its own; every signature is of the one version
            through = {
                step.split()[1]
                for step in plan
                if step.startswith("SCAN") and "awaits" not in step and "cohesion" not in step
            }
            assert through.isdisjoint(("article", "event", "pair", "signature")), statement
            assert not [step for step in plan if step.endswith("(version=?)")], statement
            if "signature.payload" in statement:
                assert "ix_signature_version_day_article_id" in " ".join(plan), "of a day they lie side by side"


def test_a_rebuild_keeps_ids_and_history(archive: Archive) -> None:
    for number, text in enumerate((*APEL, *GUDANG)):
        save(archive, f"berita-{number}", text)
        update_events(archive, now=NOW)
    before, told, where = derived(archive), history(archive), homes(archive)
    report = update_events(archive, now=NOW + timedelta(days=1), rebuild=True)
    assert (report.articles_new, report.events_new, report.merged, report.split) == (0, 0, 0, 0)
    assert (derived(archive), history(archive), homes(archive)) == (before, told, where)


class KilledError(Exception):
    """Stands for the process ending in the middle of a transaction."""


@pytest.mark.parametrize(
    ("step", "rebuild"),
    [
        ("storage.events.pairs._changed", False),
        ("storage.events.pairs._changed", True),
        ("storage.events.update._write_history", False),
    ],
)
def test_a_killed_update_is_finished_by_the_next(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, rebuild: bool
) -> None:
    monkeypatch.setattr("storage.events.pairs.CHUNK", 2)
    monkeypatch.setattr("storage.events.update.SEEDS", 1)
    (tmp_path / "whole").mkdir()
    with open_archive(tmp_path / "whole") as whole:
        for each in (whole, archive):
            for number, text in enumerate((*APEL, *GUDANG)):
                save(each, f"berita-{number}", text, published=f"2024-11-26T10:0{number}:00+07:00")
        update_events(whole, now=NOW)
        expected = derived(whole), homes(whole)
    if rebuild:
        update_events(archive, now=NOW)

    original = getattr(sys.modules[step.rpartition(".")[0]], step.rpartition(".")[2])
    calls = iter(range(100))

    def dies(*args: object) -> object:
        if next(calls) == 2:
            raise KilledError
        return original(*args)

    with monkeypatch.context() as patch:
        patch.setattr(step, dies)
        with pytest.raises(KilledError):
            update_events(archive, now=NOW, rebuild=rebuild)
    assert derived(archive) != expected[0]
    update_events(archive, now=NOW)
    assert (derived(archive), homes(archive)) == expected


def test_naive_clock_is_refused(archive: Archive) -> None:
    with pytest.raises(ValueError, match="naive"):
        update_events(archive, now=datetime(2024, 11, 28))  # noqa: DTZ001


WORDS = [
    *("apel", "rakor", "deklarasi", "logistik", "surat", "suara", "kotak", "segel", "gudang", "kamera", "patroli"),
    *("posko", "debat", "konvoi", "baliho", "spanduk", "saksi", "panwas", "bawaslu", "camat", "lurah", "linmas"),
    *("brimob", "kodim", "polres", "satpol", "hujan", "banjir", "jembatan", "kapal", "pelabuhan", "pasar"),
]


def grouped_at_once(archive: Archive) -> set[frozenset[str]]:
    """The clusters of all articles, by the pure functions and without the database's portions."""
    with archive.reading() as session:
        kept = session.execute(select(Signature.article_id, Signature.payload))
        signed = list(decode((article, payload) for article, payload in kept))
    clusters = group([one.article_id for one in signed], score_pairs(signed, ()))
    return {frozenset(cluster.members) for cluster in clusters}


@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    plan=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 9), st.integers(0, 3)), min_size=6, max_size=24),
    shuffle=st.randoms(use_true_random=False),
)
def test_neither_order_nor_nights_matter(empty: Path, plan: list[tuple[int, int, int]], shuffle: random.Random) -> None:
    """Articles of overlapping vocabulary over ten days, in nights of any composition: the clusters of a rebuild."""

    def put(archive: Archive, number: int) -> None:
        seed, day, _ = plan[number]
        body = " ".join(random.Random(seed % 97).choices(WORDS, k=14) + random.Random(seed).choices(WORDS, k=7))
        save(archive, str(number), body, published=f"2024-11-{10 + day}T08:00:00+07:00", event_date=None)

    order = list(range(len(plan)))
    shuffle.shuffle(order)
    with TemporaryDirectory() as folder:
        shutil.copy(empty, sqlite_file(Path(folder)))
        with open_archive(Path(folder)) as archive:
            for night in range(4):
                for number in order:
                    if plan[number][2] == night:
                        put(archive, number)
                update_events(archive, now=NOW + timedelta(days=night))
            extended = derived(archive)
            update_events(archive, now=NOW + timedelta(days=9), rebuild=True)
            assert derived(archive) == extended
            assert partition(archive) == grouped_at_once(archive)
            with archive.reading() as session:
                ids = set(session.scalars(select(Event.event_id)))
                assert {resolve(session, one) for one in ids} == set(homes(archive).values())
    with TemporaryDirectory() as folder:
        shutil.copy(empty, sqlite_file(Path(folder)))
        with open_archive(Path(folder)) as archive:
            for number in sorted(order):
                put(archive, number)
            update_events(archive, now=NOW)
            assert derived(archive) == extended
