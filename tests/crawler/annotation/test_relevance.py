"""Election security or not: the decision, why it was made, and what a broken rules file says."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path

import pytest

from crawler.annotation.relevance import MAX_CHARACTERS, explain, judge
from crawler.annotation.relevance_rules import load_rules
from tests.web.articles import load_articles

SHARED = Path(__file__).resolve().parents[4] / "shared"

RELEVANT = {
    "policing": (
        "Kodim Siapkan 350 Personel Bantu Polri di Hari Pencoblosan",
        "Komando Distrik Militer menyiapkan 350 prajurit untuk membantu kepolisian pada hari pencoblosan. Dandim "
        "menjelaskan, para prajurit disebar ke 24 koramil. Ia menegaskan anggotanya tidak masuk ke dalam TPS.",
    ),
    "neutrality": (
        "Pj Bupati: Kades Jangan Coba-coba Ikut Tim Sukses",
        "Penjabat bupati meminta kepala desa dan perangkatnya menjaga jarak dari tim sukses. Ia menyebut jabatan kades "
        "melekat selama 24 jam. Inspektorat membuka layanan aduan selama masa kampanye.",
    ),
    "prevention": (
        "FKUB Ajak Umat Rawat Kerukunan di Tahun Politik",
        "Forum Kerukunan Umat Beragama mengajak pemuka agama menahan diri dari ceramah yang memecah jemaat karena beda "
        "pilihan. Deklarasi pemilu damai ditandatangani enam majelis agama.",
    ),
    "dispute": (
        "Tiga TPS di Kecamatan Wringin Akan Coblos Ulang",
        "Komisi Pemilihan Umum menjadwalkan pemungutan suara ulang di tiga TPS. Rekomendasi datang dari Panwascam "
        "setelah ditemukan pemilih dari luar daerah. Pemungutan ulang digelar Sabtu.",
    ),
    "violence": (
        "Rekapitulasi di Kecamatan Ricuh, Saksi Saling Dorong",
        "Rapat pleno rekapitulasi tingkat kecamatan dihentikan dua jam karena saksi dua partai saling dorong. Polisi "
        "memisahkan mereka. Ketua PPK mengatakan keributan dipicu perbedaan angka di dua TPS.",
    ),
    "violation": (
        "Kepala Dusun Jadi Tersangka Bagi-bagi Amplop",
        "Penyidik Sentra Gakkumdu menetapkan seorang kepala dusun sebagai tersangka pembagian amplop berisi Rp50 ribu "
        "menjelang pemungutan suara. Barang bukti 72 amplop disita dari rumahnya.",
    ),
    "disinformation": (
        "Polisi Sebut Isu Surat Suara Tercoblos di Pelabuhan Hoaks",
        "Kepolisian memastikan kabar tujuh kontainer surat suara tercoblos tidak benar. Tim patroli siber menelusuri "
        "akun penyebar. KPU sudah memeriksa lokasi dan tak menemukan kontainer yang dimaksud.",
    ),
    "logistics": (
        "KPU Musnahkan Surat Suara Rusak dan Lebih",
        "Komisi Pemilihan Umum memusnahkan surat suara rusak di halaman gudang. Pemusnahan surat suara disaksikan "
        "Bawaslu dan Kejari agar tidak disalahgunakan pada hari pemungutan suara.",
    ),
}

NOT_RELEVANT = {
    "voter list": (
        "KPU Tetapkan DPT 812.455 Pemilih",
        "Komisi Pemilihan Umum menetapkan daftar pemilih tetap dalam rapat pleno terbuka. Pemilih tersebar di 2.311 "
        "TPS. Rapat dihadiri Bawaslu, Polres, dan perwakilan partai.",
    ),
    "debate": (
        "Debat Perdana, Tiga Paslon Adu Program Pertanian",
        "Tiga pasangan calon bupati beradu gagasan tentang pupuk dan harga gabah. Moderator memberi waktu dua menit "
        "tiap jawaban. KPU menyatakan acara berjalan lancar dan tertib.",
    ),
    "poll": (
        "Survei: Elektabilitas Calon Wali Kota Terpaut Tipis",
        "Lembaga survei merilis hasil jajak pendapat. Dua calon wali kota terpaut 1,8 persen. Peneliti menyebut "
        "pemilih bimbang masih 21 persen.",
    ),
    "coalition": (
        "Partai Buka Penjaringan Bakal Calon Bupati",
        "Dewan pimpinan cabang membuka penjaringan bakal calon bupati. Formulir dapat diambil sampai akhir bulan. "
        "Sudah lima orang mendaftar, termasuk seorang purnawirawan polisi.",
    ),
    "budget": (
        "KPU Ajukan Anggaran Rp62 Miliar untuk Pilkada",
        "Komisi Pemilihan Umum mengajukan anggaran Rp62 miliar. Porsi terbesar untuk honor badan adhoc dan pengadaan "
        "surat suara. Pembahasan hibah daerah berlangsung bulan depan.",
    ),
    "traffic police": (
        "Polres Gelar Operasi Zebra, 250 Personel Dikerahkan",
        "Polres mengerahkan 250 personel dalam Operasi Zebra. Apel gelar pasukan dipimpin Kapolres di lapangan. "
        "Sasaran operasi ialah pengendara tanpa helm.",
    ),
    "brawl": (
        "Tawuran Antarkampung, Satu Warga Luka",
        "Dua kelompok pemuda terlibat bentrok di perbatasan kampung. Polisi memediasi tokoh kedua kampung dan meminta "
        "warga menjaga keamanan dan ketertiban.",
    ),
    "health hoax": (
        "Dinkes Bantah Kabar Vaksin Berbahaya",
        "Dinas Kesehatan menyatakan pesan berantai tentang vaksin berbahaya adalah hoaks. Imunisasi tetap berjalan di "
        "puskesmas.",
    ),
    "officials at work": (
        "ASN Diminta Disiplin Masuk Kerja Usai Libur",
        "Sekretaris daerah meminta aparatur sipil negara masuk kerja tepat waktu. Pegawai yang absen tanpa keterangan "
        "akan diberi sanksi.",
    ),
    "land": (
        "Sengketa Lahan Dua Desa Dibawa ke Pengadilan",
        "Warga dua desa membawa sengketa lahan ke pengadilan negeri. Sidang perdana digelar dengan pengamanan polisi.",
    ),
    "abroad": (
        "Trump Klaim Menang, Demo Pecah di Washington",
        "Donald Trump mengeklaim kemenangan dalam pemilihan presiden Amerika Serikat. Ribuan pendukung turun ke jalan "
        "dan bentrok dengan polisi. Garda Nasional dikerahkan.",
    ),
}


@pytest.mark.parametrize("theme", RELEVANT)
def test_each_theme_of_election_security_is_recognised(theme: str) -> None:
    title, body = RELEVANT[theme]
    assert judge(title, body).relevant
    themes = [part for part in explain(title, body) if load_rules().concepts.get(part.name)]
    assert theme in [part.name for part in themes if part.value > 0]


@pytest.mark.parametrize("kind", NOT_RELEVANT)
def test_other_politics_and_other_security_news_are_not(kind: str) -> None:
    title, body = NOT_RELEVANT[kind]
    assert not judge(title, body).relevant


def test_the_sample_web_is_judged_as_its_gold_says() -> None:
    articles = load_articles()
    wrong = [article.key for article in articles if judge(article.title, article.body).relevant != article.relevant]
    assert len(wrong) <= 0.03 * len(articles), wrong  # none of 72 measured


def test_security_needs_an_election() -> None:
    body = "Polisi mengerahkan pasukan dan menjaga ketat lokasi setelah kericuhan. Massa bentrok."
    alone = judge("Kericuhan pecah, polisi lakukan pengamanan", body)
    assert not alone.relevant
    assert alone.matched_terms == ()  # nothing spoke for it
    assert judge("Kericuhan pecah di kantor KPU, polisi lakukan pengamanan", body).relevant


def test_a_theme_in_the_sentence_of_the_election_counts_more_than_elsewhere() -> None:
    election = "KPU menyiapkan pilkada. Pemilih menunggu. TPS didirikan. Bawaslu mengawasi. "
    near, apart, quiet = (
        {part.name: part.amount for part in explain(None, election + sentence)}.get("violence", 0)
        for sentence in ("Kericuhan pecah di TPS.", "Kericuhan pecah di pasar.", "Tawa pecah di TPS.")
    )
    assert near > apart > quiet == 0


def test_a_blank_line_ends_a_sentence() -> None:
    bodies = (f"Jadwal pilkada{gap}Rawan kericuhan" for gap in (" ", "\n", "\n\n", "\n \n"))
    joined, wrapped, parted, spaced = (judge(None, body).score for body in bodies)
    assert joined == wrapped > parted == spaced


def test_the_title_counts_more_than_the_body() -> None:
    text = "Netralitas ASN di pilkada"
    assert judge(text, "Bupati memimpin rapat.").score > judge("Bupati memimpin rapat", text + ".").score


def test_negated_phrases_do_not_count() -> None:
    ours, theirs = (judge(f"Pilpres {whose}ricuh", f"Pilpres {whose}ricuh.") for whose in ("", "Amerika Serikat "))
    assert ours.relevant and "pilpres" in ours.matched_terms
    assert not theirs.relevant and theirs.matched_terms == ()
    assert judge("Lomba mirip pemilu", "Lomba mirip pemilu.").matched_terms == ()  # the term inside the phrase


def test_capitals_endings_and_line_breaks_do_not_matter() -> None:
    plain = judge("Netralitas ASN dalam pemilu", "Operasi mantap praja digelar untuk pilkada.")
    printed = judge("NETRALITASNYA ASN dalam Pemilu-nya", "OPERASI\n  Mantap Praja digelar untuk Pilkadalah.")
    assert plain == printed
    assert {"netralitas", "pemilu", "pilkada", "operasi mantap*"} <= set(printed.matched_terms)


def test_a_part_of_a_word_is_no_term() -> None:
    assert judge("Pemiluan sekpu tpsx", "Kasara netralitasan").matched_terms == ()


def test_terms_within_a_longer_term_count_as_well() -> None:
    terms = judge(None, "Dugaan pelanggaran kampanye di TPS.").matched_terms
    assert {"pelanggaran", "pelanggaran kampanye"} <= set(terms)


def test_concepts_that_meet_in_a_sentence_count_as_another() -> None:
    found = {p.name: p.terms for p in explain("Bawaslu usut dugaan", "Bawaslu mengusut dugaan.")}
    assert set(found["violation"]) == {"bawaslu", "usut", "mengusut"}
    assert "violation" not in {p.name for p in explain("Bawaslu rapat", "Rapat selesai. Dugaan banjir.")}


def test_the_contributions_are_the_score() -> None:
    for title, body in (*RELEVANT.values(), *NOT_RELEVANT.values()):
        parts = explain(title, body)
        assert judge(title, body).score == pytest.approx(1 / (1 + math.exp(-sum(p.value for p in parts))), abs=1e-4)
        assert [p.value for p in parts] == sorted((p.value for p in parts), reverse=True)
        for part in parts:
            assert 0 < part.amount <= 1
            assert part.value == pytest.approx(part.amount * part.weight)


def test_matched_terms_are_terms_of_the_rules_once_each() -> None:
    terms = judge(*RELEVANT["violence"]).matched_terms
    assert "ricuh" in terms
    assert len(terms) == len(set(terms))
    assert set(terms) <= set(load_rules().index)


def test_title_and_body_may_be_empty() -> None:
    for title in (None, ""):
        answer = judge(title, "")
        assert not answer.relevant and answer.matched_terms == () and 0 < answer.score < 0.1


@pytest.mark.parametrize("unit", ["pemilu ", "pilpres ", "a" * 50, ". ", "\n \n", ".''''", "x\t\t\t\t", "operasi "])
def test_hostile_text_costs_linear_time(unit: str) -> None:
    body = (unit * (4 * MAX_CHARACTERS // len(unit)))[: 2 * MAX_CHARACTERS]
    start = time.perf_counter()
    judge(body, body)
    assert time.perf_counter() - start < 2  # 0.1 s measured at worst; a quadratic step would take minutes


def test_the_seeds_are_relevant() -> None:
    seeds = sorted((SHARED / "seeds").glob("*.txt"))
    if not seeds:
        pytest.skip(f"no {SHARED / 'seeds'}: real articles are kept outside the project")
    for seed in seeds:
        assert judge(None, seed.read_text(encoding="utf-8")).score > 0.9, seed.name


def test_labelled_articles_are_judged_well() -> None:
    file = SHARED / "eval" / "relevance.jsonl"
    if not file.exists():
        pytest.skip(f"no {file}: labelled real articles are kept outside the project")
    rows = [row for row in map(json.loads, file.read_bytes().splitlines()) if not row["borderline"]]
    pairs = [(row["relevant"], judge(row["title"], row["body"]).relevant) for row in rows]
    hits = sum(label and answer for label, answer in pairs)
    f1 = 2 * hits / (sum(label for label, _ in pairs) + sum(answer for _, answer in pairs))
    assert f1 >= 0.92  # 0.945 measured; 0.945 by ten-fold cross-validation, 0.924 with each source left out
