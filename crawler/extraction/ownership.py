"""Elements of this article: near its headline, and in no box of another article.

Themes mark the author and the date of every teaser as they mark the article's own, so a selector finds all of them.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import islice

from lxml import html

from crawler.extraction.blocks import fold
from crawler.extraction.bylines import squash
from crawler.extraction.teasers import in_teaser

_SHORTEST = 8
"""Letters and digits of a headline at least."""
_ALIKE = 0.6
"""Share of the longer of two headlines that the shorter one is, when one holds the other."""
_HEADLINE_WORDS = 4
"""Words of a line from which a title that ends with it has the same headline."""
_LEVELS = 4
"""Levels above a heading in which a menu is looked for."""
_MENUS = ("nav", "li")
"""Elements in which a heading is no headline."""
_SEPARATORS = frozenset(":|–—-•·»~")
_MOST = 200
"""So many elements are asked at most: an article has few authors, and thousands of them are an attack."""


def headline_node(tree: html.HtmlElement, titles: Sequence[str]) -> html.HtmlElement | None:
    """The element that prints the headline: one with the words of a title, else the only ``h1`` with several words.

    The first ``h1`` of a page is often its logo, some pages print the headline as ``h2``, and some have an ``h1`` for
    search engines in their breadcrumbs.
    """
    keys = [key for key in map(squash, titles) if len(key) >= _SHORTEST]
    headings = [(node, squash(_text(node))) for node in list(tree.iter("h1", "h2"))[:_MOST]]
    headings = [(node, key) for node, key in headings if len(key) >= _SHORTEST]
    headings.sort(key=lambda pair: str(pair[0].tag))
    same = [node for node, key in headings if key in keys or _line_with(node, keys) is not None]
    if same:
        return next((node for node in same if not is_in_menu(node, _MENUS)), same[0])
    for node, key in headings:
        if any(_alike(key, other) for other in keys):
            return node
    for node, _ in headings:
        if node.tag == "h1" and not _is_linked(node) and any(_begins(_text(node), title) for title in titles):
            return node
    only = [node for node, _ in headings if node.tag == "h1" and len(_text(node).split()) > 2]
    return only[0] if len(only) == 1 else None


def headline_text(node: html.HtmlElement | None, titles: Sequence[str]) -> str:
    """The headline as ``node`` prints it, without a kicker; empty where it prints none of the titles.

    A kicker is a line above the headline: it goes where the page has a title without it. Where every title has it, the
    title says how the two are written in one line.
    """
    if node is None or is_in_menu(node, _MENUS):
        return ""
    keys = {squash(title): title for title in reversed(titles) if title}
    if (line := _line_with(node, keys)) is not None:
        return _text(line)
    whole = _text(node)
    if (title := keys.get(squash(whole))) is not None:
        glued = title != whole and title.replace(" ", "") == whole.replace(" ", "")
        return title if glued or len(_lines(node)) > 1 else whole
    for line in _lines(node):
        if any(_ends(_text(line), title) for title in titles):
            return _text(line)
    return whole if any(_begins(whole, title) for title in titles) else ""


def _lines(node: html.HtmlElement) -> list[html.HtmlElement]:
    """The elements inside ``node`` that have a part of its words."""
    whole = squash(_text(node))
    inner = [one for one in node.iterdescendants() if isinstance(one.tag, str)][:_MOST]
    return [one for one in inner if (key := squash(_text(one))) and key != whole]


def _line_with(node: html.HtmlElement, keys: Container[str]) -> html.HtmlElement | None:
    """The line of a heading that is one of the titles."""
    return next((line for line in _lines(node) if len(key := squash(_text(line))) >= _SHORTEST and key in keys), None)


def _ends(line: str, title: str) -> bool:
    """Whether the title is another kicker and this line."""
    before = title.removesuffix(line)
    return len(line.split()) >= _HEADLINE_WORDS and before != title and before.rstrip()[-1:] in _SEPARATORS


def _begins(line: str, title: str) -> bool:
    """Whether the title is this line and the name of a site."""
    behind = title.removeprefix(line)
    return len(line.split()) > 1 and behind != title and behind.lstrip()[:1] in _SEPARATORS and behind[:1].isspace()


def is_in_menu(node: html.HtmlElement, tags: tuple[str, ...] = ("nav",)) -> bool:
    """Whether an element stands in the breadcrumbs or another menu: by its element or its class."""
    return any(
        one.tag in tags or "breadcrumb" in f"{one.get('class', '')} {one.get('id', '')}".lower()
        for one in (node, *islice(node.iterancestors(), _LEVELS))
    )


def _is_linked(node: html.HtmlElement) -> bool:
    """Whether a heading is a link, as a logo is."""
    return next(node.iter("a"), None) is not None or next(node.iterancestors("a"), None) is not None


def _alike(key: str, other: str) -> bool:
    short, long = sorted((key, other), key=len)
    return short in long and len(short) >= _ALIKE * len(long)


def own(nodes: Sequence[html.HtmlElement], headline: html.HtmlElement | None) -> list[html.HtmlElement]:
    """Those of the elements that belong to the article, the nearest to the headline only."""
    kept = [node for node in nodes[:_MOST] if not in_teaser(node)]
    if headline is None or len(kept) < 2:
        return kept
    depths = {ancestor: depth for depth, ancestor in enumerate(reversed(list(_upwards(headline))))}
    shared = [max((depths.get(ancestor, 0) for ancestor in _upwards(node)), default=0) for node in kept]
    return [node for node, depth in zip(kept, shared, strict=True) if depth == max(shared)]


def _upwards(node: html.HtmlElement) -> list[html.HtmlElement]:
    return [node, *node.iterancestors()]


def _text(node: html.HtmlElement) -> str:
    return fold("".join(node.itertext())[:1000])
