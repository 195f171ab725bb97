"""A night's articles, taken together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from crawler.crawling.article_stats import Readings, network_counts
from crawler.items import ArticleItem

SIDEBAR = "Berita terpopuler pekan ini: jembatan dibuka, pasar direnovasi, dan harga cabai turun lagi."
ITEM = ArticleItem(
    article_id="a1", url="https://kabar.example/1", url_key="kabar.example/1", outlet="kabar", network="kabar",
    title="Apel", authors=("Rina",), published_at=datetime(2024, 11, 27, 3, tzinfo=UTC), published_origin="meta",
    body="Apel digelar.", words=2, text_sha256="1", extractor="1/element", rule_hits={"share": 1},
)  # fmt: skip


def test_fields_lengths_and_rules() -> None:
    readings = Readings()
    later = datetime(2024, 11, 28, 3, tzinfo=UTC)
    for item in (
        ITEM,
        replace(
            ITEM, words=300, authors=(), published_origin="fetch", text_sha256="2", rule_hits={"share": 2, "ads": 1}
        ),
        replace(ITEM, words=400, title=None, published_at=later, extractor="1/page", text_sha256="3"),
        replace(ITEM, body="", words=0, published_at=None),
    ):
        readings.add(item)
    assert readings.counts() == {
        "extracted": 4, "titles": 3, "dates": 2, "bodies": 3, "authors": 3, "fallbacks": 1, "shared_paragraphs": 0,
    }  # fmt: skip
    assert readings.measures() == {
        "words_median": 300, "words_p10": 2, "newest_published": later.isoformat(), "rule_hits": {"ads": 1, "share": 5},
    }  # fmt: skip


def test_a_paragraph_that_many_have() -> None:
    readings = Readings()
    for number in range(5):
        body = f"Laporan nomor {number} tentang penjagaan gudang logistik yang berlangsung sampai pagi."
        readings.add(replace(ITEM, body=f"{body}\n\n{SIDEBAR}" if number < 4 else body, text_sha256=str(number)))
    readings.add(replace(ITEM, body=SIDEBAR, text_sha256="0"))
    assert readings.counts()["shared_paragraphs"] == 4


def test_nothing_was_read() -> None:
    assert Readings().counts() == {"shared_paragraphs": 0}
    assert Readings().measures()["words_median"] is None


def test_what_went_wrong_on_the_way() -> None:
    prefix = "downloader/exception_type_count/"
    stats = {
        "retry/count": 3,
        f"{prefix}scrapy.exceptions.DownloadTimeoutError": 2, f"{prefix}twisted.internet.TimeoutError": 1,
        f"{prefix}OpenSSL.SSL.Error": 1, f"{prefix}scrapy.exceptions.DownloadCancelledError": 1, f"{prefix}x.Other": 4,
        "item_scraped_count": 9,
    }  # fmt: skip
    assert network_counts(stats) == {"requests_retried": 3, "timeouts": 3, "tls_errors": 1, "too_large": 1}
