"""Why two reports are in one event, or are not."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from storage.archive.archive import Archive
from storage.clustering.constraints import Constraint, judgement
from storage.clustering.score import FEATURES, weights
from storage.events.explain import PairExplanation, as_json, explain, explain_groups
from storage.events.pairs import version
from storage.events.update import update_events
from storage.exceptions import ArchiveError
from storage.models import Event, Pair
from storage.records.judgements import record
from storage.signatures.signature import WINDOW_DAYS
from tests.storage.clippings import APEL, NOW, article_id, save

pytestmark = pytest.mark.usefixtures("databases")


@pytest.fixture
def archive(two_years: Archive) -> Archive:
    return two_years


def explained(archive: Archive, one: str, other: str) -> PairExplanation:
    with archive.reading() as session:
        return explain(session, article_id(one), article_id(other))


def say(archive: Archive, folder: Path, verdict: Constraint, a: str, b: str) -> str:
    said = judgement(verdict, [article_id(a)], [article_id(b)], by="Rina", why="dibaca", judged_at=NOW)
    record(archive, folder, said)
    update_events(archive, now=NOW)
    return said.judgement_id


def test_the_parts_make_the_score(archive: Archive) -> None:
    found = explained(archive, "apel-1", "apel-0")
    assert (found.a.article_id, found.b.article_id) == (article_id("apel-1"), article_id("apel-0")), "as asked"
    assert (found.same_event, found.decided_by, found.copy, found.not_compared) == (True, "score", False, None)
    log_odds = found.start + sum(each.points for each in found.contributions)
    assert 1 / (1 + math.exp(-log_odds)) == pytest.approx(found.score)
    assert found.counted == pytest.approx(found.score, abs=1e-5)
    sizes = [abs(each.points) for each in found.contributions]
    assert sizes == sorted(sizes, reverse=True)
    assert {each.feature for each in found.contributions} == set(FEATURES)
    assert found.hours_apart == 1.0
    assert any("1.0 hours apart" in each.words for each in found.contributions)
    assert "peta" not in found.passages[0]
    assert "jalur evakuasi dan nomor telepon petugas kecamatan" in found.passages
    assert {"day told of: 2024-11-26", "region: 35.74"} <= set(found.agree)
    assert not found.judgements
    assert not found.path
    json.dumps(asdict(found), default=as_json)


def test_pairs_that_were_never_compared(archive: Archive) -> None:
    year = explained(archive, "apel-0", "tahun-lalu")
    assert (year.same_event, year.copy, year.counted) == (False, True, 0.0)
    assert year.not_compared is not None
    assert "too far apart in time: 366 days" in year.not_compared
    assert str(WINDOW_DAYS) in year.not_compared
    assert "day told of: 2024-11-26 and 2023-11-26" in year.conflict
    other = explained(archive, "apel-0", "gudang-0")
    assert other.not_compared is not None
    assert "too little wording" in other.not_compared
    assert f"less than {weights().threshold}" in other.because


def test_joined_through_others(archive: Archive) -> None:
    a, b, c = (article_id(f"apel-{number}") for number in range(3))
    with archive.writing() as session:
        session.execute(delete(Pair))
        session.add_all(
            Pair(a=min(x, y), b=max(x, y), version=version(), score=score, copy=False)
            for x, y, score in ((a, b, 0.9), (b, c, 0.8), (a, c, 0.2))
        )
        session.execute(update(Event).values(cohesion=None))
    update_events(archive, now=NOW)
    found = explained(archive, "apel-0", "apel-2")
    assert (found.same_event, found.decided_by) == (True, "score")
    assert [(step.a, step.b, step.score) for step in found.path] == [(a, b, 0.9), (b, c, 0.8)]
    assert "through other articles" in found.because


def test_judged(archive: Archive, tmp_path: Path) -> None:
    first = say(archive, tmp_path, "same", "apel-0", "tahun-lalu")
    second = say(archive, tmp_path, "different", "tahun-lalu", "gudang-0")
    found = explained(archive, "apel-0", "tahun-lalu")
    assert (found.same_event, found.decided_by, found.because) == (True, "judgement", "judged same")
    assert [one.judgement_id for one in found.judgements] == [first]
    parted = explained(archive, "apel-0", "gudang-0")
    assert (parted.same_event, parted.decided_by) == (False, "judgement")
    assert {one.judgement_id for one in parted.judgements} == {first, second}
    led = explained(archive, "apel-1", "tahun-lalu")
    assert (led.same_event, led.decided_by) == (True, "score")
    assert [step.judgement_id for step in led.path] == [None, first]


def test_alike_but_kept_apart_by_a_judgement_on_others(archive: Archive, tmp_path: Path) -> None:
    say(archive, tmp_path, "different", "apel-0", "apel-1")
    apart = next(key for key in ("apel-0", "apel-1") if not explained(archive, "apel-2", key).same_event)
    found = explained(archive, "apel-2", apart)
    assert found.counted > found.threshold
    assert "other reports of the two events are judged different" in found.because


def test_alike_but_not_on_average(archive: Archive) -> None:
    with archive.writing() as session:
        session.execute(delete(Pair))
        apel, gudang = ([article_id(f"{name}-{number}") for number in range(3)] for name in ("apel", "gudang"))
        strong = [(x, y, 0.9) for event in (apel, gudang) for x in event for y in event if x < y]
        session.add_all(
            Pair(a=min(x, y), b=max(x, y), version=version(), score=score, copy=False)
            for x, y, score in [*strong, (apel[0], gudang[0], 0.6)]
        )
    found = explained(archive, "apel-0", "gudang-0")
    assert not found.same_event
    needed = weights().threshold
    assert f"all 9 pairs between the two events count 0.07 on average, and {needed} is needed" in found.because


def test_not_grouped(archive: Archive) -> None:
    save(archive, "baru", APEL[0], outlet="pesisir_kota")
    save(archive, "lain", APEL[0], outlet="pesisir_kota", relevant=False)
    assert explained(archive, "baru", "apel-0").same_event is None
    assert "run scrapy cluster" in explained(archive, "baru", "apel-0").because
    assert "not relevant" in explained(archive, "apel-0", "lain").because


def test_groups(archive: Archive) -> None:
    apel, gudang = ([article_id(f"{name}-{number}") for number in range(3)] for name in ("apel", "gudang"))
    with archive.reading() as session:
        between, within = explain_groups(session, apel, gudang), explain_groups(session, apel, apel)
        with pytest.raises(ArchiveError, match="a single report"):
            explain_groups(session, apel[:1], apel[:1])
        with pytest.raises(ArchiveError, match="no article 'a0'"):
            explain_groups(session, apel, ["a0"])
    assert (between.pairs, within.pairs, between.left_out) == (9, 3, 0)
    assert between.strongest.score >= between.weakest.score
    assert within.average > 0.9 > 0.1 > between.average
    assert within.strongest.score > within.weakest.score
