"""Which addresses may be asked: declared hosts, web ports, and no machine of a private network.

Two parts are needed. The middleware sees every request again after redirects and retries, but not where a name
leads; the resolver sees where every name leads, and what it gives is what is connected to, but not the scheme. An
operator behind a proxy keeps working: the configured proxy's own address is exempt, and nothing else.

A browser resolves names itself: for rendered pages they are asked about before, and where it went is looked at after.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.crawling.spider import OutletSpider

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""Addresses that stand for an IPv4 address (RFC 6052)."""


class AddressGuard:
    """Refuses requests that leave the outlet: other schemes, ports or hosts, also after a redirect or a retry."""

    def __init__(self, spider: OutletSpider) -> None:
        self.spider = spider
        self.allowed = spider.addresses().allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets; ``scrapy shell`` and ``scrapy fetch`` without an outlet go unguarded by host."""
        if not isinstance(crawler.spider, OutletSpider):
            raise NotConfigured
        return cls(crawler.spider)

    async def process_request(self, request: Request) -> None:
        """Raises ``IgnoreRequest`` with the reason."""
        reason = self._objection(request)
        if reason is None and request.meta.get("playwright") and not _proxy_hosts():
            reason = await _leads_inside(urlsplit(request.url).hostname or "")
        if reason is not None:
            self._refuse(reason)

    def process_response(self, request: Request, response: Response) -> Response:
        """Raises ``IgnoreRequest`` for a page that a browser got from an unpublic address."""
        address = response.ip_address
        if request.meta.get("playwright") and address and not _proxy_hosts() and not is_public(address):
            self._refuse(f"{urlsplit(response.url).hostname} led to {address}, which is no public address")
        return response

    def _refuse(self, reason: str) -> None:
        self.spider.state.counts["offsite"] += 1
        raise IgnoreRequest(reason)

    def _objection(self, request: Request) -> str | None:
        parts = urlsplit(request.url)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port if parts.port not in (80, 443) else None
        if parts.scheme not in ("http", "https"):
            return f"scheme {parts.scheme} is not asked for"
        if not is_public_name(host):
            return f"{host} is no public address"
        if f"{host}:{port}" in self.allowed:
            return None
        if port is not None:
            return f"port {port} is not asked for"
        if host not in self.allowed and not request.meta.get("any_host"):
            return f"leads off the site, to {host}"
        return None


class PublicResolver(CachingThreadedResolver):
    """Refuses names that lead to loopback, private, link-local or otherwise unpublic addresses."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        """Resolves ``name``; fails with ``DNSLookupError`` when what it leads to is not public."""
        found = self.look_up(name, timeout)
        if name in _proxy_hosts():
            return found
        return found.addCallback(_public, name)

    def look_up(self, name: str, timeout: Sequence[int]) -> Deferred[str]:
        """Where the name leads, whatever that is."""
        return super().getHostByName(name, timeout)


def is_public_name(host: str) -> bool:
    """Whether a host of an address may be asked: no unpublic IP address in any spelling, no name of this machine."""
    if not host or host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return False
    address = _literal(host)
    return address is None or is_public(address)


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a numeric host means, in the spellings that C libraries understand (``127.1``, ``0x7f.1``)."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        numbers = [
            int(part, 16) if part.lower().startswith("0x") else _octal_or_decimal(part) for part in host.split(".")
        ]
    except ValueError:
        return None
    if not 1 <= len(numbers) <= 4 or any(number < 0 for number in numbers):
        return None
    value = numbers[-1]
    for position, number in enumerate(numbers[:-1]):
        value += number << (24 - 8 * position)
    return ipaddress.IPv4Address(value & 0xFFFFFFFF)


def _octal_or_decimal(text: str) -> int:
    return int(text, 8) if len(text) > 1 and text.startswith("0") else int(text)


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is one of the internet, also the IPv4 address that an IPv6 address holds."""
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or _nat64(address)
        if inside is not None:
            return is_public(inside)
    return address.is_global and not address.is_multicast


def _nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


async def _leads_inside(host: str) -> str | None:
    """Why a name may not be given to a browser."""
    from twisted.internet import reactor  # installed when a crawl runs, and not to be imported before

    resolver: Any = reactor
    try:
        await maybe_deferred_to_future(resolver.resolve(host))
    except DNSLookupError as error:
        return str(error)
    return None


def _public(address: str, name: str) -> str:
    if not is_public(ipaddress.ip_address(address)):
        raise DNSLookupError(f"{name} leads to {address}, which is no public address")
    return address


def _proxy_hosts() -> frozenset[str]:
    return frozenset(filter(None, (urlsplit(url).hostname for url in getproxies().values())))
