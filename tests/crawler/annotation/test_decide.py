"""The decision on an article, and what is written of a refused one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.annotation import decide
from crawler.exceptions import EmptyBody, NotIndonesian, OffTopic, OutsideWindow, Rejected
from crawler.items import ArticleItem
from crawler.outlets.window import Window

NOW = datetime(2024, 11, 27, 3, tzinfo=UTC)


def article(
    *, body: str = "Polisi menjaga TPS.", language: str | None = "id", relevant: bool = True, at: datetime | None = NOW
) -> ArticleItem:
    return ArticleItem(
        article_id="a1",
        url="https://warta.example/1",
        url_key="warta.example/1",
        outlet="warta",
        network="warta",
        title="Pengamanan TPS",
        body=body,
        language=language,
        relevant=relevant,
        relevance=0.9 if relevant else 0.123,
        published_at=at,
        fetched_at=NOW,
    )


@pytest.mark.parametrize("language", ["id", None])
def test_indonesian_and_unknown_language_are_kept(language: str | None) -> None:
    assert decide.refusal(article(language=language)) is None


@pytest.mark.parametrize(
    ("item", "kind", "reason"),
    [
        (article(body="", language="en", relevant=False), EmptyBody, "no article text found"),
        (article(language="en", relevant=False), NotIndonesian, "language en"),
        (article(relevant=False), OffTopic, "relevance 0.12"),
    ],
)
def test_the_first_reason_counts(item: ArticleItem, kind: type[Rejected], reason: str) -> None:
    refused = decide.refusal(item)
    assert type(refused) is kind
    assert (refused.reason, refused.title) == (reason, "Pengamanan TPS")


def test_only_a_judged_article_has_score_and_date() -> None:
    refused = decide.off_topic(article(relevant=False))
    assert refused is not None
    assert (refused.score, refused.published_at) == (0.123, NOW)
    empty = decide.empty(article(body=""))
    assert empty is not None
    assert (empty.score, empty.published_at) == (None, None)


def test_the_window_refuses_by_the_date_of_publication() -> None:
    window = Window(NOW - timedelta(days=1), NOW + timedelta(hours=1))
    assert decide.outside(article(), window) is None
    assert decide.outside(article(at=None), window) is None, "an unknown date may lie inside"
    assert decide.outside(article(at=NOW - timedelta(days=3)), None) is None
    for at in (NOW - timedelta(days=3), NOW + timedelta(hours=2)):
        refused = decide.outside(article(at=at), window)
        assert isinstance(refused, OutsideWindow)
        assert (refused.state, refused.reason, refused.score) == ("outside", f"published {at}", 0.9)
