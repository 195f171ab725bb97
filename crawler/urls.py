"""Addresses of articles: the one to ask for, one canonical spelling, and one key to know an article again.

Folding belongs to the key. What is asked for is what the site announced, byte for byte: a parameter that looks like
tracking on one site is the number of the article on another. Two spellings of one article under two keys cost a
duplicate; two articles under one key cost an article (RFC 3986, 6.1).

Folded are spellings seen in the wild: scheme, ``www``, a trailing dot of the host, doubled slashes, dot segments, case
and need of percent escapes, AMP and mobile twins, the parameters of trackers and sessions, the order of parameters,
fragments, trailing slashes.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from w3lib.url import safe_url_string

_TRACKING = re.compile(
    r"(?:amp;)?(?:"
    r"(?:utm|mtm|matomo|piwik|hsa|itm|vero|oly|bsft|guce|_x_tr|__cf_chl|wt|relatedposts|__amp|amp)_\w+|utm|utmcct"
    r"|wt\.(?:mc|zmc)(?:_\w+)?|wt_mc|_bta_\w+|relatedposts|xt(?:loc|ref|cr|np|or|s)|ns_(?:mchannel|campaign|source|linkname)"
    r"|pk_(?:campaign|kwd|keyword|source|medium|content|cid)|at_(?:medium|campaign|custom\d|link_\w+)"
    r"|(?:fb|g|dc|msclk|y|ys|ysc|tw|tt|tb|wick|irc|xy|s)clid|ysclid|zanpid|dicbo|tblci|ob_click_id|taboola_campaign\w*"
    r"|(?:fb|yandex)_?(?:action_ids|action_types|ref|comment_id)|action_(?:object|type|ref)_map|fref|__tn__|_ft_"
    r"|__cft__(?:\[\d+\])?"
    r"|gclsrc|gbraid|wbraid|gad_source|gad_campaignid|adgroupid|_gl|_ga|_gac|gs_l|_hsenc|_hsmi|__hs(?:tc|sc|fp)"
    r"|hsctatracking|hss_channel|google_editors_picks"
    r"|igsh|igshid|mibextid|srsltid|sfnsn|li_fat_id|epik|mc_[ce]id|mc_tc|mkt_tok|msclkid|rdt_cid|sc_cid|s_kwcid"
    r"|spm|zarsrc|ss_email_id|_unique_id|_guc_consent_skip|echobox|wpamp"
    r"|_openstat|_branch_match_id|_branch_referrer|__twitter_impression|ref_src|ref_url|wprov|guccounter|ncid|cmpid"
    r"|aoh|usqp|rb_clickid|wickedid|_ke|__s|ml_subscriber(?:_hash)?|email_subscriber|trk_contact|trkemail"
    r"|(?:php|j|asp)sessionid|phpsessid|aspsessionid\w*|cftoken|replytocom|fb_source|tbclid"
    r")",
    re.IGNORECASE,
)
"""Names of parameters that never decide which article is shown: of campaigns, clicks, sessions, answers to comments."""

_NETWORKS = "rss|feed|fb|facebook|twitter|tw|x|whatsapp|wa|telegram|linkedin|email|instagram|ig|line|google|newsletter"
_SWITCH = re.compile(
    r"(?:amp|nonamp|noamp|m)(?:=(?:1|0|true|false|mobile|available)?)?|(?:output(?:_?type)?|mode|view)=amp"
    rf"|(?:ref|from|source|via|feature|spref|fromref|referrer)=(?:{_NETWORKS}|share)"
    r"|(?:referrer|referer)=https?(?::|%3A)[^&]*|nb=1"
    r"|share=(?:facebook|twitter|x|whatsapp|telegram|linkedin|email|pinterest|tumblr|reddit|pocket|threads"
    r"|jetpack-\w+|custom-\d+)",
    re.IGNORECASE,
)
"""Whole parameters that choose how an article is shown, or say where its reader comes from; another value may decide
(``m=berita``)."""

DOUBTFUL = re.compile(r"ref|refer|referrer|source|share|sort|sid|amp|m|print|output|nonamp|from", re.IGNORECASE)
"""Names that track on some sites and decide on others: part of an article's identity where its outlet says so."""

_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
"""Session ids in the path, as Java servers write them."""

_ROUTE = re.compile(r"[!/]/?[\w%~.-][\w%~./=&?-]*")
"""Fragments by which a site made of one page finds its article: ``#/berita/5``, ``#!berita/5``."""

_AMP_CACHE = re.compile(
    r"(https?)://(?:[\w-]+\.cdn\.ampproject\.org/[a-z]/(?:s/)?|(?:www\.)?google\.[a-z.]{2,6}/amp/(?:s/)?)"
    r"(?=[\w-]+\.[\w.-]+/)",
    re.IGNORECASE,
)
"""What a cache of AMP pages puts before the host of the page."""

MAX_LENGTH = 2_000
"""Characters of an address; no article's is longer, and databases and proxies have limits near it."""

MAX_SEGMENTS = 20
"""Parts of a path; what is deeper grows by itself, by relative links that are resolved again and again."""

MAX_REPEATS = 2
"""Times that the same part may stand in a path (``/2024/11/11/``); a third time is a loop."""

_AMP_HOST = re.compile(r"(?:www|amp|m|mobile)\.(?=[^.]+\.)")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def article_id(outlet: str, url_key: str) -> str:
    """``a`` and 16 hex digits of SHA-256 over outlet and URL key: the same article in every archive."""
    return "a" + hashlib.sha256(f"{outlet}\n{url_key}".encode()).hexdigest()[:16]


def trap_in(url: str) -> str | None:
    """Reason for which an address is taken for a trap and not asked for: it is endless, or grows by repeating itself.

    What is no address at all is no trap.
    """
    if len(url) > MAX_LENGTH:
        return "longer than an address can be"
    try:
        path = urlsplit(url).path
    except ValueError:  # "http://[situs]/x"
        return None
    segments = [segment for segment in path.split("/") if segment]
    if len(segments) > MAX_SEGMENTS:
        return "too many path segments"
    if segments and max(Counter(segments).values()) > MAX_REPEATS:
        return "repeated path segments"
    return None


@lru_cache(maxsize=4096)  # an address is looked at from many sides, one after the other
def request_url(url: str) -> str:
    """The address to ask for: path and query byte for byte as announced, without fragment and user name.

    What no request can hold (blanks, letters beyond ASCII) is percent-encoded, as browsers do. Raises ``ValueError``
    for what is no http(s) address.
    """
    parts = urlsplit(safe_url_string(url.strip()))
    return urlunsplit((parts.scheme, _host(parts, url), parts.path or "/", parts.query, ""))


@lru_cache(maxsize=4096)
def canonical_url(url: str) -> str:
    """The same address in one spelling: lower-case host, single slashes, sorted parameters, no tracking.

    A fragment goes, unless it is the way of a site that is one page (``#/berita/5``). The spelling is for showing and
    comparing; ``request_url`` is asked for. Scheme and ``www`` stay, because a site may answer on one of them only.
    Raises ``ValueError`` for what is no http(s) address.
    """
    parts = urlsplit(request_url(_AMP_CACHE.sub(r"\1://", url.strip(), count=1)))
    path = re.sub(r"/{2,}", "/", _SESSION.sub("", parts.path)) or "/"
    return urlunsplit((parts.scheme, parts.netloc, path, canonical_query(parts.query), _route(url)))


@lru_cache(maxsize=4096)
def url_key(url: str) -> str:
    """Key that all spellings of an address share: ``host/path?query``, AMP twins folded.

    ``url_key(url_key)`` with any scheme put before it is the same key. Raises ``ValueError`` like ``canonical_url``.
    """
    parts = urlsplit(canonical_url(url))
    host = parts.netloc
    while match := _AMP_HOST.match(host):
        host = host[match.end() :]
    segments = _segments(_unescaped(parts.path))
    while len(segments) > 1 and segments[0].lower() == "amp":
        segments = segments[1:]
    while len(segments) > 1 and segments[-1].lower() in ("amp", "amp.html"):
        segments = segments[:-1]
    query = canonical_query(_unescaped(parts.query))
    route = f"#{parts.fragment}" if parts.fragment else ""
    return f"{host}/{'/'.join(segments)}" + (f"?{query}" if query else "") + route


def parameters(query: str) -> list[str]:
    """The parameters of a query as they are written, without those that never decide which article is shown."""
    pieces = (_without_second_query(piece) for piece in query.split("&"))
    return [piece for piece in pieces if piece and not _is_tracking(piece)]


def canonical_query(query: str) -> str:
    """A query without tracking, sorted by name; in its own order where a parameter has no name (``?1423``).

    Parameters of one name stay in their order: of ``id=1&id=2`` a server takes the last.
    """
    pieces = parameters(query)
    if all("=" in piece for piece in pieces):
        pieces.sort(key=name_of)
    return "&".join(pieces)


def name_of(parameter: str) -> str:
    """Name of a parameter, unescaped."""
    return unquote(parameter.partition("=")[0])


def spellings(asked: str) -> tuple[str, ...]:
    """Names under which ``asked`` may be filed: canonical address and URL key; nothing for what is no address.

    Addresses of one's browser have no scheme, tracking parameters, an AMP twin.
    """
    address = asked if "://" in asked else f"https://{asked}"
    if "/" not in asked:
        return ()
    try:
        return (canonical_url(address), url_key(address))
    except ValueError:
        return ()


def _host(parts: SplitResult, url: str) -> str:
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError(f"not an http(s) address: {url!r}")
    host = f"[{host}]" if ":" in host else host
    return host + (f":{parts.port}" if parts.port not in (None, 80, 443) else "")


def _is_tracking(parameter: str) -> bool:
    name = name_of(parameter).partition("=")[0]  # some write "utm_source%3Drss"
    return bool(_TRACKING.fullmatch(name) or _SWITCH.fullmatch(parameter))


def _without_second_query(parameter: str) -> str:
    """A parameter without the tracking that was put behind it with another ``?``: ``p=5?utm_source=wa``."""
    first, mark, second = parameter.partition("?")
    return first if mark and _is_tracking(second) else parameter


def _route(url: str) -> str:
    fragment = url.partition("#")[2].strip()
    return fragment if fragment.isascii() and _ROUTE.fullmatch(fragment) else ""


def _unescaped(text: str) -> str:
    """Percent escapes in one spelling (RFC 3986, 6.2.2): none where none is needed, upper-case hex elsewhere."""

    def one(match: re.Match[str]) -> str:
        code = int(match[1], 16)
        return chr(code) if code in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(one, text) if "%" in text else text


def _segments(path: str) -> list[str]:
    """Parts of a path, dot segments resolved."""
    found: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del found[-1:]
        elif segment not in ("", "."):
            found.append(segment)
    return found
