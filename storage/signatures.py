"""Pure: the text of an article → its signature, what is compared of it.

A signature depends on the article and on one frozen, versioned configuration (``VERSION``) only, never on what else
is in an archive: adding night by night gives the same signatures as a rebuild, and so the same pairs and clusters.
How much a term weighs comes from ``storage.vocabulary``.
"""

from __future__ import annotations

import math
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import islice, pairwise

import numpy as np
import numpy.typing as npt

from storage.lexicon import CAPITAL, Lexicon, Rows
from storage.reading import Reading, day_told, portions, read_all
from storage.vocabulary import hashed, listed, places, rarities
from storage.vocabulary import rarity as rarity

VERSION = "2"
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
_FADES = np.array([_UNIT * math.exp(-at / _FADING) for at in range(math.ceil(_FADING * math.log(2 * _UNIT)))])
"""What a word counts for by its place in the body, as long as that rounds to anything."""
_SUBLINEAR = np.array([math.log1p(count / _UNIT) for count in range(256)])
"""What a faded count weighs."""
_IN_TITLE, _IS_NAME = 1, 2

_MAIN_SPEAKER = 0.7
"""Main speakers are names quoted at least this often, relative to the most quoted one (by count and rarity)."""
_SPEAKER_RARITY = 5.0
"""Rarer names count alike; titles ("Ketua", "Kepala") count less."""

_MAIN_LOCALITY = 0.7

_TELLING_RARITY = 2.0
"""Words that stand in more than every seventh article (the trade's own: pilkada, netralitas, kota) tell nothing in a
title."""

_PASSAGE_SAMPLE = 3
"""Of all word triples those whose hash is divisible by this are kept (modulo sketch, Broder 1997)."""
_MAX_PASSAGES = 400
_FIRST, _SECOND = 31, 7
"""A triple's hash is linear in the hashes of its words: no text is put together."""
_MAX_NUMBERS = 40

_AT_ONCE = 100
"""Articles signed together."""
_BITS = 24
"""For the number of a word, and for the place of one among those of all articles signed together."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What is compared of one article.

    ``day``: the Asia/Jakarta day that windows go by; ``told``: the day that the report tells of, as far as known, and
    ``stated`` whether it is given as a date and not only as the name of a weekday. ``terms`` are the weightiest
    terms, with a byte each in ``counts`` (faded count), ``marks`` (in the title, a name) and ``contexts`` (hash of the
    words around its first place in the body, 0 for none: alike in two articles where one text was taken over).
    ``speakers``: the main names given as sources; ``localities``: the towns or counties named most. ``numbers``:
    figures. ``mentions``: 16-bit hashes of all capitalised words; ``passages``: a sample of hashed word triples. The
    rest is derived:
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
    contexts: bytes = field(repr=False)
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


def sign(report: Report) -> Signature:
    """The signature of an article. Raises ``ValueError`` for a naive ``published_at``."""
    return next(sign_all([report]))


def sign_all(reports: Iterable[Report]) -> Iterator[Signature]:
    """The signatures of articles, as ``sign`` gives them, in their order; many at once cost less than one by one."""
    waiting = iter(reports)
    while some := list(islice(waiting, _AT_ONCE)):
        readings = read_all((report.title or "", report.body) for report in some)
        words = _joined(readings)
        yield from map(_signed, some, readings, _weightiest(readings, words), _mentions(words), _sampled(words))


def _signed(
    report: Report, reading: Reading, terms: _Terms, mentions: frozenset[int], passages: frozenset[int]
) -> Signature:
    published = report.published_at
    if published is not None and published.tzinfo is None:
        raise ValueError(f"article {report.article_id}: published_at {published!r} is naive; give it a zone")
    day = published.astimezone(JAKARTA).date() if published else report.event_date or report.fallback_day
    told, stated = (report.event_date, True) if report.event_date else day_told(report.body, day)
    return _assembled(
        article_id=report.article_id,
        outlet=report.outlet,
        network=report.network,
        published=published.astimezone(UTC) if published else None,
        day=day,
        event_date=report.event_date,
        told=told,
        stated=stated,
        region_code=report.region_code or None,
        words=len(reading.report),
        terms=terms.words,
        rarities=terms.rarities,
        counts=terms.counts,
        marks=terms.marks,
        contexts=terms.contexts,
        speakers=_main_speakers(reading),
        localities=_main_localities(reading.localities),
        numbers=frozenset(sorted(reading.numbers)[:_MAX_NUMBERS]),
        mentions=mentions,
        passages=passages,
    )


_HEAD = struct.Struct("<B?qIIIIHHHI")
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
        len(signature.passages),
        len(texts),
    )
    passages = bytearray(struct.pack(f"<{len(signature.passages)}I", *sorted(signature.passages)))
    del passages[3::4]
    return b"".join((
        head,
        texts,
        struct.pack(f"<{len(ids)}H", *ids),
        signature.counts,
        signature.marks,
        signature.contexts,
        struct.pack(f"<{len(signature.mentions)}H", *sorted(signature.mentions)),
        passages,
    ))  # fmt: skip


def from_payload(article_id: str, payload: bytes) -> Signature:
    """The signature that ``to_payload`` wrote for this article under the same ``VERSION``."""
    _, stated, published, day, event_date, told, words, terms, mentions, passages, texts = _HEAD.unpack_from(payload)
    parts = _cut(payload, _HEAD.size, texts, 2 * terms, terms, terms, terms, 2 * mentions, 3 * passages)
    text, ids, counts, marks, contexts, named, triples = parts
    outlet, network, region, speakers, localities, numbers, spelled = text.decode().split("\0")
    further = iter(spelled.split())
    table, rare = listed(), rarities()
    found = [next(further) if at == _SPELLED_OUT else table[at] for at in struct.unpack(f"<{terms}H", ids)]
    widened = bytearray(4 * passages)
    for at in range(3):
        widened[at::4] = triples[at::3]
    return _assembled(
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
        numbers=frozenset(numbers.split()),
        mentions=frozenset(struct.unpack(f"<{mentions}H", named)),
        passages=frozenset(struct.unpack(f"<{passages}I", widened)),
    )


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def _cut(payload: bytes, start: int, *lengths: int) -> Iterator[bytes]:
    for length in lengths:
        yield payload[start : start + length]
        start += length


def mention(word: str) -> int:
    """The hash under which a capitalised word stands in ``Signature.mentions``."""
    return hashed(word) & 0xFFFF


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
    rarities: Sequence[float],
    counts: bytes,
    marks: bytes,
    contexts: bytes,
    speakers: frozenset[str],
    localities: frozenset[str],
    numbers: frozenset[str],
    mentions: frozenset[int],
    passages: frozenset[int],
) -> Signature:
    weights = (_SUBLINEAR[np.frombuffer(counts, np.uint8)] * rarities).tolist()
    length = math.sqrt(sum([weight * weight for weight in weights])) or 1.0
    both = _IN_TITLE | _IS_NAME
    marked = [found for found in zip(terms, marks, rarities, strict=True) if found[1] & _IN_TITLE]
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
        numbers=numbers,
        mentions=mentions,
        passages=passages,
        vector=dict(zip(terms, [weight / length for weight in weights], strict=True)),
        title={term: value / title_rarity for term, value in title.items()},
        title_names=tuple(
            sorted([(value, mention(term)) for term, mark, value in marked if mark & both == both], reverse=True)
        ),
        hour=_hour(published),
        heard=frozenset(map(mention, speakers)),
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


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of several articles one behind the other, of each those of the body, then those of the title.

    Of each word the number of its ``article``, its ``place`` in the body or title, and whether it is ``in_title``.
    """

    articles: int
    lexicon: Lexicon
    rows: Rows
    article: Rows
    place: Rows
    in_title: npt.NDArray[np.bool]


def _joined(readings: Sequence[Reading]) -> _Words:
    parts = [part for reading in readings for part in (reading.report, reading.heading)]
    lengths = np.array([len(part) for part in parts])
    part_of = np.repeat(np.arange(len(parts)), lengths)
    place = np.arange(len(part_of)) - (np.cumsum(lengths) - lengths)[part_of]
    return _Words(len(readings), readings[0].lexicon, np.concatenate(parts), part_of // 2, place, part_of % 2 > 0)


@dataclass(frozen=True, slots=True)
class _Terms:
    """The terms of a signature with what is kept of each."""

    words: tuple[str, ...]
    rarities: list[float]
    counts: bytes
    marks: bytes
    contexts: bytes


def _weightiest(readings: Sequence[Reading], words: _Words) -> Iterator[_Terms]:
    """Of each article the words that weigh most, by how often they occur, less the further into the body, and by
    rarity; of equal weights the one that comes first. A word in the title counts as the first of the body does.
    """
    fading = np.where(words.in_title, float(_UNIT), _FADES[np.minimum(words.place, len(_FADES) - 1)])
    counted = np.flatnonzero(words.in_title | (words.place < len(_FADES)))
    # sorted, these say of each word of each article where it stands
    keys = np.sort((((words.article << _BITS) + words.lexicon.words_of(words.rows)) << _BITS)[counted] + counted)
    at = keys & ((1 << _BITS) - 1)
    begins = np.flatnonzero(np.diff(keys >> _BITS, prepend=-1))
    first, last = at[begins], np.append(at[begins[1:] - 1], at[-1:])
    counts = np.minimum(np.add.reduceat(fading[at], begins) + 0.5, 255).astype(np.uint8)
    weights = _SUBLINEAR[counts] * words.lexicon.rarities_of(words.rows[first])
    bounds = np.searchsorted(words.article[first], np.arange(words.articles + 1)).tolist()
    heaviest = [start + np.lexsort((first[start:end], -weights[start:end]))[:TERMS] for start, end in pairwise(bounds)]
    kept = np.concatenate(heaviest)
    numbers = words.lexicon.words_of(words.rows[first[kept]]).tolist()
    rarities = words.lexicon.rarities_of(words.rows[first[kept]]).tolist()
    often, titled = counts[kept].tobytes(), words.in_title[last[kept]].tolist()
    contexts = _contexts(words)[first[kept]].tobytes()
    end = 0
    for reading, chosen in zip(readings, heaviest, strict=True):
        start, end = end, end + len(chosen)
        terms = tuple([reading.lexicon.words[number] for number in numbers[start:end]])
        named = zip(titled[start:end], map(reading.names.__contains__, terms), strict=True)
        marks = bytes([_IN_TITLE * title | _IS_NAME * name for title, name in named])
        yield _Terms(terms, rarities[start:end], often[start:end], marks, contexts[start:end])


def _contexts(words: _Words) -> npt.NDArray[np.uint8]:
    """A byte for the words before and behind each word of a body; 0 in a title."""
    hashes = words.lexicon.hashes_of(words.rows)
    begins, ends = words.place == 0, np.append(words.place[1:], 0) == 0
    before, behind = np.where(begins, 0, np.roll(hashes, 1)), np.where(ends, 0, np.roll(hashes, -1))
    mixed = (before * _FIRST + behind * _SECOND) % 255 + 1
    return np.where(words.in_title, 0, mixed).astype(np.uint8)


def _mentions(words: _Words) -> list[frozenset[int]]:
    """``mention`` of all words of a title, and of those of the body that are written with a capital anywhere."""
    telling = words.in_title | (words.lexicon.roles_of(words.rows) & CAPITAL > 0)
    mentioned = words.lexicon.hashes_of(words.rows[telling]) & 0xFFFF
    return list(map(frozenset, portions(mentioned.tolist(), words.article[telling], words.articles)))


def _sampled(words: _Words) -> Iterator[frozenset[int]]:
    """Of all triples of words of a body those that the sample keeps, 24 bits each."""
    hashes = words.lexicon.hashes_of(words.rows)
    triples = (hashes[:-2] * _FIRST + hashes[1:-1] * _SECOND + hashes[2:]) & 0xFFFFFF
    inside = (words.place[2:] >= 2) & ~words.in_title[2:]
    kept = np.flatnonzero(inside & (triples % _PASSAGE_SAMPLE == 0))
    for found in map(frozenset, portions(triples[kept].tolist(), words.article[kept], words.articles)):
        yield found if len(found) <= _MAX_PASSAGES else frozenset(sorted(found)[:_MAX_PASSAGES])


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
