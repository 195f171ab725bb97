"""Title, dates and names: which source wins, and which is never asked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from crawler.extraction.article import extract, take
from tests.crawler.pages import LAYOUT, SENTENCE, THREE, article_html, page
from tests.web.calendar import NOW, local_day

# --- title ------------------------------------------------------------------------------------------------------------

SOURCES_OF_TITLE = (
    ("declared", "<h2 class='judul'>Judul Dari Selektor</h2>", "Judul Dari Selektor"),
    ("jsonld", '<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"Contoh Warta"},'
     '{"@type":["NewsArticle"],"headline":"Judul &quot;Dari&quot; Data"}]}</script>', 'Judul "Dari" Data'),
    ("og", "<meta property='og:title' content='Judul Dari Meta | Contoh Warta'>", "Judul Dari Meta"),
    ("h1", "<h1>Judul <b>Dari</b> Kepala</h1>", "Judul Dari Kepala"),
    ("title", "<title>Judul Dari Peramban - Contoh Warta</title>", "Judul Dari Peramban"),
)  # fmt: skip


@pytest.mark.parametrize("start", range(len(SOURCES_OF_TITLE)), ids=[name for name, *_ in SOURCES_OF_TITLE])
def test_title_comes_from_the_first_source_that_has_one(start: int) -> None:
    markup = "".join(html for _, html, _ in reversed(SOURCES_OF_TITLE[start:]))
    layout = replace(LAYOUT, title=("h2.judul",))
    item = extract(page(article_html(*THREE, top=markup), layouts=(layout,), announced_title="Judul Dari Umpan"))
    assert item.title == SOURCES_OF_TITLE[start][2]


def test_a_page_without_title_takes_the_announced_one_then_its_address() -> None:
    bare = page(article_html(*THREE), layouts=(LAYOUT,))
    assert extract(replace(bare, announced_title="Apel Siaga &#8211; Malam Hari")).title == "Apel Siaga – Malam Hari"
    url = "https://contoh.example/detail/rapat-tim-pks-dan-kpu-bahas-netralitas-asn-di-kota-2024"
    assert extract(replace(bare, url=url)).title == "Rapat Tim PKS dan KPU Bahas Netralitas ASN di Kota 2024"


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Contoh Warta | Apel Siaga Digelar", "Apel Siaga Digelar"),
        (
            "Apel Siaga Digelar | Contoh Warta | Kabar Daerah Terkini",
            "Apel Siaga Digelar | Contoh Warta | Kabar Daerah Terkini",
        ),
        ("Apel Siaga Digelar - Contoh Warta Jawa Timur", "Apel Siaga Digelar"),
        ("Apel - Siaga Digelar", "Apel - Siaga Digelar"),
        ('Ketua: \\"Kami Siap\\" - contoh.example', 'Ketua: "Kami Siap"'),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(printed: str, title: str) -> None:
    assert extract(page(article_html(*THREE, head=f"<title>{printed}</title>"), layouts=(LAYOUT,))).title == title


def test_of_a_page_title_the_part_that_the_page_prints_is_the_headline() -> None:
    office, headline = "Bagian Hukum Setda", "Apel Siaga Digelar di Lapangan"
    for title in (f"{office} Kota | {headline}", f"{headline} - {office} Kota"):
        head = f"<title>{title}</title>"
        printed = article_html(*THREE, head=head, top=f"<table><tr><td><b>{headline}</b></td></tr></table>")
        assert extract(page(printed, layouts=(LAYOUT,))).title == headline
        assert extract(page(article_html(*THREE, head=head), layouts=(LAYOUT,))).title == title


def test_a_shortened_headline_is_completed() -> None:
    meta = "<meta property='og:title' content='Apel Siaga Digelar di Lapangan…'>"
    whole = "Apel Siaga Digelar di Lapangan Kota"
    body = article_html(*THREE, head=f"{meta}<title>{whole}</title>")
    assert extract(page(body, layouts=(LAYOUT,))).title == whole


# --- dates ------------------------------------------------------------------------------------------------------------

SOURCES_OF_DATE = (
    ("declared", "<i class='tgl'>Senin, 18 November 2024 08:01 WIB</i>", 1),
    ("jsonld", '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-11-18T08:02:00+07:00"}'
     "</script>", 2),
    ("meta", "<meta property='article:published_time' content='2024-11-18T08:03:00+07:00'>", 3),
    ("visible", "<h1>Judul Apel Siaga</h1><div>Senin, 18/11/2024 | 08:04 WIB</div>", 4),
)  # fmt: skip


@pytest.mark.parametrize("start", range(len(SOURCES_OF_DATE)), ids=[name for name, *_ in SOURCES_OF_DATE])
def test_date_comes_from_the_first_source_that_has_one(start: int) -> None:
    origin, _, minute = SOURCES_OF_DATE[start]
    markup = "".join(html for _, html, _ in reversed(SOURCES_OF_DATE[start:]))
    layout = replace(LAYOUT, published=("i.tgl",), url_date=r"/(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)/")
    item = extract(
        page(
            article_html(*THREE, top=markup), layouts=(layout,), url="https://contoh.example/2024/11/17/apel-siaga",
            announced_at=datetime(2024, 11, 16, tzinfo=UTC),
        )
    )  # fmt: skip
    assert item.published_at == datetime(2024, 11, 18, 1, minute, tzinfo=UTC)
    assert (item.published_origin, item.published_precision) == (origin, "minute")


def test_dates_from_outside_the_page_come_last() -> None:
    layout = replace(LAYOUT, url_date=r"/(?P<year>\d{4})/(?P<month>\d\d)/(?:(?P<day>\d\d)/)?")
    body = article_html(f"Apel digelar di lapangan, Senin (18/11) pagi. {SENTENCE}", *THREE)
    source = page(body, layouts=(layout,), url="https://contoh.example/2024/11/19/apel-siaga")
    announced = extract(replace(source, announced_at=datetime(2024, 11, 20, 3, 5, tzinfo=UTC)))
    assert (announced.published_at, announced.published_origin) == (
        datetime(2024, 11, 20, 3, 5, tzinfo=UTC),
        "declared",
    )
    by_url = extract(source)
    assert (local_day(by_url.published_at or NOW), by_url.published_origin) == (date(2024, 11, 19), "url")
    by_text = extract(replace(source, url="https://contoh.example/2024/11/apel-siaga"))
    assert (local_day(by_text.published_at or NOW), by_text.published_origin) == (date(2024, 11, 18), "text")
    by_fetch = extract(page(article_html(*THREE), layouts=(LAYOUT,)))
    assert (by_fetch.published_at, by_fetch.published_precision, by_fetch.published_origin) == (None, None, "fetch")


@pytest.mark.parametrize("wrong", ["1970-01-01T00:00:00Z", "2099-01-01T10:00:00+07:00", "0000-00-00", "kemarin dulu"])
def test_implausible_dates_are_passed_over(wrong: str) -> None:
    head = (
        f"<meta property='article:published_time' content='{wrong}'><meta name='pubdate' content='2024-11-18 08:15:00'>"
    )
    item = extract(page(article_html(*THREE, head=head), layouts=(LAYOUT,)))
    assert (item.published_at, item.published_origin) == (datetime(2024, 11, 18, 1, 15, tzinfo=UTC), "meta")


def test_dates_of_other_articles_comments_and_menus_are_never_taken() -> None:
    other = "<a href='/lain'>Berita lain</a> <span>Senin, 11 November 2024 10:00 WIB</span>"
    top = (
        f"<nav><ul><li>{other}</li></ul></nav><h1>Apel Siaga Digelar di Lapangan</h1>"
        "<div><a href='/lain'>Berita lain, Senin 11 November 2024</a></div>"
        "<div class='box-terpopuler'>Berita lain <time datetime='2024-11-11'>Senin, 11 November 2024</time></div>"
    )
    bottom = (
        f"<div class='terkait'><h4>Berita Terkait</h4>{other}</div><p>Terkait</p>"
        "<div>Senin 11 Nov 2024 - 22:40 WIB</div>"
        "<div id='comments'><ol><li>5 November 2024 pukul 03.10 <p>Thanks for sharing.</p></li></ol></div>"
        "<aside>Rabu, 6 November 2024</aside>"
    )
    item = extract(page(article_html(*THREE, top=top, bottom=bottom), layouts=(LAYOUT,)))
    assert item.published_origin == "fetch"


def test_a_day_is_sharpened_by_a_source_that_knows_the_minute() -> None:
    head = "<meta name='pubdate' content='2024-11-18 08:15:00'>"
    layout = replace(LAYOUT, published=("b.tgl",))
    top = "<b class='tgl'>18 November 2024</b>"
    item = extract(page(article_html(*THREE, head=head, top=top), layouts=(layout,)))
    assert (item.published_at, item.published_precision) == (datetime(2024, 11, 18, 1, 15, tzinfo=UTC), "minute")
    other_day = extract(page(article_html(*THREE, head=head, top=top.replace("18", "17")), layouts=(layout,)))
    assert (other_day.published_precision, other_day.published_origin) == ("day", "declared")


def test_dates_without_offset_are_in_the_zone_of_the_layout() -> None:
    head = "<meta name='pubdate' content='2024-11-18 08:15:00'>"
    found = take(page(article_html(*THREE, head=head), layouts=(replace(LAYOUT, zone="Asia/Makassar"),)))
    assert found.item.published_at == datetime(2024, 11, 18, 0, 15, tzinfo=UTC)
    assert found.zone == "Asia/Makassar"


def test_the_last_change_is_kept_when_it_is_one() -> None:
    linked = (
        '<script type="application/ld+json">{{"@type":"Article","datePublished":"2024-11-18T08:00:00+07:00",'
        '"dateModified":"{}"}}</script>'
    )
    changed = extract(page(article_html(*THREE, head=linked.format("2024-11-18T09:30:00+07:00"))))
    assert changed.modified_at == datetime(2024, 11, 18, 2, 30, tzinfo=UTC)
    assert extract(page(article_html(*THREE, head=linked.format("2024-11-18T08:00:00+07:00")))).modified_at is None


def test_linked_data_of_other_articles_is_not_read() -> None:
    graph = {
        "@graph": [
            {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "datePublished": "2024-11-01"}]},
            {"@type": "NewsArticle", "url": "https://contoh.example/lain", "datePublished": "2024-11-02T01:00:00Z"},
            {"@type": "NewsArticle", "url": "https://contoh.example/warta/apel-siaga-di-lapangan/",
             "datePublished": "2024-11-18T01:00:00Z", "author": [{"name": "Ratna Sari"}, "admin"]},
        ]
    }  # fmt: skip
    scripts = (json.dumps(graph), "{rusak")
    head = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    item = extract(page(article_html(*THREE, head=head), layouts=(LAYOUT,)))
    assert item.published_at == datetime(2024, 11, 18, 1, 0, tzinfo=UTC)
    assert item.authors == ("Ratna Sari",)


# --- people -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "authors", "editors"),
    [
        (("Pewarta: Ratna Sari", "Editor : Joko Lelono"), ("Ratna Sari",), ("Joko Lelono",)),
        (("Reporter : RATNA SARI Editor : Joko Lelono COPYRIGHT © CONTOH 2024",), ("RATNA SARI",), ("Joko Lelono",)),
        (("Penulis: Ratna Sari dan Budi Raharjo, S.Sos",), ("Ratna Sari", "Budi Raharjo, S.Sos"), ()),
        (("Penulis/Editor: Ratna Sari",), ("Ratna Sari",), ("Ratna Sari",)),
        (("Oleh Ratna Sari",), ("Ratna Sari",), ()),
        (("Penulis: admin", "Editor: Redaksi", "Sumber: Humas"), (), ()),
        (("Reporter: Contoh Warta",), (), ()),
    ],
)
def test_credit_lines_name_people_and_leave_the_body(
    lines: tuple[str, ...], authors: tuple[str, ...], editors: tuple[str, ...]
) -> None:
    inside = extract(page(article_html(*THREE, *lines), layouts=(LAYOUT,)))
    assert (inside.body, inside.authors, inside.editors) == ("\n\n".join(THREE), authors, editors)
    if len(lines) == 1 or "Oleh" in lines[0]:
        return
    behind = extract(page(article_html(*THREE, bottom="".join(f"<p>{line}</p>" for line in lines)), layouts=(LAYOUT,)))
    assert (behind.body, behind.authors, behind.editors) == ("\n\n".join(THREE), authors, editors)


def test_declared_names_come_before_printed_and_linked_ones() -> None:
    head = "<meta name='author' content='Meta Penulis'>"
    top = "<b class='nama'>{}</b>"
    layout = replace(LAYOUT, authors=("b.nama",))
    printed = (*THREE, "Penulis: Ratna Sari")
    declared = page(article_html(*printed, head=head, top=top.format("Budi Raharjo")), layouts=(layout,))
    assert extract(declared).authors == ("Budi Raharjo",)
    account = page(article_html(*printed, head=head, top=top.format("Admin Contoh")), layouts=(layout,))
    assert extract(account).authors == ("Ratna Sari",)
    bare = page(article_html(*THREE, head=head, top=top.format("redaksi")), layouts=(layout,))
    assert extract(bare).authors == ("Meta Penulis",)


def test_an_editor_is_no_author_because_linked_data_says_so() -> None:
    linked = '<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"Joko Lelono"}}</script>'
    item = extract(page(article_html(*THREE, "Editor: Joko Lelono", head=linked), layouts=(LAYOUT,)))
    assert (item.authors, item.editors) == ((), ("Joko Lelono",))
    assert extract(page(article_html(*THREE, head=linked), layouts=(LAYOUT,))).authors == ("Joko Lelono",)


@pytest.mark.parametrize(
    "head",
    [
        "<meta name='author' content='Contoh Warta Raya (www.contoh.example)'>",
        "<meta name='author' content='Contoh'>",  # the host's name
        "<meta name='author' content='Hukum dan Peristiwa'><meta property='article:section' content='Peristiwa'>"
        "<meta property='article:section' content='Hukum'>",
        "<meta name='author' content='Kabar Desa'>",
        '<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Person","name":"Harian Baru"},'
        '"publisher":{"name":"Harian Baru"}}</script>',
    ],
)
def test_an_office_and_a_section_are_no_author(head: str) -> None:
    top = "<h1>Apel Siaga Digelar di Lapangan</h1><div>di <a rel='category tag' href='/k'>Kabar Desa</a></div>"
    assert extract(page(article_html(*THREE, head=head, top=top), layouts=(LAYOUT,))).authors == ()


def test_each_link_of_a_byline_is_a_name() -> None:
    names = "<span class='byline'><a href='/p/1'>Ratna Sari</a><a href='/p/2'>Budi Raharjo</a></span>"
    menu = "<nav class='bar_author'><a href='/'>Beranda Kita</a><a href='/k'>Kabar Desa</a></nav>"
    top = f"{menu}<h1>Apel Siaga Digelar di Lapangan</h1>{names}"
    assert extract(page(article_html(*THREE, top=top), layouts=(LAYOUT,))).authors == ("Ratna Sari", "Budi Raharjo")
