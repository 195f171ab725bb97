"""Running text: sentences outside links, in whatever element they stand."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from crawler.fetching.running_text import has_running_text, running_text, words_of

ONE = "Petugas menghitung kotak suara di gudang kecamatan sampai larut malam."
TWO = "Saksi menandatangani berita acara, lalu pintu disegel oleh pengawas."
MENU = "<li><a href=/a>Menu satu dua tiga empat lima enam tujuh</a></li>"
ENGLISH = "The committee counted the boxes in the hall until late at night and sealed the doors. "


def page(body: str, content_type: str = "text/html") -> HtmlResponse:
    return HtmlResponse("https://w.example/", body=body.encode(), headers={"Content-Type": content_type})


@pytest.mark.parametrize(
    "body",
    [
        f"<body><p>{ONE}</p><p>{TWO}</p></body>",
        f"<body><div>{ONE}<br><br>{TWO}</div></body>",
        f"<body><table><tr><td>{ONE}</td></tr><tr><td>{TWO}</td></tr></table></body>",
        f"<body><ul>{MENU * 50}</ul><p>{ONE}</p>{TWO}</body>",
        f"<body><script>var a = '{ONE}';</script><p>{ONE}</p><noscript>{ONE}</noscript><p>{TWO}</p></body>",
    ],
)
def test_lines_that_are_sentences(body: str) -> None:
    assert running_text(page(body)) == [ONE, TWO]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<body><h3>Gudang Logistik Diperiksa Petugas</h3><label>Nama</label><p>Hak cipta 2024</p></body>",
        f"<body><a href='/a'>{ONE}</a></body>",
        f"<body><form><textarea>{ONE}</textarea><button>{TWO}</button></form></body>",
        "<div>" * 3000 + ONE,
        "%PDF-1.4 " + ONE,
    ],
)
def test_what_is_none(body: str) -> None:
    assert running_text(page(body)) == []


def test_enough_of_it_in_indonesian_and_plenty_in_another_language() -> None:
    assert not has_running_text(page(f"<body><p>{ONE}</p><p>{TWO}</p></body>"))
    assert has_running_text(page(f"<body><p>{ONE}</p><p>{TWO}</p><p>{ONE} {TWO} {ONE}</p></body>"))
    assert not has_running_text(page(f"<body><p>{ENGLISH * 7}</p></body>")), "as much as block pages say"
    assert has_running_text(page(f"<body><p>{ENGLISH * 14}</p></body>"))


def test_words_are_counted_in_lower_case() -> None:
    assert words_of(["Kotak suara", "kotak"]) == {"kotak": 2, "suara": 1}
