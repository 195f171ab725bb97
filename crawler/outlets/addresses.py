"""The address space of one outlet: which addresses are articles, and which of them are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, permutations
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit, urlunsplit

from crawler.urls import DOUBTFUL, canonical_query, canonical_url, name_of, parameters, request_url, url_key

_MOST_ORDERED = 5
"""Parameters that are tried in every order; of more there would be thousands."""


_DOCUMENTS = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".xls", ".xlsx", ".ppt", ".pptx")


class _Matched(NamedTuple):
    """Fit of an address to ``article_path``: the match, and the parameters that the pattern asked for."""

    match: re.Match[str]
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class Addresses:
    """The address space of one outlet.

    ``site`` is its front page; ``hosts`` are further hosts with articles of their own; ``mirrors`` are hosts on which
    the articles of ``site`` appear again. ``article_path`` is a regular expression that matches the whole of an
    article's ``/path`` or ``/path?query``, whatever the order of the parameters; a group ``id`` makes the article's
    identity, and a group ``offset`` marks a later part of a split article.
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
        bare = {name.removeprefix("www.") for name in (self.home, *self.hosts, *self.mirrors)}
        return frozenset(bare | {f"www.{name}" for name in bare})

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self.article_path)

    def canonical(self, url: str) -> str:
        """Canonical spelling with the site's own scheme and ``www``.

        Raises ``ValueError`` for what is no address of the outlet.
        """
        return _canonical(self, url)

    def article(self, url: str) -> str | None:
        """Address under which the article at ``url`` is kept; ``None`` when it is no article of the outlet.

        It is that of the first part, without parameters that ``article_path`` does not ask for; ``to_ask`` is fetched.
        """
        return _article(self, url)

    def to_ask(self, url: str) -> str:
        """Address to fetch for an announced one: as it was announced, on the site's own scheme and ``www``.

        A later part of a split article leads to its first. Raises ``ValueError`` like ``canonical``.
        """
        parts = self._at_home(urlsplit(request_url(url)))
        spelt = urlsplit(self.canonical(url))
        found = self._matched(spelt)
        if found and found.match.groupdict().get("offset"):
            parts = parts._replace(path=_first_part(spelt.path, found.match))
        return urlunsplit(parts)

    def document(self, url: str) -> bool:
        """True for a file of the outlet that is announced and not read: a release as PDF or office document."""
        try:
            path = urlsplit(self.canonical(url)).path
        except ValueError:
            return False
        return path.lower().endswith(_DOCUMENTS)

    def dropped(self, url: str) -> tuple[str, ...]:
        """Parameters of an article's address that its key leaves out, though they may decide which article it is."""
        parts = urlsplit(self.canonical(url))
        found = self._matched(parts)
        if found is None:
            return ()
        return tuple(one for one in parameters(parts.query) if one not in found.parameters)

    def key(self, url: str) -> str:
        """URL key within the outlet: host and ``id`` where the pattern has one, else ``url_key``."""
        parts = urlsplit(self.canonical(url))
        found = self._matched(parts)
        if found is not None:
            parts = parts._replace(query=canonical_query("&".join(found.parameters)))
        host, _, rest = url_key(urlunsplit(parts)).partition("/")
        if host in self.mirrors or host.removeprefix("www.") in self.mirrors:
            host = self.home
        if found and (identity := found.match.groupdict().get("id")):
            rest = identity
        return f"{host.removeprefix('www.')}/{rest}"

    def offset(self, url: str) -> int:
        """Position of a part within a split article; 0 is the first part."""
        found = self._matched(urlsplit(self.canonical(url)))
        return int((found and found.match.groupdict().get("offset")) or 0)

    def _at_home(self, parts: SplitResult) -> SplitResult:
        host = parts.netloc
        if host not in self.allowed:
            raise ValueError(f"{host} is no host of {self.home}")
        if host.removeprefix("www.") == self.home.removeprefix("www."):
            host = self.home
        return parts._replace(scheme=urlsplit(self.site).scheme, netloc=host)

    def _matched(self, parts: SplitResult) -> _Matched | None:
        if match := self._pattern.fullmatch(parts.path):  # the query says nothing then: ``?page=all`` is the same
            return _Matched(match, ())
        if not parts.query or "?" not in self.article_path:
            return None
        for chosen in _choices(parts.query):
            if match := self._pattern.fullmatch(f"{parts.path}?{'&'.join(chosen)}"):
                return _Matched(match, chosen)
        return None


@lru_cache(maxsize=4096)
def _canonical(addresses: Addresses, url: str) -> str:
    return urlunsplit(addresses._at_home(urlsplit(canonical_url(url))))


@lru_cache(maxsize=4096)
def _article(addresses: Addresses, url: str) -> str | None:
    try:
        parts = urlsplit(addresses.canonical(url))
    except ValueError:
        return None
    found = addresses._matched(parts)
    if found is None or parts.path.lower().endswith(_DOCUMENTS):
        return None
    # In the order of the site: what is kept here is asked for again on later nights.
    announced = parameters(urlsplit(request_url(url)).query)
    parts = parts._replace(query="&".join(one for one in announced if one in found.parameters))
    if found.match.groupdict().get("offset"):
        parts = parts._replace(path=_first_part(parts.path, found.match))
    return urlunsplit(parts)


def _first_part(path: str, match: re.Match[str]) -> str:
    return path[: match.start("offset")].rstrip("/")


def _choices(query: str) -> Iterator[tuple[str, ...]]:
    """Parameters in every order that a pattern may ask for, the whole query first; then without the doubtful ones."""
    whole = parameters(query)
    yield tuple(query.split("&"))
    yield tuple(whole)
    if len(whole) > _MOST_ORDERED:
        yield tuple(one for one in whole if not DOUBTFUL.fullmatch(name_of(one)))
        return
    doubtful = [one for one in whole if DOUBTFUL.fullmatch(name_of(one))]
    for count in range(len(doubtful) + 1):
        for left_out in combinations(doubtful, count):
            yield from permutations([one for one in whole if one not in left_out])
