"""The head of an article page: ``<meta>``, JSON-LD and ``<title>``, as they stand there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import json_repair
from lxml import html

from crawler.extraction.blocks import fold
from crawler.extraction.markup import clean

_PAGE_TYPE = 3
"""Rank of a node that describes the page and not its article."""
_JSON_LIMIT = 500_000
_REPAIRED_LIMIT = 50_000
"""Characters of a script that is no JSON up to which it is repaired: the largest of 13 real ones has 2,700."""
_REPAIRED_DEPTH = 40
"""Brackets open at one time in such a script: the repair tries again at each level."""
_NESTED = 4
"""Levels of lists and graphs in which an article's node is looked for."""
_NODES = 2000
_BRACKETS = re.compile(r"[\[{]|[\]}]")
_WRAPPING = re.compile(
    r"<!--.{0,2000}?-->|<!--|-->|(?://|/\*)?[ \t]*(?:<!\[CDATA\[|\]\]>)(?:[ \t]*\*/)?|\ufeff", re.DOTALL
)
"""Comments of HTML and marks of XML around a script."""
_NOT_FOUND = re.compile(
    r"^\W*(?:error\W*)?404\W*(?:$|[-–—|:]|error|not found|page|halaman|laman)|(?:page|content) not found|"
    r"nothing found|(?:halaman|laman|page|konten)[^.]{0,40}(?:tidak (?:dapat )?(?:di)?temukan|tidak ada|not found|"
    r"tidak tersedia)|"
    r"^\W*(?:berita|artikel) tidak (?:ditemukan|tersedia)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Head:
    """Statements of the head of a page, in their order."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    """Contents of ``<meta>`` by name, property or itemprop, in lower case."""
    linked: dict[str, Any] = field(default_factory=dict)
    """The JSON-LD node of the article, or nothing."""
    page: dict[str, Any] = field(default_factory=dict)
    """The JSON-LD node of the page, where the article has its own."""
    named: dict[str, dict[str, Any]] = field(default_factory=dict)
    """JSON-LD nodes by their ``@id``."""
    title: str = ""
    """``<title>``."""

    def meta(self, names: Iterable[str]) -> Iterator[str]:
        """Contents of the named ``<meta>`` elements, in order of ``names``."""
        for name in names:
            yield from self.metas.get(name, ())

    def linked_text(self, name: str) -> str:
        """A property of the article's JSON-LD node, or of its page's, as text; empty when there is none."""
        return _string(self.linked.get(name)) or _string(self.page.get(name))

    def linked_names(self, name: str) -> list[str]:
        """Names of the people or things that a property of the article's JSON-LD node gives."""
        names = [self._name(node) for node in _flat(self.linked.get(name))]
        return [name for name in names if name]

    def linked_types(self, name: str) -> set[str]:
        """Types of the nodes that a property of the article's JSON-LD node gives."""
        nodes = [node for node in _flat(self.linked.get(name)) if isinstance(node, dict)]
        return {kind for node in nodes for kind in _types(node) or _types(self.named.get(_string(node.get("@id")), {}))}

    def _name(self, node: Any) -> str:
        if not isinstance(node, dict):
            return _string(node)
        known = self.named.get(_string(node.get("@id")), {})
        name = _string(node.get("name")) or _string(known.get("name"))
        parts = (_string(node.get(part)) or _string(known.get(part)) for part in ("givenName", "familyName"))
        return name or " ".join(part for part in parts if part) or _string(node.get("@value"))


def read_head(tree: html.HtmlElement, url: str) -> Head:
    """Collects ``<meta>``, JSON-LD and ``<title>``; to be called before scripts are pruned."""
    head = Head()
    titles: list[html.HtmlElement] = []
    nodes: list[dict[str, Any]] = []
    body = False
    for element in tree.iter("meta", "title", "script", "body"):
        if element.tag == "body":
            body = True
        elif element.tag == "title":
            titles.append(element)
        elif element.tag == "meta":
            content = fold(unescape(element.get("content") or ""))
            microdata = element.get("itemprop") and body  # of this article, or of another's teaser
            for attribute in ("property", "name") if microdata else ("property", "name", "itemprop"):
                name = (element.get(attribute) or "").strip().lower()
                if name and content:
                    head.metas.setdefault(name, []).append(content)
        elif _is_linked_data(element):
            for data in _read(element.text or ""):
                nodes.extend(_nodes(data))
                _name_nodes(data, head.named)
    if titles:
        head.title = fold("".join(titles[0].itertext()))
    head.linked, head.page = _article_and_page(nodes, url)
    return head


def is_missing_page(tree: html.HtmlElement, head: Head) -> bool:
    """True when the page says that there is no such page, whatever its status was."""
    body = next(tree.iter("body"), None)
    if body is not None and "error404" in (body.get("class") or "").split():
        return True
    headings = [fold("".join(node.itertext())) for node in tree.iter("h1", "h2")][:3]
    return any(len(text) < 100 and _NOT_FOUND.search(text) is not None for text in (head.title, *headings))


def _is_linked_data(script: html.HtmlElement) -> bool:
    return "ld+json" in (script.get("type") or "").lower() and len(script.text or "") <= _JSON_LIMIT


def _read(source: str) -> list[Any]:
    """The values of a JSON-LD script, read as leniently as browsers and search engines do.

    Comments, trailing commas and semicolons, wrong escapes and quotation marks, several objects: json-repair reads all
    of 13 broken scripts of 1,500 pages, chompjs nine, a JSON5 parser five. It takes milliseconds, so only what is no
    JSON is given to it, and nothing large or deep.
    """
    text = _WRAPPING.sub("", source).strip()
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        pass
    if not text or len(text) > _REPAIRED_LIMIT or _depth(text) > _REPAIRED_DEPTH:
        return []
    try:
        return [json_repair.loads(text, skip_json_loads=True)]
    except (ValueError, RecursionError):
        return []


def _depth(text: str) -> int:
    depth = deepest = 0
    for bracket in _BRACKETS.finditer(text):
        depth += 1 if bracket[0] in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _nodes(data: Any, level: int = 0) -> Iterator[dict[str, Any]]:
    """The nodes of the top level, of its graph and of its main entities, not those of lists of other articles."""
    for node in _as_list(data):
        if isinstance(node, list) and level < _NESTED:
            yield from _nodes(node, level + 1)
        elif isinstance(node, dict):
            yield node
            if level < _NESTED:
                for name in ("@graph", "mainEntity", "mainEntityOfPage"):
                    yield from _nodes(node.get(name), level + 1)


def _name_nodes(data: Any, named: dict[str, dict[str, Any]]) -> None:
    """Notes the nodes that have an ``@id`` and more than it."""
    waiting = [data]
    for _ in range(_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, dict):
            name = node.get("@id")
            if isinstance(name, str) and len(node) > 1:
                named.setdefault(fold(clean(name)), node)
            waiting.extend(value for value in node.values() if isinstance(value, (dict, list)))
        elif isinstance(node, list):
            waiting.extend(node)


def _article_and_page(nodes: Sequence[dict[str, Any]], url: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The node of this article, and that of its page.

    An article's node that carries this address comes first, then the most telling type; a page's node is the article's
    where there is no other.
    """
    path = _path(url)

    def order(node: Mapping[str, Any]) -> tuple[bool, int]:
        places = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
        places += [place.get("@id") for place in places if isinstance(place, dict)]
        mine = any(isinstance(place, str) and _path(place) == path for place in places)
        return not mine, min(ranks for kind in _types(node) if (ranks := _rank(kind)) is not None)

    known = [node for node in nodes if any(_rank(kind) is not None for kind in _types(node))]
    articles = sorted((node for node in known if order(node)[1] < _PAGE_TYPE), key=order)
    pages = sorted((node for node in known if order(node)[1] == _PAGE_TYPE), key=order)
    if articles:
        return articles[0], next(iter(pages), {})
    return next(iter(pages), {}), {}


def _rank(kind: str) -> int | None:
    """Certainty that a type of schema.org is an article; ``None`` for what is none."""
    if kind.endswith("NewsArticle"):  # and its subtypes: BackgroundNewsArticle, OpinionNewsArticle, ...
        return 0
    if kind.endswith("Article") or kind == "Report":
        return 1
    if kind.endswith("Posting") and kind != "JobPosting":  # BlogPosting, LiveBlogPosting, SocialMediaPosting, ...
        return 2
    return _PAGE_TYPE if kind in ("WebPage", "ItemPage") else None


def _path(url: str) -> str:
    return re.sub(r"^\w+://[^/]*|[?#].*$", "", url).rstrip("/")


def _types(node: Mapping[str, Any]) -> list[str]:
    """Types without the name of their vocabulary: ``https://schema.org/``, ``schema:``."""
    return [re.split(r"[/#:]", kind)[-1] for kind in _flat(node.get("@type")) if isinstance(kind, str)]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _flat(value: Any, level: int = 0) -> list[Any]:
    """The values of a list, and of lists in it."""
    if not isinstance(value, list) or level > _NESTED:
        return _as_list(value)
    return [inner for one in value for inner in _flat(one, level + 1)]


def _string(value: Any) -> str:
    """A JSON-LD value as text; escapes in JSON can be lone surrogates."""
    value = next(iter(_flat(value)), None)
    if isinstance(value, dict):
        value = value.get("@value")
    return fold(clean(value)) if isinstance(value, str) else ""
