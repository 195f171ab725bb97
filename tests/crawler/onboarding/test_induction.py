"""Selectors that hold on every page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from lxml import html

from crawler.items import ArticleItem
from crawler.onboarding.induction import SeenPage, article_element, authors_element, published_element

BODY = "Bawaslu mengingatkan netralitas aparatur.\n\nIa meminta camat tidak berpihak."
NOW = datetime(2024, 11, 28, tzinfo=UTC)


def page(markup: str, **fields: object) -> SeenPage:
    """A page whose text is ``BODY`` in the place of ``{}``."""
    paragraphs = "".join(f"<p>{text}</p>" for text in BODY.split("\n\n"))
    known: dict[str, object] = {
        "article_id": "a1", "url": "https://berita.example/1", "url_key": "1", "outlet": "berita", "network": "berita",
        "title": "Netral", "body": BODY,
    }  # fmt: skip
    tree = html.fromstring(f"<html><body><div>Menu</div>{markup.format(paragraphs)}<div>Lain</div></body></html>")
    return SeenPage(tree, ArticleItem(**{**known, **fields}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("elements", "selector"),
    [
        (["<div id='isi-berita' class='konten'>{}</div>"], "#isi-berita"),
        (["<div id='post-57307' class='konten'>{}</div>"], "div.konten"),
        (["<div class='x2' itemprop='articleBody'>{}</div>"], "[itemprop~='articleBody']"),
        (["<article>{}</article>"], "article"),
        (["<div class='kotak'>{}</div><div class='kotak'>Lain.</div>"], None),
        (
            ["<div id='satu'><div class='isi'>{}</div></div>", "<div id='dua'><div class='isi'>{}</div></div>"],
            "div.isi",
        ),
        (["<div class='isi'>{}</div>", "<div class='naskah'>{}</div>"], None),
    ],
)
def test_the_innermost_element_that_holds_the_article_on_every_page(elements: list[str], selector: str | None) -> None:
    assert article_element([page(one) for one in elements]) == selector


def test_an_article_without_text_has_no_element() -> None:
    assert article_element([page("<p>{}</p>", body="")]) is None
    assert article_element([]) is None


def dated(stamps: Sequence[str], **fields: object) -> list[SeenPage]:
    return [page(f"<h1>Netral</h1><div class='waktu'>{one}</div><p>{{}}</p>", **fields) for one in stamps]


def test_the_moment_is_where_both_pages_print_theirs() -> None:
    pages = dated(["Rabu, 27 November 2024 08:15 WIB", "Selasa, 26 November 2024 19:40 WIB"])
    assert published_element(pages, "Asia/Jakarta", NOW) == "div.waktu"


def test_a_clock_that_all_pages_share_is_no_date() -> None:
    pages = dated(["Rabu, 27 November 2024 08:15 WIB"] * 2)
    assert published_element(pages, "Asia/Jakarta", NOW) is None


def test_a_date_that_contradicts_what_is_known_is_not_proposed() -> None:
    known = datetime(2024, 11, 20, 1, 0, tzinfo=UTC)
    pages = dated(["Rabu, 27 November 2024 08:15 WIB"], published_at=known, published_precision="minute")
    assert published_element(pages, "Asia/Jakarta", NOW) is None


def test_the_attribute_of_a_time_element_is_preferred() -> None:
    pages = [page(f"<time class='saat' datetime='2024-11-2{day}T08:15:00+07:00'>x</time><p>{{}}</p>") for day in (6, 7)]
    assert published_element(pages, "Asia/Jakarta", NOW) == "time.saat::attr(datetime)"


def test_the_reporters_stand_where_their_names_do() -> None:
    pages = [page(f"<div class='penulis'>Penulis: {name}</div><p>{{}}</p>") for name in ("Rina Wati", "Budi Hartono")]
    assert authors_element(pages) == "div.penulis"
    named = [page("<div class='nama'>Rina Wati</div><p>{}</p>", authors=("Rina Wati",))]
    assert authors_element(named) == "div.nama"
    assert authors_element([page("<div class='penulis'>Ikuti kami di media sosial</div><p>{}</p>")]) is None
