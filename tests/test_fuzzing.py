"""Answers of hostile sites, by the thousand: nothing crashes and nothing hangs.

The suite tries a few hundred cases, the same every time; ``make test-long`` more than twenty thousand.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import HtmlResponse, TextResponse, XmlResponse

from crawler.annotation.event_date import event_day
from crawler.cli.terminal import shown
from crawler.crawling.article_pages import canonical_link, has_sound_base
from crawler.extraction.article import extract
from crawler.extraction.dates import parse_machine, parse_visible
from crawler.extraction.markup import UnreadableError
from crawler.extraction.noarchive import header_forbids_archiving
from crawler.fetching.block_pages import challenge_in, parking_in
from crawler.fetching.soft_404 import MissingPage
from crawler.items import FetchedPage, Layout
from crawler.outlets.addresses import Addresses
from crawler.outlets.sources import Context, Feed, Listing, Sitemap, Source, Step, WordPressPosts
from crawler.outlets.window import Window
from crawler.urls import url_key
from storage.export.formats import guarded, unguarded
from storage.raw.files import file_facts

NOW = datetime(2024, 11, 27, 23, tzinfo=UTC)
CONTEXT = Context("https://x.example/", "Asia/Jakarta", Window(NOW - timedelta(days=7)), NOW)
HANG = 2.0
"""CPU seconds of one case."""

_PIECES = (
    "<a href='/berita/1'>", "<a href='http://[::1'>", "<link>http://[</link>", "<loc>http://[</loc>",
    "<a href=\"javascript:alert(1)\">", "<h2>", "</h2>", "<p>", "</p>",
    "</div>", "<div class='isi'>",
    "<script>", "</script>", "<!--", "-->", "<![CDATA[", "]]>", "<item>", "</item>", "<link>",
    "</link>", "<loc>", "</loc>",
    "<urlset>", "<sitemapindex>", "<sitemap>", "<url>", "<rss>", "<channel>", "<entry>", "<pubDate>", "</pubDate>",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "&#27;", "&#55357;", "&#x110000;", "&nbsp;", "<title>",
    "</title>", "<table>",
    "<tr><td>", "<time datetime='", "'>", "<meta name='robots' content='",
    "<base href='http://[::1'>", "http://[", "//", "?",
    "%", "%ZZ", "#", "=HYPERLINK(", "Senin (31/11/2024)", "27 November 2024", "2024-11-31T99:99:99Z",
    "3 jam yang lalu",
    "00:00 WITA", "99999999999999999999", "-", "\ufeff", "\u202e", "\x00", "\x1b]0;x\x07", "\x85",
    "\u2028", "\ud83d", " ",
    "Polres menggelar apel siaga. ", "Baca juga: ", "(", "((((((((", ")", "\"", "'",
    "{\"@type\":\"NewsArticle\",", "}", "[", "]",
)  # fmt: skip
"""Pieces of pages, feeds and sitemaps, whole and broken."""

_texts = st.one_of(
    st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=12)), max_size=60).map("".join),
    # one piece over and over: where a parser or a regular expression takes time without bound
    st.tuples(st.sampled_from(_PIECES), st.integers(100, 3_000), st.text(max_size=5)).map(lambda x: x[0] * x[1] + x[2]),
)
_bodies = st.one_of(_texts.map(lambda text: text.encode("utf-8", "replace")), st.binary(max_size=400))


def _source(source: Source, response: type[TextResponse]) -> Callable[[bytes], object]:
    def read(body: bytes) -> None:
        page = response("https://x.example/sumber", body=body, encoding="utf-8")
        for step in source.read(page, Step("https://x.example/"), CONTEXT).following:
            Request(step.url)

    return read


def _page(body: bytes) -> object:
    page = FetchedPage(
        outlet="x", network="x", url="https://x.example/berita/1", url_key="x.example/berita/1",
        requested_key="x.example/berita/1", bodies=(body,), content_type="text/html", fetched_at=NOW,
        warc_record_id=None,
        layouts=(Layout(article=(".isi",), title=("h1",), published=("time::attr(datetime)",)),),
    )  # fmt: skip
    try:
        return extract(page)
    except UnreadableError:
        return None  # said so


def _looked_at(body: bytes) -> object:
    page = HtmlResponse("https://x.example/berita/1", body=body, encoding="utf-8")
    if not has_sound_base(page):
        return challenge_in(page), parking_in(page)
    page.headers["X-Robots-Tag"] = body[:200].replace(b"\n", b"").replace(b"\r", b"")
    known = MissingPage(page)
    forbids = header_forbids_archiving(page, "KlipingBot")
    return challenge_in(page), parking_in(page), forbids, known.is_shown_by(page), canonical_link(page)


def _dates(text: str) -> object:
    return (
        parse_machine(text, zone="Asia/Jakarta"),
        parse_visible(text, zone="Asia/Makassar", fetched_at=NOW),
        event_day(text, published=NOW, zone="Asia/Jayapura"),
    )


def _addresses(text: str) -> object:
    outlet = Addresses("https://x.example/", article_path=r"/berita/(?P<id>\d+)(?:/.*)?|/x/.+")
    for url in (text, f"https://x.example/berita/{text}", f"http://{text}/"):
        try:
            key = url_key(url)
        except ValueError:
            continue
        assert url_key(f"http://{key}") == key
        if outlet.article(url):
            assert outlet.key(url)
    return None


def _cells(text: str) -> object:
    assert unguarded(guarded(text)) == text
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([guarded(text)])
    if "\x00" not in text:
        assert next(csv.reader(io.StringIO(file.getvalue(), newline="")))[0] == guarded(text)
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert shown(text).isprintable() or not any(one in shown(text) for one in "\n\r\x1b\x07\x9b\u202e")
    return None


def _names(text: str) -> object:
    try:
        return file_facts(text)
    except Exception as error:
        assert type(error).__name__ == "WarcError"
        return None


SUBJECTS: dict[str, tuple[Callable[[Any], object], st.SearchStrategy[Any]]] = {
    "feed": (_source(Feed(url="/feed"), XmlResponse), _bodies),
    "sitemap": (_source(Sitemap(url="/sitemap.xml"), XmlResponse), _bodies),
    "listing": (_source(Listing(url="/indeks?page={page}", links="a", dates="time"), HtmlResponse), _bodies),
    "posts": (_source(WordPressPosts(), TextResponse), _bodies),
    "article": (_page, _bodies),
    "notices": (_looked_at, _bodies),
    "dates": (_dates, _texts),
    "addresses": (_addresses, _texts),
    "cells": (_cells, _texts),
    "names": (_names, _texts),
}


def _tried(name: str, cases: int) -> None:
    subject, strategy = SUBJECTS[name]

    @settings(
        max_examples=cases, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(strategy)
    def once(given: Any) -> None:
        began = process_time()
        subject(given)
        assert process_time() - began < HANG

    once()


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_few_hundred_cases(name: str) -> None:
    _tried(name, 40)


@pytest.mark.long
@pytest.mark.parametrize("name", SUBJECTS)
def test_more_than_twenty_thousand_cases(name: str) -> None:
    _tried(name, 2_100)
