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
from collections.abc import Iterator
from html import escape
from html.entities import html5
from io import BytesIO
from typing import Any

from lxml import etree

from crawler.extraction.markup import clean, decode
from crawler.headers import text_encoding

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
_SAFELY: dict[str, Any] = {
    "resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "remove_comments": True,
    "remove_pis": True,
}  # fmt: skip
_MOST_ATTRIBUTES = 500
"""In one tag; libxml2 takes time with their square: 28 CPU seconds for 70,000."""
_UTF8 = frozenset({"utf-8", "ascii"})
_LAST_COMMA = re.compile(r",(?=\s*[\]}])")


def unpacked(body: bytes) -> bytes:
    """The bytes, unpacked when they are gzip, whatever their name and label; one that is cut short gives what came.

    A server that packs what is packed already gives gzip within gzip.
    """
    once = _unpacked(body)
    return _unpacked(once) if once is not body else body


def is_cut_short(body: bytes) -> bool:
    """True for a gzip file without its end."""
    packer, rest = zlib.decompressobj(zlib.MAX_WBITS | 16), body
    try:
        while body.startswith(_GZIP) and rest and not packer.eof:
            packer.decompress(rest, 2**20)
            rest = packer.unconsumed_tail
    except zlib.error:
        return True
    return body.startswith(_GZIP) and not packer.eof


def _unpacked(body: bytes) -> bytes:
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
    """The root of a document, as far as libxml2 makes sense of it, and its mended text unless it is well-formed.

    ``body`` is unpacked. The text is for readers that forgive more.
    """
    if is_plain(body, content_type) and (root := _parsed(_unmarked(body), recover=False)[0]) is not None:
        return root, ""
    text = mended(text_of(body, content_type))
    root, sound = _parsed(text.encode("utf-8"), recover=True)
    return root, "" if sound else text


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


def json_in(body: bytes, content_type: str | None = None) -> Any:
    """Value of a JSON answer: of ``callback([...])``, of JSON in a string, of one value a line too.

    It may stand behind a byte order mark, an anti-hijacking prefix or notices of PHP. Raises ``ValueError`` for what is
    none.
    """
    text = _json_text(body, content_type).strip()
    decoder = json.JSONDecoder(strict=False)
    for start in (0, *(match.start() for _, match in zip(range(50), re.finditer(r"[\[{]", text), strict=False))):
        try:
            value, end = decoder.raw_decode(text, start)
            if start == 0 and isinstance(value, str):
                value, end = decoder.raw_decode(value.strip())[0], len(text)
        except ValueError:
            continue
        except RecursionError:  # thousands of brackets
            raise ValueError("not JSON") from None
        if isinstance(value, dict) and text[end:].lstrip()[:1] == "{":
            return _one_a_line(text[start:])
        if isinstance(value, list | dict) and (start == 0 or not text[end:].strip(" \t\r\n);")):
            return value
    return _without_last_commas(text)


def _json_text(body: bytes, content_type: str | None) -> str:
    encoding = json.detect_encoding(body)
    if encoding.startswith(("utf-16", "utf-32")):
        return body.decode(encoding, "replace")
    return decode(body, content_type)


def _one_a_line(text: str) -> list[Any]:
    found = []
    for line in text.splitlines():
        try:
            found.append(json.loads(line, strict=False))
        except ValueError:
            continue
    return found


def _without_last_commas(text: str) -> Any:
    start = min(place for place in (text.find("["), text.find("{"), len(text)) if place >= 0)
    try:
        value = json.loads(_LAST_COMMA.sub("", text[start:]), strict=False)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, list | dict):
        return value
    raise ValueError("not JSON")


def is_plain(body: bytes, content_type: str | None) -> bool:
    """True for UTF-8 without a document type: most sources are, and parsing their bytes as they are is quickest."""
    body = _unmarked(body[: 2 * _PROLOG])
    return b"<!doctype" not in body[:_PROLOG].lower() and all(
        name in _UTF8 for name in _labels(body, content_type) if name
    )


def each(body: bytes, *tags: str, recover: bool = False) -> Iterator[etree._Element]:
    """Elements of these tags, one after the other; each is let go of before the next, so that no tree grows.

    Raises ``ValueError`` where the document is not well-formed; with ``recover``, where nothing can be made of it.
    """
    if is_hostile(body):
        raise ValueError("hostile markup")
    try:
        for _, element in etree.iterparse(BytesIO(_unmarked(body)), tag=tags, recover=recover, **_SAFELY):
            yield element
            element.clear(keep_tail=False)
            while (before := element.getprevious()) is not None:
                before.getparent().remove(before)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None


def _unmarked(body: bytes) -> bytes:
    return body.removeprefix(codecs.BOM_UTF8).lstrip()  # ANTARA's feeds carry a byte order mark


def is_hostile(body: bytes) -> bool:
    """True for markup that would cost a parser minutes, found in linear time."""
    return any(tag[0].count(b"=") > _MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(body))


def _parsed(body: bytes, *, recover: bool) -> tuple[etree._Element | None, bool]:
    """The root, and whether nothing had to be forgiven."""
    if is_hostile(body):
        return None, False
    parser = etree.XMLParser(recover=recover, **_SAFELY)
    try:
        root = etree.fromstring(body, parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return None, False
    return root, not parser.error_log


def _labels(body: bytes, content_type: str | None) -> tuple[str | None, str | None]:
    """Encodings that header and declaration name, as Python calls them; ``None`` for one that is no encoding."""
    http, declared = _HTTP_CHARSET.search(content_type or ""), _DECLARED.search(body[:_PROLOG])
    return text_encoding(http[1] if http else ""), text_encoding(declared[1].decode("ascii") if declared else "")


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
