"""Evidence of a check, as values that go into a record as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, get_args

Fault = Literal[
    "dead", "host", "challenge", "robots", "source", "addresses", "element", "date", "language", "javascript", "split"
]
"""Kinds of what does not hold.

``dead``: no front page. ``host``: the site is elsewhere. ``challenge``: it asks whether we are human. ``robots``: it
forbids us. ``source``: a source announces nothing. ``addresses``: links that do not fit ``article_path``. ``element``,
``date``, ``language``: not found in articles. ``javascript``: the text needs a browser. ``split``: further parts of
articles are not declared.
"""


@dataclass(frozen=True, slots=True)
class SourceSeen:
    """The first page of a source: number of links, of those that are articles, and of those with a date."""

    label: str
    links: int = 0
    articles: int = 0
    dated: int = 0
    trouble: str | None = None

    @property
    def works(self) -> bool:
        """True when it announces articles."""
        return self.articles > 0


@dataclass(frozen=True, slots=True)
class ArticleSeen:
    """An article as the declaration reads it; ``element`` is true when the declared element holds it."""

    url: str
    title: str | None = None
    element: bool = False
    published: str | None = None
    precision: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    words: int = 0
    first: str = ""
    last: str = ""
    trouble: str | None = None


@dataclass(slots=True)
class Checked:
    """What was seen of an outlet. ``faults`` map the kind of what does not hold to one line on it."""

    outlet: str
    at: datetime
    requests: int = 0
    robots: str = ""
    sources: list[SourceSeen] = field(default_factory=list)
    articles: list[ArticleSeen] = field(default_factory=list)
    faults: dict[Fault, str] = field(default_factory=dict)
    from_archive: bool = False
    """True when archived pages were read and nothing was asked."""

    @property
    def verified(self) -> bool:
        """True when all that was looked at holds: a source announces articles, and articles are read."""
        announced = self.from_archive or any(source.works for source in self.sources)
        return announced and bool(self.articles) and not self.faults

    def row(self) -> dict[str, Any]:
        """JSON values of it."""
        return {**asdict(self), "at": self.at.astimezone(UTC).isoformat(timespec="seconds"), "verified": self.verified}

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Checked:
        """The evidence in a row. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for a row that is none."""
        unknown = set(row["faults"]) - set(get_args(Fault))
        if unknown:
            raise ValueError(f"no kind of fault: {', '.join(sorted(unknown))}")
        return cls(
            outlet=str(row["outlet"]),
            at=datetime.fromisoformat(row["at"]),
            requests=int(row["requests"]),
            robots=str(row["robots"]),
            sources=[SourceSeen(**one) for one in row["sources"]],
            articles=[ArticleSeen(**{**one, "authors": tuple(one["authors"])}) for one in row["articles"]],
            faults=dict(row["faults"]),
        )
