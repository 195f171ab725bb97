"""Knowledge of an outlet's addresses: from earlier runs, and from this one so far."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from crawler.outlets.window import Window
from storage.archive.frontier import RETRIED, is_due
from storage.models import RunOutlet, Sighting

PASSED_AFTER = 5
"""Number of articles in a row from before the window after which a listing is not read further."""

SETTLED = frozenset({"article", "duplicate", "off_topic", "not_indonesian", "empty", "gone", "quarantined"})
"""States of an address that is not asked for again."""

_MAY_DIFFER = re.compile(r"[?%~;#]|/\.|(?:^|/)(?:amp|m|mobile|www)[./]", re.IGNORECASE)
"""What a key has that another rule may spell otherwise: a query, escapes, dot segments, twins."""

Series = tuple[str, str]
"""A source's label and which of its series of pages."""


class KnownUrls:
    """Decides what is worth asking for, and how far back a listing is worth reading.

    ``known`` are the outlet's sightings by URL key; ``last`` is the crawl that covers it so far; ``attempts`` is on how
    many nights an address that fails is tried, ``now`` the time of this one. ``key_of`` gives the key of an address as
    the rules are now.
    """

    def __init__(
        self,
        window: Window,
        *,
        known: Mapping[str, Sighting],
        last: RunOutlet | None,
        attempts: int,
        now: datetime,
        key_of: Callable[[str], str] | None = None,
    ) -> None:
        self.window = window
        self.attempts = attempts
        self.now = now
        self._known = known
        self._taken: set[str] = set()
        self._listed: defaultdict[Series, set[str]] = defaultdict(set)
        self._before_window: defaultdict[Series, deque[bool]] = defaultdict(lambda: deque(maxlen=PASSED_AFTER))
        self._filed = refiled(known, key_of) if key_of else {}
        self._familiar_before: datetime | None = None
        if last is not None and last.since is not None and last.since <= window.since:
            self._familiar_before = last.ended_at

    def filed(self, key: str) -> str:
        """Key under which the archive has an address: that of an earlier rule for keys, where it was entered by one."""
        return self._filed.get(key, key)

    def take(self, key: str) -> bool:
        """Notes that an address is dealt with in this crawl; false when it was already."""
        if key in self._taken:
            return False
        self._taken.add(key)
        return True

    def is_known(self, key: str) -> bool:
        """True when an earlier run has seen the address."""
        return key in self._known

    def is_settled(self, key: str) -> bool:
        """True when it is known what became of the address, or this crawl is about to find out."""
        known = self._known.get(key)
        return key in self._taken or (known is not None and known.state in SETTLED)

    def is_worth_asking(self, key: str) -> bool:
        """True when the address is new, or left undone and due, or lies in this window, in no earlier one."""
        known = self._known.get(key)
        if known is None:
            return True
        if known.state == "outside":
            return known.published_at is not None and self.window.holds(known.published_at)
        return known.state not in SETTLED and known.attempts < self.attempts and is_due(known, self.now)

    def was_tried(self, key: str) -> bool:
        """True when it could not be fetched on an earlier night."""
        known = self._known.get(key)
        return known is not None and known.state in RETRIED

    def is_last_try(self, key: str) -> bool:
        """True when, failing tonight, it has failed on as many nights as it is tried."""
        known = self._known.get(key)
        return (known.attempts if known is not None else 0) + 1 >= self.attempts

    def brings_news(self, series: Series, keys: set[str]) -> bool:
        """True when a page of a listing named an address that neither its earlier pages nor an earlier run had.

        An earlier run counts only when it was completed and its window began no later: then it has read on from here.
        """
        unfamiliar = {key for key in keys if not self.is_familiar(key)}
        news = unfamiliar - self._listed[series]  # some sites answer behind the last page with the last page, for ever
        self._listed[series] |= unfamiliar
        return bool(news)

    def note_published(self, series: Series, published: datetime | None) -> None:
        """Learns from an article how far back its listing has come."""
        if published is not None:
            self._before_window[series].append(self.window.before(published))

    def has_left_window(self, series: Series) -> bool:
        """True when the articles of a listing have left the window behind."""
        recent = self._before_window[series]
        return len(recent) == PASSED_AFTER and all(recent)

    def is_familiar(self, key: str) -> bool:
        """True for an address that a night had seen from which on the outlet is covered without a gap."""
        known = self._known.get(key)
        return known is not None and self._familiar_before is not None and known.first_seen_at <= self._familiar_before


def refiled(known: Mapping[str, Sighting], key_of: Callable[[str], str]) -> dict[str, str]:
    """Filed keys by the keys of today, for addresses that an earlier rule has filed.

    Ids are made of keys and are cited, so rows keep theirs. Of two rows for one article the settled one counts.
    """
    found: dict[str, str] = {}
    for filed, sighting in known.items():
        if not _MAY_DIFFER.search(filed):
            continue
        with suppress(ValueError):  # an address of a host that the outlet has no more
            key = key_of(sighting.url)
            if key != filed and key not in known and (key not in found or sighting.state in SETTLED):
                found[key] = filed
    return found
