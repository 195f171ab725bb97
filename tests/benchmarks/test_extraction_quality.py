"""The evaluation of generic mode, on three pages of our own making."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.benchmarks.extraction_quality import Score, average, leaked, main, read_folder, score

_PARAGRAPHS = (
    "Petugas menata kotak suara di gudang kecamatan sejak pagi agar pengiriman ke desa berjalan tepat waktu.",
    "Menurut ketua panitia, seluruh kotak sudah dihitung dua kali dan dicatat bersama pengawas di tempat itu.",
    "Warga yang belum menerima undangan diminta datang ke balai desa dengan membawa kartu tanda penduduk.",
)
_COMMENTS = (
    "Mantap sekali panitianya, semoga kotak suara di desa kami juga sampai tepat waktu.",
    "Saya belum menerima undangan, apakah boleh datang hanya dengan membawa kartu keluarga?",
)


def _page(*, top: str = "", bottom: str = "", between: str = "") -> str:
    first, *others = (f"<p>{paragraph}</p>" for paragraph in _PARAGRAPHS)
    article = first + between + "".join(others)
    return (
        "<html><head><title>Kotak suara siap dikirim</title></head><body><h1>Kotak suara siap dikirim</h1>"
        f"{top}<div class='entry-content'>{article}</div>{bottom}</body></html>"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    gold = "\n".join(_PARAGRAPHS)
    comments = "".join(f"<li class='comment'><p>{comment}</p></li>" for comment in _COMMENTS)
    pages = {
        "polos": _page(),
        "komentar": _page(bottom=f"<ol class='comment-list'>{comments}</ol>"),
        "sisipan": _page(between="<p>Baca juga: <a href='/lain'>Gudang logistik dijaga dua puluh empat jam</a></p>"),
    }
    for name, page in pages.items():
        (tmp_path / f"{name}.html").write_text(page, encoding="utf-8")
        (tmp_path / f"{name}.txt").write_text(gold, encoding="utf-8")
    packed = tmp_path / "polos.html"
    (tmp_path / "polos.html.gz").write_bytes(gzip.compress(packed.read_bytes()))
    packed.unlink()
    (tmp_path / "polos.url").write_text("https://contoh.example/warta/kotak-suara\n", encoding="utf-8")
    (tmp_path / "komentar.comments.txt").write_text("\n".join(_COMMENTS), encoding="utf-8")
    return tmp_path


def test_ways_are_compared_on_every_page(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder), "--comments", "--worst", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    table = {line[:26].strip(): line[26:].split()[:3] for line in lines[1:5]}
    assert list(table) == ["generic", "generic + dateline", "trafilatura, no comments", "trafilatura, defaults"]
    assert table["generic"] == ["1.000", "1.000", "1.000"]
    assert float(table["trafilatura, no comments"][0]) < 1  # it keeps the line "Baca juga"
    assert float(table["trafilatura, defaults"][0]) < float(table["trafilatura, no comments"][0])
    leaks = lines[lines.index("comment sentences leaked (1 pages)") + 1 :][:4]
    assert [line[27:] for line in leaks] == ["0 of 2 (0.0%)", "0 of 2 (0.0%)", "0 of 2 (0.0%)", "2 of 2 (100.0%)"]
    assert sum("https://" in line for line in lines) == 1  # one page is listed


def test_pages_are_read_with_what_is_known_of_them(folder: Path) -> None:
    pages = {page.name: page for page in read_folder(folder)}
    assert list(pages) == ["komentar", "polos", "sisipan"]
    assert pages["komentar"].comments == _COMMENTS
    assert pages["polos"].url == "https://contoh.example/warta/kotak-suara"
    assert pages["polos"].body.startswith(b"<html>")


def test_a_page_without_its_text_is_left_out_aloud(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "polos.txt").unlink()
    assert [page.name for page in read_folder(folder)] == ["komentar", "sisipan"]
    assert "polos.html.gz has no polos.txt" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["kosong", "tidak-ada"])
def test_a_folder_with_nothing_to_score_is_refused(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kosong").mkdir()
    assert main([str(tmp_path / name)]) == 2
    assert "holds no page with its text" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("gold", "found", "expected"),
    [
        ("satu dua tiga empat lima", "Satu, dua", Score(0.0, 0.0)),  # capitals count, as in the benchmark
        ("satu dua tiga empat lima", "satu dua tiga empat — lima!", Score(1.0, 1.0)),
        ("satu dua tiga empat lima", "satu dua tiga empat", Score(1.0, 0.5)),
        ("satu dua tiga empat", "satu dua tiga empat satu dua tiga empat", Score(0.2, 1.0)),
        ("satu dua", "satu dua", Score(1.0, 1.0)),
        ("satu dua", "", Score(None, 0.0)),
        ("", "satu dua", Score(0.0, None)),
    ],
)
def test_score_counts_shingles_of_four_words(gold: str, found: str, expected: Score) -> None:
    assert score(gold, found) == expected


def test_an_average_passes_over_what_has_no_value() -> None:
    result = average([Score(1.0, 0.5), Score(None, 0.0), Score(0.5, 1.0)])
    assert (result.precision, result.recall) == (0.75, 0.5)
    assert result.f1 == pytest.approx(0.6)


def test_only_telling_comment_sentences_of_their_own_are_looked_for() -> None:
    comments = ["Setuju sekali.", _PARAGRAPHS[0], _COMMENTS[0], _COMMENTS[1]]
    assert leaked(comments, "\n".join(_PARAGRAPHS), f"{_PARAGRAPHS[0]} {_COMMENTS[1].upper()}") == (1, 2)
