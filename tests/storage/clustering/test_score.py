from __future__ import annotations

import json
import math
import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest

from storage.clustering.clusters import COPY_WORDING, FLOOR, LEAST_WORDING, compare
from storage.clustering.score import (
    BORNE_OUT,
    COPY_SHARE,
    FEATURES,
    OFFICES_COUNTED,
    REUSED,
    SAME_DAY_HOURS,
    SAME_TEXT_SHARE,
    Overlap,
    ceiling,
    cosine,
    days,
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


def of_pair(name: str, a: Signature, b: Signature, shared: Overlap = HALF) -> float:
    """One feature of a pair, which is the same both ways round."""
    value = features(a, b, shared)[name]
    assert value == features(b, a, shared)[name]
    return value


def test_one_outlet_repeats_itself() -> None:
    a = report("a1", AUDIT)
    assert of_pair("outlet", a, report("a2", AUDIT, outlet="outlet-a1")) == 0.5
    assert of_pair("outlet", a, report("a2", AUDIT)) == 0.0
    assert evidence(a, a, HALF, features(a, a, HALF))["same_outlet"] is True
    assert evidence(a, report("a2", AUDIT), HALF, features(a, a, HALF))["same_outlet"] is False


def test_event_dates_count_where_both_have_one() -> None:
    a, b, c = (report(f"a{day}", AUDIT, event_date=date(2024, 11, day)) for day in (20, 20, 21))
    assert (of_pair("event_date", a, b), of_pair("event_date", a, c)) == (0.0, 0.5)
    assert of_pair("event_date", a, report("a9", AUDIT)) == 0.0


def test_another_region_counts_twice_without_a_shared_speaker() -> None:
    town = report("a1", ROLL_CALL, region_code="35.74")
    assert of_pair("other_region", town, report("a2", ROLL_CALL_RETOLD, region_code="35.13")) == 0.5
    assert of_pair("other_region", town, report("a2", AUDIT, region_code="35.13")) == 1.0
    assert of_pair("other_region", town, report("a2", AUDIT, region_code="35")) == 0.0
    assert of_pair("same_region", town, report("a2", AUDIT, region_code="35.74")) == 1.0
    assert of_pair("same_region", town, report("a2", AUDIT, region_code="35")) == 0.0


@pytest.mark.parametrize(
    ("ours", "theirs", "value"), [("364", "290", 1.0), ("364", "364", 0.0), ("364", "tiga", 0.0), ("tiga", "dua", 0.0)]
)
def test_figures_conflict_when_both_give_some_and_share_none(ours: str, theirs: str, value: float) -> None:
    a, b = report("a1", f"Ada {ours} orang."), report("a2", f"Ada {theirs} orang.")
    assert of_pair("figures", a, b) == value


def test_a_template_is_what_is_copied_where_days_or_regions_conflict() -> None:
    copied = Overlap(wording=0.9, copied=0.9)
    a = replace(report("a1", AUDIT, region_code="35.74"), stated=True, told=date(2024, 11, 20))
    other_day = replace(a, article_id="a2", told=date(2024, 11, 21))
    assert of_pair("template", a, other_day, copied) == pytest.approx(0.9 - REUSED)
    assert of_pair("template", a, replace(other_day, stated=False), copied) == 0.0
    assert of_pair("template", a, replace(other_day, told=a.told), copied) == 0.0
    assert of_pair("template", a, replace(a, region_code="35.13"), copied) == pytest.approx(0.9 - REUSED)
    assert of_pair("template", a, other_day, Overlap(wording=0.9, copied=REUSED - 0.1)) == 0.0


def test_hours_within_one_stated_day_are_capped() -> None:
    a = replace(report("a1", AUDIT), stated=True, told=date(2024, 11, 20))
    late = replace(report("a2", AUDIT, published=NOON + timedelta(hours=30)), stated=True, told=a.told)
    assert of_pair("hours", a, late) == pytest.approx(math.log1p(SAME_DAY_HOURS))
    for other in (replace(late, stated=False), replace(late, told=date(2024, 11, 21))):
        assert of_pair("hours", a, other) == pytest.approx(math.log1p(30))
    soon = replace(late, published=NOON + timedelta(hours=2))
    assert of_pair("hours", a, soon) == pytest.approx(math.log1p(2))


def test_a_title_of_which_nothing_stands_in_the_other_text_says_that_they_share_boilerplate() -> None:
    a = report("a1", AUDIT, "Gembok Gudang Wanareja Rusak")
    assert of_pair("untold", a, report("a2", AUDIT, "Gembok Gudang Wanareja Rusak")) == 0.0
    assert of_pair("untold", a, report("a2", ROLL_CALL, "Kuda Beban Angkut Kotak Suara")) == 0.5
    assert of_pair("untold", a, report("a2", AUDIT)) == 0.0  # which has no title to tell by
    partly = report("a2", "Gembok itu baru.", "Harga Cabai Rawit Naik Lagi")
    assert 0.0 < of_pair("untold", a, partly) < 0.5


def test_the_rarest_name_of_a_title_that_the_other_never_names() -> None:
    a = report("a1", AUDIT, "Wanareja dan Banyusoka Dijaga")
    assert of_pair("headline", a, report("a2", AUDIT, "Wanareja dan Banyusoka Dijaga")) == 0.0
    missing = of_pair("headline", a, report("a2", "Penjagaan di Banyusoka saja."))
    assert missing > 0.0
    assert missing in {rarity for rarity, _ in a.title_names}


def test_who_is_quoted_here_and_never_named_there() -> None:
    a, b = report("a1", ROLL_CALL), report("a2", AUDIT)
    assert of_pair("unheard", a, b) == 2.0
    assert of_pair("unheard", a, report("a2", "Tidak ada yang berbicara.")) == 1.0
    assert of_pair("unheard", a, a) == 0.0


@pytest.mark.parametrize(
    ("copied", "other", "copy"),
    [
        (COPY_SHARE, "35.74", True),
        (COPY_SHARE - 0.01, "35.74", False),
        (SAME_TEXT_SHARE, "35.13", True),
        (SAME_TEXT_SHARE - 0.01, "35.13", False),
    ],
)
def test_where_regions_conflict_a_copy_is_the_same_but_for_a_word(copied: float, other: str, copy: bool) -> None:
    a, b = report("a1", AUDIT, region_code="35.74"), report("a2", AUDIT, region_code=other)
    assert is_copy(a, b, Overlap(0.9, copied)) is copy


def test_where_days_conflict_too() -> None:
    a = replace(report("a1", AUDIT), told=date(2024, 11, 20))
    b = replace(a, article_id="a2", told=date(2024, 11, 21))
    assert not is_copy(a, b, Overlap(0.9, COPY_SHARE))
    assert is_copy(a, replace(b, told=None), Overlap(0.9, COPY_SHARE))


def test_codes_of_regions_go_before_what_the_texts_name() -> None:
    town, county = declaration("a1", TOWN, region_code="19.71"), declaration("a2", COUNTY, region_code="19.71")
    assert where(town, county) == "same"
    assert where(town, replace(county, region_code=None)) == "conflict"
    assert where(town, replace(county, region_code=None, localities=frozenset())) == "unknown"
    named = replace(county, region_code=None, mentions=county.mentions | town.mentions)
    assert where(town, named) == where(named, town) == "unknown"


def test_days() -> None:
    one, other = date(2024, 11, 20), date(2024, 11, 21)
    assert (days(one, one), days(one, other)) == ("same", "conflict")
    assert days(None, one) == days(one, None) == days(None, None) == "unknown"


def test_wording_that_was_taken_over_counts_as_far_as_the_rest_bears_it_out() -> None:
    """A standing paragraph that an outlet puts under everything makes no event of two reports, and spoils none."""
    chance = random.Random(3)
    standing = " ".join(sentence(chance) for _ in range(3))
    a, b, retold = (
        report(f"a{number}", f"{text}\n\n{standing}")
        for number, text in enumerate((AUDIT, ROLL_CALL, ROLL_CALL_RETOLD))
    )
    shared, bare = overlap(a, b), cosine(report("a3", AUDIT), report("a4", ROLL_CALL))
    assert 0.0 < shared.copied < 0.5
    assert shared == overlap(b, a)
    assert bare < shared.wording < BORNE_OUT * bare < 0.7 * cosine(a, b)
    assert overlap(b, retold).wording == cosine(b, retold)


def test_from_half_of_a_text_on_a_passage_is_more_and_more_the_text() -> None:
    chance = random.Random(3)
    shares = []
    for sentences in (3, 9, 16):
        standing = " ".join(sentence(chance) for _ in range(sentences))
        a, b = report("a1", f"{AUDIT}\n\n{standing}"), report("a2", f"{ROLL_CALL}\n\n{standing}")
        shares.append((overlap(a, b).copied, overlap(a, b).wording / cosine(a, b)))
    (_, little), (half, more), (most, all_of_it) = shares
    assert 0.5 < half < COPY_SHARE <= most
    assert little < more < all_of_it == 1.0


def test_what_is_taken_over_never_counts_for_more_than_it_is() -> None:
    for share in (2, 4, 8):
        text = " ".join(ROLL_CALL.split()[: len(ROLL_CALL.split()) // share])
        a, b = report("a1", f"{text} {AUDIT}"), report("a2", f"{ROLL_CALL_RETOLD} {text}")
        found = overlap(a, b)
        assert found.wording <= cosine(a, b)
        assert overlap(a, b, likeness=0.01).wording <= 0.01


def test_an_excerpt_is_all_taken_over_and_left_alone() -> None:
    a, b = report("a1", AUDIT), report("a2", f"{AUDIT}\n\n{ROLL_CALL}")
    shared = overlap(a, b)
    assert shared.wording == cosine(a, b)
    assert BORNE_OUT > 1


def test_evidence_is_rounded_and_names_only_what_weighs() -> None:
    a, b = report("a1", AUDIT), report("a2", AUDIT, published=NOON + timedelta(hours=5, minutes=20, days=1))
    shown = evidence(a, b, Overlap(0.12345, 0.98765), pair := features(a, b, Overlap(0.12345, 0.98765)))
    assert (shown["wording"], shown["passages"], shown["hours_apart"], shown["days_apart"]) == (0.123, 0.988, 29.3, 1)
    fitted = weights().weights
    assert shown["weight"] == {name: round(fitted[name] * pair[name], 2) for name in FEATURES if pair[name]}
    many = report("a3", " ".join(f"Ada {number} orang." for number in range(100, 130)))
    assert len(evidence(many, many, HALF, features(many, many, HALF))["numbers"]) == 12


def test_the_most_that_a_pair_can_score_is_what_it_scores_at_its_best() -> None:
    best = dict.fromkeys(FEATURES, 0.0)
    a = replace(report("a1", ROLL_CALL), told=None, stated=False)
    b = replace(report("a2", ROLL_CALL_RETOLD, published=NOON + timedelta(hours=4)), told=None, stated=False)
    apart = {"wording": 0.5, "hours": math.log1p(4), "same_region": 1.0, "speakers": 1.0}
    assert ceiling(a, b, 0.5) == pytest.approx(score({**best, **apart}))
    same = replace(b, outlet=a.outlet)
    assert ceiling(a, same, 0.5) == pytest.approx(score({**best, **apart, "outlet": 0.5}))
    silent = replace(b, speakers=frozenset())
    assert ceiling(a, silent, 0.5) == pytest.approx(score({**best, **apart, "speakers": 0.0}))
