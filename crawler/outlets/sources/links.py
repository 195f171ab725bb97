"""Links of a page as they were meant: their addresses, mended where a slip of the hand is plain, and their titles."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from parsel import Selector
from w3lib.url import safe_url_string

from crawler.extraction.markup import clean
from crawler.outlets.feeds import plain_title
from crawler.urls import canonical_url

_SLIPS = re.compile(
    r"(?:https?:/{0,2})?(https?):?/+(?=[\w-]{1,63}\.)|(https?)(?:://{2,}|:/(?!/)|//)(?=[\w-]{1,63}\.)", re.IGNORECASE
)
"""Beginnings that are a slip of the hand: ``https:/kabar.example``, ``http://https://kabar.example``."""

_SCRIPTED = re.compile(
    r"(?:location(?:\.href)?\s{0,3}=|window\.open\(|location\.(?:assign|replace)\()\s{0,3}[\"']([^\"']{1,2000})"
)
"""Address in a script that a link runs in its place."""

_READ_MORE = frozenset(
    {"baca selengkapnya", "selengkapnya", "baca juga", "baca", "lihat", "lanjut baca", "read more", "more", "lanjutkan"}
)
"""Texts of links that are no titles."""


def absolute(base: str, link: str, encoding: str = "utf-8") -> str:
    """The link as an address; as it stands when it can be none, such as ``http://[``.

    ``encoding`` is that of the page: browsers write letters of a query in it. A scheme that is written wrong or twice
    is mended, and one that is missing before the site's own host is added. Backslashes of the path are slashes, as in
    browsers.
    """
    try:
        link = _without_slips(clean(link), base)
        if not link.isascii() and encoding.lower() not in ("utf-8", "utf8"):
            link = safe_url_string(link, encoding=encoding)
        return urljoin(base, link)
    except (ValueError, LookupError):
        return link


def is_address(text: str) -> bool:
    try:
        return bool(canonical_url(text))
    except ValueError:
        return False


def base_of(root: Selector, url: str) -> str:
    """Address that the page's links are relative to: its ``<base>``, where that is one."""
    href = root.css("base[href]::attr(href)").get()
    joined = absolute(url, href.strip()) if href else url
    return joined if is_address(joined) else url


def href_of(anchor: Selector) -> str:
    """Address of a link; that of a script in its place where the link itself leads nowhere."""
    href = (anchor.xpath("(ancestor-or-self::a | descendant::a)[@href][1]/@href").get() or "").strip()
    if href and not href.startswith("#") and not href.lower().startswith("javascript:"):
        return href
    held = anchor.xpath("(@data-href | @data-url | @data-link)").get() or ""
    script = _SCRIPTED.search(anchor.attrib.get("onclick") or href)
    return held.strip() or (script[1] if script else "")


def title_of(anchor: Selector) -> str | None:
    """The link's own text, else its ``title``; ``None`` where both only say "read more"."""
    own = anchor.xpath(".//text()[not(parent::style or parent::script)]").getall()
    named = anchor.xpath("(descendant-or-self::a/@aria-label | descendant::img/@alt)").getall()
    for text in (" ".join("".join(own).split()), anchor.attrib.get("title") or "", *named[:3]):
        title = plain_title(text).strip(" .»›>…")
        if len(title) > 2 and not title.isdecimal() and title.lower() not in _READ_MORE:
            return title
    return None


def _without_slips(link: str, base: str) -> str:
    path, mark, rest = link.partition("?")
    if "\\" in path and not path.lower().startswith("javascript"):
        path = path.replace("\\", "/")
    if slip := _SLIPS.match(path):
        path = f"{(slip[1] or slip[2]).lower()}://{path[slip.end() :]}"
    own = urlsplit(base).netloc.removeprefix("www.")
    if own and path.removeprefix("www.").startswith(f"{own}/"):
        path = f"{urlsplit(base).scheme}://{path}"
    return path + mark + rest
