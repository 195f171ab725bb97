"""Cells to plain text: HTML read as HTML, entities, lists and mojibake undone, control characters out.

``Repairs`` counts what was mended, so that a person is told what the file was like.
"""

from __future__ import annotations

import ast
import html
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from crawler.extraction.blocks import blocks
from crawler.importing.columns import is_empty

Repairs = Counter[str]
"""How many texts needed which repair: ``HTML``, ``entities``, ``lists``, ``mojibake``, ``control characters``."""

_BLOCK = "p div br li ul ol td tr table h1 h2 h3 h4 h5 h6 blockquote section article figure figcaption pre hr"
_INLINE = (
    "a b i u em strong span font img script style iframe video audio source input button svg sup sub "
    "small center noscript object embed form html body head meta link"
)
_TAG = re.compile(
    rf"</?(?:{'|'.join((_BLOCK + ' ' + _INLINE).split())})(?:\s[^<>]*|\s?/)?>|<!--|<!\[CDATA\[", re.IGNORECASE
)
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(_BLOCK.split())})(?:\s[^<>]*|\s?/)?>", re.IGNORECASE)
_ESCAPED_TAG = re.compile(r"&(?:amp;)*lt;/?(?:p|br|div|span|strong|a|img|b|i|em|ul|li|h[1-6])\b", re.IGNORECASE)
_ENTITY = re.compile(
    r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31}\d{0,2});|&(?:nbsp|amp|quot|ldquo|rdquo)(?![a-z;])", re.IGNORECASE
)
_ROUNDS = 3
"""``&amp;amp;nbsp;`` was escaped three times."""

_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""Characters that say nothing to a reader, or turn the direction of what follows; joiners of other scripts stay."""
_ESCAPE_SEQUENCE = re.compile("\x1b\\[[0-9;]*[A-Za-z]")
_LIST = re.compile(r"\s*\[\s*(?:'.*'|\".*\")\s*\]\s*", re.DOTALL)
_ESCAPED_BREAK = re.compile(r"\\r\\n|\\n|\\r")
_BREAKS = re.compile(r"[\n\v\f\x85\u2028\u2029]")
_BYTES = re.compile(r"\s*b(?:'.*'|\".*\")\s*", re.DOTALL)
_EXCEL_ESCAPE = re.compile(r"_x(00[0-9A-Fa-f]{2})_")
_PARTS = ("rendered", "text", "value", "name", "title", "#text", "$date", "content", "plaintext")
"""Keys of an object that hold what a cell would: WordPress has ``{"rendered": …}``, News API ``{"name": …}``."""


def plain(value: Any, repairs: Repairs) -> str:
    """The text of a cell: paragraphs on lines of their own, no markup."""
    text = _joined(value, repairs)
    if text.isascii() and not _SUSPECT.search(text):
        return text
    if _ESCAPED_TAG.search(text):
        text = _unescaped(text)
        repairs["entities"] += 1
    if _TAG.search(text):
        text = _without_markup(text)
        repairs["HTML"] += 1
    if _ENTITY.search(text) and (read := _unescaped(text)) != text:
        text = read
        repairs["entities"] += 1
        if _TAG.search(text):
            text = _without_markup(text)
    if not text.isascii() and (mended := _without_mojibake(text)) != text:
        text = mended
        repairs["mojibake"] += 1
    if _CONTROL.search(text):
        text = _CONTROL.sub("", _ESCAPE_SEQUENCE.sub("", text))
        repairs["control characters"] += 1
    return text


def _without_mojibake(text: str) -> str:
    from ftfy import fix_encoding  # 30 ms to load, and every command loads this module
    from ftfy.badness import is_bad

    return fix_encoding(text) if is_bad(text) else text


_SUSPECT = re.compile("[<&\x00-\x08\x0e-\x1f\x7f]")
"""Without these, ASCII text has nothing to mend."""


def paragraphs(value: Any, repairs: Repairs) -> str:
    """The body of an article: paragraphs separated by a blank line; one line break ends a paragraph in collections."""
    text = plain(value, repairs).replace("\r\n", "\n").replace("\r", "\n")
    lines = (" ".join(line.split()) for line in _BREAKS.split(text))
    return "\n\n".join(line for line in lines if line)


def line(value: Any, repairs: Repairs) -> str:
    """The cell on one line."""
    if is_empty(value):
        return ""
    return " ".join(plain(value, repairs).split())


def names(value: Any, repairs: Repairs) -> tuple[str, ...]:
    """The names in a cell: a list, or separated by semicolons or bars; without ``Oleh:`` and ``Penulis :``."""
    if is_empty(value):
        return ()
    parts: Iterable[Any] = (
        value if isinstance(value, list | tuple) else re.split(r"[;|\n]", _separated(str(value), repairs))
    )
    found = (_BY.sub("", line(part, repairs)).strip(" ,") for part in parts)
    return tuple(dict.fromkeys(name for name in found if not is_empty(name)))


_BY = re.compile(
    r"^(?:(?:oleh|penulis|reporter|wartawan|editor|author|by)\s*:\s*|by\s+(?=[A-Z])|oleh\s+(?=[A-Z]))", re.IGNORECASE
)


def _separated(text: str, repairs: Repairs) -> str:
    found = _listed(text)
    if found is None:
        return text
    repairs["lists"] += 1
    return ";".join(map(str, found))


def _joined(value: Any, repairs: Repairs) -> str:
    if is_empty(value):
        return ""
    if isinstance(value, str):
        value = _undone(value)
        listed = _listed(value) if value.lstrip().startswith("[") else None
        if listed is None:
            # a text on one line that spells its breaks out was written by a program
            return _ESCAPED_BREAK.sub("\n", value) if "\\n" in value and "\n" not in value.strip() else value
        repairs["lists"] += 1
        return "\n".join(_joined(one, repairs) for one in listed)
    if isinstance(value, list | tuple):
        return "\n".join(_joined(one, repairs) for one in value)
    if isinstance(value, Mapping):
        return _of_object(value, repairs)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def _undone(text: str) -> str:
    """A text without the spelling that a program gave it: ``b'…'`` of Python, ``_x000D_`` of Excel."""
    if _BYTES.fullmatch(text):
        with suppress(ValueError, SyntaxError, MemoryError, RecursionError):
            text = ast.literal_eval(text.strip()).decode("utf-8")
    return _EXCEL_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x00" in text else text


def _of_object(value: Mapping[str, Any], repairs: Repairs) -> str:
    if "sections" in value or "paragraphs" in value:  # Fundus: a summary, and sections of headline and paragraphs
        parts = [value.get(name) for name in ("summary", "headline", "paragraphs", "sections")]
        return "\n".join(filter(None, (_joined(part, repairs) for part in parts)))
    for name in _PARTS:
        if not is_empty(value.get(name)):
            return _joined(value[name], repairs)
    return ""


def _listed(text: str) -> list[Any] | None:
    """The elements of a list that was written as Python or JSON writes it, or ``None``."""
    if _LIST.fullmatch(text) is None:
        return None
    try:
        found = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        inner = text.strip()[1:-1].strip()
        return [part.strip("'\" ") for part in re.split(r"['\"]\s*,\s*['\"]", inner)]
    return found if isinstance(found, list) else None


def _unescaped(text: str) -> str:
    for _ in range(_ROUNDS):
        text, before = html.unescape(text), text
        if text == before or not _ENTITY.search(text):
            break
    return text


def _without_markup(text: str) -> str:
    breaks = r"\n" if not _BLOCK_TAG.search(text) else r"\n\s*\n"
    marked = re.sub(breaks, "<br><br>", text.replace("\r\n", "\n").replace("\r", "\n"))
    # what is no tag stays: "suara < 50" is a comparison
    marked = re.sub(r"<(?![a-zA-Z/!])", "&lt;", _NO_XML.sub("", marked))
    try:
        tree: HtmlElement = document_fromstring(f"<div>{marked}</div>")
    except (etree.ParserError, ValueError):
        return ""
    for node in list(tree.iter(etree.Comment, etree.ProcessingInstruction)):
        parent = node.getparent()
        if parent is not None:
            node.drop_tree()
    return "\n".join(block.text for block in blocks(tree))


_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
