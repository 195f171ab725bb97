"""Pure: signatures, what is compared of articles.

A signature depends on the article and on one frozen, versioned configuration (``VERSION``) only, never on what else
is in an archive: adding night by night gives the same signatures as a rebuild, and so the same pairs and clusters.
How much a term weighs comes from ``storage.signatures.idf``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from storage.calendar import JAKARTA
from storage.signatures.idf import mention

VERSION = "4"
"""Names the whole configuration: the constants here, of all that signs (``storage.signatures.sign``,
``storage.signatures.terms``), and the table of frequencies.
"""


WINDOW_DAYS = 3
"""Articles further apart (``Signature.day``) are never compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureInput:
    """An article as it is signed.

    ``published_at`` is aware; ``fallback_day`` is the day to go by when neither it nor ``event_date`` is known (the day
    of fetching). ``region_code`` is Kemendagri's.
    """

    article_id: str
    outlet: str
    network: str
    title: str | None
    body: str
    published_at: datetime | None
    event_date: date | None
    region_code: str | None
    fallback_day: date


@dataclass(frozen=True, slots=True)
class Signature:
    """Features of one article that are compared; ``published`` is in UTC.

    ``day``: the Asia/Jakarta day that windows go by; ``told``: the day that the report tells of, as far as known, and
    ``stated`` whether it is given as a date and not only as the name of a weekday. ``terms`` are the weightiest
    terms, with a byte each in ``counts`` (faded count), ``marks`` (in the title, a name) and ``contexts`` (hash of the
    words around its first place in the body, 0 for none: alike in two articles where one text was taken over).
    ``speakers``: the main names given as sources; ``localities``: the towns or counties named most; ``scene``: the
    names right before the stated day (place, occasion). ``numbers``: figures. ``mentions``: 16-bit hashes of all
    capitalised words, as they sound (``mention``); ``offices``: of pairs of words in the first names, where those are
    common ("Komisi Pemilihan", "Joko Widodo"); ``passages``: a sample of hashed word triples. The rest is derived:
    ``vector`` (unit length; of each term the square root of its rarity, so that a product counts rarity once),
    ``hour`` (of publication, since 1970; None when only the day is known), ``heard`` and ``seen`` (hashes of the
    speakers and of the scene), ``title`` (the share of each of its telling words, by rarity), ``title_names`` (rarity
    and hash of the names in the title, rarest first) and ``keys`` (the places of the terms it is found by).
    """

    article_id: str
    outlet: str
    network: str
    published: datetime | None
    day: date
    event_date: date | None
    told: date | None
    stated: bool
    region_code: str | None
    words: int
    terms: tuple[str, ...]
    counts: bytes = field(repr=False)
    marks: bytes = field(repr=False)
    contexts: bytes = field(repr=False)
    speakers: frozenset[str]
    localities: frozenset[str]
    scene: frozenset[str]
    numbers: frozenset[str]
    mentions: frozenset[int] = field(repr=False)
    offices: frozenset[int] = field(repr=False)
    passages: frozenset[int] = field(repr=False)
    vector: Mapping[str, float] = field(repr=False)
    title: Mapping[str, float] = field(repr=False)
    title_names: tuple[tuple[float, int], ...] = field(repr=False)
    keys: bytes = field(repr=False)
    hour: float | None = field(init=False, repr=False)
    heard: frozenset[int] = field(init=False, repr=False)
    seen: frozenset[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hour", _hour(self.published))
        object.__setattr__(self, "heard", frozenset(map(mention, self.speakers)))
        object.__setattr__(self, "seen", frozenset(map(mention, self.scene)))


def _hour(published: datetime | None) -> float | None:
    if published is None:
        return None
    local = published.astimezone(JAKARTA)
    # pages that know only the day say midnight
    return None if local.hour == local.minute == local.second == 0 else published.timestamp() / 3600.0
