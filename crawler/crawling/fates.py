"""The balance of one crawl: every address it discovered stands under exactly one fate (``storage.archive.runs``)."""

from __future__ import annotations

from collections import Counter


class Fates:
    """Keeps ``counts`` in balance at any moment: what is entered is queued until its fate is known."""

    def __init__(self, counts: Counter[str]) -> None:
        self._counts = counts
        self._fates: dict[str, str] = {}

    def enter(self, key: str, fate: str = "queued") -> None:
        """An address that was discovered; one that is entered already stays as it is."""
        if key not in self._fates:
            self._fates[key] = fate
            self._counts["discovered"] += 1
            self._counts[fate] += 1

    def settle(self, key: str, fate: str) -> None:
        """Settles an address; the last word counts. One that no source announced was discovered on the way."""
        self.enter(key)
        self._counts[self._fates[key]] -= 1
        self._fates[key] = fate
        self._counts[fate] += 1
