"""JSON-LD as sites write it, and what is taken of it."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.extraction.page_head import Head, is_missing_page, read_head

URL = "https://warta.example/berita/apel-siaga"
ARTICLE = '"@type": "NewsArticle", "headline": "Apel siaga", "datePublished": "2023-10-20T10:15:00+07:00"'


def head_of(script: str, metas: str = "") -> Head:
    source = f'<html><head>{metas}<script type="application/ld+json">{script}</script></head><body></body></html>'
    return read_head(html.document_fromstring(source), URL)


@pytest.mark.parametrize(
    "script",
    [
        "{%s,}",
        "{%s};",
        "// catatan\n{%s}",
        "/* catatan */ {%s}",
        "<!-- a -->{%s}<!-- b -->",
        "<![CDATA[{%s}]]>",
        "//<![CDATA[\n{%s}\n//]]>",
        "/* <![CDATA[ */{%s}/* ]]> */",
        "\ufeff{%s}",
        '{%s, "description": "it\\\'s"}',
        '{%s, "description": "baris\nbaru"}',
        '{%s, "description": "kata "siaga" di tengah"}',
        '{"@type": "BreadcrumbList"} {%s}',
        "[[{%s}]]",
        '{"@graph": [{%s}]}',
        '{"@graph": [[{%s}]]}',
        '{"@type": "WebPage", "mainEntity": {%s}}',
        '{"@type": "WebPage", "mainEntity": [{%s}]}',
    ],
)
def test_linked_data_is_read_as_search_engines_do(script: str) -> None:
    assert head_of(script % ARTICLE).linked_text("datePublished") == "2023-10-20T10:15:00+07:00"


@pytest.mark.parametrize(
    "kind",
    [
        "BackgroundNewsArticle", "OpinionNewsArticle", "LiveBlogPosting", "SocialMediaPosting", "Report", "TechArticle",
        "http://schema.org/NewsArticle", "https://schema.org/Article", "schema:NewsArticle",
    ],
)  # fmt: skip
def test_every_kind_of_article_is_one(kind: str) -> None:
    assert (
        head_of(f'{{"@type": ["{kind}"], "datePublished": "2023-10-20"}}').linked_text("datePublished") == "2023-10-20"
    )


@pytest.mark.parametrize("kind", ["JobPosting", "Event", "Person", "ItemList"])
def test_other_things_are_none(kind: str) -> None:
    assert head_of(f'{{"@type": "{kind}", "datePublished": "2023-10-20"}}').linked == {}


def test_values_come_out_of_their_wrappings() -> None:
    head = head_of('{"@type": "NewsArticle", "headline": {"@value": "Apel"}, "datePublished": [["2023-10-20"]]}')
    assert head.linked_text("headline") == "Apel"
    assert head.linked_text("datePublished") == "2023-10-20"


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ('"Siti Contoh"', ["Siti Contoh"]),
        ('{"@id": "#s"}', ["Siti Contoh"]),
        ('[[{"@id": "#s"}], {"name": ["Budi Contoh"]}]', ["Siti Contoh", "Budi Contoh"]),
        ('{"givenName": "Siti", "familyName": "Contoh"}', ["Siti Contoh"]),
        ('{"@id": "#tidak-ada"}', []),
    ],
)
def test_people_are_named_or_referred_to(author: str, names: list[str]) -> None:
    graph = (
        f'{{"@graph": [{{{ARTICLE}, "author": {author}}}, {{"@id": "#s", "@type": "Person", "name": "Siti Contoh"}}]}}'
    )
    assert head_of(graph).linked_names("author") == names


def test_the_article_of_this_address_comes_first() -> None:
    other = '{"@type": "NewsArticle", "url": "https://warta.example/berita/lain", "datePublished": "2020-01-01"}'
    mine = f'{{"@type": "BlogPosting", "mainEntityOfPage": {{"@id": "{URL}/"}}, "datePublished": "2023-10-20"}}'
    assert head_of(f"[{other}, {mine}]").linked_text("datePublished") == "2023-10-20"


def test_the_page_fills_what_its_article_lacks() -> None:
    script = '[{"@type": "WebPage", "datePublished": "2023-10-20"}, {"@type": "Article", "headline": "Apel"}]'
    head = head_of(script)
    assert (head.linked_text("headline"), head.linked_text("datePublished")) == ("Apel", "2023-10-20")


def test_broken_scripts_that_are_large_or_deep_are_left() -> None:
    assert head_of("{" * 20_000).linked == {}
    assert head_of("{" + ARTICLE + ', "x": "' + "y" * 60_000 + '",,}').linked == {}


def test_microdata_in_the_body_is_not_taken_for_the_pages_own() -> None:
    source = (
        "<html><head><meta itemprop='datePublished' content='2024-11-25'></head>"
        "<body><meta itemprop='datePublished' content='2019-01-01'></body></html>"
    )
    assert read_head(html.document_fromstring(source), URL).metas["datepublished"] == ["2024-11-25"]


def test_a_missing_page_says_so() -> None:
    for title, missing in (("404 Not Found", True), ("Halaman tidak ditemukan", True), ("404 hari di laut", False)):
        tree = html.document_fromstring(f"<html><head><title>{title}</title></head><body></body></html>")
        assert is_missing_page(tree, read_head(tree, URL)) is missing
