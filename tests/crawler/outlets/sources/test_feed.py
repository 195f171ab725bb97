"""Feeds as a source of announcements."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.outlets.sources import Feed, Step
from tests.crawler.outlets.sources.answers import CONTEXT, page

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<item><title>Apel &amp; siaga</title><link>https://warta.example/apel/</link>
<pubDate>Tue, 26 Nov 2024 03:15:00 +0000</pubDate></item>
<item><title>Tanpa tanggal</title><link> https://warta.example/lain/ </link></item></channel></rss>"""


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Rakor</title>
<link rel="alternate" href="/rakor/"/><published>2024-11-26T10:15:00+07:00</published></entry></feed>"""


def test_a_feed_is_read_with_dates_and_titles() -> None:
    reading = Feed(url="/feed/").read(page(RSS), Step(""), CONTEXT)
    first, second = reading.announcements
    assert (first.url, first.title) == ("https://warta.example/apel/", "Apel & siaga")
    assert first.published == datetime(2024, 11, 26, 3, 15, tzinfo=UTC)
    assert (second.url, second.published) == ("https://warta.example/lain/", None)
    assert not reading.following


def test_a_byte_order_mark_before_the_declaration_does_no_harm() -> None:
    assert len(Feed(url="/").read(page(b"\xef\xbb\xbf" + RSS.encode()), Step(""), CONTEXT).announcements) == 2


def test_atom_is_a_feed_too() -> None:
    (entry,) = Feed(url="/").read(page(ATOM), Step(""), CONTEXT).announcements
    assert entry.url == "https://warta.example/rakor/"
    assert entry.published == datetime(2024, 11, 26, 3, 15, tzinfo=UTC)


def test_an_empty_feed_is_a_feed_and_a_page_is_none() -> None:
    assert Feed(url="/").read(page("<rss><channel/></rss>"), Step(""), CONTEXT).broken is None
    assert Feed(url="/").read(page("<html><body>Galat</body></html>"), Step(""), CONTEXT).broken == "not a feed"


@pytest.mark.parametrize(
    "hostile",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><rss><item><link>&b;</link></item></rss>',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><rss><item><link>&f;</link></item></rss>',
        "\x00\x01<rss",
        "",
    ],
)
def test_hostile_feeds_expand_and_read_nothing(hostile: str) -> None:
    for found in Feed(url="/").read(page(hostile), Step(""), CONTEXT).announcements:
        assert len(found.url) < 60
        assert "root" not in found.url
