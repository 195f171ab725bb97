"""Recognition of a platform by the marks of its family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from scrapy.http import Response, TextResponse

from crawler.outlets.marks import ENOUGH, Mark
from crawler.outlets.outlet import Outlet


@dataclass(frozen=True, slots=True)
class Candidate:
    """A family, the marks of it that stand on a page, and their weight together."""

    family: str
    marks: tuple[Mark, ...]

    @property
    def weight(self) -> int:
        """Weight of the marks."""
        return sum(mark.weight for mark in self.marks)

    @property
    def certain(self) -> bool:
        """True when the marks are enough to take the family for granted."""
        return self.weight >= ENOUGH

    def described(self) -> str:
        """The family with its marks, for people."""
        return f"{self.family} ({', '.join(_named(mark) for mark in self.marks)})"


def candidates(families: Mapping[str, type[Outlet]], response: Response) -> list[Candidate]:
    """Families with a mark on a page, the weightiest first; of equals, the one that is named first in the alphabet."""
    host = urlsplit(response.url).hostname or ""
    text = f"{response.url}\n{response.text}" if isinstance(response, TextResponse) else response.url
    found = [
        Candidate(name, tuple(mark for mark in family.marks if mark.stands(host, text)))
        for name, family in families.items()
    ]
    return sorted((one for one in found if one.marks), key=lambda one: (-one.weight, one.family))


def _named(mark: Mark) -> str:
    if not mark.of_host:
        return mark.pattern
    return "host " + mark.pattern.removeprefix(r"(?:\A|\.)(?:").removesuffix(r"\Z").removesuffix(")").replace("\\", "")
