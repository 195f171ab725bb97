"""Changes that a re-extraction would make: pages and fields by outlet, with examples."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from storage.archive.revision import Difference

EXAMPLES = 3
"""Examples kept of a field that changed, for each outlet."""


@dataclass(slots=True)
class OutletChanges:
    """Changes at one outlet: pages by kind of difference (``same`` too), fields, some examples."""

    kinds: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    examples: defaultdict[str, list[tuple[str, Any, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, url: str, change: Difference | None) -> None:
        """Count one page."""
        self.kinds[change.kind if change else "same"] += 1
        for name, (before, after) in change.fields.items() if change else ():
            self.fields[name] += 1
            if len(self.examples[name]) < EXAMPLES:
                self.examples[name].append((url, before, after))


@dataclass(slots=True)
class Changes:
    """All changes. ``problems`` are lines for people: damaged records, and pages that could not be read.

    ``unread``: captures of outlets that have no spider any more.
    """

    outlets: dict[str, OutletChanges] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)

    def pages(self, *kinds: str) -> int:
        """Count the pages of these kinds of difference, or all of them."""
        return sum(sum(c.kinds[kind] for kind in kinds or c.kinds) for c in self.outlets.values())
