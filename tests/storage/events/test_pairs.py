"""Pairs of articles in the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from storage.archive.archive import Archive
from storage.clustering.score import weights
from storage.events import pairs
from storage.events.update import update_events
from storage.models import Event, EventChange, Pair, Signature
from tests.storage.clippings import APEL, GUDANG, NOW, open_archive, save
from tests.storage.events.groups import derived, partition

pytestmark = pytest.mark.usefixtures("databases")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path) as archive:
        yield archive


def test_weak_pairs_count_in_the_average(archive: Archive) -> None:
    a, b, c = sorted(
        save(archive, str(number), text) for number, text in enumerate((APEL[0], GUDANG[0], "Pasar sepi."))
    )
    update_events(archive, now=NOW)
    enough = weights().threshold
    scores = {(a, b): 0.9, (b, c): enough + 0.1, (a, c): enough - 0.05}
    with archive.writing() as session:
        session.execute(delete(Pair))
        session.add_all(
            Pair(a=one, b=other, version=pairs.version(), score=score, copy=False)
            for (one, other), score in scores.items()
        )
        session.execute(update(Event).values(cohesion=None))
    update_events(archive, now=NOW)
    assert partition(archive) == {frozenset((a, b, c))}


def test_a_split_says_which_article_had_left(archive: Archive) -> None:
    texts = {save(archive, str(at), text): (str(at), text) for at, text in enumerate((APEL[0], GUDANG[0], "Sepi."))}
    update_events(archive, now=NOW)
    a, b, c = sorted(texts)
    with archive.writing() as session:
        session.execute(delete(Pair))
        session.add_all(
            Pair(a=one, b=other, version=pairs.version(), score=0.9, copy=False) for one, other in ((a, b), (b, c))
        )
        session.execute(update(Event).values(cohesion=None))
    update_events(archive, now=NOW)
    assert partition(archive) == {frozenset((a, b, c))}
    save(archive, *texts[b], relevant=False)
    report = update_events(archive, now=NOW + timedelta(days=1))
    assert (report.split, partition(archive)) == (1, {frozenset((a,)), frozenset((b,)), frozenset((c,))})
    with archive.reading() as session:
        split = session.scalars(select(EventChange).where(EventChange.kind == "split")).one()
    assert split.detail["without"] == [b]


def test_a_new_configuration_signs_everything_again(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, text in enumerate(APEL):
        save(archive, f"apel-{number}", text)
    update_events(archive, now=NOW)
    before = derived(archive)
    monkeypatch.setattr("storage.signatures.signature.VERSION", "next")
    monkeypatch.setattr("storage.events.pairs.CHUNK", 2)
    assert update_events(archive, now=NOW).pairs == 3
    assert derived(archive) == before
    with archive.reading() as session:
        assert set(session.scalars(select(Signature.version))) == {pairs.version()}
    assert pairs.version().startswith("next/")
