"""Teasers of other articles behind an article, in markup of many kinds: none of them changes what is taken."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from crawler.annotation.annotate import annotate
from crawler.extraction.article import take
from crawler.extraction.blocks import blocks
from crawler.extraction.teasers import in_teaser, prune_teasers, without_teasers_behind
from crawler.items import ArticleItem
from crawler.outlets.saved_pages import saved_page

TITLE = "Persikota Contoh Menang Dua Gol Tanpa Balas"
ARTICLE = (
    "Kesebelasan Persikota Contoh menang dua gol tanpa balas atas tamunya dalam laga lanjutan liga di Stadion Contoh.",
    "Gol pertama dicetak penyerang pada menit kedelapan setelah menerima umpan dari sisi kanan lapangan yang basah.",
    "Pelatih memuji kerja keras pemainnya dan meminta mereka tetap tenang menghadapi pertandingan pekan depan.",
    "Penonton memenuhi tribun sejak sore hari dan menyanyikan lagu kebanggaan kota hingga peluit panjang berbunyi.",
)
HEADLINE = "Bawaslu {place} Awasi Logistik Pilkada"
SUMMARY = (
    "Bawaslu dan kepolisian {place} mengawasi distribusi logistik pilkada dan netralitas ASN menjelang masa tenang."
)
PLACES = ("Kota Lain", "Kabupaten Seberang", "Kota Hulu", "Kabupaten Hilir", "Kota Tepi", "Kabupaten Jauh")

TEASERS = {
    "h3 in a list": "<li><h3><a href='/r/{n}'>{headline}</a></h3><span>21/11/2024 10:49</span><p>{summary}</p></li>",
    "h4 in a box": "<div class='x'><div><h4><a href='/r/{n}'>{headline}</a></h4><small>{n} jam lalu</small></div>"
    "<div class='d'>{summary}</div></div>",
    "link around a heading": "<a href='/r/{n}'><h5>{headline}</h5></a><time>21 November 2024</time><p>{summary}</p>",
    "picture and text": "<section class='kartu'><a href='/r/{n}'><img src='g.jpg'></a><div><h2><a href='/r/{n}'>"
    "{headline}</a></h2><div>Kamis, 21 November 2024 10:49 WIB</div><p>{summary}</p></div></section>",
    "date first": "<div class='q'><span>21/11/2024 10:49</span><b><a href='/r/{n}'>{headline}</a></b><p>{summary}</p>"
    "</div>",
}
PLACED = {
    "inside": "<div class='isi'>{article}{box}</div>",
    "beside": "<div class='kolom'><div class='isi'>{article}</div>{box}</div>",
    "theme": "<div class='entry-content'>{article}{box}</div>",
    "behind a theme": "<main><article><div class='entry-content'>{article}</div></article>{box}</main>",
    "microdata": "<div itemprop='articleBody'>{article}</div><div>{box}</div>",
}
BOXES = {
    "none": "{teasers}",
    "list": "<ul class='deret'>{teasers}</ul>",
    "headed": "<div><div class='jdl'>Berita Lainnya</div>{teasers}</div>",
    "deep": "<section><div><h3>Rekomendasi</h3><div class='r'>{teasers}</div></div></section>",
}


def page(placed: str, box: str, teaser: str, count: int) -> str:
    teasers = "".join(
        TEASERS[teaser].format(n=n, headline=HEADLINE.format(place=place), summary=SUMMARY.format(place=place))
        for n, place in enumerate(PLACES[:count])
    )
    article = "".join(f"<p>{paragraph}</p>" for paragraph in ARTICLE)
    behind = BOXES[box].format(teasers=teasers) if count else ""
    body = PLACED[placed].format(article=article, box=behind)
    return f"<html lang='id'><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{body}</body></html>"


def read(source: str) -> ArticleItem:
    found = take(
        saved_page(
            source.encode(), "https://warta.example/berita/persikota-menang", None, datetime(2024, 11, 28, tzinfo=UTC)
        )
    )
    return annotate(found.item, dateline=found.dateline, outlet_region=None, zone=found.zone)


@pytest.mark.parametrize("teaser", TEASERS)
@pytest.mark.parametrize("placed", PLACED)
def test_teasers_behind_an_article_are_not_in_it(placed: str, teaser: str) -> None:
    assert read(page(placed, "headed", teaser, 5)).body == "\n\n".join(ARTICLE)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(PLACED)),
    st.sampled_from(sorted(BOXES)),
    st.sampled_from(sorted(TEASERS)),
    st.integers(min_value=1, max_value=6),
)
def test_relevance_never_changes_by_a_teaser_behind_the_article(placed: str, box: str, teaser: str, count: int) -> None:
    alone, beside = read(page(placed, box, teaser, 0)), read(page(placed, box, teaser, count))
    assert (beside.relevant, beside.relevance, beside.body) == (alone.relevant, alone.relevance, alone.body)


def test_a_report_that_links_others_between_its_paragraphs_is_kept_whole() -> None:
    links = "".join(
        f"<p>{text}</p><p><a href='/r/{n}'>{HEADLINE.format(place=place)}</a></p>"
        for n, (text, place) in enumerate(zip(ARTICLE, PLACES, strict=False))
    )
    source = (
        f"<html><body><h1>{TITLE}</h1><div class='entry-content'>{links}<p>{ARTICLE[0]} Lagi.</p></div></body></html>"
    )
    assert read(source).body == "\n\n".join((*ARTICLE, f"{ARTICLE[0]} Lagi."))


def test_sections_with_linked_headings_and_much_text_are_no_teasers() -> None:
    sections = "".join(
        f"<div class='s'><h3><a href='/k/{n}'>Bab ke {n} buku</a></h3><p>{'Kata. ' * 90}</p></div>" for n in range(3)
    )
    tree = html.fromstring(f"<div>{sections}</div>")
    hits: Counter[str] = Counter()
    prune_teasers(tree, frozenset(), hits)
    assert not hits
    assert len(tree) == 3


def test_one_teaser_is_cut_only_at_the_end_and_behind_an_article() -> None:
    teaser = (
        "<h3><a href='/r/1'>Judul lain tentang hal lain</a></h3><span>21/11/2024 10:49</span><p>Ringkasan lain.</p>"
    )
    article = "".join(f"<p>{text}</p>" for text in ARTICLE)
    behind = blocks(html.fromstring(f"<div>{article}{teaser}</div>"))
    before = blocks(html.fromstring(f"<div>{teaser}{article}</div>"))
    assert [line.text for line in without_teasers_behind(behind, Counter())] == list(ARTICLE)
    assert without_teasers_behind(before, Counter()) == before


@pytest.mark.parametrize(
    ("source", "inside"),
    [
        (
            "<div><h1>Judul berita ini</h1><b>Siti</b><div><h3><a href='/x'>Judul lain dari ini</a></h3></div></div>",
            False,
        ),
        (
            "<div><ul><li><a href='/x'>Judul lain dari ini</a><b>Siti</b></li><li><a href='/y'>Dua</a></li></ul></div>",
            True,
        ),
        ("<div><aside><b>Siti</b></aside></div>", True),
        ("<div><div class='terpopuler'><b>Siti</b></div></div>", True),
        ("<div><div><h4><a href='/x'>Judul lain dari ini</a></h4><b>Siti</b></div></div>", True),
        ("<div><p><a href='/penulis/siti'><b>Siti</b></a></p></div>", False),
    ],
)
def test_what_stands_in_a_box_of_another_article(source: str, inside: bool) -> None:
    tree = html.fromstring(source)
    assert in_teaser(next(tree.iter("b"))) is inside
