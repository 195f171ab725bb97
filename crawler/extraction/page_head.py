"""The head of an article page: ``<meta>``, JSON-LD and ``<title>``, as they stand there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lxml import html

from crawler.extraction.blocks import fold
from crawler.extraction.markup import clean

_ARTICLE_TYPES = ("NewsArticle", "Article", "ReportageNewsArticle", "BlogPosting", "AnalysisNewsArticle", "WebPage")
_JSON_LIMIT = 500_000
_NOT_FOUND = re.compile(
    r"^\W*(?:error\W*)?404\W*(?:$|[-–—|:]|error|not found|page|halaman|laman)|(?:page|content) not found|"
    r"nothing found|(?:halaman|laman|page|konten)[^.]{0,40}(?:tidak (?:dapat )?(?:di)?temukan|tidak ada|not found|"
    r"tidak tersedia)|"
    r"^\W*(?:berita|artikel) tidak (?:ditemukan|tersedia)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Head:
    """What the head of a page says, in the order it says it."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    """Contents of ``<meta>`` by name, property or itemprop, in lower case."""
    linked: dict[str, Any] = field(default_factory=dict)
    """The JSON-LD node of the article, or nothing."""
    title: str = ""
    """``<title>``."""

    def meta(self, names: Iterable[str]) -> Iterator[str]:
        """Contents of the named ``<meta>`` elements, in order of ``names``."""
        for name in names:
            yield from self.metas.get(name, ())

    def linked_text(self, name: str) -> str:
        """A property of the JSON-LD node as text, empty when there is none."""
        return _string(self.linked.get(name))

    def linked_names(self, name: str) -> list[str]:
        """Names of the people or things that a property of the JSON-LD node gives."""
        return [
            _string(node.get("name") if isinstance(node, dict) else node) for node in _as_list(self.linked.get(name))
        ]


def read_head(tree: html.HtmlElement, url: str) -> Head:
    """Collects ``<meta>``, JSON-LD and ``<title>``; to be called before scripts are pruned."""
    head = Head()
    titles: list[html.HtmlElement] = []
    nodes: list[dict[str, Any]] = []
    for element in tree.iter("meta", "title", "script"):
        if element.tag == "title":
            titles.append(element)
        elif element.tag == "meta":
            content = fold(unescape(element.get("content") or ""))
            for attribute in ("property", "name", "itemprop"):
                name = (element.get(attribute) or "").strip().lower()
                if name and content:
                    head.metas.setdefault(name, []).append(content)
        elif _is_linked_data(element):
            nodes.extend(_nodes(element.text or ""))
    if titles:
        head.title = fold("".join(titles[0].itertext()))
    head.linked = _article_node(nodes, url)
    return head


def is_missing_page(tree: html.HtmlElement, head: Head) -> bool:
    """Whether the page says that there is no such page, whatever its status was."""
    body = next(tree.iter("body"), None)
    if body is not None and "error404" in (body.get("class") or "").split():
        return True
    headings = [fold("".join(node.itertext())) for node in tree.iter("h1", "h2")][:3]
    return any(len(text) < 100 and _NOT_FOUND.search(text) is not None for text in (head.title, *headings))


def _is_linked_data(script: html.HtmlElement) -> bool:
    return "ld+json" in (script.get("type") or "").lower() and len(script.text or "") <= _JSON_LIMIT


def _nodes(source: str) -> list[dict[str, Any]]:
    """Nodes of one JSON-LD script: the top level and its graph, not what is nested in lists of other articles."""
    text = re.sub(r"^\s*(?:<!\[CDATA\[|<!--)|(?:\]\]>|-->)\s*$", "", source)
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return []
    nodes: list[dict[str, Any]] = []
    for node in _as_list(data):
        if isinstance(node, dict):
            nodes.append(node)
            nodes.extend(inner for inner in _as_list(node.get("@graph")) if isinstance(inner, dict))
            main = node.get("mainEntity")
            if isinstance(main, dict):
                nodes.append(main)
    return nodes


def _article_node(nodes: Sequence[dict[str, Any]], url: str) -> dict[str, Any]:
    """The node of this article: one that carries its address first, else the first of the most telling type."""
    path = _path(url)

    def order(node: dict[str, Any]) -> tuple[bool, int]:
        places = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
        places += [place.get("@id") for place in places if isinstance(place, dict)]
        mine = any(isinstance(place, str) and _path(place) == path for place in places)
        return not mine, min(_ARTICLE_TYPES.index(kind) for kind in _types(node) if kind in _ARTICLE_TYPES)

    articles = [node for node in nodes if any(kind in _ARTICLE_TYPES for kind in _types(node))]
    telling = [node for node in articles if "WebPage" not in _types(node)] or articles
    return min(telling, key=order, default={})


def _path(url: str) -> str:
    return re.sub(r"^\w+://[^/]*|[?#].*$", "", url).rstrip("/")


def _types(node: dict[str, Any]) -> list[str]:
    return [kind for kind in _as_list(node.get("@type")) if isinstance(kind, str)]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _string(value: Any) -> str:
    """A JSON-LD value as text; escapes in JSON can be lone surrogates."""
    value = value[0] if isinstance(value, list) and value else value
    return fold(clean(value)) if isinstance(value, str) else ""
