"""Bytes of a feed, a sitemap or an interface → something that can be read, as leniently as readers in the field are.

This is the one place where the bytes of a source are unpacked, decoded, mended and parsed. What is well-formed goes
through as it is; what is not is mended in linear time: words before the document, wrong labels, control characters, a
bare ``&``, entities of HTML. Entities that a document declares are never expanded: no feed needs any, every attack
does.
"""

from __future__ import annotations

import codecs
import json
import re
import zlib
from html import escape
from html.entities import html5
from typing import Any

from lxml import etree

from crawler.extraction.markup import clean, decode

MAX_UNPACKED = 50 * 2**20
"""Bytes of a sitemap that was packed: the limit of sitemaps.org. More is cut off."""

_GZIP = b"\x1f\x8b"
_PROLOG = 4_096
"""Bytes in which a document type is looked for before a document is parsed as it is."""

_BEGINNING = re.compile(
    r"<\?xml\s|<!DOCTYPE\s+(?:rss|rdf|feed)|<(?:[\w.-]{1,40}:)?(?:rss|feed|rdf|channel|urlset|sitemapindex)[\s>/]",
    re.IGNORECASE,
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_HTTP_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,500}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE\b", re.IGNORECASE)
_SUBSET_END = re.compile(r"\]\s*>")
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_LOOSE = re.compile(
    r"&(?:(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31};)|)|<(?![A-Za-z_:/!?])"
)
_LONG_TAG = re.compile(rb"<[A-Za-z][^<>]{8192}")
_MOST_ATTRIBUTES = 500
"""In one tag; libxml2 takes time with their square: 28 CPU seconds for 70,000."""
_UTF8 = frozenset({"utf-8", "ascii"})


def unpacked(body: bytes) -> bytes:
    """The bytes, unpacked when they are gzip, whatever their name and label; one that is cut short gives what came."""
    if not body.startswith(_GZIP):
        return body
    found, rest = bytearray(), body
    while rest.startswith(_GZIP) and len(found) < MAX_UNPACKED:  # members one after the other are one file
        packer = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            found += packer.decompress(rest, MAX_UNPACKED - len(found))
        except zlib.error:
            break
        rest = packer.unused_data
    return bytes(found)


def document(body: bytes, content_type: str | None) -> tuple[etree._Element | None, str]:
    """The root of a well-formed document; else ``None``, and the mended text for a reader that forgives more.

    ``body`` is unpacked. The text is empty when a root is given.
    """
    root = _as_it_is(body, content_type)
    if root is not None:
        return root, ""
    text = mended(text_of(body, content_type))
    return _parsed(text.encode("utf-8"), recover=False), text


def forgiven(text: str) -> etree._Element | None:
    """The root of a document that is not well-formed, as far as libxml2 makes sense of it."""
    return _parsed(text.encode("utf-8"), recover=True)


def text_of(body: bytes, content_type: str | None) -> str:
    """Characters of a source, by byte order mark, HTTP header, XML declaration and what the bytes agree with."""
    wide = _wide(body)
    if wide:
        return clean(body.decode(wide, "replace"))
    label = next((name for name in _labels(body, content_type) if name), None)
    return clean(decode(body, f"charset={label}" if label else None))


def mended(text: str) -> str:
    """A document from its beginning, without declaration and document type, its loose ``&`` and ``<`` escaped."""
    if start := _BEGINNING.search(text):
        text = text[start.start() :]
    if declaration := _DECLARATION.match(text):
        text = text[declaration.end() :]
    text = _without_doctype(text)
    parts = _CDATA.split(text)
    parts[::2] = [_LOOSE.sub(_escaped, part) for part in parts[::2]]
    return "".join(parts)


def json_in(body: bytes) -> Any:
    """Value of a JSON answer, also behind a byte order mark, an anti-hijacking prefix or notices of PHP.

    Raises ``ValueError`` for what is none.
    """
    text = body.decode("utf-8-sig", "replace").strip()
    decoder = json.JSONDecoder()
    for start in (0, *(match.start() for _, match in zip(range(50), re.finditer(r"[\[{]", text), strict=False))):
        try:
            value, end = decoder.raw_decode(text, start)
        except ValueError:
            continue
        except RecursionError:  # thousands of brackets
            break
        if isinstance(value, list | dict) and (start == 0 or not text[end:].strip()):
            return value
    raise ValueError("not JSON")


def _as_it_is(body: bytes, content_type: str | None) -> etree._Element | None:
    """The root of a well-formed UTF-8 document without a type: most are, and parsing their bytes is quickest."""
    body = body.removeprefix(codecs.BOM_UTF8).lstrip()  # ANTARA's feeds carry a byte order mark
    if b"<!doctype" in body[:_PROLOG].lower() or any(name not in _UTF8 for name in _labels(body, content_type) if name):
        return None
    return _parsed(body, recover=False)


def _is_hostile(body: bytes) -> bool:
    """True for markup that would cost a parser minutes, found in linear time."""
    return any(tag[0].count(b"=") > _MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(body))


def _parsed(body: bytes, *, recover: bool) -> etree._Element | None:
    if _is_hostile(body):
        return None
    parser = etree.XMLParser(
        recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(body, parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _labels(body: bytes, content_type: str | None) -> tuple[str | None, str | None]:
    """Encodings that header and declaration name, as Python calls them; ``None`` for one that is no encoding."""
    http, declared = _HTTP_CHARSET.search(content_type or ""), _DECLARED.search(body[:_PROLOG])
    return _known(http[1] if http else ""), _known(declared[1].decode("ascii") if declared else "")


def _known(name: str) -> str | None:
    try:
        info = codecs.lookup(name)
    except LookupError:
        return None
    return info.name if info._is_text_encoding else None


def _wide(body: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, by the zeros around the first ``<``."""
    head = body[:4]
    return {b"<\0\0\0": "utf-32-le", b"\0\0\0<": "utf-32-be"}.get(head) or {
        b"<\0": "utf-16-le", b"\0<": "utf-16-be",
    }.get(head[:2])  # fmt: skip


def _without_doctype(text: str) -> str:
    match = _DOCTYPE.search(text, 0, _PROLOG)
    if match is None:
        return text
    end, subset = text.find(">", match.end()), text.find("[", match.end())
    if 0 <= subset < end:
        closing = _SUBSET_END.search(text, subset)
        end = closing.end() - 1 if closing else -1
    return text[: match.start()] + text[end + 1 :] if end >= 0 else text[: match.start()]


def _escaped(match: re.Match[str]) -> str:
    if match[0] == "<":
        return "&lt;"
    if match[1]:
        return escape(html5[match[1]]) if match[1] in html5 else f"&amp;{match[1]}"
    return match[0] if len(match[0]) > 1 else "&amp;"
