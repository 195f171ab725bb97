"""Pure: a page with its words replaced by invented ones of the same shape, so that it proves the markup and belongs to
nobody but us.

Markup, lengths, capitals, numbers and dates stay, and so does every word that a rule looks at: "Baca juga", "Pewarta",
names of months and of places, the vocabulary of relevance, and the commonest words of the language, by which it is
recognised. All else (persons, what happened, what readers commented) becomes syllables. One word always becomes the
same word, in text as in addresses, in every page.

Pages are replaced as they came, byte by byte and unparsed, so that what is broken in the markup stays broken. Scripts
are emptied but for JSON-LD, HTML comments removed: nothing is read of them, and they hold names.
"""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib import import_module

from crawler.annotation.gazetteer import gazetteer
from crawler.annotation.relevance_rules import RULES_FILE
from storage.signatures.idf import common_terms

_RULES = (
    "crawler.annotation.event_date", "crawler.annotation.region_mentions", "crawler.extraction.blocks",
    "crawler.extraction.boilerplate", "crawler.extraction.bylines", "crawler.extraction.comment_spam",
    "crawler.extraction.dates", "crawler.extraction.margins", "crawler.extraction.metadata",
    "crawler.extraction.page_head", "crawler.extraction.pruning", "crawler.fetching.block_pages", "storage.calendar",
)  # fmt: skip
"""Modules whose string literals are what the rules look at."""
_COMMON = 2.7
"""Rarity up to which a word stays: it stands in more than one article in fifteen."""
_CALENDAR = (
    "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
    "Oct", "Nov", "Dec", "GMT",
)  # fmt: skip
"""As dates of feeds have them (RFC 822), which a library reads."""
_ONSETS, _VOWELS = "bcdghjklmnprstw", "aeiou"

_PIECE = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>"
    rb"|<script\b[^>]*>.*?</script\s*>|<style\b[^>]*>.*?</style\s*>"
    rb"|<[^<>]*>"
    rb"|[^<]+|<",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"""([\w:-]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'<>]+)""")
_TOKEN = re.compile(rb"&#?\w+;|\\u[0-9a-fA-F]{4}|\\.|[A-Za-z]+|\d{5,}")
_ADDRESS = re.compile(rb"(?:https?:)?//[^\s\"'<>\\]+|/[^\s\"'<>\\]*")
_SLUG = re.compile(rb"[A-Za-z0-9]+(?:-[A-Za-z0-9]+){2,}")
_STAMP = re.compile(rb"[\d:TZ+. /-]+")
_READ = frozenset((
    b"alt", b"title", b"content", b"placeholder", b"aria-label", b"value", b"label", b"summary", b"data-title",
    b"data-caption", b"data-text",
))  # fmt: skip
_LINKS = frozenset((b"href", b"src", b"action", b"srcset", b"data-src", b"data-href", b"data-url", b"cite", b"poster"))


def disguised(body: bytes, *, names: Iterable[str] = (), own: Iterable[str] = ()) -> bytes:
    """The page without its words; ``names`` (of the outlet) stay as they are, and so do the addresses ``own``."""
    keep = known_words() | {word.lower() for name in names for word in re.findall(r"[A-Za-z]+", name)}
    return _Disguise(keep, frozenset(url.encode() for url in own)).page(body)


@cache
def known_words() -> frozenset[str]:
    """Words, in small letters, that a rule looks at or that the language is recognised by."""
    texts = [text for name in _RULES for text in _literals(name)]
    texts += _strings(tomllib.loads(RULES_FILE.read_text(encoding="utf-8")))
    table = gazetteer()
    texts += [one.name for one in table.regions.values()]
    texts += [*table.labels.values(), *table.names, *(town.name for towns in table.towns.values() for town in towns)]
    texts += [*_CALENDAR, *_TYPES]
    words = {word.lower() for text in texts for word in re.findall(r"[A-Za-z]+", text)}
    return frozenset(words) | common_terms(_COMMON)


def invented(word: str, keep: frozenset[str]) -> str:
    """Another word of the same length and capitals; always the same for the same letters, and none that is kept."""
    lower = word.lower()
    for attempt in range(100):
        letters = iter(sha256(f"{attempt} {lower}".encode()).digest() * (1 + len(lower) // 16))
        turn = next(letters) % 2
        made = "".join(
            (_ONSETS if (at + turn) % 2 else _VOWELS)[next(letters) % (15 if (at + turn) % 2 else 5)]
            for at in range(len(lower))
        )
        if made != lower and made not in keep:
            break
    return "".join(new.upper() if old.isupper() else new for old, new in zip(word, made, strict=True))


class _Disguise:
    def __init__(self, keep: frozenset[str], own: frozenset[bytes]) -> None:
        self._keep = keep
        self._own = own
        self._made: dict[bytes, bytes] = {}

    def page(self, body: bytes) -> bytes:
        if body.lstrip()[:1] in (b"[", b"{"):
            return self._json(body)
        return b"".join(self._piece(match[0]) for match in _PIECE.finditer(body))

    def _piece(self, piece: bytes) -> bytes:
        head = piece[:8].lower()
        if head.startswith(b"<!--"):
            return b""
        if head.startswith(b"<![cdata"):  # of a feed, where whole pages may stand in it
            return piece[:9] + self.page(piece[9:-3]) + piece[-3:]
        if head.startswith((b"<script", b"<style")):
            opening = piece[: piece.index(b">") + 1]
            closing = piece[piece.rindex(b"</") :]
            inside = piece[len(opening) : len(piece) - len(closing)]
            return self._tag(opening) + (self._json(inside) if b"ld+json" in opening else b"") + closing
        if piece.startswith(b"<") and len(piece) > 1:
            return piece if head.startswith(b"<!") else self._tag(piece)
        return self._text(piece)

    def _tag(self, tag: bytes) -> bytes:
        return _ATTRIBUTE.sub(self._attribute, tag)

    def _attribute(self, match: re.Match[bytes]) -> bytes:
        name, equals, value = match[1].lower(), match[2], match[3]
        quote = value[:1] if value[:1] in (b'"', b"'") else b""
        inside = value[1:-1] if quote else value
        if name in _LINKS:
            inside = self._address(inside)
        elif name in _READ:
            inside = self._address(inside) if _ADDRESS.fullmatch(inside) else self._text(inside)
        elif name.startswith(b"on"):
            inside = b""
        return match[1] + equals + quote + inside + quote

    def _json(self, text: bytes) -> bytes:
        """JSON-LD: its strings, but for keys, types, addresses and moments."""

        def string(match: re.Match[bytes]) -> bytes:
            inside = match[1]
            if match[2].strip().startswith(b":") or _STAMP.fullmatch(inside):
                return match[0]
            address = inside.replace(b"\\/", b"/")
            if _ADDRESS.fullmatch(address):
                made = self._address(address)
                return b'"' + (made.replace(b"/", b"\\/") if b"\\/" in inside else made) + b'"' + match[2]
            if re.fullmatch(rb"[A-Z][A-Za-z]+", inside) and inside.decode() in _TYPES:
                return match[0]
            return b'"' + self._text(inside) + b'"' + match[2]

        return re.sub(rb'"((?:[^"\\]|\\.)*)"(\s*:?)', string, text)

    def _address(self, url: bytes) -> bytes:
        """The address with the words of its slugs replaced; ``own`` addresses stay."""
        if any(own in url for own in self._own):
            return url
        return _SLUG.sub(lambda slug: re.sub(rb"[A-Za-z]+", self._word, slug[0]), url)

    def _text(self, text: bytes) -> bytes:
        # an address in a text, or in a list of images, is an address
        if b"//" in text:
            pieces = re.split(rb"((?:https?:)?//[^\s\"'<>]+)", text)
            return b"".join(self._address(piece) if at % 2 else self._plain(piece) for at, piece in enumerate(pieces))
        return self._plain(text)

    def _plain(self, text: bytes) -> bytes:
        return _TOKEN.sub(self._word, text)

    def _word(self, match: re.Match[bytes]) -> bytes:
        token = match[0]
        if token[:1] in (b"&", b"\\"):
            return token
        if token not in self._made:
            self._made[token] = self._other(token)
        return self._made[token]

    def _other(self, token: bytes) -> bytes:
        if token.isdigit():  # telephone numbers; years, times and amounts are shorter
            return token[:1] + bytes(48 + digit % 10 for digit in sha256(token).digest()[: len(token) - 1]).ljust(
                len(token) - 1, b"0"
            )
        word = token.decode("ascii")
        if len(word) < 3 or word.lower() in self._keep:
            return token
        return invented(word, self._keep).encode("ascii")


_TYPES = frozenset((
    "NewsArticle", "Article", "BlogPosting", "Person", "Organization", "NewsMediaOrganization", "ImageObject",
    "WebPage", "WebSite", "BreadcrumbList", "ListItem", "SearchAction", "Comment", "CollectionPage", "ItemPage",
))  # fmt: skip


def _literals(module: str) -> Iterator[str]:
    """String literals of a module, but for its docstrings."""
    tree = ast.parse(inspect.getsource(import_module(module)))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
