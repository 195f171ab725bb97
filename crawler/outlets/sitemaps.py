"""Reader of sitemaps: of pages and of news, indices, and lists of addresses in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from lxml import etree

from crawler.outlets.feeds import name_of, plain_title, text_in
from crawler.outlets.source_text import document, each, is_plain, mended, text_of

_NUMBERS = re.compile(r"\d+")
_ADDRESS = re.compile(r"(?:https?:/)?/\S+", re.IGNORECASE)
_BREAK = re.compile(r"[\t\r\n]+\s*")
_A_SITEMAP = re.compile(r"\.xml(?:\.gz)?(?:\?|$)", re.IGNORECASE)
"""Ending of an address that is a sitemap's and no article's, wherever it stands."""
_MOST_COLUMNS = 4
"""Words of a line in a list of addresses, which may have a date and a weight."""
_FOREIGN = ("image", "video")
"""In the names of namespaces whose ``loc`` is the place of a picture."""

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Row:
    """One row of a sitemap as it is printed; ``nested`` for a row of an index."""

    loc: str = ""
    changed: str = ""
    published: str = ""
    title: str = ""
    nested: bool = False


_Listed = TypeVar("_Listed", bound=Row | str)


def read_sitemap(body: bytes, content_type: str | None) -> list[Row] | None:
    """Rows of an unpacked sitemap in its order; ``None`` for what is none, a feed among them."""
    if is_plain(body, content_type) and (rows := _streamed(body, recover=False)):
        return rows
    text = mended(text_of(body, content_type))
    if "<" not in text[:1_000]:
        return _lines(text_of(body, content_type))
    sent = text.encode()
    if rows := _streamed(sent, recover=True):
        return rows
    root = document(sent, None)[0]
    if root is None:
        return None
    rows = [_row(element) for element in _elements(root)]
    return rows if rows or name_of(root.tag)[1] in ("urlset", "sitemapindex") else None


def newest(rows: Sequence[_Listed], moments: Sequence[datetime | None], most: int) -> list[_Listed]:
    """At most so many rows, the newest: by their dates, else from both ends, of which one has them.

    Of an undated list the end that is taken for the newer comes first: the one with the larger numbers in its address.
    """
    if len(rows) <= most:
        return list(rows)
    if all(moments):
        order = sorted(range(len(rows)), key=lambda place: (moments[place] or _NEVER).timestamp(), reverse=True)
        return [rows[place] for place in order[:most]]
    first = list(rows[: most - most // 2])
    last = list(rows[: -(most // 2) - 1 : -1])
    rising = _numbers(rows[-1]) > _numbers(rows[0])
    return last + first if rising else first + last


def _streamed(body: bytes, *, recover: bool) -> list[Row] | None:
    """Rows of a sitemap without its tree, which takes seven times the file; ``None`` where it is not well-formed."""
    try:
        return [_row(element) for element in each(body, "{*}url", "{*}sitemap", recover=recover)]
    except ValueError:
        return None


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    found = False
    for element in root.iter("{*}url", "{*}sitemap"):
        found = True
        yield element
    if not found:
        yield from (element for element in root.iter() if name_of(element.tag)[1] in ("url", "sitemap"))


def _row(element: etree._Element) -> Row:
    row = Row(loc=(element.text or "").strip(), nested=name_of(element.tag)[1] == "sitemap")
    for child in element:
        space, local = name_of(child.tag)
        if any(word in space for word in _FOREIGN):
            continue
        if local == "loc" or (local == "link" and not row.loc and not child.get("rel")):
            row.loc = row.loc or _BREAK.sub("", text_in(child).strip())
        elif local == "lastmod":
            row.changed = text_in(child).strip()
        elif local == "news":
            _take_news(row, child)
        elif local == "publication_date":
            row.published = text_in(child).strip()
    row.nested = row.nested or _A_SITEMAP.search(row.loc) is not None
    return row


def _take_news(row: Row, news: etree._Element) -> None:
    for child in news:
        local = name_of(child.tag)[1]
        if local == "publication_date":
            row.published = text_in(child).strip()
        elif local == "title":
            row.title = plain_title(text_in(child))


def _lines(text: str) -> list[Row] | None:
    lines = [line.split() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    found = [
        Row(loc=words[0], changed=" ".join(words[1:3]), nested=_A_SITEMAP.search(words[0]) is not None)
        for words in lines
        if _ADDRESS.fullmatch(words[0]) and len(words) <= _MOST_COLUMNS
    ]
    return found if found and len(found) * 2 > len(lines) else None


def _numbers(row: Row | str) -> list[int]:
    return [int(number[:18]) for number in _NUMBERS.findall(row if isinstance(row, str) else row.loc)]
