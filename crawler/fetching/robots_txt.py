"""A robots.txt as it was meant: our name in any spelling, any encoding, and groups as RFC 9309 draws them.

Protego matches paths, and well. Around it three things are put right, each measured with the test inputs of Google's
parser: it compares agent lines as they stand (``KlipingBot/1.0`` is nobody), ends a group at any line between two agent
lines, and splits lines where only Python does.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from functools import lru_cache

from protego import Protego

MAX_BYTES = 512 * 1024
"""Bytes that are read of a robots.txt (RFC 9309, 2.5: at least 500 KiB)."""

_GZIP = b"\x1f\x8b\x08"
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_INVISIBLE = dict.fromkeys(map(ord, "\0\ufeff\ufffe\u200b\u200c\u200d\u2060\u00ad"))
_PARTIAL_MARK = re.compile(r"^[\ufffd\u00ef\u00bb\u00bf]+")
"""A byte order mark that was cut, or encoded twice."""

_LINE_END = re.compile(
    r"\r\n|\r|\n|\\r\\n|\\n|(?<=[^\S\n])(?=(?:user[_-]?agent|(?:dis)?allow|crawl-?delay)\s*:)", re.IGNORECASE
)
"""Ends of lines, also written out as ``\\n``, and where they were lost: before the next directive."""
_TAG = re.compile(r"<[^<>]{0,200}>")
_SEPARATOR = r"(?:\s*[:：=]|\s|$)\s*"
_AGENT = re.compile(rf"user[ _‐-―-]?agents?{_SEPARATOR}(.*)", re.IGNORECASE)
_RULE = re.compile(rf"(allow|dis+al+[ao]w|diasllow){_SEPARATOR}(.*)", re.IGNORECASE)
_DELAY = re.compile(rf"craw?l[ _-]?delay{_SEPARATOR}(\d{{1,6}}(?:[.,]\d{{1,3}})?).*", re.IGNORECASE)
_SITE = re.compile(r"https?://[^/\s]+(?=/|$)", re.IGNORECASE)
_EVERYBODY = re.compile(r"[\"']?\*[\"']?(?:\s.*)?")
_OTHERS = "-"
"""Agent name that stands for all robots but ours."""


def read_robots(whole: bytes, agent: str) -> Protego:
    """The rules in the bytes of a robots.txt, for the product token ``agent`` in any spelling and any letter case.

    Of more than ``MAX_BYTES`` the rest is left out, with the line that it begins in. Raises ``ValueError`` for a gzip
    file that is damaged or cut short.
    """
    body = _unpacked(whole) if whole.startswith(_GZIP) else whole
    kept = body[:MAX_BYTES]
    if len(body) > MAX_BYTES:
        kept = kept.rpartition(b"\n")[0]
    return Protego.parse("\n".join(_regrouped(_LINE_END.split(_decoded(kept)), agent)))


def _unpacked(body: bytes) -> bytes:
    """The first bytes in a gzip file of one member or several, one more than are read: a bomb is not unfolded."""
    unpacked, rest = b"", body
    while rest.startswith(_GZIP) and len(unpacked) <= MAX_BYTES:
        decoder = zlib.decompressobj(wbits=31)
        try:
            unpacked += decoder.decompress(rest, MAX_BYTES + 1 - len(unpacked))
        except zlib.error:
            raise ValueError("a damaged gzip file") from None
        if not decoder.eof and len(unpacked) <= MAX_BYTES:
            raise ValueError("a gzip file cut short")
        rest = decoder.unused_data
    return unpacked


def _decoded(body: bytes) -> str:
    for mark, encoding in _WIDE:
        if body.startswith(mark):
            text = body.decode(encoding, "replace")
            break
    else:
        text = body.decode(_unmarked_encoding(body), "replace")
    return _PARTIAL_MARK.sub("", text.translate(_INVISIBLE))


def _unmarked_encoding(body: bytes) -> str:
    """UTF-16 without its mark has a NUL beside every ASCII letter."""
    start = body[:64]
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > len(start) // 4 else "utf-8"


def _regrouped(lines: list[str], agent: str) -> Iterator[str]:
    """The same rules, their groups spelt out, for a parser that ends a group at any line but an agent's.

    Only ``Allow`` and ``Disallow`` end the list of agents (RFC 9309, 2.2.4). Whatever stands between two agents is for
    those named so far, which are named again behind it.
    """
    agents: list[str] = []
    ruled = interrupted = False
    for raw in lines:
        line = " ".join(_TAG.sub(" ", raw.partition("#")[0]).split())
        if found := _AGENT.fullmatch(line):
            if ruled:
                agents, ruled, interrupted = [], False, False
            if interrupted:
                yield from agents
                interrupted = False
            named = f"User-agent: {_addressed(found[1], agent)}"
            if named not in agents:  # a handful of names at most, so that naming them again stays cheap
                agents.append(named)
                yield named
        elif found := _RULE.fullmatch(line):
            ruled = True
            yield from _rules(found[1].lower() == "allow", found[2])
        elif found := _DELAY.fullmatch(line):
            interrupted = True
            yield f"Crawl-delay: {found[1].replace(',', '.')}"
        elif line:
            interrupted = True
            yield line


def _rules(allows: bool, written: str) -> Iterator[str]:
    """The rule for a path as it was meant: without quotation marks and host, from the root, several in one line."""
    paths = [written]
    if not allows and " " in written and all(path[:1] == "/" for path in written.split(" ")):
        paths += written.split(" ")
    for path in paths:
        path = _SITE.sub("", path.strip("\"'"), count=1)
        if not allows and path and path[0] not in "/*$":
            path = f"/{path}"
        yield f"{'Allow' if allows else 'Disallow'}: {path}"


def _addressed(written: str, agent: str) -> str:
    """Our token, ``*``, a beginning of our token ("Kliping" for KlipingBot), or the name of all others."""
    if _spellings(agent).search(written):
        return agent
    if _EVERYBODY.fullmatch(written):
        return "*"
    name = written.rstrip("*")
    return name if name and agent.lower().startswith(name.lower()) else _OTHERS


@lru_cache(maxsize=8)
def _spellings(agent: str) -> re.Pattern[str]:
    """Our name as a word of its own, wherever it stands: with a version, in a whole user agent, among others.

    It ends at the first character that no product token has (RFC 9309, 2.2.1).
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "[ _-]?", re.escape(agent))
    return re.compile(rf"(?<![\w-]){words}(?![A-Za-z_-])", re.IGNORECASE)
