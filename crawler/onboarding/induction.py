"""Selectors found from pages: the simplest that holds on every one of them.

Each page is given with what the general rules read of it. A selector is proposed when it leads to just that on all
pages; where pages contradict each other, none is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from crawler.extraction.bylines import is_name
from crawler.extraction.dates import parse_machine, parse_visible
from crawler.extraction.markup import select
from crawler.items import ArticleItem
from storage.calendar import Moment

_LABEL = 120
"""Characters of a line that may be a date or a byline."""
_START = 60
_PEOPLE = re.compile(r"author|penulis|reporter|writer|wartawan|byline|oleh|jurnalis|pewarta", re.IGNORECASE)
_SIGNED = re.compile(r"\s*(?:oleh|penulis|reporter|pewarta|wartawan|by|writer)\s*[:|-]?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page, and the article that was read of it."""

    tree: HtmlElement
    item: ArticleItem
    headline: str | None = None
    """Text of the links that lead to it."""


def article_element(pages: Sequence[SeenPage]) -> str | None:
    """The innermost element that holds the first and the last paragraph of the article, on every page."""
    return _common(pages, lambda page: (css for node in _holders(page) for css in names_of(node)), _holds)


def title_element(pages: Sequence[SeenPage]) -> str | None:
    """The element that holds the headline, word for word as the links to the page have it."""

    def candidates(page: SeenPage) -> Iterator[str]:
        return (css for node, text in _lines(page, longest=300) if text == page.headline for css in names_of(node))

    def holds(page: SeenPage, css: str) -> bool:
        found = page.tree.cssselect(css)
        return len(found) == 1 and " ".join(found[0].text_content().split()) == page.headline

    return _common(pages, candidates, holds)


def published_element(pages: Sequence[SeenPage], zone: str, now: datetime) -> str | None:
    """The element in which the moment of publication stands to the minute.

    Where the general rules found the moment, it is that; else the pages must print different ones, since one that all
    pages share is a clock.
    """
    found = _common(
        pages,
        lambda page: _dated(page, zone, now),
        lambda page, css: _agrees(page, _moment_at(page, css, zone, now)),
    )
    if found is None:
        return None
    moments = {_moment_at(page, found, zone, now) for page in pages}
    unknown = any(page.item.published_precision != "minute" for page in pages)
    return None if unknown and len(moments) < len(pages) else found


def authors_element(pages: Sequence[SeenPage]) -> str | None:
    """The element that names the reporters: where they are known, those; else a name in a place called so."""
    return _common(pages, _signed, _names)


def names_of(node: HtmlElement) -> Iterator[str]:
    """Selectors by which an element may be told, the surest first."""
    name = node.get("id") or ""
    if re.fullmatch(r"[A-Za-z][\w-]*[A-Za-z]", name):  # "post-57307" names one article
        yield f"#{name}"
    for css in (node.get("class") or "").split():
        if re.fullmatch(r"[A-Za-z][\w-]*[A-Za-z]", css):
            yield f"{node.tag}.{css}"
    if node.get("itemprop"):
        yield f"[itemprop~='{node.get('itemprop')}']"
    yield str(node.tag)


def _common(
    pages: Sequence[SeenPage],
    candidates: Callable[[SeenPage], Iterable[str]],
    holds: Callable[[SeenPage, str], bool],
) -> str | None:
    """The first candidate of the first page that holds on all pages."""
    if not pages:
        return None
    return next((css for css in candidates(pages[0]) if all(holds(page, css) for page in pages)), None)


def _edges(page: SeenPage) -> tuple[str, str] | None:
    paragraphs = [" ".join(text.split())[:_START] for text in page.item.body.split("\n\n") if text.strip()]
    return (paragraphs[0], paragraphs[-1]) if paragraphs else None


def _inside(node: HtmlElement, edges: tuple[str, str]) -> bool:
    text = " ".join(node.text_content().split())
    return edges[0] in text and edges[1] in text


def _holders(page: SeenPage) -> Iterator[HtmlElement]:
    """Elements that hold the article, from the innermost outwards."""
    edges = _edges(page)
    if edges is None:
        return
    node = None
    for element in page.tree.iter():
        if isinstance(element.tag, str) and _inside(element, edges):
            node = element  # document order: the last that holds both is the innermost
    while node is not None and node.tag != "body":
        yield node
        node = node.getparent()


def _holds(page: SeenPage, css: str) -> bool:
    found, edges = page.tree.cssselect(css), _edges(page)
    return len(found) == 1 and edges is not None and _inside(found[0], edges)


def _lines(page: SeenPage, *, longest: int = _LABEL) -> Iterator[tuple[HtmlElement, str]]:
    """Elements of the page that are one line, with their text, in the order of the page."""
    edges = _edges(page)
    for node in page.tree.iter():
        if isinstance(node.tag, str) and node.tag not in ("script", "style", "title", "option", "a", "li"):
            text = " ".join(node.text_content().split())
            if 0 < len(text) <= longest and not (edges and text[:_START] in edges):
                yield node, text


def _dated(page: SeenPage, zone: str, now: datetime) -> Iterator[str]:
    for node in page.tree.iter("time"):
        if node.get("datetime"):
            yield from (f"{css}::attr(datetime)" for css in names_of(node))
    for node, text in reversed(list(_lines(page))):
        if _minute(parse_visible(text, zone=zone, fetched_at=now)):
            yield from names_of(node)


def _moment_at(page: SeenPage, css: str, zone: str, now: datetime) -> datetime | None:
    """The one moment to the minute that stands where the selector leads."""
    moments = set()
    for found in select(page.tree, css):
        text = found if isinstance(found, str) else found.text_content()
        read = parse_machine(text.strip(), zone=zone) if "::attr" in css else None
        moment = _minute(read or parse_visible(" ".join(text.split()), zone=zone, fetched_at=now))
        if moment is None:
            return None
        moments.add(moment)
    return moments.pop() if len(moments) == 1 else None


def _minute(moment: Moment | None) -> datetime | None:
    return moment.at if moment is not None and moment.precision == "minute" else None


def _agrees(page: SeenPage, moment: datetime | None) -> bool:
    known = page.item.published_at if page.item.published_precision == "minute" else None
    return moment is not None and (known is None or moment.replace(second=0) == known.replace(second=0))


def _signed(page: SeenPage) -> Iterator[str]:
    for node, text in reversed(list(_lines(page))):
        marks = " ".join((node.get("class") or "", node.get("id") or "", node.get("itemprop") or ""))
        known = page.item.authors and all(name in text for name in page.item.authors)
        if known or (not page.item.authors and _PEOPLE.search(marks) and _is_person(text)):
            yield from (css for css in names_of(node) if css != node.tag)


def _names(page: SeenPage, css: str) -> bool:
    texts = [" ".join(node.text_content().split()) for node in page.tree.cssselect(css)]
    if not texts or len(texts) > 3 or any(len(text) > _LABEL for text in texts):
        return False
    if page.item.authors:
        return all(any(name in text for text in texts) for name in page.item.authors)
    return all(_is_person(text) for text in texts)


def _is_person(text: str) -> bool:
    return is_name(_SIGNED.sub("", text, count=1))
