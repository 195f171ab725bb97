"""From the bytes of a page to its article: sample web, real texts, hostile pages, the order of sources."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from crawler.crawling.spider import OutletSpider
from crawler.extraction.article import extract, take
from crawler.extraction.markup import UnreadableError, selector
from crawler.extraction.pool import read_page
from crawler.items import ArticleItem, FetchedPage, Layout
from crawler.outlets.saved_pages import saved_page
from tests.crawler.pages import HTML, LAYOUT, SENTENCE, THREE, article_html, page
from tests.web.addresses import canonical_url
from tests.web.articles import SampleArticle, load_articles
from tests.web.calendar import NOW, local_day
from tests.web.messages import Request
from tests.web.sites import ARTICLE_PAGES, disway, outlet_sites
from tests.web.sites.kabar_layar import article_content

SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"

SPIDERS: dict[str, type[OutletSpider]] = {
    "petisi": import_module("spiders.petisi").PetisiSpider,
    "antara_jatim": import_module("spiders.antara_jatim").AntaraJatimSpider,
    "koranrb": import_module("spiders.koranrb").KoranrbSpider,
    "perkaranews": import_module("spiders.perkaranews").PerkaranewsSpider,
    "probolinggo_kota": import_module("spiders.probolinggo_kota").ProbolinggoKotaSpider,
    "kabar_layar": import_module("tests.web.outlets.kabar_layar").KabarLayarSpider,
}
TWINS = ("antara_jatim", "koranrb")
"""Outlets of the sample web with AMP pages."""

# --- the sample web ---------------------------------------------------------------------------------------------------


def sample_pages() -> Iterator[tuple[SampleArticle, bool]]:
    for article in load_articles():
        if article.outlet != "kabar_layar":
            yield article, False
            if article.outlet in TWINS:
                yield article, True


def fetched(article: SampleArticle, *, amp: bool) -> FetchedPage:
    """The page of a sample article as its outlet's spider would hand it over."""
    count = disway.part_count(article, amp=amp) if article.outlet == "koranrb" else 1
    bodies = tuple(ARTICLE_PAGES[article.outlet](article, number, amp) for number in range(count))
    found = saved_page(bodies[0], canonical_url(article), SPIDERS[article.outlet], NOW)
    announced = article.title if article.system == "bag-pemerintahan" else None  # its pages carry no title
    return replace(found, bodies=bodies, content_type=HTML, announced_title=announced)


def expected_day(article: SampleArticle) -> date:
    """The day of a page that prints no date: that of the event, where the text states it."""
    return article.event_date or local_day(article.published)


def assert_sample(item: ArticleItem, article: SampleArticle, *, amp: bool) -> None:
    assert item.body == article.body
    assert item.title == article.title
    authors = tuple(name for name in article.authors if name != "Redaksi")
    if amp and article.outlet == "koranrb":
        authors = tuple(name.upper() for name in authors)  # as that page prints them
    assert item.authors == authors
    assert item.editors == article.editors
    assert item.bylines == ((article.initials,) if article.initials else ())
    assert item.published_at is not None
    if article.outlet == "probolinggo_kota":
        assert (item.published_precision, item.published_origin) == ("day", "text")
        assert local_day(item.published_at) == expected_day(article)
    else:
        assert item.published_precision == "minute"
        assert item.published_at == article.published
        assert item.modified_at == (article.modified if not (amp and article.outlet == "koranrb") else None)


@pytest.mark.parametrize(
    ("article", "amp"), [pytest.param(one, amp, id=f"{one.key}{'-amp' * amp}") for one, amp in sample_pages()]
)
def test_sample_article_is_taken_exactly(article: SampleArticle, amp: bool) -> None:
    found = take(fetched(article, amp=amp))
    assert_sample(found.item, article, amp=amp)
    # the agency's name may be printed without standing in the gold value, the outlet's never is a place
    assert (found.dateline is None) == (not article.dateline)
    assert found.dateline is None or article.dateline.startswith(found.dateline)
    assert found.item.extractor == ("1/page" if amp and article.outlet == "koranrb" else "1/element")


@pytest.mark.parametrize(
    ("article", "amp"), [pytest.param(one, amp, id=f"{one.key}{'-amp' * amp}") for one, amp in sample_pages()]
)
def test_sample_article_is_taken_exactly_from_an_unknown_outlet(article: SampleArticle, amp: bool) -> None:
    item = extract(replace(fetched(article, amp=amp), layouts=()))
    assert_sample(item, article, amp=amp)
    assert item.extractor == "1/page"


@pytest.mark.parametrize(
    "article", [one for one in load_articles() if one.outlet == "kabar_layar"], ids=lambda a: a.key
)
def test_rendered_article_is_taken_exactly(article: SampleArticle) -> None:
    content: Any = article_content(article)
    blocks = "".join(f"<p class='{block['kind']}'>{block['text']}</p>" for block in content["blocks"])
    body = (
        f"<html><body><main><article class='isi'><h1>{article.title}</h1><time datetime='{content['published']}'>"
        f"{content['shown']}</time><span class='penulis'>{', '.join(article.authors)}</span>{blocks}</article></main>"
        "</body></html>"
    )
    rendered = saved_page(body.encode(), canonical_url(article), SPIDERS["kabar_layar"], NOW)
    for layouts in (rendered.layouts, ()):
        item = extract(replace(rendered, layouts=layouts))
        assert (item.body, item.title, item.published_at) == (article.body, article.title, article.published)


def test_comments_stay_out_when_no_class_names_them() -> None:
    spammed = [one for one, _ in sample_pages() if "spam" in one.options]
    assert spammed
    for article in spammed:
        plain = re.sub(rb'(class|id)="[^"]*"', b"", fetched(article, amp=False).bodies[0])
        body = extract(replace(fetched(article, amp=False), bodies=(plain,), layouts=())).body
        assert set(article.paragraphs) <= set(body.split("\n\n"))
        assert not re.search(r"\b(?:casino|gummies|homepage|blog)\b", body)


def test_comments_are_out_before_anything_is_selected() -> None:
    reader = "Kami warga kampung sebelah mengucapkan terima kasih kepada para petugas yang sudah berjaga semalaman."
    longer = "".join(f"<div class='isi'><p>{reader} Nomor {n}.</p></div>" for n in range(9))
    comments = f"<section id='comments'><div class='isi'>{longer}</div></section>"
    inside = article_html(*THREE).replace("</div>", f"<ol class='comment-list'><li><p>{reader}</p></li></ol></div>")
    for body in (article_html(*THREE) + comments, comments + article_html(*THREE), inside):
        for layouts in ((LAYOUT,), ()):
            item = extract(page(body, layouts=layouts))
            assert item.body == "\n\n".join(THREE)
            assert item.rule_hits["comments"] == 1


@pytest.mark.parametrize(
    ("outlet", "path"),
    [
        ("petisi", "petisi.co/"),
        ("petisi", "petisi.co/tidak-pernah-ada-di-sini/"),
        ("antara_jatim", "jatim.antaranews.com/terkini"),
        ("antara_jatim", "jatim.antaranews.com/berita/1/tidak-ada"),
        ("koranrb", "harianrakyatbengkulu.bacakoran.co/"),
        ("koranrb", "harianrakyatbengkulu.bacakoran.co/read/1/tidak-ada"),
        ("perkaranews", "perkaranews.com/2024/11/"),
        ("perkaranews", "perkaranews.com/tidak-pernah-ada/"),
        ("probolinggo_kota", "probolinggokota.go.id/berita-1-2/2024"),
        ("probolinggo_kota", "bag-hukum.probolinggokota.go.id/detail/tidak-ada"),
        ("probolinggo_kota", "bag-pemerintahan.probolinggokota.go.id/berita"),
    ],
)
def test_lists_and_error_pages_are_no_articles(outlet: str, path: str) -> None:
    host, _, rest = path.partition("/")
    answer = outlet_sites(load_articles(), NOW)[host](Request("GET", "https", host, f"/{rest}"))
    known = saved_page(answer.body, f"https://{path}", SPIDERS[outlet], NOW)
    assert extract(known).body == ""
    assert extract(replace(known, layouts=())).body == ""


def test_every_declared_selector_can_be_compiled() -> None:
    for spider in SPIDERS.values():
        for layout in spider.read_as():
            for name in ("article", "prune", "title", "published", "modified", "authors", "editors"):
                for expression in getattr(layout, name):
                    selector(expression)


# --- the real texts ---------------------------------------------------------------------------------------------------


def seeds() -> dict[str, Any]:
    if not (SEEDS / "gold.json").exists():
        pytest.skip(f"the real texts are not beside the repository ({SEEDS.name}/gold.json)")
    gold: dict[str, Any] = json.loads((SEEDS / "gold.json").read_text(encoding="utf-8"))
    return gold


def seed_html(number: str, gold: dict[str, Any], *, shape: str) -> str:
    """A seed's lines in its outlet's markup.

    ``inside`` puts everything, boilerplate and comments, into the article element; ``around`` puts only the lines of
    the article there, and the rest before and after it.
    """
    text = next(SEEDS.glob(f"{number}_*.txt")).read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    body = gold.get("body")
    first = next(n for n, line in enumerate(lines) if (body[0][:40] if body else "KANIGARAN") in line)
    last = next(n for n, line in enumerate(lines) if (body[-1][-40:] if body else "(dp/pin)") in line)
    inside, before, after = (lines, [], []) if shape == "inside" else (
        lines[first : last + 1], lines[:first], lines[last + 1 :]
    )  # fmt: skip
    opening, closing = {
        "000": ("<article><div class='entry-content entry-content-single'>", "</div></article>"),
        "001": ("<div id='print_content'><div class='post-content clearfix font17'>", "</div></div>"),
        "002": ("<div class='post text-black-1'>", "</div>"),
        "003": ("<article><div class='entry-content'>", "</div></article>"),
        "004": ("<div class='isi-berita'>", "</div>"),
    }[number]
    end = "<br>\n" if number == "004" else "</p>\n"
    marked = "".join(f"{'' if number == '004' else '<p>'}{line}{end}" for line in inside)
    around = ["".join(f"<div>{line}</div>" for line in part) for part in (before, after)]
    title = f"<h1 class='entry-title'>{gold['title']}</h1>" if gold.get("title") and number != "004" else ""
    return f"<html><body>{title}{around[0]}{opening}{marked}{closing}{around[1]}</body></html>"


@pytest.mark.parametrize("shape", ["inside", "around"])
@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_real_text_is_taken_exactly(number: str, shape: str) -> None:
    gold = seeds()[number]
    url = gold.get("url") or "https://jatim.antaranews.com/berita/744999/netralitas-asn"
    source = saved_page(seed_html(number, gold, shape=shape).encode(), url, SPIDERS[gold["outlet"]], NOW)
    for layouts in (source.layouts, ()):
        item = read_page(replace(source, layouts=layouts))
        if "body" in gold:
            assert item.body.split("\n\n") == gold["body"]
        else:
            assert " ".join(item.body.split()) == gold["body_text"]
        for forbidden in gold["must_not_contain"]:
            assert forbidden not in item.body
        assert (item.region_code, item.place) == (gold["region_code"], gold["place"])
        assert item.authors == tuple(gold.get("authors", ()))
        assert item.editors == tuple(gold.get("editors", ()))
        assert item.bylines == ((gold["byline_initials"],) if "byline_initials" in gold else ())
        if gold.get("title"):
            assert item.title == gold["title"]
        if "published_at" in gold:
            assert item.published_at == datetime.fromisoformat(gold["published_at"])
            assert item.published_origin == "visible"
        if gold.get("event_date"):
            assert item.event_date == date.fromisoformat(gold["event_date"])
        assert (item.language, item.relevant) == ("id", True)


# --- the element ------------------------------------------------------------------------------------------------------


def test_text_is_read_by_structure() -> None:
    inner = (
        f"<p>{SENTENCE}</p><h3>Tiga pesan</h3><ol><li>{SENTENCE} Pertama.</li><li>{SENTENCE} Kedua.</li></ol>"
        f"<blockquote><p>“{SENTENCE} Kutipan.”</p></blockquote>{SENTENCE} Tanpa paragraf."
        f"<div>{SENTENCE} Dalam kotak.</div><table><tr><td>TPS</td><td>418</td></tr></table>"
    )
    body = extract(page(f"<div class='isi'>{inner}</div>", layouts=(LAYOUT,))).body
    assert body.split("\n\n") == [
        SENTENCE, "Tiga pesan", f"{SENTENCE} Pertama.", f"{SENTENCE} Kedua.", f"“{SENTENCE} Kutipan.”",
        f"{SENTENCE} Tanpa paragraf.", f"{SENTENCE} Dalam kotak.", "TPS 418",
    ]  # fmt: skip


def test_a_missing_or_short_element_is_recorded_as_the_whole_page() -> None:
    redesigned = article_html(*THREE, top="<h1>Apel Siaga</h1>").replace("class='isi'", "class='baru'")
    assert extract(page(redesigned, layouts=(LAYOUT,))).extractor == "1/page"
    assert extract(page(redesigned, layouts=(LAYOUT,))).body == "\n\n".join(THREE)
    short = article_html(*THREE).replace("class='isi'", "class='baru'") + "<div class='isi'>Iklan</div>"
    assert extract(page(short, layouts=(LAYOUT,))).extractor == "1/page"
    assert extract(page(article_html(*THREE), layouts=(LAYOUT,))).extractor == "1/element"


def test_running_text_beside_what_was_found_belongs_to_it() -> None:
    one, two, three, four, five, six = (
        f"{SENTENCE} {word}." for word in ("Satu", "Dua", "Tiga", "Empat", "Lima", "Enam")
    )
    teaser = f"{SENTENCE} Berita lain…"
    inner = f"{one}<br><br>{two}<br><br><p>{three}</p><p>{four}</p><p>{five}</p>{six}<br><br>{teaser}"
    body = extract(page(f"<html><body><h1>Apel Siaga</h1><div class='baru'>{inner}</div></body></html>")).body
    assert body.split("\n\n") == [one, two, three, four, five, six]


def test_declared_prune_rules_are_counted_by_their_selector() -> None:
    body = article_html(*THREE, f"<b class='kotak-promo'>{SENTENCE} Bukan berita.</b>")
    layout = replace(LAYOUT, prune=(".kotak-promo",))
    item = extract(page(body, layouts=(layout,)))
    assert item.body == "\n\n".join(THREE)
    assert item.rule_hits == {".kotak-promo": 1}


def test_of_several_elements_the_one_with_the_text_is_taken() -> None:
    teaser = "<div class='isi'><p>Cuplikan berita lain yang pendek saja.</p></div>"
    assert extract(page(teaser + article_html(*THREE) + teaser, layouts=(LAYOUT,))).body == "\n\n".join(THREE)


def test_the_layout_of_the_publication_day_is_taken() -> None:
    body = article_html(*THREE) + f"<div class='lama'><p>{SENTENCE} Tata letak lama.</p><p>{SENTENCE}</p></div>"
    layouts = (
        Layout(article=("div.isi",), valid_from=date(2024, 6, 1)),
        Layout(article=("div.lama",), valid_until=date(2024, 5, 31)),
    )
    meta = "<meta property='article:published_time' content='{}T09:00:00+07:00'>"
    old = extract(page(meta.format("2024-05-31") + body, layouts=layouts))
    assert old.body.startswith(f"{SENTENCE} Tata letak lama.")
    assert extract(page(meta.format("2024-06-01") + body, layouts=layouts)).body == "\n\n".join(THREE)
    assert extract(page(body, layouts=layouts)).body == "\n\n".join(THREE)  # day unknown: newest first


def test_parts_of_a_split_article_are_joined_without_what_each_repeats() -> None:
    chrome = "<p>Redaksi menerima sanggahan dan koreksi melalui nomor yang tertera di kotak redaksi harian ini.</p>"
    parts = tuple(
        f"<div class='isi'>{chrome}<p>{SENTENCE} Bagian {n}.</p><p>{SENTENCE} Lanjutan {n}.</p></div>".encode()
        for n in (1, 2, 3)
    )
    item = extract(page(b"", bodies=parts, layouts=(LAYOUT,), complete=False))
    assert [line for line in item.body.split("\n\n") if "Redaksi" not in line] == [
        f"{SENTENCE} {name} {n}." for n in (1, 2, 3) for name in ("Bagian", "Lanjutan")
    ]
    assert item.body.count("Redaksi menerima") == 1
    assert item.rule_hits["repeated"] == 2
    assert not item.complete


def test_the_same_page_gives_the_same_article_again() -> None:
    source = page(article_html(*THREE), layouts=(LAYOUT,))
    first = extract(source)
    assert all(extract(source) == first for _ in range(5))
    assert pickle.loads(pickle.dumps(first)) == first


# --- hostile pages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "body", "content_type"),
    [
        ("control references", article_html(f"Hari &#27;[1m&#8;&#1;ini {SENTENCE}", *THREE), HTML),
        ("NUL", article_html(f"Hari\0 ini {SENTENCE}", *THREE), HTML),
        ("utf-8 declared latin", article_html(f"Hari ini {SENTENCE}", *THREE), "text/html; charset=iso-8859-1"),
        ("bogus charset", article_html(f"Hari ini {SENTENCE}", *THREE), "text/html; charset=utf-99"),
        ("no charset", article_html(f"Hari ini {SENTENCE}", *THREE), None),
        ("byte order mark", "\ufeff" + article_html(f"Hari ini {SENTENCE}", *THREE), "text/html; charset=iso-8859-1"),
        (
            "xml declaration",
            "<?xml version='1.0' encoding='utf-16'?>" + article_html(f"Hari ini {SENTENCE}", *THREE),
            HTML,
        ),
        ("nesting", "<div>" * 1500 + article_html(f"Hari ini {SENTENCE}", *THREE) + "</div>" * 1500, HTML),
        ("spans", article_html("<span>" * 400 + f"Hari ini {SENTENCE}" + "</span>" * 400, *THREE), HTML),
        ("form around the page", f"<form>{article_html(f'Hari ini {SENTENCE}', *THREE)}</form>", HTML),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)
def test_hostile_page_is_read_whole(name: str, body: str, content_type: str | None) -> None:
    for layouts in ((LAYOUT,), ()):
        item = extract(page(body, layouts=layouts, content_type=content_type))
        expected = [f"Hari {'[1m' if name == 'control references' else ''}ini {SENTENCE}", *THREE]
        assert item.body.split("\n\n") == expected


def test_utf16_with_a_mark_is_read_whatever_the_header_says() -> None:
    assert extract(page(article_html(*THREE).encode("utf-16"), layouts=(LAYOUT,))).body == "\n\n".join(THREE)


def test_a_few_bad_bytes_are_local_damage() -> None:
    body = article_html(f"Naskah “Jédul” dibaca. {SENTENCE}", *THREE).encode().replace(b"dibaca", b"dib\xffaca")
    text = extract(page(body, layouts=(LAYOUT,))).body
    assert text.startswith("Naskah “Jédul” dib�aca.")
    assert text.endswith(THREE[-1])


def test_windows_1252_declared_as_utf8_is_read_as_what_it_is() -> None:
    body = article_html(f"“Aman,” katanya – {SENTENCE}", *THREE).encode("cp1252")
    assert extract(page(body, layouts=(LAYOUT,))).body.startswith("“Aman,” katanya – ")


def test_lone_surrogates_become_replacement_characters() -> None:
    linked = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Apel \\ud83d Siaga Pasukan"}</script>'
    )
    item = extract(page(article_html(f"Hari &#xD83D; ini {SENTENCE}", *THREE, head=linked), layouts=(LAYOUT,)))
    assert item.title == "Apel � Siaga Pasukan"
    assert item.body.startswith("Hari � ini")
    item.body.encode()


def test_nesting_beyond_the_parser_is_refused_loudly() -> None:
    with pytest.raises(UnreadableError, match="too_deep"):
        extract(page("<div>" * 3000 + article_html(*THREE), layouts=(LAYOUT,)))


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7\n1 0 obj\n<</Type /Page /Contents 2 0 R>>\nendobj\n2 0 obj\n<</Length 900>>\nstream\n"
        + bytes(range(256)) * 40
        + b"\nendstream\nendobj\n%%EOF",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 40,
        b"PK\x03\x04" + bytes(reversed(range(256))) * 40,
    ],
    ids=("PDF", "PNG", "ZIP"),
)
def test_a_file_that_is_no_page_has_no_body(body: bytes) -> None:
    """Served as HTML, or as ``application/octet-stream``, which Scrapy takes for what it looks like."""
    for content_type in (HTML, "application/octet-stream"):
        for layouts in ((LAYOUT,), ()):
            assert extract(page(body, layouts=layouts, content_type=content_type)).body == ""


@pytest.mark.parametrize("body", ["", "   \n", "<!-- kosong -->", "<html></html>", "\0\0\0", "<div class='isi'></div>"])
def test_an_empty_page_has_no_body(body: str) -> None:
    for layouts in ((LAYOUT,), ()):
        item = extract(page(body, layouts=layouts))
        assert (item.body, item.words) == ("", 0)
        assert item.article_id.startswith("a")


@pytest.mark.parametrize(
    "body",
    [
        "<title>404 - Contoh</title><h1>Ups</h1><p>Maaf, halaman yang Anda cari tidak ditemukan atau dipindahkan. "
        "Silakan kembali ke beranda atau gunakan kolom pencarian untuk menemukan berita yang Anda maksud hari ini.</p>",
        f"<body class='error404'><h1>Beranda</h1><div class='isi'><p>{SENTENCE}</p><p>{SENTENCE} Dua.</p></div></body>",
        "<h1>Masuk</h1><p>Silakan masuk untuk melanjutkan membaca berita ini.</p>",
    ],
)
def test_a_notice_is_no_article(body: str) -> None:
    for layouts in ((LAYOUT,), ()):
        assert extract(page(f"<html>{body}</html>", layouts=layouts)).body == ""


def test_a_headline_with_404_officers_is_an_article() -> None:
    body = article_html(*THREE, head="<title>404 Personel Amankan Pleno</title>")
    assert extract(page(body)).body == "\n\n".join(THREE)


@pytest.mark.parametrize(
    "top",
    [
        "<h1>Gudang Dijaga Ketat</h1><div class='art-teaser'><p>{}</p></div>",
        "<h3>Gudang Dijaga Ketat</h3><p class='tgl'>18 November 2024</p><p class='teaser-text'>{}</p>",
        "<header><h2>Gudang Dijaga Ketat</h2><div>{}</div></header>",
    ],
)
def test_the_lead_under_the_headline_is_of_the_article_whatever_its_class(top: str) -> None:
    lead = "Puluhan polisi menjaga gudang logistik pemilihan sejak semalam, kata kepala kepolisian resor setempat."
    head = "<title>Gudang Dijaga Ketat</title>"
    text = "".join(f"<p>{line}</p>" for line in (*THREE, *THREE[:1]))
    body = f"<html><head>{head}</head><body>{top.format(lead)}<div class='entry-content'>{text}</div></body></html>"
    assert extract(page(body, layouts=())).body.split("\n\n")[0] == lead


def test_a_line_that_announces_what_was_cut_ends_no_article() -> None:
    item = extract(page(article_html(*THREE, "Simak tayangan lengkapnya di sini:"), layouts=(LAYOUT,)))
    assert item.body == "\n\n".join(THREE)
