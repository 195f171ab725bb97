"""Lists of news that are no plain pages of links: recognised, and where possible declared.

Frames, lists that grow as one scrolls, lists that scripts or forms ask for, releases as documents, AMP editions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.onboarding.probe.patterns import Link
from crawler.outlets.sources import JsonListing

_DOCUMENT = re.compile(r"\.(?:pdf|docx?)(?:$|\?)", re.IGNORECASE)
_GROWS = re.compile(
    r"infinite-?scroll|page-load-status|load-?more|loadmore|jscroll|data-next-page|muat (?:lebih|lagi|lainnya)"
    r"|no more posts|IntersectionObserver",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"""(?:fetch|axios(?:\.(?P<axios>get|post))?|\$\.(?P<jquery>getJSON|get|post|ajax))\s*\(\s*(?:\{[^{}]*?url\s*:\s*)?"""
    r"""["'`](?P<url>[^"'`\s]+)["'`](?P<more>[^;]{0,300})"""
)
_POST = re.compile(r"""(?:method|type)["']?\s*:\s*["']post["']""", re.IGNORECASE)
_DATA = re.compile(r"""(?:body|data)["']?\s*:\s*(?P<data>\{[^{}]*\}|["'`][^"'`]*["'`])""")
_SECOND = re.compile(r"\A\s*,\s*(?P<data>\{[^{}]*\})")
"""The form as the second argument of a call that always posts."""
_FIELD = re.compile(r"""["']?(?P<name>\w+)["']?\s*:\s*(?P<value>\d+|["'][^"'{}]*["']|\w+)""")
_PAGE_FIELD = re.compile(r"page|paged|hal|halaman|offset|start|mulai|pg|p", re.IGNORECASE)
_FRAMES = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a list that a page makes by script or form; ``body`` makes it a POST."""

    url: str
    body: str | None = None

    @property
    def described(self) -> str:
        """The request in a line."""
        return f"POST {self.url} with {self.body}" if self.body is not None else f"GET {self.url}"


def frames(tree: HtmlElement, base: str) -> list[str]:
    """Addresses of the frames that make up a page of its own host, in order."""
    found = [urljoin(base, node.get("src")) for node in tree.iter("frame", "iframe") if node.get("src")]
    home = _host(base)
    return list(dict.fromkeys(url for url in found if _host(url) == home))[:_FRAMES]


def documents(tree: HtmlElement) -> int:
    """Count the links to documents, which are announced and not read."""
    return len({anchor.get("href") for anchor in tree.iter("a") if _DOCUMENT.search(anchor.get("href") or "")})


def grows(text: str) -> bool:
    """Return true for a page that loads more of its list where it stands."""
    return _GROWS.search(text) is not None


def is_amp(tree: HtmlElement) -> bool:
    """Return true for a page in AMP markup."""
    root = tree.getroottree().getroot()
    return any(name in root.attrib for name in ("amp", "⚡"))


def requests(tree: HtmlElement, base: str) -> list[Asked]:
    """Requests for lists that the page's scripts and forms make of its own host, each once."""
    scripts = "\n".join(script.text or "" for script in tree.iter("script"))
    found = [*_of_scripts(scripts), *_of_forms(tree)]
    made = (Asked(urljoin(base, one.url), one.body) for one in found)
    return list(dict.fromkeys(one for one in made if _host(one.url) == _host(base)))


def json_listing(asked: Asked, site: str, answer: bytes, known: Sequence[Link]) -> JsonListing | None:
    """The source that reads a list in JSON, when its articles can be told; ``None`` for any other answer.

    ``known`` are headlines with addresses: by them, a number or a slug becomes an address.
    """
    try:
        value = json.loads(answer)
    except ValueError:
        return None
    best = max(_rows(value), key=lambda found: len(found[1]), default=None)
    if best is None:
        return None
    path, rows = best
    link, form = _link_of(rows, known, site)
    if link is None:
        return None
    names = {name: _path_of(rows[0], pattern) for name, pattern in _NAMES.items()}
    url, paged = _paged(asked.url.removeprefix(site.rstrip("/")))
    body, more = _paged(asked.body, every=True) if asked.body is not None else (None, False)
    return JsonListing(
        url=url,
        body=body,
        items=path,
        link=link,
        form=form,
        headline=names["headline"] or "title",
        stamp=names["stamp"] or "published_at",
        pages=20 if paged or more else 1,
    )


_NAMES = {
    "headline": re.compile(r"judul|title|headline", re.IGNORECASE),
    "stamp": re.compile(r"publish|tanggal|tgl|date|created|waktu|terbit", re.IGNORECASE),
}
_LINK = re.compile(r"url|link|permalink|href|slug|id", re.IGNORECASE)


def _of_scripts(text: str) -> Iterator[Asked]:
    for match in _ASKED.finditer(text):
        verb, more = (match["axios"] or match["jquery"] or "").lower(), match["more"] or ""
        if verb == "post":
            yield Asked(match["url"], _form(_SECOND.search(more)))
        else:
            yield Asked(match["url"], _form(_DATA.search(match[0])) if _POST.search(match[0]) else None)


def _form(found: re.Match[str] | None) -> str:
    """The form that a script sends; a variable in it is taken for a page's number."""
    data = found["data"] if found else ""
    if data[:1] != "{":
        return data.strip("\"'`")
    fields = {}
    for one in _FIELD.finditer(data):
        value = one["value"].strip("\"'")
        fields[one["name"]] = value if one["value"][0] in "\"'" or value.isdigit() else "1"
    return urlencode(fields)


def _of_forms(tree: HtmlElement) -> Iterator[Asked]:
    """Forms that turn pages: sent by POST, with a field that counts them."""
    for form in tree.iter("form"):
        fields = {node.get("name"): node.get("value") or "" for node in form.iter("input") if node.get("name")}
        if (form.get("method") or "").lower() == "post" and any(_PAGE_FIELD.fullmatch(name) for name in fields):
            yield Asked(form.get("action") or "", urlencode(fields))


def post_template(body: str) -> str:
    """A form with its page number as ``{page}``."""
    return _paged(body, every=True)[0] or body


def _paged(text: str | None, *, every: bool = False) -> tuple[str, bool]:
    """An address or a form with its page number as ``{page}``, and true where it has one."""
    escaped = (text or "").replace("{", "{{").replace("}", "}}")
    field = rf"(?P<before>(?:^|[?&]){_PAGE_FIELD.pattern.join(('(?:', ')'))}=)\d*"
    made, count = re.subn(field, r"\g<before>{page}", escaped, count=1, flags=re.IGNORECASE)
    return made, bool(count)


def _rows(value: Any, path: str = "", level: int = 0) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Lists of objects in a JSON value, each with its path."""
    if isinstance(value, list) and len(value) > 1 and all(isinstance(one, dict) for one in value):
        yield path, value
    elif isinstance(value, dict) and level < 4:
        for name, inner in value.items():
            yield from _rows(inner, f"{path}.{name}".strip("."), level + 1)


def _link_of(rows: Sequence[Mapping[str, Any]], known: Sequence[Link], site: str) -> tuple[str | None, str]:
    """Path to an article's address in a row, and the form of the address where it is a number or a slug."""
    names = sorted((name for name in rows[0] if _LINK.search(name)), key=lambda name: name.lower() == "id")
    for name in names:
        if re.match(r"https?://|/[\w-]", str(rows[0][name])):
            return name, "{}"
    for name in names:
        for text in (str(row.get(name) or "") for row in rows):
            for link in known:
                if text and re.search(rf"(?<![\w-]){re.escape(text)}(?![\w-])", urlsplit(link.url).path):
                    return name, link.url.removeprefix(site.rstrip("/")).replace(text, "{}", 1)
    return None, "{}"


def _path_of(row: Mapping[str, Any], pattern: re.Pattern[str]) -> str | None:
    return next((name for name in row if pattern.search(name)), None)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def whole_ending(tree: HtmlElement, url: str) -> str:
    """Ending of the address at which a split article stands whole, where the page links to it: ``?page=all``."""
    path = urlsplit(url).path.rstrip("/")
    for anchor in tree.iter("a"):
        parts = urlsplit(urljoin(url, anchor.get("href") or ""))
        if parts.path.rstrip("/") == path and re.fullmatch(r"(?:page|showpage|halaman)=all", parts.query):
            return f"?{parts.query}"
        if parts.path.rstrip("/") == f"{path}/all":
            return "/all"
    return ""


def amp_only(urls: Iterable[str]) -> bool:
    """Return true when every address that is announced is one of an AMP edition."""
    found = list(urls)
    return bool(found) and all("/amp" in urlsplit(url).path for url in found)
