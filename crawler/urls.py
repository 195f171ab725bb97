"""Addresses of articles: one canonical spelling to fetch, one key to know an article again.

The spellings folded here are those seen in the wild: scheme, ``www``, a trailing dot
of the host, doubled slashes, AMP twins, tracking parameters, fragments, trailing slashes.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import safe_url_string

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|ref|refer|referrer|source|share|sort|"
    r"phpsessid|jsessionid|sid|replytocom|amp|m|print|output|nonamp|tbclid|twclid|spm|from",
    re.IGNORECASE,
)
"""Query parameters that never decide which article is shown."""

_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
"""Session ids in the path, as Java servers write them."""

MAX_LENGTH = 2_000
"""Characters of an address; no article's is longer, and databases and proxies have limits near it."""

MAX_SEGMENTS = 20
"""Parts of a path; what is deeper grows by itself, by relative links that are resolved again and again."""

MAX_REPEATS = 2
"""So often the same part may stand in a path (``/2024/11/11/``); a part that comes a third time is a loop."""

_AMP_HOST = re.compile(r"(?:www|amp|m|mobile)\.")


def article_id(outlet: str, url_key: str) -> str:
    """``a`` and 16 hex digits of SHA-256 over outlet and URL key: the same article in every archive."""
    return "a" + hashlib.sha256(f"{outlet}\n{url_key}".encode()).hexdigest()[:16]


def trap_in(url: str) -> str | None:
    """Why an address is taken for a trap and not asked for: it is endless, or grows by repeating itself."""
    if len(url) > MAX_LENGTH:
        return "longer than an address can be"
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    if len(segments) > MAX_SEGMENTS:
        return "too many path segments"
    if segments and max(Counter(segments).values()) > MAX_REPEATS:
        return "repeated path segments"
    return None


@lru_cache(maxsize=4096)  # an address is looked at from many sides, one after the other
def canonical_url(url: str) -> str:
    """The same address in one spelling: lower-case host without trailing dot, single slashes, no fragment, no tracking.

    Scheme and ``www`` stay, because a site may answer on one of them only. Raises ``ValueError`` for what is no
    http(s) address.
    """
    parts = urlsplit(safe_url_string(url.strip()))
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError(f"not an http(s) address: {url!r}")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    path = re.sub(r"/{2,}", "/", _SESSION.sub("", parts.path)) or "/"
    return urlunsplit((parts.scheme, host + port, path, _query(parts.query), ""))


def url_key(url: str) -> str:
    """What is the same for all spellings of an address: ``host/path?query``, AMP twins folded.

    ``url_key(url_key)`` with any scheme put before it is the same key. Raises ``ValueError`` like ``canonical_url``.
    """
    parts = urlsplit(canonical_url(url))
    host = parts.netloc
    while match := _AMP_HOST.match(host):
        host = host[match.end() :]
    segments = [segment for segment in parts.path.split("/") if segment]
    if len(segments) > 1 and segments[0].lower() == "amp":
        segments = segments[1:]
    if len(segments) > 1 and segments[-1].lower() in ("amp", "amp.html"):
        segments = segments[:-1]
    path = "/".join(segments)
    return f"{host}/{path}" + (f"?{parts.query}" if parts.query else "")


def _query(query: str) -> str:
    kept = [(name, value) for name, value in parse_qsl(query) if not _TRACKING.fullmatch(name)]
    return urlencode(sorted(kept))


@dataclass(frozen=True)
class Addresses:
    """The address space of one outlet.

    ``site`` is its front page; ``hosts`` are further hosts with articles of their own; ``mirrors`` are hosts on which
    the articles of ``site`` appear again. ``article_path`` is a regular expression that matches the whole of an
    article's ``/path`` or ``/path?query``; a group ``id`` makes the article's identity, and a group ``offset`` marks a
    later part of a split article.
    """

    site: str
    hosts: tuple[str, ...] = ()
    mirrors: tuple[str, ...] = ()
    article_path: str = r"/.+"

    @cached_property
    def home(self) -> str:
        """Host of the front page."""
        return urlsplit(canonical_url(self.site)).netloc

    @cached_property
    def allowed(self) -> frozenset[str]:
        """Every host that may be asked, with and without ``www``."""
        names = {self.home, *self.hosts, *self.mirrors}
        return frozenset(names | {f"www.{name}" for name in names} | {name.removeprefix("www.") for name in names})

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self.article_path)

    def canonical(self, url: str) -> str:
        """Canonical spelling with the site's own scheme and ``www``.

        Raises ``ValueError`` for what is no address of the outlet.
        """
        return _canonical(self, url)

    def article(self, url: str) -> str | None:
        """Address of the first part of the article at ``url``; ``None`` when it is no article of the outlet."""
        try:
            address = self.canonical(url)
        except ValueError:
            return None
        parts = urlsplit(address)
        match = self._match(parts.path, parts.query)
        if match is None:
            return None
        if self._pattern.fullmatch(parts.path):  # the query says nothing then: ``?page=all`` is the same article
            parts = parts._replace(query="")
            address = urlunsplit(parts)
        if match.groupdict().get("offset"):
            address = urlunsplit(parts._replace(path=parts.path[: match.start("offset")].rstrip("/")))
        return address

    def key(self, url: str) -> str:
        """URL key within the outlet: host and ``id`` where the pattern has one, else ``url_key``."""
        key = url_key(self.canonical(url))
        host, _, rest = key.partition("/")
        if host in self.mirrors or host.removeprefix("www.") in self.mirrors:
            host = self.home
        parts = urlsplit(self.canonical(url))
        match = self._match(parts.path, parts.query)
        if match and (identity := match.groupdict().get("id")):
            rest = identity
        return f"{host.removeprefix('www.')}/{rest}"

    def offset(self, url: str) -> int:
        """Position of a part within a split article; 0 is the first part."""
        parts = urlsplit(self.canonical(url))
        match = self._match(parts.path, parts.query)
        return int((match and match.groupdict().get("offset")) or 0)

    def _match(self, path: str, query: str) -> re.Match[str] | None:
        return self._pattern.fullmatch(path) or (self._pattern.fullmatch(f"{path}?{query}") if query else None)


@lru_cache(maxsize=4096)
def _canonical(addresses: Addresses, url: str) -> str:
    parts = urlsplit(canonical_url(url))
    host = parts.netloc
    if host not in addresses.allowed:
        raise ValueError(f"{host} is no host of {addresses.home}")
    if host.removeprefix("www.") == addresses.home.removeprefix("www."):
        host = addresses.home
    return urlunsplit(parts._replace(scheme=urlsplit(addresses.site).scheme, netloc=host))
