"""Which regions a paragraph names."""

import pytest

from crawler.annotation.region_mentions import Words, mentions


@pytest.mark.parametrize(
    ("text", "home", "codes"),
    [
        ("rapat di Surabaya", None, ["35.78"]),
        ("rapat di surabaya", None, []),
        ("RAPAT DI SURABAYA", None, ["35.78"]),
        ("Wali Kota Probolinggo hadir", None, ["35.74"]),
        ("Pemkot Probolinggo", None, ["35.74"]),
        ("Pemerintah Kota (Pemkot) Probolinggo", None, ["35.74"]),
        ("Polres Probolinggo Kota", None, ["35.74"]),
        ("Bupati Probolinggo", None, ["35.13"]),
        ("Kab. Probolinggo", None, ["35.13"]),
        ("Pemkab Probolinggo", None, ["35.13"]),
        ("Kodim 0820/Probolinggo", None, ["35.13 35.74"]),
        ("Gubernur Bengkulu", None, ["17"]),
        ("Kota Bengkulu", None, ["17.71"]),
        ("Bengkulu Utara", None, ["17.03"]),
        ("Bangka Belitung", None, ["19"]),
        ("Pangkalpinang dan Pangkal Pinang", None, ["19.71", "19.71"]),
        ("Tolitoli atau Toli-Toli", None, ["72.04", "72.04"]),
        ("KPU Kabupaten/Kota Malang", None, ["35.07 35.73"]),
        ("warga Jatim dan NTB", None, ["35", "52"]),
        ("kata ntb dan Ntb", None, []),
        # names that are also something else
        ("Batu besar menimpa rumah", "35", []),
        ("Kota Batu", None, ["35.79"]),
        ("pengunjung di Batu naik", "35", ["35.79"]),
        ("pengunjung di Batu naik", "17", []),
        ("Pasukan Serang Kubu Lawan", "36", []),
        ("Bima Arya bicara", "52", []),
        ("Polda Metro Jaya dan Polres Metro Bekasi", "18", ["32.16 32.75"]),
        ("Wali Kota Metro", None, ["18.72"]),
        ("konser di Solo, Jawa Tengah", None, ["33.72", "33"]),
        ("peta TTS edisi Minggu", None, []),
        ("Bupati TTS", None, ["53.02"]),
        # not the region
        ("Jalan Surabaya Nomor 3", None, []),
        ("Bank Jatim", None, []),
        ("Radar Bengkulu", None, []),
        ("Danau Toba", None, []),
        ("", None, []),
    ],
)
def test_the_regions_that_are_named(text: str, home: str | None, codes: list[str]) -> None:
    assert [" ".join(mention.codes) for mention in mentions(Words(text), home)] == codes


@pytest.mark.parametrize(
    ("text", "located"),
    [
        ("katanya di Surabaya, Senin.", True),
        ("katanya di Surabaya, pada Senin", True),
        ("katanya di Surabaya Senin", True),
        ("katanya di Surabaya. Senin", False),
        ("katanya di Surabaya", False),
        ("katanya di Surabaya, kemarin", False),
    ],
)
def test_a_weekday_behind_a_name_says_where_it_was_said(text: str, located: bool) -> None:
    (mention,) = mentions(Words(text), None)
    assert mention.located is located
