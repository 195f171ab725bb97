"""Addresses of articles: one canonical spelling to fetch, one key to know an article again.

The spellings folded here are those seen in the wild: scheme, ``www``, a trailing dot
of the host, doubled slashes, AMP twins, tracking parameters, fragments, trailing slashes.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import lru_cache
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


def spellings(asked: str) -> tuple[str, ...]:
    """What ``asked`` may be filed under: its canonical address and its URL key; nothing for what is no address.

    Addresses of one's browser have no scheme, tracking parameters, an AMP twin.
    """
    address = asked if "://" in asked else f"https://{asked}"
    if "/" not in asked:
        return ()
    try:
        return (canonical_url(address), url_key(address))
    except ValueError:
        return ()
