"""Where a report is from: datelines, texts without one, and what breaks ties."""

import json
import time
from pathlib import Path

import pytest

from crawler.annotation.places import Place, locate
from tests.web.articles import SampleArticle, load_articles

SEEDS = Path(__file__).resolve().parents[3].parent / "shared" / "seeds"
HOME = {
    "petisi": "35",
    "antara_jatim": "35",
    "koranrb": "17",
    "perkaranews": "19",
    "probolinggo_kota": "35.74",
    "kabar_layar": "35",
}
"""The own region of each outlet of the sample web."""


@pytest.mark.parametrize(
    ("dateline", "body", "home", "place"),
    [
        # the city or the kabupaten of one name
        ("PROBOLINGGO, PETISI.CO", "Wali Kota Probolinggo membuka rapat.", "35", "Kota Probolinggo"),
        ("PROBOLINGGO, PETISI.CO", "Pemkab Probolinggo membuka rapat.", "35", "Kabupaten Probolinggo"),
        ("PROBOLINGGO, PETISI.CO", "Bupati dan jajaran pemkab membuka rapat.", "35", "Kabupaten Probolinggo"),
        ("PROBOLINGGO, PETISI.CO", "Warga Kecamatan Paiton menanam bakau.", "35", "Kabupaten Probolinggo"),
        ("PROBOLINGGO, PETISI.CO", "Warga Kecamatan Mayangan menanam bakau.", "35", "Kota Probolinggo"),
        ("PROBOLINGGO, PETISI.CO", "Polres Probolinggo menggelar apel.", "35", "Kabupaten Probolinggo"),
        ("PROBOLINGGO, PETISI.CO", "Polres Probolinggo Kota menggelar apel.", "35", "Kota Probolinggo"),
        ("PROBOLINGGO, PETISI.CO", "Warga menanam bakau.", "35", "Kota Probolinggo"),
        ("PROBOLINGGO", "Warga menanam bakau.", "35.13", "Kabupaten Probolinggo"),
        ("Kota Probolinggo (ANTARA)", "Warga menanam bakau.", "35", "Kota Probolinggo"),
        ("Kabupaten Probolinggo (ANTARA)", "Warga menanam bakau.", "35", "Kabupaten Probolinggo"),
        ("Kab. Probolinggo", "Warga menanam bakau.", "35", "Kabupaten Probolinggo"),
        ("BANJAR", "Warga menanam bakau.", "32", "Kota Banjar"),
        ("BANJAR", "Warga menanam bakau.", "63", "Kabupaten Banjar"),
        # a city and a province of one name
        ("BENGKULU, KORANRB.ID", "Gubernur membuka rapat.", "17", "Kota Bengkulu"),
        ("PROVINSI BENGKULU", "Gubernur membuka rapat.", "17", "Bengkulu"),
        ("Sleman, DIY", "Warga menanam bakau.", None, "Kabupaten Sleman"),
        ("Jogja", "Warga menanam bakau.", None, "Kota Yogyakarta"),
        # towns and kecamatan
        ("KANIGARAN -", "Rapat digelar.", "35.74", "Kanigaran, Kota Probolinggo"),
        ("Kanigaran", "Rapat digelar.", "35", "Kanigaran, Kota Probolinggo"),
        ("KRAKSAAN, PETISI.CO", "Rapat digelar.", "35", "Kraksaan, Kabupaten Probolinggo"),
        ("Kecamatan Kedopok", "Rapat digelar.", "35.74", "Kedopok, Kota Probolinggo"),
        ("LUMBANG, PROBOLINGGO", "Rapat digelar.", "35", "Lumbang, Kabupaten Probolinggo"),
        ("SUNGAILIAT,PERKARANEWS", "Rapat digelar.", "19", "Sungailiat, Kabupaten Bangka"),
        ("Arga Makmur", "Rapat digelar.", "17", "Arga Makmur, Kabupaten Bengkulu Utara"),
        ("Kota Agung", "Rapat digelar.", "18", "Kota Agung, Kabupaten Tanggamus"),
        # where the name stands
        ("TEMPO.CO, Jakarta", "Rapat digelar.", None, "Jakarta"),
        ("KBRN, Surabaya", "Rapat digelar.", "35", "Kota Surabaya"),
        ("Mukomuko (Antara Bengkulu)", "Rapat digelar.", "17", "Kabupaten Mukomuko"),
        ("PANGKALPINANG,PERKARANEWS", "Rapat digelar.", "19", "Kota Pangkalpinang"),
        ("PANGKAL PINANG", "Rapat digelar.", "19", "Kota Pangkalpinang"),
        ("BATU", "Rapat digelar.", "35", "Kota Batu"),
        ("Surabaya, 12 November 2024", "Rapat digelar.", "35", "Kota Surabaya"),
        ("MARIBAYA, SUMBER BERITA", "Rapat digelar di Kota Kediri.", "35", "Kota Kediri"),
        # a capital's dateline, and what the text is about
        ("Surabaya (ANTARA)", "KPU Jawa Timur menetapkan calon di Surabaya, Rabu.", "35", "Kota Surabaya"),
        (
            "Surabaya (ANTARA)",
            "KPU Kota Probolinggo menggelar rapat.\n\nKetua KPU Kota Probolinggo hadir.",
            "35",
            "Kota Probolinggo",
        ),
        (
            "Surabaya (ANTARA)",
            "Tim Probolinggo menang di Surabaya.\n\nPelatih tim Surabaya kecewa.",
            "35",
            "Kota Surabaya",
        ),
        (
            "LUMAJANG",
            "KPU Kota Probolinggo menggelar rapat.\n\nKPU Kota Probolinggo hadir.",
            "35",
            "Kabupaten Lumajang",
        ),
        ("JAWA TIMUR", "Polres Lumajang menggelar apel di Lumajang.", "35", "Kabupaten Lumajang"),
    ],
)
def test_a_dateline_says_where(dateline: str, body: str, home: str | None, place: str) -> None:
    found = locate(dateline=dateline, title=None, body=body, outlet_region=home)
    assert found is not None
    assert found.place == place


@pytest.mark.parametrize(
    ("title", "body", "home", "place"),
    [
        (None, "Rapat digelar di gedung serbaguna Kota Probolinggo, Jawa Timur, Senin.", "35", "Kota Probolinggo"),
        (None, "Rapat digelar di Jember, Jawa Timur, Senin.\n\nHadir Gubernur Jawa Timur.", "35", "Kabupaten Jember"),
        ("Bawaslu Lumajang Awasi Logistik", "Pengawasan dimulai pagi.", "35", "Kabupaten Lumajang"),
        ("Bawaslu Jatim Awasi Logistik", "Daerah rawan: Malang, Jember, Sampang, dan Kediri.", "35", "Jawa Timur"),
        (None, "Jalur Lumajang dengan Malang selatan ditutup.", "35", "Kabupaten Lumajang"),
        (None, "Warga Kecamatan Kedopok panen. Pedagang dari Surabaya datang.", "35", "Kota Probolinggo"),
        (None, "Kasus serupa pernah terjadi.\n\nDulu, di Makassar.\n\nWarga tenang.", "35", "Jawa Timur"),
        (None, "Kasus serupa pernah terjadi.\n\nDulu, di Makassar.\n\nWarga tenang.", None, "Kota Makassar"),
        ("Kabupaten Serang Gelar Apel", "Apel diikuti polisi.", None, "Kabupaten Serang"),
        ("Pasukan Serang Kubu Lawan", "Serangan terjadi dini hari.", "35", "Jawa Timur"),
        ("Batu Menimpa Rumah", "Sebuah Batu besar menimpa rumah.", "35.74", "Kota Probolinggo"),
        ("", "", "35.74", "Kota Probolinggo"),
        ("", "", "19", "Bangka Belitung"),
    ],
)
def test_a_text_without_a_dateline_says_where(title: str | None, body: str, home: str | None, place: str) -> None:
    for dateline in (None, "", "PETISI.CO", "Redaksi - "):
        found = locate(dateline=dateline, title=title, body=body, outlet_region=home)
        assert found is not None
        assert found.place == place


def test_nothing_said_is_nowhere() -> None:
    assert locate(dateline=None, title=None, body="Rapat digelar.", outlet_region=None) is None
    assert locate(dateline=None, title=None, body="", outlet_region="") is None


def test_an_unknown_home_is_an_error() -> None:
    with pytest.raises(KeyError):
        locate(dateline="SURABAYA", title=None, body="", outlet_region="35.99")


def test_code_official_name_and_place_go_together() -> None:
    found = locate(dateline="PANGKALPINANG", title=None, body="", outlet_region="19")
    assert found == Place("19.71", "Kota Pangkal Pinang", "Kota Pangkalpinang")


@pytest.mark.parametrize(
    ("seed", "dateline"),
    [
        ("000", "PROBOLINGGO, PETISI.CO"),
        ("001", None),
        ("002", "BENGKULU, KORANRB.ID"),
        ("003", "PANGKALPINANG,PERKARANEWS"),
        ("004", "KANIGARAN"),
    ],
)
def test_the_seeds(seed: str, dateline: str | None) -> None:
    file = SEEDS / "gold.json"
    if not file.exists():
        pytest.skip(f"{file} is not here: the seeds are kept beside the repository")
    gold = json.loads(file.read_text(encoding="utf-8"))[seed]
    body = "\n\n".join(gold["body"]) if "body" in gold else gold["body_text"]
    home = HOME[gold["outlet"]]
    found = locate(dateline=dateline, title=gold["title"], body=body, outlet_region=home)
    assert found is not None
    assert (found.region_code, found.place) == (gold["region_code"], gold["place"])
    without = locate(dateline=None, title=gold["title"], body=body, outlet_region=home)
    assert without is not None
    assert without.region_code == gold["region_code"]


def _right(articles: list[SampleArticle], *, dateline: bool, title: bool = True) -> float:
    right = 0
    for article in articles:
        found = locate(
            dateline=article.dateline if dateline else None,
            title=article.title if title else None,
            body=article.body,
            outlet_region=HOME[article.outlet],
        )
        right += found is not None and found.region_code == article.region_code
    return right / len(articles)


def test_the_sample_articles() -> None:
    articles = list(load_articles())
    assert len(articles) >= 50
    assert _right(articles, dateline=True) >= 0.97  # 1.0 when measured
    assert _right(articles, dateline=False) >= 0.90  # 0.96 when measured
    assert _right(articles, dateline=False, title=False) >= 0.85


@pytest.mark.parametrize(
    "text",
    [
        "Kota " * 200_000,
        "A" * 1_000_000,
        "Batu, " * 160_000,
        "Surabaya\n" * 110_000,
        "(" * 1_000_000,
        "0820 " * 200_000,
    ],
)
def test_hostile_megabytes_take_less_than_a_second(text: str) -> None:
    begin = time.process_time()
    locate(dateline=text, title=text, body=text, outlet_region="35")
    assert time.process_time() - begin < 1
