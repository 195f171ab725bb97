"""Headers of an answer, as text."""

from __future__ import annotations

import codecs

from scrapy.http import Response

_NO_PAGES = frozenset({"undefined", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "mbcs", "oem"})
"""Encodings of Python that no page is written in. Scripts print ``charset=undefined``; decoding by it raises."""


def content_type(response: Response) -> str | None:
    """The Content-Type as it was sent, with its parameters; ``None`` where none or an empty one was."""
    value = response.headers.get("Content-Type")
    return value.decode("latin-1") if value else None


def media_type(response: Response) -> str:
    """The media type in lower case, without parameters; empty where none was sent."""
    return (content_type(response) or "").partition(";")[0].strip().lower()


def text_encoding(name: str) -> str | None:
    """Name that Python has for an encoding of pages; ``None`` for a word that is none, such as ``base64``."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):  # ValueError: of a name with a NUL
        return None
    return info.name if info._is_text_encoding and info.name.replace("_", "-") not in _NO_PAGES else None
