"""Which addresses may be asked: declared hosts, web ports, and no machine of a private network.

Two parts are needed. The middleware sees every request again after redirects and retries, but not where a name
leads; the resolver sees where every name leads, but not the scheme. An operator behind a proxy keeps working: the
configured proxy's own address is exempt, and nothing else.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.outlet import OutletSpider


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

    def process_request(self, request: Request) -> None:
        """Raises ``IgnoreRequest`` with the reason."""
        parts = urlsplit(request.url)
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme not in ("http", "https"):
            reason = f"scheme {parts.scheme} is not asked for"
        elif parts.port not in (None, 80, 443):
            reason = f"port {parts.port} is not asked for"
        elif not is_public_name(host):
            reason = f"{host} is no public address"
        elif host not in self.allowed and not request.meta.get("any_host"):
            reason = f"leads off the site, to {host}"
        else:
            return
        self.spider.counts["offsite"] += 1
        raise IgnoreRequest(reason)


class PublicResolver(CachingThreadedResolver):
    """Refuses names that lead to loopback, private, link-local or otherwise unpublic addresses."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        """Resolves ``name``; fails with ``DNSLookupError`` when what it leads to is not public."""
        found = super().getHostByName(name, timeout)
        if name in _proxy_hosts():
            return found
        return found.addCallback(_public, name)


def is_public_name(host: str) -> bool:
    """Whether a host of an address may be asked: no unpublic IP address in any spelling, no name of this machine."""
    if not host or host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return False
    address = _literal(host)
    return address is None or _is_public(address)


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


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_global and not address.is_multicast


def _public(address: str, name: str) -> str:
    if not _is_public(ipaddress.ip_address(address)):
        raise DNSLookupError(f"{name} leads to {address}, which is no public address")
    return address


def _proxy_hosts() -> frozenset[str]:
    return frozenset(filter(None, (urlsplit(url).hostname for url in getproxies().values())))
