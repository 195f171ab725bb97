"""Bytes of a text file to text, whatever program saved them.

UTF-8 with and without a mark, UTF-16, and windows-1252, which Excel in Europe and Indonesia writes. A file that is
UTF-8 but for some bytes was put together from two: each byte is read as what it can be.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from typing import BinaryIO, NamedTuple

Opener = Callable[[], BinaryIO]
"""Opens the bytes of a file from their start; each call gives another stream."""

_BLOCK = 1 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WINDOWS = "kliping-windows-1252"
_HALF = 0.3
"""Share of NUL bytes from which a file without a mark is UTF-16: Latin letters have one in two bytes."""


class Encoding(NamedTuple):
    """Decoding of a file: the codec and its error handler, and the name for people."""

    codec: str
    errors: str
    name: str


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    found = (error.object[at : at + 1] for at in range(error.start, error.end))
    return "".join(_letter(one) for one in found), error.end


def _letter(byte: bytes) -> str:
    try:
        return byte.decode("cp1252")
    except UnicodeDecodeError:  # five bytes mean nothing in windows-1252
        return byte.decode("latin-1")


codecs.register_error(_WINDOWS, _as_windows)


def encoding_of(opened: Opener) -> Encoding:
    """The encoding of a file, from all of its bytes; memory stays bounded."""
    with opened() as file:
        block = file.read(_BLOCK)
        for mark, codec in _MARKS:
            if block.startswith(mark):
                return Encoding(codec, _WINDOWS if codec == "utf-8-sig" else "replace", codec.removesuffix("-sig"))
        if (wide := _utf16(block)) is not None:
            return wide
        decoder = codecs.getincrementaldecoder("utf-8")()
        letters = 0
        while True:
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                letters += _beyond_ascii(error.object[: error.start].decode("utf-8", "ignore"))
                if letters:
                    return Encoding("utf-8", _WINDOWS, "UTF-8 with bytes of windows-1252")
                return Encoding("cp1252", _WINDOWS, "windows-1252")
            letters += _beyond_ascii(text)
            if not block:
                return Encoding("utf-8", "strict", "UTF-8")
            block = file.read(_BLOCK)


def text_of(opened: Opener, encoding: Encoding) -> io.TextIOWrapper:
    """The file as text, line ends as they are; the caller closes it."""
    return io.TextIOWrapper(opened(), encoding=encoding.codec, errors=encoding.errors, newline="")


def _beyond_ascii(text: str) -> int:
    return 0 if text.isascii() else 1


def _utf16(block: bytes) -> Encoding | None:
    sample = block[:4096]
    if len(sample) < 4:
        return None
    for codec, nul in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if nul.count(0) > 2 * _HALF * len(nul) and sample.count(0) < 0.6 * len(sample):
            return Encoding(codec, "replace", "UTF-16")
    return None
