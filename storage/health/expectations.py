"""Expectations that a maintainer declares of an outlet, before its nights can tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """Expected articles of an outlet; binds from its first night, beside its history.

    ``articles_a_week`` is the least and the most that it publishes in a week, on whatever topic. ``coverage`` maps
    ``title``, ``date``, ``body`` or ``author`` to the least share (0 to 1) of its articles that have one.
    """

    articles_a_week: tuple[int, int] | None = None
    coverage: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for what cannot be meant."""
        if self.articles_a_week is not None and not 0 <= self.articles_a_week[0] <= self.articles_a_week[1]:
            raise ValueError(f"articles_a_week={self.articles_a_week}: give (least, most)")
        for name, share in self.coverage.items():
            if name not in FIELDS or not 0 <= share <= 1:
                raise ValueError(f"coverage of {name!r} {share}: give one of {', '.join(FIELDS)} a share from 0 to 1")


FIELDS = {"title": "titles", "date": "dates", "body": "bodies", "author": "authors"}
"""Fields whose coverage is watched, and the counters of articles that have them (of ``extracted``)."""
