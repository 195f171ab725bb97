"""Elements that go by structure, and those that must not."""

from __future__ import annotations

from collections import Counter

import pytest
from lxml import html

from crawler.extraction.blocks import blocks
from crawler.extraction.pruning import (
    holders,
    prune,
    prune_comment_entries,
    prune_comments,
    prune_headed_comments,
)

SENTENCE = (
    "Petugas gabungan menyusuri gang demi gang sampai menjelang subuh, dan tidak menemukan hal yang mencurigakan."
)
TEXT = f"<p>{SENTENCE}</p>" * 6


def pruned(inside: str, *, declared: tuple[str, ...] = ()) -> tuple[list[str], Counter[str]]:
    """Lines of an article element with ``inside`` in its middle, beside the sentence; and the counts."""
    tree = html.document_fromstring(f"<div class='isi'>{TEXT}{inside}{TEXT}</div>")
    element = tree.cssselect("div.isi")[0]
    hits: Counter[str] = Counter()
    prune_comments(tree, hits)
    prune(element, keep=holders(element), declared=declared, hits=hits)
    return [block.text for block in blocks(element) if block.text != SENTENCE], hits


@pytest.mark.parametrize(
    ("box", "rule"),
    [
        ("<div class='post-share-box'>Bagikan</div>", "share"),
        ("<div class='sharedaddy sd-block'>Share</div>", "share"),
        ("<div class='gmr-related-post'><a>Judul</a></div>", "related"),
        ("<span class='baca-juga'><a>Judul</a></span>", "related"),
        ("<div class='tema-banner-insidecontent'>Cicilan ringan.</div>", "advertisement"),
        ("<div class='ads-in-article'>Cicilan ringan.</div>", "advertisement"),
        ("<div id='iklan_tengah'>Cicilan ringan.</div>", "advertisement"),
        ("<figure><img><figcaption>Petugas berjaga.</figcaption></figure>", "caption"),
        ("<p class='wp-caption-text'>Petugas berjaga.</p>", "caption"),
        ("<nav>Menu</nav>", "page_chrome"),
        ("<form>Cari</form>", "page_chrome"),
        ("<div class='tags-links'>Tag: pilkada</div>", "page_chrome"),
        ("<p hidden>Tersembunyi.</p>", "hidden"),
        ("<p style='display: none'>Tersembunyi.</p>", "hidden"),
        ("<div id='comments'>Komentar</div>", "comments"),
        ("<div class='kolom-komentar'>Komentar</div>", "comments"),
        ("<div><span>Bacaan Lainnya</span><ul><li><a>Judul</a></li></ul></div>", "related"),
        ("<h4>Pos terkait</h4><ul><li><a>Judul satu</a></li><li><a>Judul dua</a></li></ul>", "related"),
        ("<div><h3><b>Baca Juga:</b></h3><p><a>Judul</a></p></div>", "related"),
    ],
)
def test_box_goes_and_is_counted(box: str, rule: str) -> None:
    lines, hits = pruned(box)
    assert lines == []
    assert hits == {rule: 1}


@pytest.mark.parametrize(
    "markup",
    [
        "<div class='social-conflict category-sosial'><p>{}</p></div>",
        "<div class='readmore-content popular'><p>{}</p></div>",
        "<section class='banner'><p>{}</p></section>",
        "<div class='has-comments comments-open'><p>{}</p></div>",
        "<article class='post tag-iklan category-komentar'><p>{}</p></article>",
        "<figure class='wp-block-table'><table><tr><td>{}</td></tr></table></figure>",
        "<div style='display:none'><p>{}</p></div>",
        "<p>Terkait hal itu, warga diminta tenang.</p><p>{}</p>",
    ],
)
def test_running_text_stays(markup: str) -> None:
    text = " ".join(f"{SENTENCE} Bagian {number}." for number in range(8))
    lines, _ = pruned(markup.format(text))
    assert lines[-1] == text


def test_declared_rules_come_first_and_are_counted_by_their_selector() -> None:
    lines, hits = pruned("<div class='kotak'>Promosi buku.</div>", declared=(".kotak", "//*[@id='tidak-ada']"))
    assert (lines, hits) == ([], {".kotak": 1})


def test_text_behind_a_box_stays() -> None:
    assert pruned("<p>Kalimat <span class='share'>Bagikan</span> berlanjut.</p>")[0] == ["Kalimat berlanjut."]


def test_the_article_is_kept_whatever_its_boxes_are_called() -> None:
    tree = html.document_fromstring(
        f"<div class='widget ads'><div class='sidebar'><div class='isi'>{TEXT}</div></div></div>"
    )
    element = tree.cssselect("div.isi")[0]
    prune(tree, keep=holders(element), declared=(), hits=Counter())
    assert len(blocks(tree)) == 6


def test_comments_are_known_by_their_links() -> None:
    rows = "".join(f"<div><b>Nama</b> <a href='/a/#comment-{n}'>tanggal</a><p>{SENTENCE}</p></div>" for n in range(3))
    tree = html.document_fromstring(f"<main><h1>Judul</h1><p>{SENTENCE}</p><div><h5>x</h5>{rows}</div></main>")
    hits: Counter[str] = Counter()
    prune_comments(tree, hits)
    assert [block.text for block in blocks(tree)] == ["Judul", SENTENCE]
    assert hits == {"comments": 1}


def test_comments_are_known_by_the_heading_above_them() -> None:
    rows = "".join(f"<div><b>Nama</b><p>Komentar nomor {n} yang panjang.</p></div>" for n in range(3))
    tree = html.document_fromstring(
        f"<main><h1>Judul</h1>{TEXT}<div><div><h3>3 Tanggapan</h3></div>{rows}</div></main>"
    )
    prune_headed_comments(tree, Counter())
    assert [block.text for block in blocks(tree)] == ["Judul", *[SENTENCE] * 6]


def test_a_comment_counter_above_the_article_costs_nothing() -> None:
    tree = html.document_fromstring(f"<main><h1>Judul</h1><div><span>3 Komentar</span></div><div>{TEXT}</div></main>")
    prune_headed_comments(tree, Counter())
    assert len(blocks(tree)) == 8


def test_words_are_told_apart_in_names_with_capitals() -> None:
    boxes = "<div class='itemImageCaption'>Suasana rapat</div><div id='itemComments'><p>Mantap pak.</p></div>"
    lines, hits = pruned(boxes)
    assert (lines, hits) == ([], Counter({"caption": 1, "comments": 1}))


@pytest.mark.parametrize("name", ["wp-block-pullquote", "td_pull_quote td_pull_center", "pull-quote", "pullquote"])
def test_pull_quotes_go_and_quotations_stay(name: str) -> None:
    assert pruned(f"<blockquote class='{name}'><p>Rukun tetap nomor satu.</p></blockquote>")[0] == []
    assert pruned("<blockquote><p>Rukun tetap nomor satu.</p></blockquote>")[0] == ["Rukun tetap nomor satu."]


def test_a_share_bar_with_the_date_of_the_article_stays() -> None:
    dated = "<p class='simple-share'>Selasa, 23 Mei 2023 14:25 WIB 991</p>"
    assert pruned(dated)[0] == ["Selasa, 23 Mei 2023 14:25 WIB 991"]
    assert pruned("<p class='simple-share'>Bagikan: Facebook</p>")[0] == []


def _entries(*entries: str) -> list[str]:
    """Lines left of a text and a list of entries without telling classes behind it."""
    listed = "".join(f"<li>{entry}</li>" for entry in entries)
    tree = html.document_fromstring(f"<main><h1>Judul</h1><div>{TEXT}</div><div><ul>{listed}</ul></div></main>")
    prune_comment_entries(tree, Counter())
    return [block.text for block in blocks(tree) if block.text not in (SENTENCE, "Judul")]


@pytest.mark.parametrize(
    "head",
    [
        "<b>Budi</b> 2 hari lalu",
        "<div>Budi Santoso</div><div>12 November 2024 pukul 08.10</div>",
        "<div><i>sari_77</i> · 3 weeks ago</div>",
        "<div>Balas</div><div>Sari</div><div>Nov 12, 2024 at 10:05 pm</div>",
    ],
)
def test_entries_with_a_writer_and_a_time_are_comments(head: str) -> None:
    assert _entries(*[f"<div>{head}</div><div>Semoga kampung kami aman juga, terima kasih.</div>"] * 3) == []


@pytest.mark.parametrize(
    "entry",
    [
        "Senin pukul 08.00 WIB: pembagian undangan di balai desa.",
        "08.00 WIB<br>Pembagian undangan dimulai di balai desa.",
        f"<h3>Undangan dibagikan</h3><div>Budi, pukul 08.10</div><div>{SENTENCE}</div>",
        "Budi Santoso, ketua<br>Semoga kampung kami aman juga, terima kasih.",
        f"{SENTENCE} Tiga jam lalu.<br>{SENTENCE}",
    ],
)
def test_a_timetable_or_a_live_report_is_no_comments(entry: str) -> None:
    assert len(_entries(entry, entry, entry)) >= 3


def test_two_comments_or_comments_before_the_text_are_left_to_other_rules() -> None:
    entry = "<div>Budi 2 hari lalu</div><div>Semoga kampung kami aman juga, terima kasih.</div>"
    assert len(_entries(entry, entry)) == 4
    tree = html.document_fromstring(f"<main><ul>{f'<li>{entry}</li>' * 3}</ul><div>{TEXT}</div></main>")
    hits: Counter[str] = Counter()
    prune_comment_entries(tree, hits)
    assert not hits
