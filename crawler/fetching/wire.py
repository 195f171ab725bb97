"""Answers as they came over the wire: whole or cut, their encoding, and pages under other names.

The protocol's own proof comes before any guess: a length that is kept, a last chunk, a gzip trailer. So does what the
bytes are before what a header calls them.
"""

from __future__ import annotations

import re
import zlib

from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.responsetypes import responsetypes
from w3lib.encoding import html_to_unicode

from crawler.headers import media_type, text_encoding

MAX_DECODED = 50 * 2**20
"""Bytes that are decoded to see whether a body is whole; what decodes to more is refused by ``DOWNLOAD_MAXSIZE``."""

CUT, GZIP_CUT = "cut short on the way", "gzip cut short"
WITHOUT_END = "without the end that the site's pages have"
PASSING = frozenset({CUT, GZIP_CUT, WITHOUT_END})
"""Damage that the next answer may not have."""

_TAIL = 64 * 1024
"""Bytes at the end of a page in which its end tags stand."""

_GZIP = frozenset({"gzip", "x-gzip"})
_ENCODINGS = _GZIP | {
    "br", "zstd", "deflate", "compress", "x-compress", "bzip2", "x-bzip2", "lzma", "xz", "exi", "pack200-gzip",
    "aes128gcm", "dcb", "dcz", "sdch",
}  # fmt: skip
"""Names that mean another form of the bytes (IANA's registry and its forerunners). Any other ("none", "utf-8", "8bit")
is a mistake of the server, and browsers take the body as it is."""

_ELEMENTS = frozenset(
    b"html head body script style title meta link base h1 h2 h3 div p a b i br font table iframe article main section"
    b" header footer nav aside center form span img figure ul ol dl pre noscript strong em".split()
)
"""Elements that begin a page whose type nobody tells: those of WHATWG (MIME Sniffing 7.1), and of headless pages."""
_BEGUN = re.compile(rb"<(?:!doctype\s+)?([a-z][a-z0-9]*)(?=[\s/>]|\Z)")
_ROOT = frozenset({b"html"})
_NO_TYPES = frozenset({"", "unknown/unknown", "application/unknown", "*/*"})
_HEAD = 4096
_WIDE = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SHOWN = re.compile(rb"[^\x00-\x08\x0b\x0e-\x1f]*")
_UNTOLD = frozenset({"", "application/octet-stream", "application/x-download", "text/plain"})
"""Types that say nothing of what is sent."""
_MARKS = (b"<!doctype html", b"<html", b"<body", b"<head")
_NEAR = 2_000
"""Bytes in which one of them stands, in a page behind a notice."""


def wire_damage(response: Response) -> tuple[str | None, bytes]:
    """The way in which the answer was cut or cannot be read (``None``: it was not), and its decoded end.

    A truncated gzip body is decoded without complaint by everybody else, and of no other encoding can it be told: we
    ask for gzip, and believe nothing else.
    """
    if "dataloss" in response.flags:
        return CUT, b""
    encodings = _encodings(response)
    if not response.body or not encodings:
        return None, _end(response.body)
    if len(encodings) == 1 and encodings[0] in _GZIP:
        return _ungzipped(response.body)
    return f"encoded as {', '.join(encodings)}, which nobody asked for", b""


def is_proven_whole(response: Response) -> bool:
    """True when the protocol says that all of an undamaged answer came: by its length, its last chunk or its encoding.

    Without a length the end of the connection is the end of the body, and proves nothing (RFC 9112, 8).
    """
    return "partial" not in response.flags or bool(_encodings(response))


def without_false_encoding(response: Response) -> Response:
    """The response without a ``Content-Encoding`` that is none, of the class that its headers and bytes then make it.

    With one, Scrapy would take any text for bytes without meaning.
    """
    if "Content-Encoding" not in response.headers or _encodings(response):
        return response
    headers = response.headers.copy()
    del headers["Content-Encoding"]
    kind = responsetypes.from_args(headers=headers, url=response.url, body=response.body)
    return response.replace(headers=headers, cls=kind)


def as_page(response: Response) -> Response:
    """The response as a reader can take it: with an encoding that is one, and as HTML where its decoded bytes are.

    Scrapy knows HTML by its header, and by ``<html>`` and ``<!doctype html>`` in just these characters.
    """
    if isinstance(response, TextResponse) and text_encoding(response.encoding or "utf-8") is None:  # "base64"
        response = response.replace(encoding=html_to_unicode(None, response.body)[0])
    if isinstance(response, HtmlResponse):
        return response
    declared = media_type(response)
    if _begins(response.body, _ROOT if "/" in declared and declared not in _NO_TYPES else _ELEMENTS):
        return response.replace(cls=HtmlResponse, encoding=None)
    if isinstance(response, TextResponse) and declared in _UNTOLD and _holds_root(response.body):
        return response.replace(cls=HtmlResponse)
    return response


def _encodings(response: Response) -> list[str]:
    """Encodings of the body, in order. Names that mean nothing are left out, and all names of a body in plain text."""
    values = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower().split(",")
    named = [name for value in values if (name := value.strip()) in _ENCODINGS]
    return [] if named and _is_plain(response.body) else named


def _is_plain(body: bytes) -> bool:
    """True for markup or JSON as it is, which no encoding leaves so."""
    return body.lstrip()[:1] in (b"<", b"{", b"[") and _SHOWN.match(body[:_HEAD])[0] == body[:_HEAD]  # type: ignore[index]


def _begins(body: bytes, elements: frozenset[bytes]) -> bool:
    """True when one of the elements stands first, behind a byte order mark, an XML declaration and comments."""
    place = 0
    while True:
        head = _beginning(body, place)
        ending = b"-->" if head.startswith(b"<!--") else b">" if head.startswith(b"<?") else b""
        if not ending:
            begun = _BEGUN.match(head)
            return begun is not None and begun[1] in elements
        place = body.find(ending, place) + len(ending)
        if place < len(ending):
            return False


def _beginning(body: bytes, place: int) -> bytes:
    """The next bytes of a page in small letters, without blanks before them; UTF-16 as far as it is ASCII."""
    head = body[place : place + _HEAD]
    encoding = next((encoding for mark, encoding in _WIDE if head.startswith(mark)), None)
    if encoding:
        head = head.decode(encoding, "ignore").encode("ascii", "ignore")
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\f\0").lower()


def _holds_root(body: bytes) -> bool:
    """True when a page begins behind something else, such as a notice of the server."""
    head = body[:_NEAR].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return any(mark in head for mark in _MARKS)


def _end(body: bytes) -> bytes:
    """The last bytes of a page, before the comments that caches print behind it."""
    end = len(body)
    while True:
        while end and body[end - 1] in b" \t\r\n\f\0":
            end -= 1
        if not body.endswith(b"-->", 0, end) or (begun := body.rfind(b"<!--", 0, end)) < 0:
            return body[max(0, end - _TAIL) : end]
        end = begun


def _ungzipped(body: bytes) -> tuple[str | None, bytes]:
    decoder = zlib.decompressobj(wbits=31)
    rest, decoded, end = body, 0, b""
    try:
        while rest and not decoder.eof and decoded < MAX_DECODED:
            piece = decoder.decompress(rest, 2**20)
            decoded += len(piece)
            end = (end + piece)[-_TAIL:]
            rest = decoder.unconsumed_tail
    except zlib.error:
        return "not the gzip it says it is", b""
    return (None if decoder.eof or decoded >= MAX_DECODED else GZIP_CUT), end
