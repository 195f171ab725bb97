"""Marks by which a platform is recognised, and their weights.

A host belongs to one company, so it outranks everything else. What only one platform prints is enough by itself. A
shape of addresses, a class or an attribute that other platforms have as well only adds to another mark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ENOUGH = 3
"""Weight from which a platform is recognised."""

_HOST, _PRINTED, _SHARED = 100, 3, 1


@dataclass(frozen=True, slots=True)
class Mark:
    """A regular expression for the host or for the text of a page, and its weight."""

    pattern: str
    weight: int
    of_host: bool = False

    def stands(self, host: str, text: str) -> bool:
        """Return true when a page of ``host`` with this ``text`` has the mark."""
        return re.search(self.pattern, host if self.of_host else text) is not None


def on_host(*names: str) -> Mark:
    """Hosts with these names and below them."""
    return Mark(rf"(?:\A|\.)(?:{'|'.join(map(re.escape, names))})\Z", _HOST, of_host=True)


def printed(pattern: str) -> Mark:
    """Text or markup that only this platform prints."""
    return Mark(pattern, _PRINTED)


def shared(pattern: str) -> Mark:
    """Text, markup or form of address that other platforms have too."""
    return Mark(pattern, _SHARED)


def below(domain: str) -> Mark:
    """Hosts below a domain that many owners share, such as that of the government."""
    return Mark(rf"\.{re.escape(domain)}\Z", _SHARED, of_host=True)
