"""A log line never holds a page."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.cli.logs import QuietFormatter
from crawler.exceptions import OffTopic
from crawler.items import ArticleItem, FetchedPage

PAGE = FetchedPage(
    outlet="warta", network="warta", url="https://warta.example/x", url_key="k", requested_key="k",
    bodies=(b"<p>komentar Budi 0812</p>",), content_type=None, fetched_at=datetime(2024, 11, 27, tzinfo=UTC),
    warc_record_id=None, layouts=(),
)  # fmt: skip
ARTICLE = ArticleItem(
    article_id="a1", url="https://warta.example/x", url_key="k", outlet="warta", network="warta", title="Judul",
    body="komentar Budi 0812",
)  # fmt: skip


def test_lines_name_the_address_and_nothing_of_the_text() -> None:
    formatter = QuietFormatter()
    results = (
        formatter.scraped(ARTICLE, None, None),
        formatter.dropped(PAGE, OffTopic("relevance 0.1"), None, None),
        formatter.item_error(PAGE, ValueError("broken"), None, None),
    )
    for result in results:
        line = result["msg"] % result["args"]
        assert "https://warta.example/x" in line
        assert "Budi" not in line


def test_not_even_the_values_themselves_print_their_text() -> None:
    assert "Budi" not in repr(PAGE) + repr(ARTICLE)
