"""Captures of an outlet, as far as nothing is asked for; the rest is in the tests of ``scrapy probe``."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.exceptions import UsageFailure
from crawler.onboarding.capture import capture_outlet, compare_with_site
from spiders.petisi import PetisiSpider
from tests.storage.clippings import NOW


def test_an_address_of_no_article_is_refused_before_anything_is_asked_for(tmp_path: Path) -> None:
    settings = Settings({"KLIPING_CAPTURES": str(tmp_path)})
    with pytest.raises(UsageFailure, match=r"https://elsewhere.example/1 is no article of petisi"):
        list(capture_outlet(settings, PetisiSpider, ["https://elsewhere.example/1"], at=NOW, sources=True))
    assert list(tmp_path.iterdir()) == []


def test_nothing_captured_asks_for_nothing() -> None:
    assert list(compare_with_site(Settings(), [])) == []
