"""Rules for addresses: web schemes and ports, declared hosts, and no machine of a private network.

The address guard asks them for Scrapy's requests, the browser's proxy for every connection of a rendered page.
"""

from __future__ import annotations

import ipaddress
from unicodedata import normalize
from urllib.parse import urlsplit
from urllib.request import getproxies

_GLOBAL = ipaddress.IPv6Network("2000::/3")
"""All that IANA gives out of IPv6. Outside lie old and local forms that hold an IPv4 address, or name a site's own."""

_PLATFORM = ipaddress.ip_address("168.63.129.16")
"""A machine of Azure's own that answers each of its guests, under an address of the internet."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""Addresses that stand for an IPv4 address (RFC 6052)."""


def objection(url: str, allowed: frozenset[str], *, any_host: bool = False) -> str | None:
    """Reason why an address may not be asked for; ``None`` when it may.

    ``allowed`` are the outlet's hosts, those on other ports than the web's as ``host:port``. ``any_host`` permits every
    public host.
    """
    try:
        parts = urlsplit(url)
        port = parts.port if parts.port not in (80, 443) else None
    except ValueError:
        return f"{url!r} is no address"
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in ("http", "https"):
        return f"scheme {parts.scheme} is not asked for"
    if not is_public_name(host):
        return f"{host} is no public address"
    if f"{host}:{port}" in allowed:
        return None
    if port is not None:
        return f"port {port} is not asked for"
    if host not in allowed and not any_host:
        return f"leads off the site, to {host}"
    return None


def is_public_name(host: str) -> bool:
    """True for a host that may be asked: no unpublic IP address in any spelling, no name of this machine."""
    if not host or host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return False
    address = _literal(normalize("NFKC", host).replace("。", "."))  # as IDNA reads digits in circles and wide ones
    return address is None or is_public(address)


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """True for an address of the internet. An IPv6 address that holds an IPv4 address is judged by that."""
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or _nat64(address)
        if inside is not None:
            return is_public(inside)
        if address not in _GLOBAL:
            return False
    return address.is_global and not address.is_multicast and address != _PLATFORM


def proxy_hosts() -> frozenset[str]:
    """Hosts of the proxies that the operator has configured in the environment."""
    return frozenset(filter(None, (urlsplit(url).hostname for url in getproxies().values())))


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Address that a numeric host means, in the spellings that C libraries understand (``127.1``, ``0x7f.1``)."""
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


def _nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
