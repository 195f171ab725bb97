"""Marks of an article that goes on elsewhere: "Halaman 1 2 Show All", ``rel=next``, ``?page=2``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import html

_PARAMETERS = frozenset({"page", "paged", "hal", "halaman", "laman", "p", "pg", "part", "start", "show"})
_FURTHER = re.compile(
    r"\d{1,2}|[›»>]{1,2}|"
    r"(?:halaman |page |laman )?(?:\d{1,2}|selanjutnya|berikutnya|lanjut(?:kan)?|next(?: page)?)\W{0,3}|"
    r"(?:show|view|read|lihat|tampilkan|baca) (?:all|semua(?: halaman)?|semuanya)|semua halaman|all pages|"
    r"(?:lanjut|baca) ke halaman \d{1,2}",
    re.IGNORECASE,
)
_WHOLE = frozenset({"all", "semua"})
_PART = re.compile(r"/(?:page/|halaman/)?(\d{1,2})$")
_LONGEST = 40


def goes_on(tree: html.HtmlElement, url: str) -> bool:
    """True when the page links to another part of the article at ``url``, or to all of it on one page."""
    own = _part_of(url, url)
    return any(part != own and part not in ("0", "1") for part, _ in _parts(tree, url))


def next_part(tree: html.HtmlElement, url: str, number: int) -> str | None:
    """Address of part ``number`` of the article whose first part is at ``url``, where the page links to it."""
    if _PART.search(
        urlsplit(url).path.rstrip("/")
    ):  # an address that ends with a number: so do those of other articles
        return None
    return next((target for part, target in _parts(tree, url) if part == str(number)), None)


def _parts(tree: html.HtmlElement, url: str) -> Iterator[tuple[str, str]]:
    """The parts of the article at ``url`` that the page links to: number or ``all``, and address."""
    here = urlsplit(url)
    for link in tree.iter("a", "link"):
        href = (link.get("href") or "").strip()
        if not href or href.startswith("#") or not _leads_on(link):
            continue
        try:
            target = urljoin(url, href)
            if urlsplit(target).netloc.removeprefix("www.") != here.netloc.removeprefix("www."):
                continue
        except ValueError:
            continue
        if (part := _part_of(target, url)) is not None:
            yield part, target


def _leads_on(link: html.HtmlElement) -> bool:
    """Whether a link says that it leads to another part: by ``rel=next``, or by its text."""
    if "next" in (link.get("rel") or "").lower().split():
        return True
    text = " ".join("".join(link.itertext()).split()) if link.tag == "a" else ""
    return len(text) <= _LONGEST and _FURTHER.fullmatch(text) is not None


def _part_of(target: str, url: str) -> str | None:
    """Number of the part of the article at ``url`` that another address names, ``all`` for the whole, else ``None``."""
    there, here = urlsplit(target), urlsplit(url)
    path, own = there.path.rstrip("/"), _PART.sub("", here.path.rstrip("/"))
    if path == here.path.rstrip("/") or path == own:
        for name, value in parse_qsl(there.query):
            if name.lower() in _PARAMETERS and (value.isdecimal() or value.lower() in _WHOLE):
                return value.lower()
        return None
    match = _PART.search(path)
    return match[1] if match and own and path[: match.start()] == own else None
