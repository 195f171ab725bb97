"""The address guard: no request leaves the outlet, and no name leads to a machine of a private network.

Two parts are needed. The middleware sees every request again after redirects and retries, but not where a name
leads; the resolver sees where every name leads, and what it gives is what is connected to, but not the scheme. An
operator behind a proxy keeps working: the configured proxy's own address is exempt, and nothing else.

A browser's connections go through ``crawler.fetching.browser_proxy``, which keeps the same rules by the same resolver.
Where it ended is looked at here once more, before anything is archived.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.crawling.spider import OutletSpider
from crawler.fetching.address_rules import is_public, objection, proxy_hosts


class _Guard:
    def __init__(self, spider: OutletSpider) -> None:
        self.spider = spider
        self.allowed = spider.addresses().allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets; ``scrapy shell`` and ``scrapy fetch`` without an outlet go unguarded by host."""
        if not isinstance(crawler.spider, OutletSpider):
            raise NotConfigured
        return cls(crawler.spider)

    def _require_ours(self, url: str, *, any_host: bool = False) -> None:
        if reason := objection(url, self.allowed, any_host=any_host):
            self.spider.state.counts["offsite"] += 1
            raise IgnoreRequest(reason)


class AddressGuard(_Guard):
    """Refuses requests that leave the outlet: other schemes, ports or hosts, also after a redirect or a retry."""

    def process_request(self, request: Request) -> None:
        """Raises ``IgnoreRequest`` with the reason."""
        self._require_ours(request.url, any_host=bool(request.meta.get("any_host")))


class AnswerGuard(_Guard):
    """Refuses a page that a browser ended on elsewhere. Its place is below the archive, which is not to see it."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Raises ``IgnoreRequest`` with the reason."""
        if request.meta.get("playwright"):
            self._require_ours(response.url)
        return response


class PublicResolver(CachingThreadedResolver):
    """Refuses names that lead to loopback, private, link-local or otherwise unpublic addresses."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        """Resolves ``name``; fails with ``DNSLookupError`` when what it leads to is not public."""
        found = self.look_up(name, timeout)
        if name in proxy_hosts():
            return found
        return found.addCallback(_public, name)

    def look_up(self, name: str, timeout: Sequence[int]) -> Deferred[str]:
        """Resolves the name, wherever it leads."""
        return super().getHostByName(name, timeout)


def _public(address: str, name: str) -> str:
    if not is_public(ipaddress.ip_address(address)):
        raise DNSLookupError(f"{name} leads to {address}, which is no public address")
    return address
