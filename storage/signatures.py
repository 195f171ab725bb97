"""Pure: signatures, what is compared of articles, and how they are kept.

A signature depends on the article and on one frozen, versioned configuration (``VERSION``) only, never on what else
is in an archive: adding night by night gives the same signatures as a rebuild, and so the same pairs and clusters.
How much a term weighs comes from ``storage.vocabulary``.
"""

from __future__ import annotations

import math
import struct
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import islice
from operator import mul

from storage.vocabulary import listed, mention, places, rarities

VERSION = "3"
"""Names the whole configuration: the constants here and of all that signs (``storage.signing``), and the table of
frequencies."""

JAKARTA = timezone(timedelta(hours=7))

WINDOW_DAYS = 3
"""Articles further apart (``Signature.day``) are never compared."""
KEYS = 20
"""Terms that an article is found by."""

UNIT = 60
"""Faded counts are kept in 60ths, one byte each, so that a stored signature equals a fresh one."""
SUBLINEAR = tuple(math.log1p(count / UNIT) for count in range(256))
"""What a faded count weighs."""
IN_TITLE, IS_NAME = 1, 2

_TELLING_RARITY = 2.0
"""Words that stand in more than every seventh article (the trade's own: pilkada, netralitas, kota) tell nothing in a
title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
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
    """What is compared of one article.

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
    contexts: bytes = field(repr=False)
    speakers: frozenset[str]
    localities: frozenset[str]
    scene: frozenset[str]
    numbers: frozenset[str]
    mentions: frozenset[int] = field(repr=False)
    offices: frozenset[int] = field(repr=False)
    passages: frozenset[int] = field(repr=False)
    vector: Mapping[str, float] = field(repr=False)
    hour: float | None = field(repr=False)
    heard: frozenset[int] = field(repr=False)
    seen: frozenset[int] = field(repr=False)
    title: Mapping[str, float] = field(repr=False)
    title_names: tuple[tuple[float, int], ...] = field(repr=False)
    keys: tuple[str, ...] = field(repr=False)


_HEAD = struct.Struct("<B?qIIIIHHBHI")
_UNDATED = -(2**63)
_SPELLED_OUT = 0xFFFF


def to_payload(signature: Signature) -> bytes:
    """The signature in about 1 kB; ``from_payload`` gives an equal signature back.

    Terms of the table of frequencies are kept by their place in it, which ``VERSION`` fixes; others are spelled out.
    """
    known = places()
    ids = [known.get(term, _SPELLED_OUT) for term in signature.terms]
    texts = "\0".join((
        signature.outlet,
        signature.network,
        signature.region_code or "",
        " ".join(sorted(signature.speakers)),
        " ".join(sorted(signature.localities)),
        " ".join(sorted(signature.scene)),
        " ".join(sorted(signature.numbers)),
        " ".join([term for term, place in zip(signature.terms, ids, strict=True) if place == _SPELLED_OUT]),
    )).encode()  # fmt: skip
    published = signature.published
    head = _HEAD.pack(
        1,
        signature.stated,
        _UNDATED if published is None else (published - _EPOCH) // _MICROSECOND,
        signature.day.toordinal(),
        signature.event_date.toordinal() if signature.event_date else 0,
        signature.told.toordinal() if signature.told else 0,
        signature.words,
        len(ids),
        len(signature.mentions),
        len(signature.offices),
        len(signature.passages),
        len(texts),
    )
    passages = bytearray(_packed("I", sorted(signature.passages)))
    del passages[3::4]
    return b"".join((
        head,
        texts,
        _packed("H", ids),
        signature.counts,
        signature.marks,
        signature.contexts,
        _packed("H", sorted(signature.mentions)),
        _packed("H", sorted(signature.offices)),
        passages,
    ))  # fmt: skip


def from_payload(article_id: str, payload: bytes) -> Signature:
    """The signature that ``to_payload`` wrote for this article under the same ``VERSION``."""
    _, stated, published, day, event_date, told, words, terms, mentions, pairs, passages, texts = _HEAD.unpack_from(
        payload
    )
    parts = _cut(payload, _HEAD.size, texts, 2 * terms, terms, terms, terms, 2 * mentions, 2 * pairs, 3 * passages)
    text, ids, counts, marks, contexts, named, paired, triples = parts
    outlet, network, region, speakers, localities, scene, numbers, spelled = text.decode().split("\0")
    further = iter(spelled.split())
    table, rare = listed(), rarities()
    found = [next(further) if at == _SPELLED_OUT else table[at] for at in _unpacked("H", ids)]
    widened = bytearray(4 * passages)
    for at in range(3):
        widened[at::4] = triples[at::3]
    return assembled(
        article_id=article_id,
        outlet=outlet,
        network=network,
        published=None if published == _UNDATED else _EPOCH + published * _MICROSECOND,
        day=date.fromordinal(day),
        event_date=date.fromordinal(event_date) if event_date else None,
        told=date.fromordinal(told) if told else None,
        stated=stated,
        region_code=region or None,
        words=words,
        terms=tuple(found),
        rarities=list(map(rare.__getitem__, found)),
        counts=counts,
        marks=marks,
        contexts=contexts,
        speakers=frozenset(speakers.split()),
        localities=frozenset(localities.split()),
        scene=frozenset(scene.split()),
        numbers=frozenset(numbers.split()),
        mentions=frozenset(_unpacked("H", named)),
        offices=frozenset(_unpacked("H", paired)),
        passages=frozenset(_unpacked("I", widened)),
    )


def _packed(kind: str, numbers: Iterable[int]) -> bytes:
    """Numbers in 2 (``H``) or 4 (``I``) bytes each, the lowest first."""
    written = array(kind, numbers)
    if sys.byteorder == "big":
        written.byteswap()
    return written.tobytes()


def _unpacked(kind: str, written: bytes | bytearray) -> array[int]:
    numbers = array(kind, bytes(written))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def _cut(payload: bytes, start: int, *lengths: int) -> Iterator[bytes]:
    for length in lengths:
        yield payload[start : start + length]
        start += length


def assembled(
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
    rarities: Sequence[float],
    counts: bytes,
    marks: bytes,
    contexts: bytes,
    speakers: frozenset[str],
    localities: frozenset[str],
    scene: frozenset[str],
    numbers: frozenset[str],
    mentions: frozenset[int],
    offices: frozenset[int],
    passages: frozenset[int],
) -> Signature:
    weights = list(map(mul, map(SUBLINEAR.__getitem__, counts), map(math.sqrt, rarities)))
    length = math.hypot(*weights) or 1.0
    both = IN_TITLE | IS_NAME
    marked = [found for found in zip(terms, marks, rarities, strict=True) if found[1] & IN_TITLE]
    title = {term: value for term, _, value in marked if value >= _TELLING_RARITY}
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
        contexts=contexts,
        speakers=speakers,
        localities=localities,
        scene=scene,
        numbers=numbers,
        mentions=mentions,
        offices=offices,
        passages=passages,
        vector=dict(zip(terms, [weight / length for weight in weights], strict=True)),
        title={term: value / title_rarity for term, value in title.items()},
        title_names=tuple(
            sorted([(value, mention(term)) for term, mark, value in marked if mark & both == both], reverse=True)
        ),
        hour=_hour(published),
        heard=frozenset(map(mention, speakers)),
        seen=frozenset(map(mention, scene)),
        keys=tuple(
            islice((term for term, value in zip(terms, rarities, strict=True) if value >= _TELLING_RARITY), KEYS)
        ),
    )


def _hour(published: datetime | None) -> float | None:
    if published is None:
        return None
    local = published.astimezone(JAKARTA)
    # pages that know only the day say midnight
    return None if local.hour == local.minute == local.second == 0 else published.timestamp() / 3600.0
