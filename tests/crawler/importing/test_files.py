"""The same collection in every form comes in as the same articles."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.exceptions import UsageFailure
from tests.crawler.importing.collections import (
    ROWS,
    articles,
    delimited,
    json_lines,
    parquet,
    saved,
    understood,
    workbook,
    zipped,
)

ASCII_ROWS = [{**row, "body": str(row["body"]).replace("–", "-")} for row in ROWS]
CELLS = [list(ROWS[0]), *(list(row.values()) for row in ROWS)]

FORMS: dict[str, Callable[[], bytes]] = {
    "koma.csv": lambda: delimited(ROWS),
    "titik-koma.csv": lambda: delimited(ROWS, ";"),
    "excel.csv": lambda: delimited(ROWS, ";", "utf-8-sig"),
    "sep.csv": lambda: b"sep=;\r\n" + delimited(ROWS, ";"),
    "tab.tsv": lambda: delimited(ROWS, "\t"),
    "garis.txt": lambda: delimited(ROWS, "|"),
    "utf16.csv": lambda: delimited(ROWS, "\t", "utf-16"),
    "utf16-tanpa-tanda.csv": lambda: delimited(ROWS, ",", "utf-16-le"),
    "windows.csv": lambda: delimited(ROWS, ";", "cp1252"),
    "lama.csv": lambda: delimited(ROWS).replace(b"\r\n", b"\n"),
    "baris.jsonl": lambda: json_lines(ROWS),
    "baris.json": lambda: json_lines(ROWS),
    "larik.json": lambda: json.dumps(ROWS).encode(),
    "rapi.json": lambda: json.dumps(ROWS, indent=2, ensure_ascii=False).encode("utf-8-sig"),
    "objek.json": lambda: json.dumps({"status": "ok", "articles": ROWS}).encode(),
    "berurut.json": lambda: "\n".join(json.dumps(row, indent=1) for row in ROWS).encode(),
    "tabel.parquet": lambda: parquet(ROWS),
    "buku.xlsx": lambda: workbook(("Lembar1", CELLS)),
    "judul-di-atas.xlsx": lambda: workbook(("Data", [["Korpus berita 2024"], [], *CELLS])),
    "padat.csv.gz": lambda: gzip.compress(delimited(ROWS)),
    "padat.jsonl.bz2": lambda: bz2.compress(json_lines(ROWS)),
    "padat.json.xz": lambda: lzma.compress(json.dumps(ROWS).encode()),
    "kantong.zip": lambda: zipped(berita__csv=delimited(ROWS)),
    "dua.zip": lambda: zipped(satu__csv=delimited(ROWS[:1]), dua__jsonl=json_lines(ROWS[1:])),
    "dalam.zip": lambda: zipped(isi__zip=zipped(berita__csv__gz=gzip.compress(delimited(ROWS)))),
    "tanpa-akhiran": lambda: parquet(ROWS),
    "terlepas.csv": lambda: delimited(ROWS).replace(b'""', b'\\"'),
    "berjarak.csv": lambda: delimited(ROWS).replace(b'"Gudang', b' "Gudang'),
    "dos.csv": lambda: delimited(ROWS) + b"\x1a",
    "koma.jsonl": lambda: json_lines(ROWS).replace(b"}\n", b"},\n"),
    "python.jsonl": lambda: "\n".join(map(str, ROWS)).encode(),
    "sebaris.json": lambda: "".join(map(json.dumps, ROWS)).encode(),
    "bukan-angka.json": lambda: json.dumps([{**row, "skor": float("nan")} for row in ROWS]).encode(),
    "pandas.json": lambda: json.dumps(
        {name: {str(n): row[name] for n, row in enumerate(ROWS)} for name in ROWS[0]}
    ).encode(),
    "pandas-indeks.json": lambda: json.dumps({str(number): row for number, row in enumerate(ROWS)}).encode(),
    "pandas-daftar.json": lambda: json.dumps({name: [row[name] for row in ROWS] for name in ROWS[0]}).encode(),
    "pandas-split.json": lambda: json.dumps({"columns": CELLS[0], "index": [0, 1], "data": CELLS[1:]}).encode(),
    "senarai.json": lambda: json.dumps(CELLS).encode(),
    "bersarang.json": lambda: json.dumps({"ok": 1, "response": {"n": 2, "docs": ROWS}}).encode(),
    "elastis.json": lambda: json.dumps(
        {"hits": {"total": 2, "hits": [{"_id": "x", "_source": row} for row in ROWS]}}
    ).encode(),
    "elastis.jsonl": lambda: json_lines([{"_index": "x", "_source": row} for row in ROWS]),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_gives_the_same_articles(tmp_path: Path, name: str) -> None:
    expected, _ = articles(saved(tmp_path, "acuan.jsonl", json_lines(ROWS)))
    found, report = articles(saved(tmp_path, name, FORMS[name]()))
    by_address = sorted((one.item for one in found), key=lambda item: item.url)
    assert by_address == [one.item for one in expected]
    assert (report.faults.count, report.repairs) == (0, {})


def test_a_folder_is_one_collection(tmp_path: Path) -> None:
    folder = tmp_path / "koleksi"
    saved(folder, "2024/satu.csv", delimited(ROWS[:1]))
    saved(folder, "dua.json", json.dumps(ROWS[1], indent=2))
    saved(folder, ".DS_Store", b"\0\0\0\1")
    saved(folder, "BACA.pdf", b"%PDF-1.7")
    saved(folder, "label.csv", "id,label\n1,hoaks\n")
    found, _ = articles(folder)
    assert {one.item.url for one in found} == {row["url"] for row in ROWS}
    lines = [line for table in understood(folder) for line in table.lines()]
    assert any("label.csv" in line and "no column holds the text" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("kosong.csv", b"", "is empty"),
        ("spasi.jsonl", b" \n\n", "is empty"),
        ("kepala.csv", b"url,judul,isi\n", "holds no rows"),
        ("rusak.xlsx", b"PK\x03\x04 not a zip", "cannot be read"),
        ("rusak.csv.gz", gzip.compress(delimited(ROWS), mtime=0)[:9], "cannot be read"),
        ("rusak.parquet", b"PAR1 and no more", "cannot be read"),
        ("halaman.html", b"<!DOCTYPE html><p>Berita", "web page"),
        ("gambar.png", b"\x89PNG\r\n", "an image"),
        ("data.pkl", b"\x80\x04\x95", "pickle"),
        ("bin.csv", bytes(range(1, 32)) * 9, "neither text"),
        ("lfs.csv", b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
        ("angka.csv", b"id,nilai\n1,2\n2,3\n", "no column holds the text"),
    ],
)
def test_what_is_no_collection_says_so(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    with pytest.raises(UsageFailure, match=says) as failure:
        articles(saved(tmp_path, name, data))
    assert name.partition(".")[0] in str(failure.value)


def test_one_bad_record_costs_itself(tmp_path: Path) -> None:
    good = [json.dumps(row) for row in ROWS]
    head = "url,isi\n"
    cases = {
        "baris.jsonl": "\n".join([good[0], "{broken", "[1]", good[1]]),
        "kutip.csv": f'{head}https://a.example/1,Isi satu\nhttps://a.example/2,Isi, dua, tiga\nhttps://a.example/3,"3"\n',
        "terbuka.csv": f'{head}https://a.example/1,Isi\nhttps://a.example/3,Isi\nhttps://a.example/2,"Isi dua\n\nx\n',
        "terpotong.json": f"[{good[0]},{good[1]},{{",
    }
    for name, text in cases.items():
        found, report = articles(saved(tmp_path, name, text))
        assert len(found) == 2, name
        assert report.faults.count == (2 if name == "baris.jsonl" else 1), name


def test_the_first_line_of_a_record_is_told(tmp_path: Path) -> None:
    rows = [ROWS[0], {**ROWS[1], "body": ""}]
    _, report = articles(saved(tmp_path, "panjang.csv", delimited(rows)))
    assert list(report.faults.lines(several=False)) == ["line 4: no text: 'body' is empty"]


def test_a_workbook_that_memory_cannot_hold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.importing.files._LARGEST_WORKBOOK", 1_000)
    with pytest.raises(UsageFailure, match="save it as CSV"):
        articles(saved(tmp_path, "besar.xlsx", workbook(("Lembar1", CELLS * 99))))
