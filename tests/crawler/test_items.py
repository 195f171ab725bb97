"""Values that go from one part of a crawl to the next."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace

import pytest

from crawler.items import Layout
from tests.crawler.annotation.test_decide import article
from tests.crawler.pages import page


def test_pages_and_articles_go_to_worker_processes_and_back() -> None:
    for value in (page("x", layouts=(Layout(article=("div.isi",)),)), article()):
        assert pickle.loads(pickle.dumps(value)) == value


def test_they_are_values() -> None:
    with pytest.raises(FrozenInstanceError):
        page("x").url = "y"  # type: ignore[misc]
    assert replace(article(), title="Lain").title == "Lain"
