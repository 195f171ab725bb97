"""A stream of news gives one partition, in whatever order it arrives and into however many nights it is split."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.archive.archive import Archive
from storage.db.engine import default_url
from storage.events.update import update_events
from storage.models import Article
from tests.benchmarks.events_scale import fill
from tests.benchmarks.news_stream import StreamArticle, stream

NOW = datetime(2024, 11, 28, tzinfo=UTC)
Partition = set[frozenset[str]]


@contextmanager
def opened(folder: Path) -> Iterator[Archive]:
    folder.mkdir()
    with Archive.open(default_url(folder)) as archive:
        yield archive


def grouped(folder: Path, nights: Sequence[Sequence[StreamArticle]]) -> tuple[Partition, Partition]:
    """Events and groups of copies after these nights."""
    with opened(folder) as archive:
        for night, articles in enumerate(nights):
            fill(archive, iter(articles))
            update_events(archive, now=NOW + timedelta(days=night))
        with archive.reading() as session:
            rows = session.execute(select(Article.article_id, Article.event_id, Article.copy_group)).all()
    return tuple(  # type: ignore[return-value]
        {frozenset(row[0] for row in rows if row[at] == name) for name in {row[at] for row in rows}} for at in (1, 2)
    )


def split(articles: Sequence[StreamArticle], nights: int) -> list[Sequence[StreamArticle]]:
    borders = [len(articles) * night // nights for night in range(nights + 1)]
    return [articles[start:end] for start, end in pairwise(borders)]


@pytest.mark.parametrize("count", [120, pytest.param(5_000, marks=pytest.mark.long)])
def test_order_and_nights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Five orders of arrival, each in two nights, and three splittings; portions are so small that they are many."""
    monkeypatch.setattr("storage.events.pairs.CHUNK", count // 4)
    monkeypatch.setattr("storage.events.update.SEEDS", count // 8)
    articles = list(stream(count, seed=4))
    expected = grouped(tmp_path / "whole", [articles])
    assert len(expected[0]) < len({one.event for one in articles}) * 1.05
    for seed in range(5):
        arriving = random.Random(seed).sample(articles, count)
        assert grouped(tmp_path / f"order-{seed}", split(arriving, 2)) == expected
    for nights in (3, 10, 30):
        assert grouped(tmp_path / f"nights-{nights}", split(articles, nights)) == expected
