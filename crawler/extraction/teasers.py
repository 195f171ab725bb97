"""Teasers: boxes that announce other articles, told by their shape, whatever markup and classes they have.

A teaser has a headline that is a link, often a date, and a short text. One beside another of the same shape is a list
of teasers, and so is what stands under "Berita Lainnya". A name or a date in one belongs to the other article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from lxml import etree, html

from crawler.extraction.blocks import Block, ends_sentence

_HEADLINE_WORDS = 3
_LONGEST_HEADLINE = 250
_TEXT = 450
"""Characters outside links that a teaser has at most; a section of an article with a linked heading has more."""
_LEVELS = 7
"""Levels between a headline's link and the box of its teaser."""
_MOST = 0.7
"""Share of the siblings of one shape that are teasers, in a list of teasers."""
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_WHOLE = frozenset({"html", "head", "body", "main", "form"})
_NO_BOXES = frozenset({*_HEADINGS, "a", "table", "tbody", "thead"})
"""A headline beside another is not the box of its teaser: the date and the text stand behind it."""
_NO_TEXT = ("script", "style", "noscript", "template")
_BOX = re.compile(
    r"(?:^|[\s_-])(?:related|relateds|terkait|lainnya|populer|terpopuler|terkini|terbaru|rekomendasi|recommended|"
    r"recommendations?|popular|trending|latest|sidebar|widget|widgets|most-?read|baca-?juga|teasers?)(?=[\s_-]|$)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b\d{1,2}[ /.-](?:\d{1,2}|[a-z]{3,9})[ /.-](?:19|20)?\d\d\b|\b\d{1,2} [a-z]{3,6} (?:yang )?(?:lalu|ago)\b|"
    r"\b[a-z]{3,9} \d{1,2}, (?:19|20)\d\d\b|^\s*\d{1,2}[:.]\d\d(?: wi(?:b|ta|t))?\s*$",
    re.IGNORECASE,
)
_LONGEST_TIME = 80
_UNIT = 3
"""Lines of text that a teaser has behind its headline at most."""
_SUMMARY = 500
"""Characters of one of them at most."""
_ENOUGH = 250
"""Characters of an article before the teasers behind it."""


def prune_teasers(root: html.HtmlElement, keep: frozenset[html.HtmlElement], hits: Counter[str]) -> None:
    """Removes lists of teasers inside ``root``: two or more boxes of one shape, each with a linked headline."""
    shapes: dict[html.HtmlElement, Counter[tuple[str, str]]] = {}
    found: dict[tuple[html.HtmlElement, tuple[str, str]], dict[html.HtmlElement, None]] = {}
    for link in root.iter("a"):
        if not _is_headline(link):
            continue
        box, around = _box(link, root, keep, shapes)
        if box is not None and around is not None:
            found.setdefault((around, _shape(box)), {})[box] = None
    for (around, shape), boxes in found.items():
        if len(boxes) >= 2 and len(boxes) >= _MOST * shapes[around][shape] and _are_teasers(list(boxes)):
            for box in boxes:
                if box.getparent() is not None:
                    box.drop_tree()
            hits["teasers"] += len(boxes)


def in_teaser(node: html.HtmlElement) -> bool:
    """True when ``node`` stands in the box of another article, or in one for other articles."""
    shapes: dict[html.HtmlElement, Counter[tuple[str, str]]] = {}
    small = True
    for box in node.iterancestors():
        parent = box.getparent()
        if parent is None or box.tag in _WHOLE or next(box.iter("h1"), None) is not None:
            return False
        if box.tag in ("aside", "nav"):
            return True
        small = small and _outside_links(box)[0] <= _TEXT
        if not small:
            continue
        if _BOX.search(f"{box.get('class', '')} {box.get('id', '')}"):
            return True
        others = [link for link in box.iter("a") if _leads_elsewhere(link, node)]
        if others and (_counted(parent, shapes)[_shape(box)] >= 2 or any(_in_heading(link, box) for link in others)):
            return True
    return False


def _leads_elsewhere(link: html.HtmlElement, node: html.HtmlElement) -> bool:
    """True when a link is a headline beside ``node``, neither around it nor in it."""
    return (
        _is_headline(link)
        and not any(one is node for one in link.iterancestors())
        and not any(one is link for one in node.iterancestors())
        and link is not node
    )


def without_teasers_behind(lines: Sequence[Block], hits: Counter[str]) -> Sequence[Block]:
    """The lines without the teasers that stand behind the article, one or several, in markup of any kind.

    A teaser begins with a linked headline that is a heading element or has a date beside it, and has up to three lines
    of text. Behind the first of them nothing else may follow; a report that links other reports between its paragraphs
    does it without headings and dates.
    """
    start = len(lines)
    text, dated = 0, False
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if _has_its_time(line):
            start, text, dated = number, 0, False
        elif _is_time(line.text):
            dated = True
        elif _is_linked_headline(line):
            before = number > 0 and _is_time(lines[number - 1].text)
            if not (line.heading or dated or before):
                break
            start, text, dated = number, 0, False
        elif not line.headline or line.linked < 0.5 * len(line.text):
            text += 1
            if text > _UNIT or len(line.text) > _SUMMARY:
                break
    if start == len(lines) or sum(len(line.text) for line in lines[:start]) < _ENOUGH:
        return lines
    while start and (_is_time(lines[start - 1].text) or (lines[start - 1].heading and not lines[start - 1].link)):
        start -= 1
    hits["teasers"] += 1
    return lines[:start]


def _has_its_time(line: Block) -> bool:
    """True when a linked headline and its date are one line."""
    if not 0.5 * len(line.text) <= line.linked < len(line.text) or len(line.text) > _LONGEST_HEADLINE:
        return False
    linked = "".join(text for text, is_link in line.pieces if is_link)
    beside = "".join(text for text, is_link in line.pieces if not is_link).strip()
    return len(linked.split()) >= _HEADLINE_WORDS and _is_time(beside)


def _is_linked_headline(line: Block) -> bool:
    words = len(line.text.split())
    return line.link and words >= _HEADLINE_WORDS and len(line.text) <= _LONGEST_HEADLINE and line.text[-1] not in ":："


def _is_time(text: str) -> bool:
    return len(text) <= _LONGEST_TIME and _TIME.search(text) is not None and not ends_sentence(text)


def _is_headline(link: html.HtmlElement) -> bool:
    """True when a link has the words of a headline and a line of its own."""
    if link.get("href", "#").startswith(("#", "mailto:", "javascript:", "tel:")):
        return False
    text = " ".join(_texts(link, _LONGEST_HEADLINE + 1))
    if len(text) > 4 * _LONGEST_HEADLINE or len(text.split()) < _HEADLINE_WORDS:
        return False
    parent = link.getparent()
    if parent is None or parent.tag in _HEADINGS or next(link.iter(*_HEADINGS), None) is not None:
        return True
    alone = not (link.tail or "").strip() and not (parent.text or "").strip()
    return alone and all(not (child.tail or "").strip() for child in parent)


def _texts(node: html.HtmlElement, limit: int) -> Iterator[str]:
    length = 0
    for text in node.itertext():
        length += len(text)
        yield text
        if length > limit:
            return


def _in_heading(link: html.HtmlElement, box: html.HtmlElement) -> bool:
    if next(link.iter(*_HEADINGS), None) is not None:
        return True
    heading = next(link.iterancestors(*_HEADINGS), None)
    return heading is not None and heading is not box


def _shape(node: html.HtmlElement) -> tuple[str, str]:
    return str(node.tag), (node.get("class") or "").strip().partition(" ")[0]


def _counted(
    parent: html.HtmlElement, shapes: dict[html.HtmlElement, Counter[tuple[str, str]]]
) -> Counter[tuple[str, str]]:
    if parent not in shapes:
        shapes[parent] = Counter(_shape(child) for child in parent if isinstance(child.tag, str))
    return shapes[parent]


def _box(
    link: html.HtmlElement,
    root: html.HtmlElement,
    keep: frozenset[html.HtmlElement],
    shapes: dict[html.HtmlElement, Counter[tuple[str, str]]],
) -> tuple[html.HtmlElement | None, html.HtmlElement | None]:
    """The smallest box around the link that stands beside another one of its shape, and what both stand in."""
    node = link
    for _ in range(_LEVELS):
        parent = node.getparent()
        if parent is None or node is root or node in keep or node.tag in _WHOLE:
            return None, None
        if node.tag not in _NO_BOXES and _counted(parent, shapes)[_shape(node)] >= 2:
            return node, parent
        node = parent
    return None, None


def _are_teasers(boxes: Sequence[html.HtmlElement]) -> bool:
    """True when the boxes have little text outside links, and most of them a headline, a date or a picture besides."""
    telling = 0
    for box in boxes:
        if next(box.iter("h1", "main"), None) is not None:
            return False
        outside, text = _outside_links(box)
        if outside > _TEXT:
            return False
        heading = next(box.iter(*_HEADINGS, "img", "time", "figure"), None) is not None
        telling += heading or (bool(outside) and _TIME.search(text) is not None)
    return telling >= 0.5 * len(boxes)


def _outside_links(box: html.HtmlElement) -> tuple[int, str]:
    """Length of the text outside links, counted to just over a teaser's, and the text."""
    texts: list[str] = []
    length = 0
    walk = etree.iterwalk(box, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            if node.tag == "a" or node.tag in _NO_TEXT:
                walk.skip_subtree()
                continue
            text = node.text
        else:
            text = node.tail if node is not box else None
        if text and (stripped := text.strip()):
            texts.append(stripped)
            length += len(stripped)
            if length > _TEXT:
                break
    return length, " ".join(texts)
