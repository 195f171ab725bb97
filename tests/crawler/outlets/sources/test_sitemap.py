"""Sitemaps and their indexes as a source of announcements."""

from __future__ import annotations

from scrapy.http import TextResponse

from crawler.outlets.sources import Sitemap, Step
from tests.crawler.outlets.sources.answers import CONTEXT, page


def sitemap(kind: str, entry: str, *pairs: tuple[str, str]) -> TextResponse:
    inner = "".join(f"<{entry}><loc>{loc}</loc><lastmod>{lastmod}</lastmod></{entry}>" for loc, lastmod in pairs)
    return page(f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</{kind}>')


def test_a_sitemap_passes_over_what_changed_before_the_window() -> None:
    response = sitemap(
        "urlset",
        "url",
        ("https://warta.example/baru/", "2024-11-01T00:00:00+07:00"),
        ("https://warta.example/lama/", "2024-10-01T00:00:00+07:00"),
    )
    (found,) = Sitemap(url="/sitemap.xml").read(response, Step(""), CONTEXT).announcements
    assert found.url == "https://warta.example/baru/"
    assert found.published is None  # a change is no publication


def test_an_index_leads_to_recent_sitemaps_of_the_right_kind_and_not_for_ever() -> None:
    source = Sitemap(url="/sitemap_index.xml", contains="post", depth=1)
    response = sitemap(
        "sitemapindex",
        "sitemap",
        ("https://warta.example/post-sitemap2.xml", "2024-11-20"),
        ("https://warta.example/post-sitemap1.xml", "2023-01-01"),
        ("https://warta.example/page-sitemap.xml", "2024-11-20"),
    )
    (following,) = source.read(response, Step("", number=0), CONTEXT).following
    assert following.url == "https://warta.example/post-sitemap2.xml"
    assert not source.read(response, following, CONTEXT).following
