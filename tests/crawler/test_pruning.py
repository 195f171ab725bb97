"""What goes by structure, and what must not."""

from __future__ import annotations

from collections import Counter

import pytest
from lxml import html

from crawler.blocks import blocks
from crawler.pruning import holders, prune, prune_comments, prune_headed_comments

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
