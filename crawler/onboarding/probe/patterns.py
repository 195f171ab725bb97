"""Declarations of an outlet derived from the links of its pages; pure functions.

An article's address is told from a section's by its shape: it ends in a slug of several words, or in a number. Sites
differ in what stands before, so the commonest such shape among the links is taken.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml.html import HtmlElement

_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"\d+")
_SLUG = re.compile(r"[\w%]+(?:[-_][\w%]+){2,}")
_ENDING = re.compile(r"\.(?:html?|php|aspx?)$")
_PAGE_TEXT = re.compile(
    r"\s*(?:2|next(?: page)?|older posts?|selanjutnya|berikutnya|lanjut|halaman (?:2|berikutnya)|»|›|>|→)\s*[»›>→]*\s*",
    re.IGNORECASE,
)
_MANY_RUBRICS = 2
"""Different words in one place of an address from which it is taken for a rubric and not for a fixed word."""
_PAGING = frozenset({"page", "paged", "hal", "halaman", "start", "offset", "mulai", "cpage", "pg"})
"""Names of numbers in a query that count pages and not articles."""
_HEADLINE_WORDS = 4
_PRECISE = 0.8


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: its address, its text, and the element."""

    url: str
    text: str
    element: HtmlElement


@dataclass(frozen=True, slots=True)
class Paging:
    """The addresses of a list's pages: ``url`` with ``{page}``, which counts from ``first`` by ``step``."""

    url: str
    first: int
    step: int


def links_of(tree: HtmlElement, base: str) -> list[Link]:
    """The links of a page to its own host, in order, each address and text once."""
    home = _host(base)
    found: dict[tuple[str, str], Link] = {}
    for anchor in tree.iter("a"):
        href = (anchor.get("href") or "").strip()
        try:
            url = urljoin(base, href).partition("#")[0]
            if not href or _host(url) != home:
                continue
        except ValueError:  # "http://[": what urllib refuses is no link
            continue
        text = " ".join(anchor.text_content().split())
        found.setdefault((url, text), Link(url, text, anchor))
    return list(found.values())


def article_pattern(urls: Iterable[str]) -> str | None:
    """A regular expression for the ``/path`` or ``/path?query`` of the articles among ``urls``; None when none stands
    out. ``urls`` may hold other pages too, if articles are the more frequent.
    """
    shapes: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for url in sorted(set(urls)):
        shape = _shape(url)
        if shape is not None:
            shapes[shape[0]].append(shape[1])
    if not shapes:
        return None
    commonest = max(shapes, key=lambda shape: (len(shapes[shape]), shape))
    return _expression(commonest, shapes[commonest])


def headline_links(links: Iterable[Link]) -> list[Link]:
    """The links whose text is long enough for a headline."""
    return [link for link in links if len(link.text.split()) >= _HEADLINE_WORDS]


def matches(pattern: str, url: str) -> bool:
    """Return true when the expression fits the address."""
    parts = urlsplit(url)
    compiled = re.compile(pattern)
    return bool(compiled.fullmatch(parts.path) or (parts.query and compiled.fullmatch(f"{parts.path}?{parts.query}")))


def count_matching(pattern: str, urls: Iterable[str]) -> int:
    """Count the addresses that the expression fits."""
    return sum(matches(pattern, url) for url in urls)


def links_selector(tree: HtmlElement, base: str, pattern: str) -> str | None:
    """CSS that selects the headlines of a list and little else; None when the page has no links to articles.

    Of all selectors made of a class near the link or of the heading around it, the one that finds most articles among
    mostly articles; of equals the shortest.
    """
    headlines = {link.element for link in headline_links(links_of(tree, base)) if matches(pattern, link.url)}
    if not headlines:
        return None
    candidates: Counter[str] = Counter()
    for anchor in headlines:
        candidates.update(set(_selectors(anchor)))
    best: tuple[int, int, str] | None = None
    for css in candidates:
        selected = [anchor for anchor in tree.cssselect(css) if anchor.tag == "a" and anchor.get("href")]
        hits = sum(anchor in headlines for anchor in selected)
        wanted = sum(matches(pattern, urljoin(base, anchor.get("href", ""))) for anchor in selected)
        if hits and wanted >= _PRECISE * len(selected):
            best = max(best or (0, 0, ""), (hits, -len(css), css))
    return best[2] if best else None


def paging_of(tree: HtmlElement, base: str) -> Paging | None:
    """Derive a list's paging from the link to its second page; ``None`` when there is no such link."""
    hrefs = [
        *(node.get("href") for node in tree.cssselect("link[rel~='next'][href], a[rel~='next'][href]")),
        *(anchor.get("href") for anchor in tree.iter("a") if _PAGE_TEXT.fullmatch(anchor.text_content() or "-")),
    ]
    for href in hrefs:
        if href and (paging := _paging(urljoin(base, href), base)):
            return paging
    return None


def busiest_section(links: Iterable[Link], headlines: Sequence[Link], front: str) -> str | None:
    """The menu entry that sounds most like a list of news."""
    inside = {link.url for link in headlines}
    for wanted in (r"terkini|terbaru|indeks|index", r"^berita$|news", r"berita|daerah|politik|pilkada|pemilu"):
        for link in links:
            elsewhere = link.url not in inside and link.url.rstrip("/") != front.rstrip("/")
            if elsewhere and re.search(wanted, link.text, re.IGNORECASE):
                return link.url
    return None


def _paging(url: str, base: str) -> Paging | None:
    if _host(url) != _host(base) or url.partition("#")[0] == base:
        return None
    parts = urlsplit(url)
    place = f"{parts.path}?{parts.query}" if parts.query else parts.path
    numbers = [match for match in _NUMBER.finditer(place) if place[match.start() - 1] in "/=-"]
    if not numbers:
        return None
    last = numbers[-1]
    template = place[: last.start()].replace("{", "{{").replace("}", "}}") + "{page}" + place[last.end() :]
    number = int(last[0])
    # the second page is 2 where pages are counted, 1 where they are from nought, else the articles before it
    return Paging(template, 1, 1) if number == 2 else Paging(template, 0, number) if number else None


def _shape(url: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the kinds of an address's parts, and the parts; ``None`` for an address of no article."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    query = parse_qsl(parts.query)
    kinds: list[str] = []
    for segment in segments:
        ending = _ENDING.search(segment)
        stem = segment[: ending.start()] if ending else segment
        kind = (
            "year" if _YEAR.fullmatch(stem)
            else "number" if _NUMBER.fullmatch(stem)
            else "slug" if _SLUG.fullmatch(stem)
            else "word"
        )  # fmt: skip
        kinds.append(kind + (ending[0] if ending else ""))
    if telling := _telling(query, kinds):
        return (*kinds, *telling), (*segments, *(value for _, value in query))
    if query or not kinds or not kinds[-1].startswith(("slug", "number")) or kinds == ["number"]:
        return None
    return (*kinds, "/" if parts.path.endswith("/") else ""), tuple(segments)


def _telling(query: Sequence[tuple[str, str]], kinds: Sequence[str]) -> list[str]:
    """Kinds of the parameters of an address that names its article by a number in the query; none for any other.

    A number is written ``?id=``, a word ``?module=berita``: words tell articles from other pages of a program.
    """
    named = [name for name, value in query if value.isdigit() and name.lower() not in _PAGING]
    if not named or (kinds and "slug" in kinds[-1]):
        return []
    return [f"?{name}=" if value.isdigit() or _SLUG.fullmatch(value) else f"?{name}={value}" for name, value in query]


def _expression(shape: Sequence[str], examples: Sequence[Sequence[str]]) -> str:
    asked = [kind for kind in shape if kind.startswith("?")]
    kinds = shape[: len(shape) - len(asked)] if asked else shape[:-1]
    has_slug = any(kind.startswith("slug") for kind in kinds)
    day = kinds[:1] == ("year",) or kinds[1:2] == ("year",)
    identified = has_slug and not day and sum(kind == "number" for kind in kinds) == 1
    written = []
    for at, kind in enumerate(kinds):
        name, dot, ending = kind.partition(".")
        words = sorted({parts[at] for parts in examples})
        pattern = {
            "year": r"\d{4}",
            "number": r"(?P<id>\d+)" if identified else r"\d+",
            # alone at the root, a slug is told from a section by its many words only
            "slug": r"[\w-]+" if len(kinds) > 1 else r"\w+(?:-\w+){2,}",
            "word": re.escape(words[0]) if len(words) < _MANY_RUBRICS else r"[\w-]+",
        }[name]
        written.append(pattern + (re.escape(dot + ending) if dot and name != "word" else ""))
    path = "/" + "/".join(written)
    return path + _query_expression(asked, [parts[len(kinds) :] for parts in examples]) if asked else path + "/?"


def _query_expression(asked: Sequence[str], examples: Sequence[Sequence[str]]) -> str:
    """The query: the number that differs most is the article's, other numbers and slugs are whatever they are."""
    values = [{one[at] for one in examples} for at in range(len(asked))]
    numbers = [at for at in range(len(asked)) if asked[at].endswith("=") and all(map(str.isdigit, values[at]))]
    telling = max(numbers, key=lambda at: (len(values[at]), asked[at].strip("?=").lower().startswith("id"), -at))
    written = []
    for at, kind in enumerate(asked):
        name, _, value = kind[1:].partition("=")
        free = r"(?P<id>\d+)" if at == telling else r"\d+" if at in numbers else r"[\w-]+"
        written.append(f"{re.escape(name)}={re.escape(value) if value else free}")
    return r"\?" + "&".join(written)


def _selectors(anchor: HtmlElement) -> Iterable[str]:
    """Selectors under which a link might be declared, from the element itself outwards."""
    for name in _classes(anchor):
        yield f"a.{name}"
    node = anchor.getparent()
    for _ in range(4):
        if node is None or not isinstance(node.tag, str) or node.tag in ("body", "main"):
            return
        for name in _classes(node):
            yield f".{name} a"
        if node.tag in ("h2", "h3", "h4"):
            yield f"{node.tag} a"
        node = node.getparent()


def _classes(node: HtmlElement) -> list[str]:
    """Classes of an element that may stand in a selector as they are and are no counters ("post-123")."""
    return [name for name in (node.get("class") or "").split() if re.fullmatch(r"[A-Za-z][\w-]*[A-Za-z]", name)]


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
