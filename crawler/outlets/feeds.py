"""Reader of feeds: RSS of every version, Atom, CDF and JSON Feed, sloppy ones too.

A well-formed feed is read with lxml, one that stays broken after mending with feedparser, which forgives most and takes
ten times as long. Both readings become the same ``Entry``, and one rule chooses link, moments and title.
"""

from __future__ import annotations

import html
import io
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from crawler.outlets.source_text import document, json_in

MAX_ENTRIES = 5_000
"""Entries read of one feed."""

MAX_FORGIVEN = 2**18
"""Characters of a broken feed that feedparser is given, its texts cut out before: it needs 6 ms CPU for a kilobyte."""

_FOREIGN = ("media", "mrss", "itunes", "podcast", "image", "video", "thread", "georss")
"""In the names of namespaces whose titles and links are those of pictures and sounds, not of the article."""

_PUBLISHED = frozenset({
    "published", "pubdate", "issued", "date", "created", "publicationdate", "publication_date", "available", "pub_date",
    "post_date", "postdate", "publishdate", "publish_date", "published_at", "datepublished", "date_published",
    "datesubmitted", "created_at", "tanggal",
})  # fmt: skip
_CHANGED = frozenset({"updated", "modified", "lastbuilddate", "lastmod", "updated_at", "datemodified", "date_modified"})
"""Local names of dates, what tells of publication before what tells of a change, whatever their order in the feed."""

_PAGE_TYPES = ("", "text/html", "application/xhtml+xml")
_IANA = "http://www.iana.org/assignments/relation/"
_BULK = re.compile(r"<(description|content:encoded|content|summary|media:group)\b[^<>]*>", re.IGNORECASE)
_OPENING = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:b|i|u|em|strong|span|br|font|a|sub|sup|small|mark|p|div)\b[^<>]{0,300}>", re.IGNORECASE)
_IS_MARKUP = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_AMPERSANDS = re.compile(r"&(?:amp|#0{0,4}38|#[xX]26);")


@dataclass(slots=True)
class Entry:
    """One entry as a feed prints it; addresses may be relative, dates are in the words of the feed."""

    text_link: str = ""
    """Text of RSS's ``<link>``."""
    original: str = ""
    """Address before a feed service put its own in the place."""
    links: list[tuple[str, str, str]] = field(default_factory=list)
    """Relation, media type and address of links with an ``href``."""
    permalink: str = ""
    identifier: str = ""
    """``guid`` that is said to be no link, or Atom's ``id``: an address all the same on many sites."""
    title: str = ""
    published: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    base: str = ""

    def link(self) -> str | None:
        """Address of the article's page; ``None`` when the entry names nothing that could be one."""
        address = next((one for one in self._candidates() if one), None)
        if address is None:
            return None
        address = re.sub(r"[\t\r\n]+\s*", "", _AMPERSANDS.sub("&", address.strip()))
        try:
            return urljoin(self.base, address) if self.base else address
        except ValueError:  # of "http://[situs]/"
            return address

    def moments(self) -> Iterator[str]:
        """Dates in the order of their worth: of publication, then of change."""
        yield from (*self.published, *self.changed)

    def _candidates(self) -> Iterator[str]:
        pages = [(kind, href) for rel, kind, href in self.links if rel == "alternate"]
        yield self.original if _is_web(self.original) else ""
        yield self.text_link
        yield from (href for kind, href in pages if kind in _PAGE_TYPES)
        yield self.permalink
        yield from (href for _, href in pages)
        yield self.identifier if _is_web(self.identifier) else ""
        for wanted in ("bookmark", "canonical", "shorturl", "related", "via", "self", "enclosure"):
            yield from (href for rel, _, href in self.links if rel == wanted)


def read_feed(body: bytes, content_type: str | None) -> list[Entry] | None:
    """Entries of an unpacked feed in its order; ``None`` for what is no feed."""
    if body.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:1] == b"{":
        return _json_feed(body, content_type)
    root, text = document(body, content_type)
    entries = _of_tree(root) if root is not None else []
    printed = min(MAX_ENTRIES, sum(1 for _ in _OPENING.finditer(text)))
    if _linked(entries) < printed - 1:  # of a feed that is cut short, the last entry may be without its link
        entries = max(entries, _of_feedparser(text), key=_linked)
    if entries or (root is not None and _is_feed(root)):
        return entries
    return _json_feed(body, content_type) if b'"items"' in body else None  # behind notices of PHP


def _linked(entries: list[Entry]) -> int:
    return sum(entry.link() is not None for entry in entries)


# ---- XML


def _is_feed(root: etree._Element) -> bool:
    return name_of(root.tag)[1] in ("rss", "feed", "rdf", "channel")


def _of_tree(root: etree._Element) -> list[Entry]:
    found: Iterable[etree._Element] = islice(root.iter("{*}item", "{*}entry"), MAX_ENTRIES)
    elements = list(found) or list(islice((one for one in root.iter() if _is_entry(one)), MAX_ENTRIES))
    base = next((str(value) for name, value in root.attrib.items() if str(name).lower() == "base"), "")  # CDF
    return [_entry(element, base) for element in elements]


def _is_entry(element: etree._Element) -> bool:
    return name_of(element.tag)[1] in ("item", "entry")


def _entry(element: etree._Element, base: str) -> Entry:
    entry = Entry(base=element.base or base)
    for name, value in element.attrib.items():
        local = name_of(name)[1]
        if local == "href":  # CDF
            entry.links.append(("alternate", "", _joined(element, str(value))))
        elif local == "about":  # RSS 1.0
            entry.identifier = entry.identifier or str(value)
        elif local == "lastmod":
            entry.changed.append(str(value))
    for child in element:
        _take(entry, child)
    if entry.link() is None:  # "<title>Apel<link>": what was not closed holds what follows
        for child in element.iter("{*}link", "{*}guid"):
            _take(entry, child)
    return entry


def _take(entry: Entry, child: etree._Element) -> None:
    space, local = name_of(child.tag)
    take = _TAKERS.get(local)
    if take is not None and not any(word in space for word in _FOREIGN):
        take(entry, child, space)
    elif local in _PUBLISHED:
        entry.published.append(text_in(child))
    elif local in _CHANGED:
        entry.changed.append(text_in(child))


def _take_link(entry: Entry, child: etree._Element, space: str) -> None:
    attributes = {name_of(name)[1]: str(value) for name, value in child.attrib.items()}
    named = text_in(child).strip() if "rel" in attributes else ""
    if href := attributes.get("href", "").strip() or _inner_href(child) or named:
        rel = attributes.get("rel", "").strip().lower().removeprefix(_IANA) or "alternate"
        kind = attributes.get("type", "").partition(";")[0].strip().lower()
        entry.links += [(one, kind, _joined(child, href)) for one in rel.split()]
    elif text := text_in(child).strip() or _behind(child):
        entry.text_link = entry.text_link or _joined(child, text)


def _inner_href(child: etree._Element) -> str:
    """Address of ``<link><a href="…">…</a></link>``."""
    return next((href.strip() for inner in child for href in (inner.get("href"), inner.get("HREF")) if href), "")


def _behind(child: etree._Element) -> str:
    """Address of ``<link/>https://…``, which a tool for HTML has closed."""
    tail = (child.tail or "").strip()
    return tail if _is_web(tail) else ""


def _take_guid(entry: Entry, child: etree._Element, space: str) -> None:
    attributes = {name_of(name)[1]: str(value).strip().lower() for name, value in child.attrib.items()}
    text = text_in(child).strip()
    if attributes.get("ispermalink", "true") != "false" and (_is_web(text) or text.startswith("/")):
        entry.permalink = entry.permalink or text
    else:
        entry.identifier = entry.identifier or text


def _take_identifier(entry: Entry, child: etree._Element, space: str) -> None:
    entry.identifier = text_in(child).strip() or entry.identifier


def _take_original(entry: Entry, child: etree._Element, space: str) -> None:
    entry.original = text_in(child).strip()


def _take_title(entry: Entry, child: etree._Element, space: str) -> None:
    if not entry.title or not space.startswith("http://purl.org/dc/"):
        text = text_in(child) or child.get("VALUE", "")  # CDF
        entry.title = plain_title(_from_base64(text) if child.get("mode") == "base64" else text) or entry.title


def _from_base64(text: str) -> str:
    """A text of Atom 0.3 in base64, which is any text for who does not know."""
    try:
        return b64decode(text, validate=True).decode("utf-8")
    except ValueError:
        return text


_TAKERS: dict[str, Callable[[Entry, etree._Element, str], None]] = {
    "link": _take_link,
    "a": _take_link,  # CDF
    "guid": _take_guid,
    "id": _take_identifier,
    "origlink": _take_original,
    "title": _take_title,
}


@lru_cache(maxsize=1024)
def name_of(tag: Any) -> tuple[str, str]:
    """Namespace and local name in small letters; a prefix that is not declared stays where it was written."""
    if not isinstance(tag, str):
        return "", ""
    space, _, local = tag.rpartition("}")
    prefix, _, local = local.rpartition(":")
    return (space.lstrip("{") or prefix).lower(), local.lower()


def text_in(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext()) if len(element) else element.text or ""


def _joined(element: etree._Element, href: str) -> str:
    base = element.base
    try:
        return urljoin(base, href) if base else href
    except ValueError:
        return href


def plain_title(text: str) -> str:
    """A title without markup: entities that were escaped twice become characters, ``AT&T`` stays."""
    if _IS_MARKUP.search(text):
        text = html.unescape(text)
    return " ".join(_INLINE.sub(" ", text).split() if "<" in text else text.split())


def _is_web(text: str) -> bool:
    return text[:8].lower().startswith(("http://", "https://"))


# ---- other readers


def _of_feedparser(text: str) -> list[Entry]:
    """Entries by feedparser, whose loose parser takes time with the texts, which are not needed."""
    import feedparser  # few feeds need it, and every command loads this module

    light = _without_bulk(text)[:MAX_FORGIVEN]
    try:
        parsed = feedparser.parse(io.BytesIO(light.encode("utf-8")), sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # a reader of what is broken may break: its callers have another
        return []
    return [_of_parsed(one) for one in parsed.entries[:MAX_ENTRIES]]


def _of_parsed(one: Any) -> Entry:
    entry = Entry(title=plain_title(str(one.get("title") or "")), text_link=str(one.get("link") or ""))
    entry.original = str(one.get("feedburner_origlink") or "")
    entry.identifier = str(one.get("id") or "")
    entry.links = [
        (str(link.get("rel") or "alternate"), str(link.get("type") or ""), str(link.get("href") or ""))
        for link in one.get("links") or ()
    ]
    entry.published = [str(one[name]) for name in ("published", "created") if dict.get(one, name)]
    entry.changed = [str(one[name]) for name in ("updated",) if dict.get(one, name)]
    return entry


def _without_bulk(text: str) -> str:
    """The feed without the texts of its entries, in linear time: a name whose end is missing is looked for no more."""
    kept: list[str] = []
    position, unclosed = 0, set()
    for match in _BULK.finditer(text):
        name = match[1].lower()
        if match.start() < position or match[0].endswith("/>") or name in unclosed:
            continue
        end = text.find(f"</{match[1]}", match.end())
        if end < 0:
            unclosed.add(name)
            continue
        kept.append(text[position : match.end()])
        position = end
    return "".join((*kept, text[position:]))


def _json_feed(body: bytes, content_type: str | None) -> list[Entry] | None:
    try:
        value = json_in(body, content_type)
    except ValueError:
        return None
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(items, list):
        return None
    return [_of_json(one) for one in items[:MAX_ENTRIES] if isinstance(one, dict)]


def _of_json(one: dict[str, Any]) -> Entry:
    def text(name: str) -> str:
        value = one.get(name)
        return value.strip() if isinstance(value, str) else ""

    entry = Entry(text_link=text("url") or text("link"), identifier=text("id"), title=plain_title(text("title")))
    entry.links = [("related", "", text("external_url"))]
    # RSS that was turned into JSON has the names of RSS.
    entry.published = [text(name) for name in one if name.lower() in _PUBLISHED and text(name)]
    entry.changed = [text(name) for name in one if name.lower() in _CHANGED and text(name)]
    return entry
