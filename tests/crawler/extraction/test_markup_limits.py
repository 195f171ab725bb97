"""Strangers' markup within limits, and selectors that find the same in linear time."""

from __future__ import annotations

import random

import pytest
from parsel import Selector

from crawler.extraction.markup import UnreadableError
from crawler.extraction.markup_limits import (
    MAX_ALL_ATTRIBUTES,
    MAX_ATTRIBUTES,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_MARKS,
    MAX_SIBLINGS,
    MAX_TAGS,
    bounded_selector,
    is_light,
    require_few_attributes,
)


def attributes(count: int) -> str:
    return "<p " + " ".join(f"a{number}=x" for number in range(count)) + ">x</p>"


def spread(tag: str, count: int) -> str:
    """So many elements, few of them side by side."""
    return f"<div>{(MAX_SIBLINGS // 2) * tag}</div>" * (count // (MAX_SIBLINGS // 2) + 1)


TOO_MUCH = {
    "attributes of a tag": (attributes(MAX_ATTRIBUTES + 1), "too_many_attributes"),
    "attributes without values": (f"<p {' '.join(map('a{}'.format, range(70_000)))}>", "too_many_attributes"),
    "attributes after a quoted bracket": ("<p a='>'" + attributes(70_000)[2:], "too_many_attributes"),
    "attributes after a script in a text area": (
        "<textarea><script></textarea>" + attributes(70_000) + "</script>", "too_many_attributes",
    ),
    "attributes with brackets in their names": (
        "<p " + " ".join(f"<a{number}" for number in range(70_000)) + ">", "too_many_attributes",
    ),
    "all attributes": (attributes(250) * (MAX_ALL_ATTRIBUTES // 250 + 1), "too_many_attributes"),
    "elements": (spread("<b>x</b>", MAX_TAGS), "too_many_tags"),
    "elements side by side": ("<b>x</b>" * (MAX_SIBLINGS + 1), "too_many_tags"),
    "marks": ("<!-- -->" * (MAX_MARKS + 1), "too_many_tags"),
    "depth": ("<div>" * (MAX_DEPTH + 1), "too_deep"),
    "levels of all elements": ("<div>" * (MAX_DEPTH - 10) + 2 * f"<p>{2_000 * '<b>x</b>'}</p>", "too_deep"),
    "length": ("x" * (MAX_BYTES + 1), "too_long"),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "why"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_no_site_prints_is_refused(markup: str, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        bounded_selector(f"<html><body>{markup}</body></html>")
    for encoding in ("utf-8", "utf-16"):
        kind = f"text/html; charset={encoding}"
        assert not is_light(f"<html><body>{markup}</body></html>".encode(encoding), kind)


@pytest.mark.parametrize(
    "markup",
    ["", "  ", "\0", "x", "<", "<!--", "<p", "<p a='", "<?xml version='1.0'?>", "\ud800<p>x</p>", "&#0;&#xd800;",
     attributes(MAX_ATTRIBUTES), "<p>x" * (MAX_SIBLINGS - 1), "<div>" * (MAX_DEPTH - 3), "x " * 100_000],
)  # fmt: skip
def test_what_sites_print_is_read(markup: str) -> None:
    bounded_selector(markup).css("a").getall()
    assert is_light(markup.encode("utf-8", "replace"), None)


def test_a_worker_is_spared_a_tag_without_end() -> None:
    with pytest.raises(UnreadableError, match="too_many_attributes"):
        require_few_attributes(attributes(70_000).encode())
    require_few_attributes(b"<p>" + 3_000_000 * b"x " + attributes(4_000).encode())
    require_few_attributes(b"")


SELECTORS = (
    "h2 a", "h2 > a", ".x h2 a::text", "div div .x a::attr(href)", "a[href*='/b/'], h2 .y", "div > h2 .x", ".x > .y a",
    "h2 + a", "h2 ~ a", "div h2 + .x a", ".x ~ .y > a", "div .x ~ h2 a", "a:not(.x)", "h2 a:nth-child(2)", "* a", "*",
    "div:has(> a) .y", "section h2 a", "div h2 section a", "#eins a, #zwei .x", "html body div a:first-child",
)  # fmt: skip


def random_markup(seed: int) -> str:
    source = random.Random(seed)
    parts = []
    for number in range(source.randrange(5, 80)):
        tag = source.choice(("div", "h2", "a", "section", "b"))
        if source.random() < 0.35:
            parts.append(f"</{tag}>")
        else:
            names = source.choice(("", "class=x", "class=y", "class='x y'", "id=eins"))
            parts.append(f"<{tag} {names} href='/b/{number}'>t{number}")
    return "".join(parts)


@pytest.mark.parametrize("selector", SELECTORS)
def test_selectors_find_what_they_found(selector: str) -> None:
    found = 0
    for seed in range(150):
        markup = random_markup(seed)
        expected = Selector(text=markup, type="html").css(selector).getall()
        assert bounded_selector(markup).css(selector).getall() == expected, markup
        found += len(expected)
    assert found or selector.startswith("#")


def test_a_selector_of_a_selection_looks_within_it() -> None:
    page = bounded_selector("<div class=x><p><a>1</a></p></div><div class=y><p><a>2</a></p></div>")
    assert page.css(".y").css("p a::text").getall() == ["2"]
