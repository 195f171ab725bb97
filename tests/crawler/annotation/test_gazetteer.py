"""The table of regions: complete, with the codes known from elsewhere, and clean."""

import csv
from collections import Counter

import pytest

from crawler.annotation.gazetteer import REGIONS_CSV, gazetteer, region, regions, spelling, within


def test_the_table_is_complete() -> None:
    kinds = Counter(one.kind for one in regions())
    assert kinds == {"provinsi": 38, "kabupaten": 416, "kota": 98}
    assert len({one.code for one in regions()}) == 552


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("11", "Aceh", "provinsi"),
        ("17", "Bengkulu", "provinsi"),
        ("19", "Kepulauan Bangka Belitung", "provinsi"),
        ("35", "Jawa Timur", "provinsi"),
        ("96", "Papua Barat Daya", "provinsi"),
        ("17.03", "Kabupaten Bengkulu Utara", "kabupaten"),
        ("17.71", "Kota Bengkulu", "kota"),
        ("19.01", "Kabupaten Bangka", "kabupaten"),
        ("19.71", "Kota Pangkal Pinang", "kota"),
        ("31.71", "Kota Administrasi Jakarta Pusat", "kota"),
        ("35.13", "Kabupaten Probolinggo", "kabupaten"),
        ("35.74", "Kota Probolinggo", "kota"),
        ("35.78", "Kota Surabaya", "kota"),
        ("93.01", "Kabupaten Merauke", "kabupaten"),
        ("96.71", "Kota Sorong", "kota"),
    ],
)
def test_codes_known_from_elsewhere(code: str, name: str, kind: str) -> None:
    assert (region(code).name, region(code).kind) == (name, kind)
    assert region(code).province == code[:2]


@pytest.mark.parametrize("code", ["", "00", "35.", "35.99", "3574", "35.74.01"])
def test_an_unknown_code_is_an_error(code: str) -> None:
    with pytest.raises(KeyError):
        region(code)


def test_every_region_lies_in_a_province_that_exists() -> None:
    assert all(region(one.province).kind == "provinsi" for one in regions())


@pytest.mark.parametrize(
    ("code", "ancestor", "answer"),
    [
        ("35.74", "35", True),
        ("35", "35", True),
        ("35.74", "35.74", True),
        ("35", "35.74", False),
        ("35.74", "3", False),
        ("35.74", "17", False),
    ],
)
def test_within(code: str, ancestor: str, answer: bool) -> None:
    assert within(code, ancestor) is answer


def test_every_province_has_a_seat_and_every_marked_word_is_a_name() -> None:
    table = gazetteer()
    seats = {code[:2] for code in table.capitals}
    provinces = {one.code for one in regions() if one.kind == "provinsi"}
    assert provinces - seats == {"31"}  # Jakarta is its own
    with REGIONS_CSV.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            assert set(row["capital"]) <= {"1"}
            for word in filter(None, row["words"].split(";")):
                names = table.names[spelling(word)]
                assert any(name.code == row["code"] and name.word for name in names), (row["code"], word)


def test_the_kecamatan_of_the_covered_cities_are_known() -> None:
    towns = gazetteer().towns
    for code, names in {
        "35.74": ("Kanigaran", "Kademangan", "Kedopok", "Mayangan", "Wonoasih"),
        "17.71": ("Selebar", "Gading Cempaka", "Teluk Segara", "Ratu Agung", "Ratu Samban", "Sungai Serut"),
        "19.71": ("Bukit Intan", "Taman Sari", "Pangkal Balam", "Rangkui", "Gerunggang", "Gabek", "Girimaya"),
    }.items():
        for name in names:
            assert code in {town.code for town in towns[spelling(name)]}, name
