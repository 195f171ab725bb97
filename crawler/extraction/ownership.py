"""Elements of this article: near its headline, and in no box of another article.

Themes mark the author and the date of every teaser as they mark the article's own, so a selector finds all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import html

from crawler.extraction.blocks import fold
from crawler.extraction.bylines import squash
from crawler.extraction.teasers import in_teaser

_SHORTEST = 8
"""Letters and digits of a headline at least."""
_ALIKE = 0.6
"""Share of the longer of two headlines that the shorter one is, when one holds the other."""
_MOST = 200
"""So many elements are asked at most: an article has few authors, and thousands of them are an attack."""


def prints(node: html.HtmlElement | None, titles: Iterable[str]) -> bool:
    """Whether the element has the words of one of the titles, whatever its punctuation."""
    return node is not None and squash(_text(node)) in set(map(squash, titles))


def headline_node(tree: html.HtmlElement, titles: Iterable[str]) -> html.HtmlElement | None:
    """The element that prints the headline: one with the words of a title, else the only ``h1`` with several words.

    The first ``h1`` of a page is often its logo, and some pages print the headline as ``h2``.
    """
    keys = [key for key in map(squash, titles) if len(key) >= _SHORTEST]
    headings = [(node, squash(_text(node))) for node in list(tree.iter("h1", "h2"))[:_MOST]]
    headings = [(node, key) for node, key in headings if len(key) >= _SHORTEST]
    headings.sort(key=lambda pair: str(pair[0].tag))
    for node, key in headings:
        if key in keys:
            return node
    for node, key in headings:
        if any(_alike(key, other) for other in keys):
            return node
    only = [node for node, _ in headings if node.tag == "h1" and len(_text(node).split()) > 2]
    return only[0] if len(only) == 1 else None


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
