"""The address space of one outlet: which addresses are articles, and which of them are the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import urlsplit, urlunsplit

from crawler.urls import canonical_url, url_key


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
