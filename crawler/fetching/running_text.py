"""Running text of a page: its lines outside links that are sentences, or long enough to be some.

Menus, lists and forms have none. So a page that has some of its own is neither a wall nor the site's page for what is
missing, whatever else stands on it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from scrapy.http import Response

from crawler.annotation.language import detect
from crawler.extraction.blocks import blocks, ends_sentence
from crawler.extraction.markup import UnreadableError, parse
from crawler.extraction.markup_limits import is_light
from crawler.headers import content_type

_LINE_WORDS = 8
"""Words outside links from which a line counts: labels, captions and most headlines are shorter."""

_SENTENCE_WORDS = 3
"""Words from which a line that ends as a sentence does counts."""

_ENOUGH = 300
"""Characters of Indonesian from which a page says something; a login page or a challenge says less."""

_PLENTY = 1_000
"""Characters in another language: block pages and parked domains have some 600 of English boilerplate."""

_WORD = re.compile(r"\w+")


def running_text(response: Response) -> list[str]:
    """Lines of running text in the page, in order; none for a page that cannot be read, or not quickly."""
    return _lines(response) if _is_light(response) else []


def _lines(response: Response) -> list[str]:
    try:
        tree = parse(response.body, content_type(response))
    except UnreadableError:
        return []
    if tree is None:
        return []
    lines = ("".join(text for text, is_link in block.pieces if not is_link).strip() for block in blocks(tree))
    return [line for line in lines if _runs(line)]


def _runs(line: str) -> bool:
    words = len(_WORD.findall(line))
    return words >= _LINE_WORDS or (words >= _SENTENCE_WORDS and ends_sentence(line))


def has_running_text(response: Response) -> bool:
    """True when the page says as much as a short article does, which no wall, challenge or parked domain does."""
    if not _is_light(response):
        return True
    text = "\n".join(_lines(response))
    return len(text) >= _PLENTY or (len(text) >= _ENOUGH and detect(text) == "id")


def _is_light(response: Response) -> bool:
    return is_light(response.body, content_type(response))


def words_of(lines: Iterable[str]) -> Counter[str]:
    """Words in lower case, each as often as it stands there."""
    return Counter(word for line in lines for word in _WORD.findall(line.lower()))
