"""Surroundings of the article element: the line with the date, the reporter, the editor.

Menus, lists of other articles and comments are pruned first: their dates look just like the article's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html

from crawler.extraction.blocks import Block, blocks, ends_sentence
from crawler.extraction.metadata import looks_dated
from crawler.extraction.pruning import holders, prune

_LINES = 12
"""Lines before and behind the element that are looked at."""
_ABOVE = 3
"""Lines above the headline that are looked at for a date."""
_DATE_LINE = 70
"""Length of a line at the head of the element that can be its date."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Lines between the headline and the article element, and right behind the element."""

    above: Sequence[Block] = ()
    """The last lines above the headline, where themes print the date too."""
    before: Sequence[Block] = ()
    after: Sequence[Block] = ()


def surroundings(element: html.HtmlElement) -> Surroundings:
    """The lines around ``element``, out to the headline; prunes the page there."""
    region = element
    for ancestor in element.iterancestors():
        if ancestor.tag == "html" or next(region.iter("h1"), None) is not None:
            break
        region = ancestor
    prune(region, keep=holders(element), declared=(), hits=Counter(), done=element)
    before: list[Block] = []
    after: list[Block] = []
    node = element
    while node is not region:
        for sibling in node.itersiblings(preceding=True):
            if isinstance(sibling.tag, str) and len(before) < _LINES + _ABOVE:
                before[:0] = blocks(sibling)
        for sibling in node.itersiblings():
            if isinstance(sibling.tag, str) and len(after) < _LINES:
                after.extend(blocks(sibling))
        node = node.getparent()
    headings = [number for number, block in enumerate(before) if block.tag == "h1"]
    if not headings:
        return Surroundings((), before[-_LINES:], after[:_LINES])
    return Surroundings(before[max(0, headings[-1] - _ABOVE) : headings[-1]], before[headings[-1] :], after[:_LINES])


def dated_lines(element: html.HtmlElement, around: Surroundings, inside: Sequence[Block]) -> list[str]:
    """Dates of ``<time>`` elements and as printed: below the headline, in the head of the element, above both."""
    head = [line for line in inside[:3] if len(line.text) <= _DATE_LINE and not ends_sentence(line.text)]
    holding = holders(element)
    dated: list[str] = []
    for line in (*around.before, *head, *around.above):
        if line.linked > 0.5 * len(line.text):
            continue
        if line.node is not None and line.node not in holding:
            dated.extend(_machine_times(line.node))
        if looks_dated(line.text):
            dated.append(line.text)
    return dated


def _machine_times(node: html.HtmlElement) -> list[str]:
    """Values of ``<time>`` elements, without those of the last change."""
    times = [time for time in node.iter("time") if time.get("datetime")]
    return [
        time.get("datetime", "")
        for time in times
        if "published" in (words := time.get("class", "")) or not ("updated" in words or "modified" in words)
    ]
