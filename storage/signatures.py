"""Pure: the text of an article → its signature, what is compared of it.

A signature depends on the article and on one frozen, versioned configuration (``VERSION``) only, never on what else
is in an archive: adding night by night gives the same signatures as a rebuild, and so the same pairs and clusters.
How much a term weighs comes from ``data/document_frequencies.tsv``, which says where it was counted; a term unknown
to it weighs most.
"""

from __future__ import annotations

import base64
import math
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from storage.reading import Reading, day_told, read

VERSION = "1"
"""Names the whole configuration: the constants here and in ``storage.reading``, and the table of frequencies."""

JAKARTA = timezone(timedelta(hours=7))

TERMS = 80
"""Terms kept of an article, by weight; 70 to 160 measured alike."""
KEYS = 20
"""Terms that an article is found by."""

_FADING = 60.0
"""A word that stands this many words into the body weighs 1/e of the first: news says what happened at the beginning,
and what it repeats of earlier reports at the end. Measured optimum, flat between 40 and 90."""
_UNIT = 60
"""Faded counts are kept in 60ths, one byte each, so that a stored signature equals a fresh one."""
_IN_TITLE, _IS_NAME = 1, 2

_MAIN_SPEAKER = 0.7
"""Main speakers are names quoted at least this often, relative to the most quoted one (by count and rarity)."""
_SPEAKER_RARITY = 5.0
"""Rarer names count alike; titles ("Ketua", "Kepala") count less."""

_MAIN_LOCALITY = 0.7

_TELLING_RARITY = 2.0
"""Words that stand in more than every seventh article (the trade's own: pilkada, netralitas, kota) tell nothing in a
title."""

_PASSAGE = 3
_PASSAGE_SAMPLE = 3
"""Of all word triples those whose hash is divisible by this are kept (modulo sketch, Broder 1997)."""
_MAX_PASSAGES = 400
_MAX_NUMBERS = 40

_TABLE = Path(__file__).resolve().parent / "data" / "document_frequencies.tsv"


@dataclass(frozen=True, slots=True)
class Signature:
    """What is compared of one article.

    ``day``: the Asia/Jakarta day that windows go by; ``told``: the day that the report tells of, as far as known, and
    ``stated`` whether it is given as a date and not only as the name of a weekday. ``terms`` are the weightiest
    terms, with a byte each in ``counts`` (faded count) and ``marks`` (in the title, a name). ``speakers``: the main
    names given as sources; ``localities``: the towns or counties named most. ``numbers``: figures. ``mentions``:
    16-bit hashes of all capitalised words; ``passages``: a sample of hashed word triples. The rest is derived:
    ``vector`` (unit length), ``hour`` (of publication, since 1970; None when only the day is known), ``heard``
    (hashes of the speakers), ``title`` (the share of each of its telling words, by rarity), ``title_names`` (rarity
    and hash of the names in the title, rarest first) and ``keys`` (terms it is found by).
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
    speakers: frozenset[str]
    localities: frozenset[str]
    numbers: frozenset[str]
    mentions: frozenset[int] = field(repr=False)
    passages: frozenset[int] = field(repr=False)
    vector: Mapping[str, float] = field(repr=False)
    hour: float | None = field(repr=False)
    heard: frozenset[int] = field(repr=False)
    title: Mapping[str, float] = field(repr=False)
    title_names: tuple[tuple[float, int], ...] = field(repr=False)
    keys: tuple[str, ...] = field(repr=False)


def sign(
    *,
    article_id: str,
    outlet: str,
    network: str,
    title: str | None,
    body: str,
    published_at: datetime | None,
    event_date: date | None,
    region_code: str | None,
    place: str | None,
    fallback_day: date,
) -> Signature:
    """The signature of an article.

    ``published_at`` is aware; ``fallback_day`` is the day to go by when neither it nor ``event_date`` is known (the day
    of fetching). ``place`` is only shown, never compared: regions are compared by ``region_code`` (Kemendagri).
    Raises ``ValueError`` for a naive ``published_at``.
    """
    if published_at is not None and published_at.tzinfo is None:
        raise ValueError(f"article {article_id}: published_at {published_at!r} is naive; give it a zone")
    day = published_at.astimezone(JAKARTA).date() if published_at else event_date or fallback_day
    told, stated = (event_date, True) if event_date else day_told(body, day)
    heading, report = read(title or ""), read(body)
    in_title = set(heading.words)
    counts = _faded(heading, report)
    heaviest = sorted((-_weight(term, count), term) for term, count in counts.items())
    terms = [term for _, term in heaviest[:TERMS]]
    return _assembled(
        article_id=article_id,
        outlet=outlet,
        network=network,
        published=published_at.astimezone(UTC) if published_at else None,
        day=day,
        event_date=event_date,
        told=told,
        stated=stated,
        region_code=region_code or None,
        words=len(report.words),
        terms=tuple(terms),
        counts=bytes(counts[term] for term in terms),
        marks=bytes(_IN_TITLE * (term in in_title) | _IS_NAME * (term in report.names) for term in terms),
        speakers=_main_speakers(report),
        localities=_main_localities(report.localities),
        numbers=frozenset(sorted(report.numbers | heading.numbers)[:_MAX_NUMBERS]),
        mentions=frozenset(mention(word) for word in report.capitals | in_title),
        passages=_sampled(report.words),
    )


def to_payload(signature: Signature) -> dict[str, Any]:
    """The signature as JSON values, about 2 kB; ``from_payload`` gives an equal signature back."""
    return {
        "outlet": signature.outlet,
        "network": signature.network,
        "published": signature.published.isoformat() if signature.published else None,
        "day": signature.day.isoformat(),
        "event_date": signature.event_date.isoformat() if signature.event_date else None,
        "told": signature.told.isoformat() if signature.told else None,
        "stated": signature.stated,
        "region": signature.region_code,
        "words": signature.words,
        "terms": " ".join(signature.terms),
        "counts": _packed(signature.counts, 1),
        "marks": _packed(signature.marks, 1),
        "speakers": " ".join(sorted(signature.speakers)),
        "localities": " ".join(sorted(signature.localities)),
        "numbers": " ".join(sorted(signature.numbers)),
        "mentions": _packed(sorted(signature.mentions), 2),
        "passages": _packed(sorted(signature.passages), 3),
    }


def from_payload(article_id: str, payload: Mapping[str, Any]) -> Signature:
    """The signature that ``to_payload`` wrote for this article under the same ``VERSION``."""

    def day(name: str) -> date | None:
        return date.fromisoformat(payload[name]) if payload[name] else None

    return _assembled(
        article_id=article_id,
        outlet=payload["outlet"],
        network=payload["network"],
        published=datetime.fromisoformat(payload["published"]) if payload["published"] else None,
        day=date.fromisoformat(payload["day"]),
        event_date=day("event_date"),
        told=day("told"),
        stated=payload["stated"],
        region_code=payload["region"],
        words=payload["words"],
        terms=tuple(payload["terms"].split()),
        counts=bytes(_unpacked(payload["counts"], 1)),
        marks=bytes(_unpacked(payload["marks"], 1)),
        speakers=frozenset(payload["speakers"].split()),
        localities=frozenset(payload["localities"].split()),
        numbers=frozenset(payload["numbers"].split()),
        mentions=frozenset(_unpacked(payload["mentions"], 2)),
        passages=frozenset(_unpacked(payload["passages"], 3)),
    )


def rarity(term: str) -> float:
    """Inverse document frequency: the natural logarithm of how rare the term is among articles."""
    table, unknown = _table()
    return table.get(term, unknown)


def common_terms(most: float) -> frozenset[str]:
    """The terms of the table whose ``rarity`` is at most this: for 2.3, those in one article of ten or more."""
    table, _ = _table()
    return frozenset(term for term, value in table.items() if value <= most)


def mention(word: str) -> int:
    """The hash under which a capitalised word stands in ``Signature.mentions``."""
    return zlib.crc32(word.encode()) & 0xFFFF


def _assembled(
    *,
    article_id: str,
    outlet: str,
    network: str,
    published: datetime | None,
    day: date,
    event_date: date | None,
    told: date | None,
    stated: bool,
    region_code: str | None,
    words: int,
    terms: tuple[str, ...],
    counts: bytes,
    marks: bytes,
    speakers: frozenset[str],
    localities: frozenset[str],
    numbers: frozenset[str],
    mentions: frozenset[int],
    passages: frozenset[int],
) -> Signature:
    weights = [_weight(term, count) for term, count in zip(terms, counts, strict=True)]
    length = math.sqrt(sum(weight * weight for weight in weights)) or 1.0
    both = _IN_TITLE | _IS_NAME
    title = {
        term: rarity(term)
        for term, mark in zip(terms, marks, strict=True)
        if mark & _IN_TITLE and rarity(term) >= _TELLING_RARITY
    }
    title_rarity = math.fsum(title.values())
    return Signature(
        article_id=article_id,
        outlet=outlet,
        network=network,
        published=published,
        day=day,
        event_date=event_date,
        told=told,
        stated=stated,
        region_code=region_code,
        words=words,
        terms=terms,
        counts=counts,
        marks=marks,
        speakers=speakers,
        localities=localities,
        numbers=numbers,
        mentions=mentions,
        passages=passages,
        vector={term: weight / length for term, weight in zip(terms, weights, strict=True)},
        title={term: value / title_rarity for term, value in title.items()},
        title_names=tuple(
            sorted(
                ((rarity(term), mention(term)) for term, mark in zip(terms, marks, strict=True) if mark & both == both),
                reverse=True,
            )
        ),
        hour=_hour(published),
        heard=frozenset(mention(name) for name in speakers),
        keys=tuple(islice((term for term in terms if rarity(term) >= _TELLING_RARITY), KEYS)),
    )


def _hour(published: datetime | None) -> float | None:
    if published is None:
        return None
    local = published.astimezone(JAKARTA)
    # pages that know only the day say midnight
    return None if local.hour == local.minute == local.second == 0 else published.timestamp() / 3600.0


def _faded(heading: Reading, report: Reading) -> dict[str, int]:
    """How often each word occurs, less the further into the body; the title counts as the first word does."""
    exact: dict[str, float] = {}
    for at, word in enumerate(report.words):
        fading = math.exp(-at / _FADING)
        if fading < 0.5 / _UNIT:
            break
        exact[word] = exact.get(word, 0.0) + fading
    for word in heading.words:
        exact[word] = exact.get(word, 0.0) + 1.0
    return {word: count for word, value in exact.items() if (count := min(255, round(value * _UNIT)))}


def _weight(term: str, count: int) -> float:
    return _SUBLINEAR[count] * rarity(term)


_SUBLINEAR = tuple(math.log1p(count / _UNIT) for count in range(256))


def _main_speakers(report: Reading) -> frozenset[str]:
    weights = {name: count * min(rarity(name), _SPEAKER_RARITY) for name, count in report.speakers.items()}
    most = max(weights.values(), default=0.0)
    return frozenset(name for name, weight in weights.items() if weight >= _MAIN_SPEAKER * most)


def _main_localities(named: Counter[tuple[str, str]]) -> frozenset[str]:
    """The towns or counties named most, as "probolinggo/kota", or "probolinggo/" where the text does not say which."""
    total: Counter[str] = Counter()
    lean: Counter[str] = Counter()
    for (name, kind), count in named.items():
        total[name] += count
        lean[name] += count * ((kind == "kota") - (kind == "kabupaten"))
    most = max(total.values(), default=0)
    kinds = {name: "kota" if lean[name] > 0 else "kabupaten" if lean[name] < 0 else "" for name in total}
    return frozenset(f"{name}/{kinds[name]}" for name, count in total.items() if count >= _MAIN_LOCALITY * most)


def _sampled(words: Sequence[str]) -> frozenset[int]:
    hashes = {
        zlib.crc32(" ".join(words[at : at + _PASSAGE]).encode()) & 0xFFFFFF for at in range(len(words) - _PASSAGE + 1)
    }
    return frozenset(sorted(value for value in hashes if value % _PASSAGE_SAMPLE == 0)[:_MAX_PASSAGES])


def _packed(values: Iterable[int], width: int) -> str:
    return base64.b64encode(b"".join(value.to_bytes(width, "big") for value in values)).decode("ascii")


def _unpacked(text: str, width: int) -> list[int]:
    packed = base64.b64decode(text)
    return [int.from_bytes(packed[at : at + width], "big") for at in range(0, len(packed), width)]


@cache
def _table() -> tuple[dict[str, float], float]:
    table: dict[str, float] = {}
    unknown = 0.0
    with _TABLE.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            term, share = line.split("\t")
            value = -math.log(float(share))
            if term == "*":
                unknown = value
            else:
                table[term] = value
    return table, unknown
