"""A redirect onto itself that sets a cookie is followed once with that cookie.

Some servers ask every visitor whether it takes cookies: they redirect an address to itself until the cookie comes back.
Nothing is told by it. The cookie is kept for its host until the crawl ends, so that the question is asked once; no
other cookie is taken (``COOKIES_ENABLED`` stays off).
"""

from __future__ import annotations

from typing import Self
from urllib.parse import urldefrag, urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.cookies import CookieJar
from w3lib.url import safe_url_string

from crawler.crawling.spider import outlet_of

MAX_COOKIES = 4096
"""Bytes of ``Set-Cookie`` in one answer beyond which they are not taken: browsers stop at as much for one cookie."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class CookieCheck:
    """Answers the question for a cookie, once for each request."""

    def __init__(self, max_redirects: int) -> None:
        self.max_redirects = max_redirects
        self._offered: dict[str, CookieJar] = {}
        """Cookies that came with redirects, by host."""
        self._sent: set[str] = set()
        """Hosts that are given what they offered."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets within a run."""
        outlet_of(crawler)
        return cls(crawler.settings.getint("REDIRECT_MAX_TIMES"))

    def process_request(self, request: Request) -> None:
        """Sends a host that asked for it its own cookie, and nobody another's."""
        request.headers.pop("Cookie", None)
        host = urlsplit(request.url).hostname or ""
        if host in self._sent:
            self._offered[host].add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Takes the cookies of redirects; raises ``IgnoreRequest`` where following them with a cookie leads nowhere."""
        location = response.headers.get("Location")
        if response.status not in _REDIRECTS or not location:
            return response
        host = urlsplit(request.url).hostname or ""
        cookies = response.headers.getlist("Set-Cookie")
        if cookies:
            request.meta["cookie_offered"] = True
            if sum(map(len, cookies)) <= MAX_COOKIES:
                self._offered.setdefault(host, CookieJar()).extract_cookies(response, request)
        if not request.meta.get("cookie_offered"):
            return response
        target = urldefrag(urljoin(request.url, safe_url_string(location)))[0]
        if target in (request.url, *request.meta.get("redirect_urls", ())):
            if request.meta.get("cookie_sent") or host not in self._offered:
                raise IgnoreRequest("a redirect onto itself that sets a cookie")
            self._sent.add(host)
            request.meta["cookie_sent"] = True
        elif request.meta.get("redirect_times", 0) >= self.max_redirects:
            raise IgnoreRequest("redirects without end that set a cookie")
        return response
