"""Challenge and block pages: recognised, archived as what they are, and never evaded."""

from __future__ import annotations

import re

from scrapy.http import Response, TextResponse

_TITLES = re.compile(
    rb"<title>\s*(?:just a moment|attention required|checking your browser|access denied|are you a robot|"
    rb"one moment, please|ddos-guard|403 forbidden|security check|please wait)",
    re.IGNORECASE,
)
"""Titles of the block pages of Cloudflare, Sucuri, DDoS-Guard, Akamai and common web application firewalls."""

_MARKS = (
    b"/cdn-cgi/challenge-platform/",
    b"cf-browser-verification",
    b"g-recaptcha",
    b"_Incapsula_Resource",
    b"h-captcha",
)

_SHORT = 20_000
"""Bytes; a page longer than this holds more than a challenge, even when it carries a captcha in its comment form."""


def challenge_in(response: Response) -> str | None:
    """What kind of challenge or block page this is, or ``None``."""
    if (response.headers.get("cf-mitigated") or b"").lower() == b"challenge":
        return "Cloudflare challenge"
    if response.status in (401, 403) and isinstance(response, TextResponse):
        return f"refused (HTTP {response.status})"
    head = response.body[:_SHORT]
    if _TITLES.search(head) and len(response.body) < _SHORT:
        return "block page"
    if len(response.body) < _SHORT and any(mark in head for mark in _MARKS) and b"<p" not in head:
        return "challenge page"
    return None
