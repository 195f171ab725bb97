"""Sitemaps as they are on the web: packed, of news, in plain text, huge."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from scrapy.http import Headers, TextResponse
from scrapy.responsetypes import responsetypes

from crawler.outlets.sitemaps import newest
from crawler.outlets.sources import MAX_ANNOUNCEMENTS, Reading, Sitemap, Step
from tests.crawler.outlets.sources.answers import CONTEXT

HEAD = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


def read(body: bytes | str) -> Reading:
    sent = body.encode() if isinstance(body, str) else body
    return Sitemap(url="/s.xml").read(TextResponse("https://kabar.example/s.xml", body=sent), Step(""), CONTEXT)


def urls(body: bytes | str) -> list[str]:
    return [found.url for found in read(body).announcements]


ONE = f"{HEAD}<url><loc>https://kabar.example/berita/9</loc></url></urlset>"


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(ONE.encode()),
        gzip.compress(ONE[:40].encode()) + gzip.compress(ONE[40:].encode()),
        gzip.compress(ONE.encode())[:-8],
        ONE.replace(HEAD, "<URLSET>").replace("url>", "URL>").replace("loc>", "LOC>").replace("urlset", "URLSET"),
        f"<br /><b>Notice</b>: x<br />\n<?xml version='1.0'?>{ONE}",
        ONE.replace("<url>", "<url><image:image><image:loc>https://kabar.example/f.jpg</image:loc></image:image>"),
        ONE.replace("https://kabar.example/berita/9", "\n /berita/9 "),
        "https://kabar.example/berita/9\r\n\n",
        "<rss><channel><item><link>https://kabar.example/berita/9</link></item></channel></rss>",
        ONE.replace("</urlset>", ""),
        ONE.replace('xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', 'xmlns="https://salah.example/ns"'),
        gzip.compress(gzip.compress(ONE.encode())),
        ONE.replace("/berita", "/\n  berita"),
        ONE.replace("<loc>", "").replace("</loc>", ""),
        ONE.replace("loc>", "link>"),
        ONE.replace("</url>", "<lastmod>1970-01-01</lastmod></url>"),
        "# peta situs\nhttps://kabar.example/berita/9 2024-11-26 0.8\n",
        "https://kabar.example/berita/9\n".encode("utf-16"),
        "/berita/9\n",
    ],
    ids=range(19),
)
def test_every_kind_of_sitemap_is_read(body: bytes | str) -> None:
    assert urls(body) == ["https://kabar.example/berita/9"]


@pytest.mark.parametrize(
    "body",
    [
        "<sitemapindex><url><loc>/berita-1.xml.gz</loc></url></sitemapindex>",
        f"{HEAD}<url><loc>https://kabar.example/berita-1.xml.gz?hal=2</loc></url></urlset>".replace("?hal=2", ""),
        "https://kabar.example/berita-1.xml.gz\n",
    ],
)
def test_sitemaps_among_articles_are_followed(body: str) -> None:
    reading = read(body)
    assert [step.url for step in reading.following] == ["https://kabar.example/berita-1.xml.gz"]
    assert not reading.announcements


def test_a_packed_sitemap_that_is_cut_short_gives_what_came_and_says_so() -> None:
    whole = "".join(f"<url><loc>https://kabar.example/berita/{number}</loc></url>" for number in range(3_000))
    reading = read(gzip.compress(f"{HEAD}{whole}</urlset>".encode())[:-900])
    assert 1_000 < len(reading.announcements) < 3_000
    assert reading.lost == ("the gzip file is cut short",)


@pytest.mark.parametrize("kind", ["application/x-gunzip", "application/octet-stream", "application/gzip; charset=x"])
def test_a_packed_sitemap_is_text_for_scrapy(kind: str) -> None:
    body = gzip.compress(ONE.encode())
    made = responsetypes.from_args(headers=Headers({"Content-Type": kind}), url="https://k.example/s.gz", body=body)
    assert issubclass(made, TextResponse)


def test_news_have_their_date_and_title() -> None:
    news = (
        "<news:news><news:publication><news:name>Kabar</news:name></news:publication>"
        "<news:publication_date>2024-11-26T10:15:00+07:00</news:publication_date>"
        "<news:title>Apel &amp; siaga</news:title></news:news>"
    )
    (found,) = read(ONE.replace("</url>", f"{news}</url>").replace("<urlset", "<urlset xmlns:news='n'")).announcements
    assert (found.title, found.published) == ("Apel & siaga", datetime(2024, 11, 26, 3, 15, tzinfo=UTC))


def test_a_day_is_before_the_window_when_all_of_it_is() -> None:
    dated = ONE.replace("</url>", "<lastmod>{}</lastmod></url>")
    assert urls(dated.format("2024-10-19")), "it may end hours later in Greenwich"
    assert not urls(dated.format("2024-10-18"))


@pytest.mark.parametrize("order", [1, -1])
def test_of_too_many_entries_the_newest_are_kept_wherever_they_stand(order: int) -> None:
    numbers = range(MAX_ANNOUNCEMENTS + 300)[::order]
    entries = "".join(f"<url><loc>https://kabar.example/berita/{number}</loc></url>" for number in numbers)
    reading = read(f"{HEAD}{entries}</urlset>")
    assert reading.limited
    assert len(reading.announcements) == MAX_ANNOUNCEMENTS
    assert reading.announcements[0].url == f"https://kabar.example/berita/{MAX_ANNOUNCEMENTS + 299}"


def test_dates_decide_where_all_have_one() -> None:
    moments = [datetime(2024, 11, day, tzinfo=UTC) for day in (3, 9, 1, 7)]
    assert newest(["c", "i", "a", "g"], moments, 2) == ["i", "g"]


def test_one_bad_row_costs_itself() -> None:
    body = ONE.replace("</urlset>", "<url><loc>http://[situs]/x</loc></url><url><loc/></url></urlset>")
    assert urls(body)[0] == "https://kabar.example/berita/9"


@pytest.mark.parametrize("page", ["<html><body>Galat</body></html>", "", "Galat", "\x1f\x8b rusak"])
def test_a_page_is_no_sitemap(page: str) -> None:
    assert read(page).broken == "not a sitemap"
