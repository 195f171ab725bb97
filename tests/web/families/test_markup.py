"""Markup made for selectors."""

from __future__ import annotations

import pytest
from parsel import Selector

from tests.web.families.markup import wrapped


@pytest.mark.parametrize(
    "selector", ["#isi", "div.isi.teks", "[itemprop~='articleBody']", "h3 a", ".kartu > h2 a.judul", "a[href*='/b/']"]
)
def test_the_selector_finds_what_it_was_made_for(selector: str) -> None:
    (found,) = Selector(f"<html><body><div>Menu</div>{wrapped(selector, 'Teks')}</body></html>").css(selector)
    assert found.css("::text").get() == "Teks"


def test_an_attribute_holds_its_value() -> None:
    markup = wrapped("time.waktu::attr(datetime)", "x", attribute_value="2024-11-25")
    assert Selector(markup).css("time.waktu::attr(datetime)").get() == "2024-11-25"


def test_what_cannot_be_made_is_said() -> None:
    with pytest.raises(NotImplementedError):
        wrapped("p:first-child", "x")
