"""Figures of a night's articles of one outlet, by which a redesign is noticed. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from math import ceil
from statistics import median
from typing import Any

from scrapy.statscollectors import StatsCollector

from crawler.items import ArticleItem

_TELLING = 60
"""Letters of a paragraph that two articles do not have in common by chance."""

_EXCEPTIONS = {
    "timeouts": ("Timeout", "TimedOut"),
    "dns_errors": ("DNSLookup", "CannotResolveHost"),
    "tls_errors": ("SSL", "TLS", "Certificate"),
    "too_large": ("DownloadCancelled", "ResponseTooLarge"),
}
"""Counters, and what is in the names of the exceptions they count."""

_EXCEPTION_STAT = "downloader/exception_type_count/"


class Readings:
    """Collects every article that was read in a night, whatever became of it afterwards."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._words: list[int] = []
        self._newest: datetime | None = None
        self._rule_hits: Counter[str] = Counter()
        self._paragraphs: Counter[int] = Counter()
        self._texts: set[str | None] = set()

    def add(self, item: ArticleItem) -> None:
        """Takes in one article; a page without a text counts as read."""
        counts = self._counts
        counts["extracted"] += 1
        counts["titles"] += bool(item.title)
        counts["dates"] += item.published_at is not None and item.published_origin != "fetch"
        counts["bodies"] += bool(item.body)
        counts["authors"] += bool(item.authors or item.editors or item.bylines)
        counts["fallbacks"] += item.extractor.endswith("/page")
        self._rule_hits.update(item.rule_hits)
        if item.published_at is not None and (self._newest is None or item.published_at > self._newest):
            self._newest = item.published_at
        if item.body:
            self._words.append(item.words)
            self._note_paragraphs(item)

    def counts(self) -> dict[str, int]:
        """Numbers of articles read, and of those with a title, a date of their own, a body, a name.

        ``fallbacks`` had to be read without the declared element; ``shared_paragraphs`` is how many different texts
        have one same long paragraph in common, for the paragraph that most have.
        """
        shared = max(self._paragraphs.values(), default=0)
        return dict(self._counts) | {"shared_paragraphs": shared if shared > 1 else 0}

    def measures(self) -> dict[str, Any]:
        """Measures that are no counts: median and lower decile of words, newest publication, lines cut by rule."""
        words = sorted(self._words)
        return {
            "words_median": median(words) if words else None,
            "words_p10": words[ceil(len(words) / 10) - 1] if words else None,
            "newest_published": self._newest.isoformat() if self._newest else None,
            "rule_hits": dict(sorted(self._rule_hits.items())),
        }

    def _note_paragraphs(self, item: ArticleItem) -> None:
        if item.text_sha256 in self._texts:
            return  # one text at two addresses is no boilerplate
        self._texts.add(item.text_sha256)
        self._paragraphs.update({hash(text) for text in item.body.split("\n\n") if len(text) >= _TELLING})


def network_counts(stats: Mapping[str, Any]) -> dict[str, int]:
    """Counters of what went wrong on the way, from Scrapy's statistics: retried requests, exceptions by kind."""
    counts: Counter[str] = Counter(requests_retried=stats.get("retry/count", 0))
    for name, number in stats.items():
        if name.startswith(_EXCEPTION_STAT):
            kind = name.removeprefix(_EXCEPTION_STAT)
            counter = next((c for c, marks in _EXCEPTIONS.items() if any(mark in kind for mark in marks)), None)
            if counter is not None:
                counts[counter] += number
    return dict(+counts)


DRIFT = "canary/drift"
"""Statistic of Scrapy in which the canary keeps the first page that is read otherwise."""


def drift_measure(stats: StatsCollector) -> dict[str, str]:
    """The measure ``canary``: the first captured page that is read otherwise, in a line; none where all is well."""
    told = stats.get_value(DRIFT)
    return {"canary": told} if told else {}
