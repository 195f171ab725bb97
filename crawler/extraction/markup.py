"""Bytes of a page → a tree that can be read: decoded, free of control characters, parsed once.

Decoding comes before parsing, because a few bad bytes make lxml and trafilatura decode a whole page wrongly
("Jédul" becomes "J茅dul"), one ``&#27;`` makes trafilatura return nothing, and a lone surrogate cuts its text short.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import cast

from charset_normalizer import from_bytes
from lxml import etree, html
from parsel.csstranslator import HTMLTranslator

from crawler.extraction.mojibake import mended
from crawler.headers import text_encoding

MAX_DEPTH = 2048
"""Levels of nesting that libxml2 reads; below that it stops and keeps nothing of what follows."""

FLAT_FROM = 256
"""Levels below which elements stand side by side, as in browsers (Blink: below 512), because rules that look at what an
element holds take time with the square of the nesting, and trafilatura takes more: 2,000 open ``<table>`` cost 28 CPU
seconds. A page that closes its tags has some 40 levels."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_META_WINDOW = 4096
"""Bytes in which a declaration is looked for: HTML says 1,024, but themes print long comments first."""
_DETECTED_BYTES = 64 * 1024
_DETECTED_SHARE = 0.05
"""Share of bytes above 127 from which the detector is asked: below, it is Latin text with typographic quotes, and a
detector guesses wildly at a handful of bytes."""
_LATIN = frozenset({"ascii", "iso8859-1", "cp1252", "iso8859-15"})
"""Declarations that browsers read as windows-1252, and that are often wrong for a UTF-8 page."""

_REFERENCE = re.compile(r"&#(?!(?:8\d\d\d|0?3[2-9]|[4-9]\d);)(?:0{0,20}(\d{1,7})|[xX]0{0,20}([0-9a-fA-F]{1,6}));?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_UNCLEAN = re.compile(_CONTROL.pattern[:-1] + _SURROGATE.pattern[1:])
"""Either of them: pages are looked through once, and nearly all are found clean."""
_ASCII_CONTROLS = bytes(code for code in range(128) if _CONTROL.match(chr(code)))
_FILES = (
    b"%PDF-", b"%!PS", b"PK\x03\x04", b"Rar!\x1a", b"\x1f\x8b\x08", b"\x89PNG", b"GIF8", b"\xff\xd8\xff",
    b"\xd0\xcf\x11\xe0",
)  # fmt: skip
"""How files begin that are no pages, whatever their server calls them (WHATWG, MIME Sniffing)."""
_XPATH = ("/", "./", "(")
"""How a selector begins that is an XPath expression."""
_FUNCTION = re.compile(r"::?[\w-]+\((?:[^()'\"]|'[^']*'|\"[^\"]*\")*\)")
_NAME = re.compile(r"[.#]([A-Za-z_-][\w-]*)(?![^\[]*\])|\[class\*=['\"]([\w-]+)['\"]\]")
_CLASSES_AND_IDS = etree.XPath("descendant-or-self::*/@class | descendant-or-self::*/@id", smart_strings=False)
_DEEPEST = etree.XPath("/*" * FLAT_FROM)
_OF_HEAD = frozenset({"title", "meta", "link", "script", "style", "base", "noscript", "template", "object"})
_END_OF_PAGE = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
"""Optional in HTML. libxml2 2.14 loses what stands behind them, and templates with two ends exist."""


class UnreadableError(ValueError):
    """A page that cannot be read whole; the message begins with a word to count it by, such as ``too_deep``."""


def decode(body: bytes, content_type: str | None) -> str:
    """The page's characters. Order: byte order mark, HTTP header, ``<meta>``, detector, windows-1252.

    A declaration is believed unless the bytes contradict it: UTF-8 with a few bad bytes is UTF-8 with local damage,
    UTF-8 without one valid sequence is another encoding, and bytes that are valid UTF-8 are not latin, whatever the
    header says. Unknown names (``utf-99``) are passed over.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) if encoding == "utf-8" else 0 :].decode(encoding, "replace")
    for encoding in _declared(body, content_type):
        text = _believe(body, encoding)
        if text is not None:
            return text
    return _detect(body)


def _declared(body: bytes, content_type: str | None) -> list[str]:
    names = [match[1] for match in [_HEADER_CHARSET.search(content_type or "")] if match]
    names += [match[1].decode("ascii") for match in [_META_CHARSET.search(body[:_META_WINDOW])] if match]
    encodings = []
    for name in names:
        if encoding := text_encoding(name):
            # A page whose <meta> could be read as ASCII is not UTF-16 (HTML, "prescan a byte stream").
            encodings.append("utf-8" if encoding.startswith(("utf-16", "utf-32")) else encoding)
    return encodings


def _believe(body: bytes, encoding: str) -> str | None:
    """The text if the bytes agree with ``encoding``, else ``None``."""
    if encoding in _LATIN:
        return _utf8(body, damaged=False) or body.decode("cp1252", "replace")
    if encoding == "utf-8":
        return _utf8(body, damaged=True)
    text = body.decode(encoding, "replace")
    return text if text.count("�") * 100 <= len(text) else None


def _utf8(body: bytes, *, damaged: bool) -> str | None:
    if body.isascii():
        return body.decode("ascii")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        if not damaged:
            return None
    text = body.decode("utf-8", "replace")
    bad = text.count("�")
    good = sum(1 for character in text if character > "\x7f") - bad
    return text if good >= bad else None


def _detect(body: bytes) -> str:
    text = _utf8(body, damaged=True)
    if text is not None:
        return text
    sample = body[:_DETECTED_BYTES]
    high = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
    best = from_bytes(sample).best() if high > _DETECTED_SHARE * len(sample) or b"\0" in sample else None
    return body.decode(best.encoding if best else "cp1252", "replace")


def clean(text: str) -> str:
    """Without control characters and references to them; lone surrogates become U+FFFD.

    References into 128–159 are read as windows-1252, as browsers do: pages pasted from a word processor have them.
    """
    text = _REFERENCE.sub(_reference, text) if "&#" in text else text
    if text.isascii():  # most pages: bytes are looked through much faster than characters
        unclean = len(text.encode("ascii").translate(None, _ASCII_CONTROLS)) < len(text)
    else:
        unclean = _UNCLEAN.search(text) is not None
    return _SURROGATE.sub("�", _CONTROL.sub("", text)) if unclean else text


def _reference(match: re.Match[str]) -> str:
    code = int(match[1]) if match[1] else int(match[2], 16)
    if code in (9, 10, 13):
        return " "
    if code < 32 or code == 127:
        return ""
    if 128 <= code <= 159:
        return bytes([code]).decode("cp1252", "ignore")
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE:
        return "�"
    return match[0]


def parse(body: bytes, content_type: str | None, hits: Counter[str] | None = None) -> html.HtmlElement | None:
    """The page as a tree without comments and processing instructions; ``None`` for an empty page or another file.

    ``hits`` counts under ``mojibake`` what was encoded twice (``crawler.extraction.mojibake``).
    Raises ``UnreadableError("too_deep…")`` for more than ``MAX_DEPTH`` levels, below which libxml2 loses all silently.
    """
    if body.startswith(_FILES):
        return None
    text, doubled = mended(decode(body, content_type))
    if doubled and hits is not None:
        hits["mojibake"] += doubled
    text = _END_OF_PAGE.sub("", clean(text))
    if not text.strip():
        return None
    # huge_tree: without it everything below 256 levels is lost, and such pages exist.
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except etree.ParserError:  # nothing but comments
        return None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableError(f"too_deep: more than {MAX_DEPTH} levels of nesting")
    for deepest in cast("list[html.HtmlElement]", _DEEPEST(tree)):
        _flatten(deepest)
    _begin_body(tree)
    return tree


def _begin_body(tree: html.HtmlElement) -> None:
    """Moves what is no metadata out of the head, as browsers do: ``<body>`` is optional in HTML.

    libxml2 knows the elements of HTML 4, and leaves a ``<main>`` behind the ``<title>`` in the head.
    """
    head = tree.find("head")
    strays = [] if head is None else [child for child in head if child.tag not in _OF_HEAD]
    if not strays:
        return
    body = tree.find("body")
    if body is None:
        body = html.Element("body")
        tree.append(body)
    for place, stray in enumerate(strays):
        body.insert(place, stray)
    if body.text:  # stood behind them
        strays[-1].tail = (strays[-1].tail or "") + body.text
        body.text = None


def _flatten(element: html.HtmlElement) -> None:
    """Puts everything below ``element`` behind it, in document order: text stays in its element, and in its place."""
    behind = list(element.iterdescendants())
    for node in (element, *behind):
        children = list(node)
        if children:
            tail, node.tail = node.tail, None
            children[-1].tail = (children[-1].tail or "") + (tail or "") or None
            for child in reversed(children):
                node.addnext(child)


@lru_cache(maxsize=1024)
def selector(expression: str) -> etree.XPath:
    """A compiled selector: CSS with ``::text`` and ``::attr(name)``, or XPath when it begins with ``/`` or ``./``.

    Raises ``ValueError`` naming the expression when it is neither, so that a layout can be checked before a crawl.
    """
    try:
        path = expression if expression.startswith(_XPATH) else HTMLTranslator().css_to_xpath(expression)
        return etree.XPath(path)
    except (SyntaxError, RuntimeError, etree.XPathError) as error:  # cssselect's are SyntaxErrors and RuntimeErrors
        raise ValueError(f"not a selector: {expression!r} ({error})") from None


def printed_names(tree: html.HtmlElement) -> str:
    """Every class attribute and id of the tree, for ``findable``."""
    return "\n".join(cast("list[str]", _CLASSES_AND_IDS(tree)))


def findable(expressions: Iterable[str], printed: str) -> Iterator[str]:
    """The selectors that can find something: a class or id they need is among the ``printed_names`` of the tree.

    Most selectors of a layout are for other themes of its platform, and each costs a walk through the page. The names
    may be older than the tree: pruning only takes away.
    """
    for expression in expressions:
        if any(all(name in printed for name in names) for names in _names_needed(expression)):
            yield expression


@lru_cache(maxsize=1024)
def _names_needed(expression: str) -> tuple[tuple[str, ...], ...]:
    """For each alternative of a CSS selector the classes and ids without which it finds nothing."""
    if expression.startswith(_XPATH):
        return ((),)
    alternatives = _FUNCTION.sub("", expression).split(",")
    return tuple(tuple(name or part for name, part in _NAME.findall(alternative)) for alternative in alternatives)


def select(tree: html.HtmlElement, expression: str) -> list[html.HtmlElement | str]:
    """Elements, or strings for ``::text`` and ``::attr()``, in document order."""
    found = selector(expression)(tree)
    if not isinstance(found, list):  # XPath functions give a string, number or boolean
        return [str(found)] if found else []
    return [item if isinstance(item, html.HtmlElement) else str(item) for item in found]
