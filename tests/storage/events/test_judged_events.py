"""Judgements in force: events obey them now, after every night, and after a rebuild."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from storage.archive.archive import Archive
from storage.clustering.constraints import Constraint
from storage.events.summaries import summary
from storage.events.update import count_events, update_events
from storage.models import Article, Event, EventChange
from storage.records.judgements import Contradiction, withdraw
from tests.storage.clippings import APEL, NOW, article_id, event_id, open_archive, save
from tests.storage.databases import sqlite_file
from tests.storage.events.judging import say

pytestmark = pytest.mark.usefixtures("databases")


def homes(archive: Archive) -> dict[str, str | None]:
    with archive.reading() as session:
        return dict(session.execute(select(Article.article_id, Article.event_id)).all())


def partition(archive: Archive) -> set[frozenset[str]]:
    groups: dict[str | None, set[str]] = {}
    for article, event in homes(archive).items():
        groups.setdefault(event or article, set()).add(article)
    return {frozenset(group) for group in groups.values()}


def together(*keys: str) -> frozenset[str]:
    return frozenset(map(article_id, keys))


def test_an_event_that_judgements_alone_hold_together_is_counted(archive: Archive, tmp_path: Path) -> None:
    for key, text in (("pasar", "Harga cabai turun di pasar induk."), ("hujan", "Hujan lebat mengguyur pesisir.")):
        save(archive, key, text)
    update_events(archive, now=NOW)
    assert count_events(archive) == 4
    say(archive, tmp_path, "same", ["pasar"], ["hujan"])
    update_events(archive, now=NOW)
    with archive.reading() as session:
        home = session.get_one(Event, homes(archive)[article_id("pasar")])
        assert home.cohesion == 0.0
    assert count_events(archive) == 3


def test_two_events_become_one_and_two_again(archive: Archive, tmp_path: Path) -> None:
    before = partition(archive)
    name = say(archive, tmp_path, "same", ["apel-0"], ["gudang-0"])
    assert update_events(archive, now=NOW).merged == 1
    assert len(partition(archive)) == 1
    for rebuild in (False, True):
        update_events(archive, now=NOW, rebuild=rebuild)
        assert len(partition(archive)) == 1
    withdraw(archive, tmp_path, name, by="Budi", why="beda", now=NOW)
    assert update_events(archive, now=NOW).split == 1
    assert partition(archive) == before


def test_an_article_is_taken_out_and_stays_out(archive: Archive, tmp_path: Path) -> None:
    say(archive, tmp_path, "different", ["apel-2"], ["apel-0", "apel-1"])
    update_events(archive, now=NOW)
    expected = {together("apel-0", "apel-1"), together("apel-2"), together("gudang-0", "gudang-1", "gudang-2")}
    assert partition(archive) == expected
    # a further report that resembles all three cannot bring them together
    save(archive, "apel-3", APEL[0], outlet="pesisir_kota")
    update_events(archive, now=NOW)
    assert together("apel-0", "apel-1", "apel-3") in partition(archive)
    update_events(archive, now=NOW, rebuild=True)
    assert together("apel-2") in partition(archive)


def test_what_is_judged_is_said_of_the_event(archive: Archive, tmp_path: Path) -> None:
    def judged(key: str) -> bool:
        home = homes(archive)[article_id(key)]
        with archive.reading() as session:
            assert home is not None
            found = summary(session, home)
        assert found is not None
        return found.judged

    assert not judged("apel-0")
    name = say(archive, tmp_path, "same", ["apel-0"], ["apel-1"])
    update_events(archive, now=NOW)
    assert (judged("apel-0"), judged("gudang-0")) == (True, False)
    withdraw(archive, tmp_path, name, by="Rina", why="x", now=NOW)
    assert not judged("apel-0")


def test_only_what_is_touched_is_grouped_anew(archive: Archive, tmp_path: Path) -> None:
    save(archive, "lain", "Pasar malam dibuka di terminal lama.", published="2024-11-20T10:00:00+07:00")
    update_events(archive, now=NOW)
    say(archive, tmp_path, "different", ["apel-0"], ["apel-1"])
    with archive.reading() as session:
        waiting = set(session.scalars(select(Event.event_id).where(Event.cohesion.is_(None))))
        told = set(session.scalars(select(EventChange.change_id)))
    assert waiting == {homes(archive)[article_id("apel-0")]}
    update_events(archive, now=NOW)
    with archive.reading() as session:
        changed = set(session.scalars(select(EventChange.event_id).where(EventChange.change_id.not_in(told))))
    assert not changed & {homes(archive)[article_id("gudang-0")], event_id("lain")}


def test_an_article_that_comes_in_later_is_judged_already(archive: Archive, tmp_path: Path) -> None:
    """A shared judgement waits for its article, and one that is not relevant still connects others."""
    say(archive, tmp_path, "same", ["apel-0"], ["nanti"])
    say(archive, tmp_path, "same", ["nanti"], ["gudang-0"])
    say(archive, tmp_path, "different", ["nanti"], ["lain"])
    update_events(archive, now=NOW)
    assert len(partition(archive)) == 1
    save(archive, "nanti", "Pasar malam dibuka.", published="2020-01-01T10:00:00+07:00", relevant=False)
    save(archive, "lain", APEL[0], outlet="pesisir_kota")
    update_events(archive, now=NOW)
    assert homes(archive)[article_id("nanti")] is None
    assert homes(archive)[article_id("lain")] != homes(archive)[article_id("apel-0")]
    assert homes(archive)[article_id("gudang-0")] == homes(archive)[article_id("apel-0")]
    save(archive, "nanti", "Pasar malam dibuka.", published="2020-01-01T10:00:00+07:00")
    update_events(archive, now=NOW)
    assert homes(archive)[article_id("nanti")] == homes(archive)[article_id("apel-0")]
    found = partition(archive)
    update_events(archive, now=NOW, rebuild=True)
    assert partition(archive) == found


WORDS = [
    *("apel", "rakor", "deklarasi", "logistik", "surat", "suara", "kotak", "segel", "gudang", "kamera", "patroli"),
    *("posko", "debat", "konvoi", "baliho"),
]


@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    days=st.lists(st.integers(0, 5), min_size=6, max_size=14),
    said=st.lists(st.tuples(st.booleans(), st.integers(0, 15), st.integers(0, 15)), max_size=6),
    chance=st.randoms(use_true_random=False),
)
def test_nights_and_judgements_in_any_order_give_the_events_of_a_rebuild(
    empty: Path, days: list[int], said: list[tuple[bool, int, int]], chance: random.Random
) -> None:
    def put(archive: Archive, number: int) -> None:
        body = " ".join(random.Random(number % 5).choices(WORDS, k=14) + random.Random(number).choices(WORDS, k=7))
        save(archive, str(number), body, published=f"2024-11-{10 + days[number]}T08:00:00+07:00", event_date=None)

    with TemporaryDirectory() as folder:
        shutil.copy(empty, sqlite_file(Path(folder)))
        with open_archive(Path(folder)) as archive:
            steps: list[object] = [*range(len(days)), *said]
            chance.shuffle(steps)
            names = []
            for at, step in enumerate(steps):
                if isinstance(step, int):
                    put(archive, step)
                elif isinstance(step, tuple) and step[1] != step[2]:
                    verdict: Constraint = "same" if step[0] else "different"
                    try:
                        names.append(say(archive, Path(folder), verdict, [str(step[1])], [str(step[2])]))
                    except Contradiction:
                        continue
                if at % 3 == 0:
                    update_events(archive, now=NOW)
            if len(names) > 2:
                withdraw(archive, Path(folder), names[0], by="Rina", why="x", now=NOW + timedelta(hours=1))
            update_events(archive, now=NOW)
            extended = partition(archive)
            update_events(archive, now=NOW, rebuild=True)
            assert partition(archive) == extended


def test_the_history_says_which_judgement_did_it(archive: Archive, tmp_path: Path) -> None:
    same = say(archive, tmp_path, "same", ["apel-0"], ["gudang-0"])
    update_events(archive, now=NOW + timedelta(days=1))
    different = say(archive, tmp_path, "different", ["apel-1"], ["apel-2"])
    update_events(archive, now=NOW + timedelta(days=2))
    with archive.reading() as session:
        changes = session.scalars(select(EventChange).order_by(EventChange.change_id)).all()
    told = {(change.kind, one["judgement"]) for change in changes for one in change.detail.get("judged", ())}
    assert {("merged", same), ("split", different), ("founded", different)} <= told
    judged = next(change.detail["judged"][0] for change in changes if change.kind == "merged")
    assert (judged["verdict"], judged["by"], judged["why"]) == ("same", "Rina", "dibaca")
    assert all("judged" not in change.detail for change in changes if change.changed_at == NOW)
