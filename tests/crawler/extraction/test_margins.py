"""Lines around the article element."""

from __future__ import annotations

from lxml import html

from crawler.extraction.blocks import blocks
from crawler.extraction.margins import Surroundings, dated_lines, surroundings

PAGE = """<html><body><nav><a href="/">Beranda</a></nav><main>
<p>Kota Contoh</p><p>Senin, 25 November 2024</p>
<h1>Apel Siaga di Lapangan</h1>
<p>Rina Wulandari - Selasa, 26 November 2024 10:15 WIB</p><time class="updated" datetime="2024-11-27">27/11/2024</time>
<div class="isi"><p>Petugas menyusuri gang demi gang untuk memastikan warga menerima surat undangan memilih.</p></div>
<p>Editor: Joko Lelono</p></main></body></html>"""


def around(page: str = PAGE) -> tuple[html.HtmlElement, Surroundings]:
    element = html.document_fromstring(page).cssselect("div.isi")[0]
    return element, surroundings(element)


def test_lines_above_the_headline_below_it_and_behind_the_element() -> None:
    _, found = around()
    assert [line.text for line in found.above] == ["Kota Contoh", "Senin, 25 November 2024"]
    assert [line.text for line in found.before][:2] == [
        "Apel Siaga di Lapangan", "Rina Wulandari - Selasa, 26 November 2024 10:15 WIB"
    ]  # fmt: skip
    assert [line.text for line in found.after] == ["Editor: Joko Lelono"]


def test_a_page_without_a_headline_has_nothing_above_it() -> None:
    _, found = around(PAGE.replace("<h1>Apel Siaga di Lapangan</h1>", ""))
    assert found.above == ()
    assert any("26 November" in line.text for line in found.before)


def test_dates_come_from_below_the_headline_first_and_not_from_the_last_change() -> None:
    element, found = around()
    dated = dated_lines(element, found, blocks(element))
    assert dated[0] == "Rina Wulandari - Selasa, 26 November 2024 10:15 WIB"
    assert dated[-1] == "Senin, 25 November 2024"
    assert "2024-11-27" not in dated
