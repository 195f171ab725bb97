from __future__ import annotations

import json
import math
import random
from datetime import date, timedelta
from itertools import combinations

import pytest

from storage.clustering.clusters import COPY_WORDING, FLOOR, LEAST_WORDING, compare
from storage.clustering.score import (
    FEATURES,
    OFFICES_COUNTED,
    Overlap,
    ceiling,
    evidence,
    features,
    hours_apart,
    is_copy,
    overlap,
    regions,
    score,
    weights,
    where,
)
from storage.signatures.signature import Signature
from tests.storage.reports import (
    AUDIT,
    NOON,
    ROLL_CALL,
    ROLL_CALL_RETOLD,
    of_sample_web,
    report,
    sample_web,
    sentence,
)

DECLARATION = """\
Pemerintah {unit} menggelar deklarasi kampanye damai di {venue}, {day}. Kegiatan itu diikuti {guests} peserta dari \
unsur partai politik, penyelenggara, TNI, Polri dan tokoh masyarakat.

{head} {name} mengatakan deklarasi merupakan wujud komitmen bersama menjaga pilkada yang aman, damai dan bermartabat. \
“Kami mengajak seluruh pasangan calon dan pendukungnya menahan diri serta tidak menyebarkan kabar bohong,” ujar {name}.

Ia berharap seluruh elemen menjaga persatuan meskipun berbeda pilihan. Deklarasi ditandai penandatanganan naskah ikrar \
dan pelepasan {doves} ekor burung merpati.

Ketua KPU {unit} {chair} menambahkan tahapan kampanye berlangsung sampai tiga hari sebelum pemungutan suara."""

TOWN = {
    "unit": "Kota Tirtasari", "venue": "Alun-alun Merdeka", "day": "Rabu (20/11/2024)", "guests": 250,
    "head": "Penjabat Wali Kota", "name": "Darmawan Prakosa", "doves": 40, "chair": "Melani Sukma",
}  # fmt: skip
COUNTY = {
    "unit": "Kabupaten Banyusoka", "venue": "Gedung Serbaguna", "day": "Rabu (20/11/2024)", "guests": 310,
    "head": "Penjabat Bupati", "name": "Yulian Latif", "doves": 60, "chair": "Hendra Wijaya",
}  # fmt: skip

HALF = Overlap(wording=0.5, copied=0.0)


def pair_score(a: Signature, b: Signature) -> float:
    found = compare(a, b)
    return found.score if found else 0.0


def declaration(article_id: str, slots: dict[str, object], **given: object) -> Signature:
    title = f"Deklarasi Kampanye Damai {slots['unit']} Diikuti {slots['guests']} Peserta"
    return report(article_id, DECLARATION.format(**slots), title, **given)


def test_every_feature_has_a_weight() -> None:
    assert tuple(weights().weights) == FEATURES
    signs = {name: weight > 0 for name, weight in weights().weights.items()}
    assert {name for name, positive in signs.items() if positive} == {"wording", "speakers", "same_region"}


def test_a_rewritten_report_is_the_same_event_and_no_copy() -> None:
    a = report("a1", ROLL_CALL, "Polres Tirtasari Siagakan 364 Personel")
    b = report(
        "a2",
        ROLL_CALL_RETOLD,
        "Jalan Longsor, Polisi Bawa Perahu Karet ke Lereng Sapit",
        published=NOON + timedelta(hours=4),
    )
    found = compare(a, b)
    assert found is not None
    assert found.score > 0.8
    assert not found.copy


def test_a_name_in_two_spellings_is_one_speaker() -> None:
    a = report("a1", ROLL_CALL.replace("Ranu", "Soeryadi"))
    b = report("a2", ROLL_CALL_RETOLD.replace("Ranu", "Suriadi"))
    assert a.speakers.isdisjoint(b.speakers)
    assert features(a, b, HALF)["speakers"] == 1.0
    assert features(a, b, HALF)["unheard"] == 0.0
    shown = evidence(a, b, HALF, features(a, b, HALF))["speakers"]
    assert {"soeryadi", "suriadi"} <= set(shown)


def test_where_and_on_what_occasion() -> None:
    """Two sides of one meeting share where it was; who reacts to it says so elsewhere."""
    meeting = (
        "{lead} saat menerima penyelenggara pemilu di Balai Gading, Kota Tirtasari, Rabu (20/11/2024). Rapat usai."
    )
    a = report("a1", meeting.format(lead="Wali Kota Darmawan menyetujui tambahan gudang"))
    b = report("a2", meeting.format(lead="Ketua KPU Melani Sukma meminta enam perahu karet"))
    reaction = report("a3", "Aktivis Teguh menilai janji itu terlambat di Wisma Sapit, Banyusoka, Rabu (20/11/2024).")
    assert a.scene == {"balai", "gading", "kota", "tirtasari"}
    assert features(a, b, HALF)["scene"] == 0.0
    assert features(a, reaction, HALF)["scene"] == 2.0


def test_common_names_that_both_begin_with_say_little() -> None:
    common, own = "Ketua Komisi Pemilihan Umum", "Sapit Tirtasari Wanareja"
    many = f"{common}, Joko Widodo, Jakarta Pusat, Jawa Timur, Jawa Tengah, Polda Metro Jaya, DKI Jakarta."
    a, b = report("a1", f"{common} dan {own} membuka gudang."), report("a2", f"{common} dan {own} pergi.")
    assert features(a, b, HALF)["offices"] == pytest.approx(math.log(4 / 3))
    assert features(a, report("a3", "Ketua Komisi pergi."), HALF)["offices"] == 0.0
    assert features(a, report("a4", "Tidak ada."), HALF)["offices"] == 0.0
    a, b = report("a1", f"{many} Gudang dibuka."), report("a2", f"{many} Gudang ditutup.")
    assert features(a, b, HALF)["offices"] == pytest.approx(math.log((1 + OFFICES_COUNTED) / 3))


def test_other_days_count_the_more_the_further_apart_they_were_published() -> None:
    """Within hours half of them are misread; a day later it is the next roll call."""
    a = report("a1", ROLL_CALL)

    def day(hours: float, told: int = 19) -> float:
        text = ROLL_CALL.replace("Rabu (20/11/2024)", f"Selasa ({told}/11/2024)")
        return features(a, report("a2", text, published=NOON + timedelta(hours=hours)), HALF)["day"]

    assert day(1) == day(3) == pytest.approx(0.5 * math.log(4))
    assert day(3) < day(8) < day(30)
    assert day(30, told=20) == 0.0


def test_an_unrelated_report_is_not() -> None:
    assert pair_score(report("a1", ROLL_CALL), report("a2", AUDIT)) == 0.0


def test_both_ways_round() -> None:
    a, b = (
        report("a1", ROLL_CALL, "Personel"),
        report("a2", ROLL_CALL_RETOLD, "Perahu Karet", published=NOON + timedelta(hours=3)),
    )
    assert compare(a, b) == compare(b, a)
    assert overlap(a, b) == overlap(b, a)
    assert features(a, b, HALF) == features(b, a, HALF)


def test_no_pair_is_left_early_that_would_have_been_kept() -> None:
    signed = [of_sample_web(article) for article in sample_web()]
    early = kept = 0
    for a, b in combinations(signed, 2):
        shared = overlap(a, b)
        found = compare(a, b)
        if found is None and shared.wording >= LEAST_WORDING:
            early += 1
            assert score(features(a, b, shared)) < FLOOR
            assert not is_copy(a, b, shared) or shared.wording < COPY_WORDING
        elif found is not None and not found.copy:
            kept += 1
            assert score(features(a, b, shared)) == pytest.approx(found.score, abs=1e-6)
            assert ceiling(a, b, shared.wording) >= found.score - 1e-6
    assert early > 50
    assert kept > 5


def test_evidence_is_for_people() -> None:
    a = report("a1", ROLL_CALL, "Personel Siaga di Sapit")
    b = report("a2", ROLL_CALL_RETOLD, "Perahu Karet ke Sapit")
    shared = overlap(a, b)
    shown = json.loads(json.dumps(evidence(a, b, shared, features(a, b, shared))))
    assert {"sapit", "ranu"} <= set(shown["names"])
    assert "longsoran" in shown["terms"]
    assert {"364", "290"} <= set(shown["numbers"])
    assert "ranu" in shown["speakers"]
    assert shown["dates"] == "same"
    assert shown["days_apart"] == 0
    assert shown["regions"] == "unknown"
    assert 0 < shown["title"] < 1
    assert shown["weight"]["wording"] > 0


def test_the_same_template_in_the_next_regency() -> None:
    """Nearly the same words on the same day, but another town: with regions, and also from the text alone."""
    for given in ({}, {"region_code": "19.71"}):
        other = {"region_code": "19.04"} if given else {}
        found = compare(declaration("a1", TOWN, **given), declaration("a2", COUNTY, **other))
        assert found is None or (found.score < 0.8 * weights().threshold and not found.copy)


def test_the_same_template_on_the_next_day() -> None:
    next_day = {**TOWN, "day": "Kamis (21/11/2024)", "guests": 280, "doves": 45}
    a = declaration("a1", TOWN, event_date=date(2024, 11, 20), region_code="19.71")
    b = declaration(
        "a2", next_day, event_date=date(2024, 11, 21), region_code="19.71", published=NOON + timedelta(days=1)
    )
    found = compare(a, b)
    assert found is None or (found.score < 0.8 * weights().threshold and not found.copy)


def test_kota_and_kabupaten_of_one_name_conflict() -> None:
    kota = declaration("a1", TOWN)
    kabupaten = declaration("a2", {**COUNTY, "unit": "Kabupaten Tirtasari"})
    assert where(kota, kabupaten) == "conflict"
    assert where(kota, declaration("a3", TOWN)) == "unknown"


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ("35.74", "35.74", "same"),
        ("35.74", "35.13", "conflict"),
        ("35.74", "35", "within"),
        ("35", "35", "within"),
        ("35.74", "17", "conflict"),
        ("35.7", "35.74", "conflict"),
        ("35.74", None, "unknown"),
    ],
)
def test_regions(a: str, b: str | None, relation: str) -> None:
    assert regions(a, b) == regions(b, a) == relation


def test_exact_copies_light_edits_and_excerpts_are_copies() -> None:
    title = "Polres Tirtasari Siagakan 364 Personel"
    original = report("a1", ROLL_CALL, title)
    edited = (
        ROLL_CALL.replace("mengatakan", "menyampaikan").replace("membawa bekal", "sudah membawa bekal")
        + "\n\nPolisi bersiaga."
    )
    paragraphs = ROLL_CALL.split("\n\n")
    for text in (ROLL_CALL, edited, "\n\n".join(paragraphs[:2]), "\n\n".join(paragraphs[1:])):
        found = compare(original, report("a2", text, "Lereng Sapit Dijaga", published=NOON + timedelta(hours=20)))
        assert found is not None
        assert found.copy, text
        assert found.score >= 0.9


def test_the_same_boilerplate_is_no_copy() -> None:
    chance = random.Random(7)
    footer = " ".join(sentence(chance) for _ in range(4))
    a, b = (
        report(name, "\n\n".join([*(sentence(chance) for _ in range(9)), footer]), sentence(chance, 6))
        for name in ("a1", "a2")
    )
    assert not is_copy(a, b, overlap(a, b))
    assert pair_score(a, b) == 0.0


def test_short_texts_are_not_called_copies() -> None:
    a, b = report("a1", "Apel digelar pagi ini."), report("a2", "Apel digelar pagi ini.")
    assert not is_copy(a, b, overlap(a, b))


def test_hours_apart() -> None:
    a = report("a1", AUDIT)
    assert hours_apart(a, report("a2", AUDIT, published=NOON - timedelta(hours=5))) == pytest.approx(5)
    assert hours_apart(a, report("a2", AUDIT, published=None)) == 6.0
    assert hours_apart(a, report("a2", AUDIT, published=None, fallback_day=date(2024, 11, 22))) == 48.0


def test_an_unknown_time_is_no_obstacle() -> None:
    a = report("a1", ROLL_CALL, "Polres Tirtasari Siagakan Personel", published=None)
    b = report("a2", ROLL_CALL_RETOLD, "Polres Tirtasari Bawa Perahu Karet", published=None)
    assert pair_score(a, b) > 0.5


def test_scores_stay_between_0_and_1() -> None:
    for value in (-1e6, 1e6):
        assert 0.0 <= score(dict.fromkeys(FEATURES, value)) <= 1.0
