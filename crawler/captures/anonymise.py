"""Pure: a page with its words replaced by invented ones of the same shape, so that it proves the markup and belongs to
nobody but us.

Markup, lengths, capitals, numbers and dates stay, and so do words that a rule looks at: "Baca juga", "Pewarta", names
of months and of places, the vocabulary of relevance, and the commonest words of the language, by which it is
recognised. All else (persons, what happened, what readers commented) becomes syllables. One word always becomes the
same word, in text as in addresses, in every page.

No more than ``LONGEST`` words stay one after the other, so that no phrase of the press is left: of a longer run the
words that rules need least are replaced too. Only a line of the site itself ("Cek Berita … di Google News") stays whole
where a rule would no longer know it.

Pages are replaced as they came, byte by byte and unparsed, so that what is broken in the markup stays broken. Scripts
are emptied but for JSON-LD, HTML comments removed: nothing is read of them, and they hold names.
"""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module
from itertools import groupby

from crawler.annotation.gazetteer import gazetteer
from crawler.annotation.relevance_rules import RULES_FILE
from crawler.extraction.boilerplate import LINE_RULES
from storage.signatures.idf import common_terms

_RULES = (
    "crawler.annotation.event_date", "crawler.annotation.region_mentions", "crawler.extraction.blocks",
    "crawler.extraction.boilerplate", "crawler.extraction.bylines", "crawler.extraction.comment_spam",
    "crawler.extraction.dates", "crawler.extraction.margins", "crawler.extraction.metadata",
    "crawler.extraction.page_head", "crawler.extraction.pruning", "crawler.fetching.block_pages", "storage.calendar",
)  # fmt: skip
"""Modules whose string literals are what the rules look at."""
LONGEST = 4
"""Words of the press that may stay one after the other."""
_SHORT = 80
"""Length of a block below which it is a label, a byline or a link, and no continued text."""
_LONGEST_LINE = 300
"""Length up to which a line may be the site's own."""
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
_BLOCK = re.compile(
    rb"</?(?!(?:a|b|i|u|em|strong|span|font|small|time|mark|sup|sub|abbr|cite|code|q)\b)\w", re.IGNORECASE
)
"""Tags between which a paragraph or a line stands."""
_APART = re.compile(rb"</?(?:h[1-6]|title|body|html|table|nav|footer|header|form)\b", re.IGNORECASE)
"""Tags that end a text: a headline must become the same words wherever it stands."""
_READ = frozenset((
    b"alt", b"title", b"content", b"placeholder", b"aria-label", b"value", b"label", b"summary", b"data-title",
    b"data-caption", b"data-text",
))  # fmt: skip
_LINKS = frozenset((b"href", b"src", b"action", b"srcset", b"data-src", b"data-href", b"data-url", b"cite", b"poster"))


@dataclass(frozen=True, slots=True)
class Kept:
    """Words of a text that a disguise left as they were."""

    words: int
    kept: int
    longest: int
    """The longest run of words that stayed one after the other."""


def disguised(body: bytes, *, names: Iterable[str] = (), own: Iterable[str] = ()) -> bytes:
    """The page without its words; ``names`` (of the outlet) stay as they are, and so do the addresses ``own``."""
    return _Disguise(_small(names), frozenset(url.encode() for url in own)).page(body)


def kept(before: str, after: str) -> Kept:
    """Count the words of ``before`` that stand in ``after`` at the same place; a run does not go beyond a paragraph."""
    paragraphs = zip(before.split("\n\n"), after.split("\n\n"), strict=False)
    same = [[one == other for one, other in zip(_words(pair[0]), _words(pair[1]), strict=False)] for pair in paragraphs]
    longest = max((len(list(run)) for words in same for stays, run in groupby(words) if stays), default=0)
    return Kept(sum(map(len, same)), sum(map(sum, same)), longest)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


@cache
def known_words() -> frozenset[str]:
    """Words, in small letters, that a rule looks at or that the language is recognised by."""
    return _rule_words() | _relevance_words() | _place_words() | common_terms(_COMMON)


@cache
def _rule_words() -> frozenset[str]:
    """Words that rules of extraction look at: without them another text is read."""
    return _small([*(text for name in _RULES for text in _literals(name)), *_CALENDAR, *_TYPES])


@cache
def _day_words() -> frozenset[str]:
    return _small([*_literals("crawler.annotation.event_date"), *_literals("storage.calendar"), *_CALENDAR])


@cache
def _relevance_words() -> frozenset[str]:
    return _small(_strings(tomllib.loads(RULES_FILE.read_text(encoding="utf-8"))))


@cache
def _place_words() -> frozenset[str]:
    table = gazetteer()
    towns = (town.name for towns in table.towns.values() for town in towns)
    return _small([*(one.name for one in table.regions.values()), *table.labels.values(), *table.names, *towns])


def _small(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word.lower() for text in texts for word in re.findall(r"[A-Za-z]+", text))


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


class _Flow:
    """A text in the making, in which no more than ``longest`` kept words follow each other; of ``names``, none goes."""

    def __init__(self, names: frozenset[str]) -> None:
        self.longest = LONGEST
        self._names = names
        self._out: list[bytes] = []
        self._run: list[int] = []
        """Places in the text of the kept words that follow each other."""

    def add(self, piece: bytes) -> None:
        """Add what is no word: markup, numbers, marks."""
        self._out.append(piece)

    def replaced(self, word: bytes) -> None:
        """Add an invented word: a run ends there."""
        self._out.append(word)
        self._run.clear()

    def kept(self, word: bytes, replace: Callable[[bytes], bytes]) -> None:
        """Add a word that stays; of a run that is now too long, replace the word that is needed least."""
        self._run.append(len(self._out))
        self._out.append(word)
        if len(self._run) > self.longest:
            at = max(self._run, key=lambda place: (-self._need(self._out[place]), place))
            self._out[at] = replace(self._out[at])
            self._run = [place for place in self._run if place > at]

    def _need(self, word: bytes) -> int:
        """Rank of a kept word by what relies on it; words of the language alone are the first to go."""
        lower = word.decode("ascii").lower()
        if lower in self._names and lower not in _place_words():
            return 5
        if len(lower) < 3:
            return 1
        common, rule = lower in common_terms(_COMMON), lower in _rule_words()
        if lower in _day_words() or (rule and not common):
            return 4
        return 3 if lower in _relevance_words() else 2 if rule or lower in _place_words() else 0

    def end(self) -> None:
        """End a text: what follows stands elsewhere."""
        self._run.clear()

    def text(self) -> bytes:
        """All of it."""
        return b"".join(self._out)


def _is_of_the_site(line: bytes) -> bool:
    """Return true for a line that the extraction cuts as the site's own."""
    text = " ".join(line.decode("utf-8", "replace").split())
    return any(rule.cuts(text) for rule in LINE_RULES)


class _Disguise:
    def __init__(self, names: frozenset[str], own: frozenset[bytes]) -> None:
        self._names = names
        self._keep = known_words() | names
        self._own = own
        self._made: dict[bytes, bytes] = {}

    def page(self, body: bytes) -> bytes:
        if body.lstrip()[:1] in (b"[", b"{"):
            return self._json(body)
        flow, block = _Flow(self._names), list[bytes]()
        for match in _PIECE.finditer(body):
            if _BLOCK.match(match[0]):
                self._block(block, flow)
                block = []
                if _APART.match(match[0]):
                    flow.end()
            block.append(match[0])
        self._block(block, flow)
        return flow.text()

    def _block(self, pieces: Sequence[bytes], flow: _Flow) -> None:
        text = b"".join(piece for piece in pieces if not piece.startswith(b"<"))
        if len(text.strip()) < _SHORT or _is_of_the_site(text):
            flow.end()
        flow.longest = len(text) if self._stays_whole(text) else LONGEST
        for piece in pieces:
            self._piece(piece, flow)

    def _piece(self, piece: bytes, flow: _Flow) -> None:
        head = piece[:8].lower()
        if head.startswith(b"<!--"):
            return
        if head.startswith(b"<![cdata"):  # of a feed, where whole pages may stand in it
            flow.add(piece[:9] + self.page(piece[9:-3]) + piece[-3:])
        elif head.startswith((b"<script", b"<style")):
            opening = piece[: piece.index(b">") + 1]
            closing = piece[piece.rindex(b"</") :]
            inside = piece[len(opening) : len(piece) - len(closing)]
            flow.add(self._tag(opening) + (self._json(inside) if b"ld+json" in opening else b"") + closing)
        elif piece.startswith(b"<") and len(piece) > 1:
            flow.add(piece if head.startswith(b"<!") else self._tag(piece))
        else:
            self._text(piece, flow)

    def _stays_whole(self, text: bytes) -> bool:
        """Return true for a line of the site that no rule would know any longer without its runs of words."""
        return len(text) < _LONGEST_LINE and _is_of_the_site(text) and not _is_of_the_site(self._alone(text))

    def _alone(self, text: bytes) -> bytes:
        """A text that stands by itself: an attribute, a value."""
        flow = _Flow(self._names)
        self._text(text, flow)
        return flow.text()

    def _tag(self, tag: bytes) -> bytes:
        return _ATTRIBUTE.sub(self._attribute, tag)

    def _attribute(self, match: re.Match[bytes]) -> bytes:
        name, equals, value = match[1].lower(), match[2], match[3]
        quote = value[:1] if value[:1] in (b'"', b"'") else b""
        inside = value[1:-1] if quote else value
        if name in _LINKS:
            inside = self._address(inside)
        elif name in _READ:
            inside = self._address(inside) if _ADDRESS.fullmatch(inside) else self._alone(inside)
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
            return b'"' + self._alone(inside) + b'"' + match[2]

        return re.sub(rb'"((?:[^"\\]|\\.)*)"(\s*:?)', string, text)

    def _address(self, url: bytes) -> bytes:
        """The address with the words of its slugs replaced; ``own`` addresses stay."""
        if any(own in url for own in self._own):
            return url
        return _SLUG.sub(lambda slug: self._slug(slug[0]), url)

    def _slug(self, slug: bytes) -> bytes:
        flow = _Flow(self._names)
        self._plain(slug, flow)
        return flow.text()

    def _text(self, text: bytes, flow: _Flow) -> None:
        # an address in a text, or in a list of images, is an address
        if b"//" in text:
            pieces = re.split(rb"((?:https?:)?//[^\s\"'<>]+)", text)
            for at, piece in enumerate(pieces):
                if at % 2:
                    flow.add(self._address(piece))
                else:
                    self._plain(piece, flow)
        else:
            self._plain(text, flow)

    def _plain(self, text: bytes, flow: _Flow) -> None:
        end = 0
        for match in _TOKEN.finditer(text):
            flow.add(text[end : match.start()])
            self._word(match[0], flow)
            end = match.end()
        flow.add(text[end:])

    def _word(self, token: bytes, flow: _Flow) -> None:
        if not token.isalpha():
            flow.add(token if token[:1] in (b"&", b"\\") else self._other_number(token))
        elif len(token) < 3 or token.decode("ascii").lower() in self._keep:
            flow.kept(token, self._other)
        else:
            flow.replaced(self._other(token))

    def _other(self, word: bytes) -> bytes:
        if word not in self._made:
            self._made[word] = invented(word.decode("ascii"), self._keep).encode("ascii")
        return self._made[word]

    def _other_number(self, number: bytes) -> bytes:
        """Another number of that length: telephone numbers; years, times and amounts are shorter."""
        digits = bytes(48 + digit % 10 for digit in sha256(number).digest()[: len(number) - 1])
        return number[:1] + digits.ljust(len(number) - 1, b"0")


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
