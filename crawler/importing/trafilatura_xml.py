"""Articles that trafilatura wrote as XML or as TEI, one document or several in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from crawler.importing.decoding import Opener
from crawler.importing.tables import BadRow, Row, Table

_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}\?>|<!DOCTYPE[^>]{0,200}>")
_BEGINNING = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:doc\s[^>]{0,2000}\b(?:fingerprint|hostname|url)=|TEI[\s>])"
)
_DOCUMENTS = ("doc", "{*}TEI")
_BLOCKS = frozenset({"p", "head", "ab", "quote", "item", "cell", "code", "fw"})
_HEADER = "{*}teiHeader/{*}fileDesc/"
_SOURCE = _HEADER + "{*}sourceDesc/{*}biblFull/{*}publicationStmt/"


def is_trafilatura(start: str) -> bool:
    """True when a file begins as trafilatura begins one."""
    return _BEGINNING.match(start) is not None


def trafilatura_xml(name: str, opened: Opener) -> Table:
    """The documents of a file that trafilatura wrote; several stand one after the other without a common root."""

    def rows() -> Iterator[Row | BadRow]:
        with opened() as file:
            whole = b"<all>" + _DECLARATION.sub(b"", file.read().removeprefix(b"\xef\xbb\xbf")) + b"</all>"
        place = 0
        try:
            for _, element in etree.iterparse(
                BytesIO(whole), tag=_DOCUMENTS, resolve_entities=False, no_network=True, load_dtd=False
            ):
                place += 1
                yield Row(place, _of_tei(element) if element.tag.endswith("TEI") else _of_doc(element))
                element.clear(keep_tail=False)
        except etree.XMLSyntaxError as error:
            yield BadRow(place + 1, f"not XML from here on ({str(error)[:120]})")

    return Table(name, "XML of trafilatura", "record", rows)


def _of_doc(element: etree._Element) -> dict[str, str]:
    values = {str(name): str(value) for name, value in element.attrib.items()}
    return {**values, "text": _text(element.find("main"), values.get("title", ""))}


def _of_tei(element: etree._Element) -> dict[str, str]:
    title = element.findtext(_HEADER + "{*}titleStmt/{*}title") or ""
    address = element.find(_SOURCE + "{*}ptr[@target]")
    publisher = element.findtext(_SOURCE + "{*}publisher") or ""
    return {
        "title": title,
        "author": "; ".join(one.text or "" for one in element.findall(_HEADER + "{*}titleStmt/{*}author")),
        "url": address.get("target", "") if address is not None else "",
        "sitename": publisher.partition(" (")[0],
        "date": element.findtext(_SOURCE + "{*}date") or "",
        "text": _text(element.find("{*}text/{*}body/{*}div"), title),
    }


def _text(main: etree._Element | None, title: str) -> str:
    """The paragraphs, without the title before them."""
    if main is None:
        return ""
    found = [
        " ".join("".join(map(str, block.itertext())).split())
        for block in main.iter()
        if isinstance(block.tag, str)
        and block.tag.rpartition("}")[2] in _BLOCKS
        and not any(above.tag.rpartition("}")[2] in _BLOCKS for above in block.iterancestors() if above is not main)
    ]
    blocks = [one for one in found if one]
    return "\n\n".join(blocks[1:] if blocks and blocks[0] == title else blocks)
