"""Marks of an article that goes on elsewhere: "Halaman 1 2 Show All", ``rel=next``, ``?page=2``."""

from __future__ import annotations

import re
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
    """Whether the page links to another part of the article at ``url``, or to all of it on one page."""
    here = urlsplit(url)
    own_part = _part_of(url, url)
    for link in tree.iter("a", "link"):
        href = (link.get("href") or "").strip()
        if not href or href.startswith("#"):
            continue
        if link.tag == "link":
            if "next" not in (link.get("rel") or "").lower().split():
                continue
        elif "next" not in (link.get("rel") or "").lower().split():
            text = " ".join("".join(link.itertext()).split())
            if len(text) > _LONGEST or not _FURTHER.fullmatch(text):
                continue
        try:
            target = urljoin(url, href)
            if urlsplit(target).netloc.removeprefix("www.") != here.netloc.removeprefix("www."):
                continue
        except ValueError:
            continue
        part = _part_of(target, url)
        if part is not None and part != own_part and part not in ("0", "1"):
            return True
    return False


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
