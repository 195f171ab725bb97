"""Pages that stand where an article was asked for: challenges, blocks, logins, a domain for sale.

They are recognised, archived as what they are, and never evaded. A page with running text of its own is none of them,
whatever its forms and scripts.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse, JsonResponse, Response, TextResponse, XmlResponse

from crawler.fetching.running_text import has_running_text

_TITLES = re.compile(
    rb"<title[^>]{0,100}>\s*(?:just a moment|attention required|checking your browser|are you a (?:robot|human)|"
    rb"one moment, please|ddos-guard|403 forbidden|please wait|waiting for the redirect|making sure you|"
    rb"verifying |verify (?:that )?you are|pardon our interruption|request rejected|protected by |client challenge|"
    rb"bot check|[^<]{0,60}(?:access denied|security check|captcha|human verification|robot check|internet positif|"
    rb"trustpositif))",
    re.IGNORECASE,
)
"""Titles of the block pages of Cloudflare, Sucuri, DDoS-Guard, Akamai and common web application firewalls."""

_MARKS = (
    b"/cdn-cgi/challenge-platform/",
    b"cf-browser-verification",
    b"g-recaptcha",
    b"_Incapsula_Resource",
    b"h-captcha",
    b"cf-turnstile",
    b".awswaf.com/",
    b"/.within.website/x/cmd/anubis/",
    b"/.well-known/ddos-guard/",
    b"sucuri_cloudproxy",
    b"trustpositif",
)

_LOGIN_PATH = re.compile(
    r"(?:^|/)(?:log-?in|sign-?in|masuk|wp-login\.php|sso|berlangganan|subscribe|paywall|consent)(?:[/.]|$)",
    re.IGNORECASE,
)
"""Addresses that a wall redirects to."""

_PASSWORD = re.compile(rb"<input[^>]{0,200}type\s{0,3}=\s{0,3}[\"']?password", re.IGNORECASE)
_FEW_LINKS = 25
"""A page with more of them is a list of articles that has a login form or a captcha in its menu."""

_FOR_SALE = re.compile(
    rb"domain (?:name )?(?:is|may be) for sale|buy this domain|domain (?:ini )?dijual|parkingcrew|sedoparking|"
    rb"domain (?:is|has been) parked|domain has expired|domain ini telah kedaluwarsa|"
    rb"<title[^>]{0,100}>\s*(?:(?:this )?account (?:has been )?suspended|bandwidth limit exceeded)",
    re.IGNORECASE,
)
_TITLE = re.compile(rb"<title[^>]{0,100}>([^<]{1,300})</title>", re.IGNORECASE)
_PATH_LINK = re.compile(
    rb"<a\s[^<>]{0,300}?href\s{0,3}=\s{0,3}[\"']?(?:https?://(?:www\.)?([^/\"'<>\s]{1,100}))?/[^?#/\"'<>\s]"
)
_INNER = 4
"""Links to own pages from which a site with nothing but its name in its title is in use: a list of articles."""

_SHORT = 20_000
"""Bytes; a page longer than this holds more than a challenge, even when it carries a captcha in its comment form."""


def challenge_in(response: Response) -> str | None:
    """Kind of challenge or block page that this is, or ``None``."""
    if (response.headers.get("cf-mitigated") or b"").lower() == b"challenge":
        return "Cloudflare challenge"
    if response.status in (401, 403) and isinstance(response, TextResponse):
        return f"refused (HTTP {response.status})"
    if _was_led_to_a_login(response):
        return "login page"
    kind = None if isinstance(response, XmlResponse | JsonResponse) else _kind_by_marks(response.body)
    return kind if kind and not has_running_text(response) else None


def refusal_in(robots: Response) -> str | None:
    """Refusal that came in the place of robots.txt, as the end of a sentence about it; ``None`` for none.

    A site that challenges everybody challenges here too. A front page in the place of the file is no refusal.
    """
    if (robots.headers.get("cf-mitigated") or b"").lower() == b"challenge":
        return "is answered by a Cloudflare challenge"
    if robots.status in (401, 403):
        return f"answers HTTP {robots.status}"
    if isinstance(robots, HtmlResponse) and len(robots.body) < _SHORT and _TITLES.search(robots.body):
        return "is answered by a block page"
    return None


def _was_led_to_a_login(response: Response) -> bool:
    """True at the address of a wall, unless the article was announced there and nobody was led to it."""
    announced = response.request is not None and not response.request.meta.get("redirect_urls")
    return not announced and _LOGIN_PATH.search(urlsplit(response.url).path) is not None


def _kind_by_marks(body: bytes) -> str | None:
    if len(body) >= _SHORT:
        return None
    if _TITLES.search(body):
        return "block page"
    if body.count(b"<a ") > _FEW_LINKS:
        return None
    if any(mark in body for mark in _MARKS):
        return "challenge page"
    return "login page" if _PASSWORD.search(body) else None


def parking_in(response: Response) -> str | None:
    """Reason for taking this for the page of a domain that was given up or sold, or ``None``."""
    if not isinstance(response, HtmlResponse) or len(response.body) >= _SHORT:
        return None  # a feed may well be called by the name of its domain
    reason = _parked_by_marks(response)
    return reason if reason and not has_running_text(response) else None


def _parked_by_marks(response: Response) -> str | None:
    if found := _FOR_SALE.search(response.body):
        words = found[0].rpartition(b">")[2].strip().decode("ascii", "replace").lower()
        return f"the domain is parked or for sale ({words})"
    title = _TITLE.search(response.body)
    host = (urlsplit(response.url).hostname or "").removeprefix("www.").encode()
    if title and title[1].strip().lower().removeprefix(b"www.") == host and _inner_links(response.body, host) < _INNER:
        return "the domain is parked: its title is its name"
    return None


def _inner_links(body: bytes, host: bytes) -> int:
    """Links to pages of the host itself, which a parked domain has not: its links are searches and advertisements."""
    return sum(address[1] in (None, host) for address in _PATH_LINK.finditer(body.lower()))
