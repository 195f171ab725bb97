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
from itertools import compress, islice
from operator import mul

from storage.reading import NAME_PAIRS, Reading, occasion, read
from storage.vocabulary import Spellings, Word, listed, places, rarities
from storage.vocabulary import rarity as rarity

VERSION = "3"
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
_FADES = tuple(_UNIT * math.exp(-at / _FADING) for at in range(math.ceil(_FADING * math.log(2 * _UNIT))))
"""What a word counts for by its place in the body, as long as that rounds to anything."""
_IN_TITLE, _IS_NAME = 1, 2

_MAIN_SPEAKER = 0.7
"""Main speakers are names quoted at least this often, relative to the most quoted one (by count and rarity)."""
_SPEAKER_RARITY = 5.0
"""Rarer names count alike; titles ("Ketua", "Kepala") count less."""

_MAIN_LOCALITY = 0.7

_COMMON_NAME = 10.0
"""Rarities of two words together, below which a name is common. Clusters come out alike from 9 to 11, and worse when
rare names count too."""

_TELLING_RARITY = 2.0
"""Words that stand in more than every seventh article (the trade's own: pilkada, netralitas, kota) tell nothing in a
title."""

_PASSAGE_SAMPLE = 3
"""Of all word triples those whose hash is divisible by this are kept (modulo sketch, Broder 1997)."""
_MAX_PASSAGES = 400
_FIRST, _SECOND = 31, 7
"""A triple's hash is linear in the hashes of its words: no text is put together, and no number exceeds 30 bits, beyond
which Python reckons slower."""
_MAX_NUMBERS = 40


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
    told, stated, scene = occasion(body, day)
    if event_date:
        told, stated = event_date, True
    heading, report = read(title or ""), read(body)
    in_title = set(heading.words)
    counts, first, rarities = _faded(heading.known, report.known)
    weights = list(map(mul, map(_SUBLINEAR.__getitem__, counts.values()), rarities))
    # of equal weights the one that comes first
    heaviest = sorted(range(len(weights)), key=weights.__getitem__, reverse=True)[:TERMS]
    words = list(counts)
    terms = [words[at] for at in heaviest]
    hashes = [word[2] for word in report.known]
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
        words=len(report.known),
        terms=tuple(terms),
        rarities=[rarities[at] for at in heaviest],
        counts=bytes(map(counts.__getitem__, terms)),
        marks=bytes([_IN_TITLE * (term in in_title) | _IS_NAME * (term in report.names) for term in terms]),
        contexts=_contexts([first[at] for at in heaviest], hashes),
        speakers=_main_speakers(report),
        localities=_main_localities(report.localities),
        scene=scene,
        numbers=frozenset(sorted(report.numbers | heading.numbers)[:_MAX_NUMBERS]),
        mentions=frozenset(map(mention, report.capitals | in_title)),
        offices=_common_names(heading.name_pairs | report.name_pairs),
        passages=_sampled(hashes),
    )


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
        " ".join(compress(signature.terms, (place == _SPELLED_OUT for place in ids))),
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
        struct.pack(f"<{len(signature.offices)}H", *sorted(signature.offices)),
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
        scene=frozenset(scene.split()),
        numbers=frozenset(numbers.split()),
        mentions=frozenset(struct.unpack(f"<{mentions}H", named)),
        offices=frozenset(struct.unpack(f"<{pairs}H", paired)),
        passages=frozenset(struct.unpack(f"<{passages}I", widened)),
    )


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def _cut(payload: bytes, start: int, *lengths: int) -> Iterator[bytes]:
    for length in lengths:
        yield payload[start : start + length]
        start += length


mention = Spellings().__getitem__
"""The hash under which a capitalised word stands in ``Signature.mentions``: the same for what sounds alike."""


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
    scene: frozenset[str],
    numbers: frozenset[str],
    mentions: frozenset[int],
    offices: frozenset[int],
    passages: frozenset[int],
) -> Signature:
    weights = list(map(mul, map(_SUBLINEAR.__getitem__, counts), map(math.sqrt, rarities)))
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


def _faded(heading: Sequence[Word], report: Sequence[Word]) -> tuple[dict[str, int], list[int], list[float]]:
    """How often each word occurs, less the further into the body; where in the body it first does (-1: nowhere); its
    rarity.

    The title counts as the first word does. Words come as they do in the text, body before title.
    """
    exact: dict[str, float] = {}
    first: list[int] = []
    rarities: list[float] = []
    for at, fading, (word, _, _, rare) in zip(range(len(_FADES)), _FADES, report, strict=False):
        if word in exact:
            exact[word] += fading
        else:
            exact[word] = fading
            first.append(at)
            rarities.append(rare)
    for word, _, _, rare in heading:
        if word in exact:
            exact[word] += _UNIT
        else:
            exact[word] = _UNIT
            first.append(-1)
            rarities.append(rare)
    return {word: int(value + 0.5) if value < 255 else 255 for word, value in exact.items()}, first, rarities


_SUBLINEAR = tuple(math.log1p(count / _UNIT) for count in range(256))


def _common_names(pairs: Mapping[int, float]) -> frozenset[int]:
    return frozenset(pair for pair, rarity in islice(pairs.items(), NAME_PAIRS) if rarity < _COMMON_NAME)


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


def _sampled(hashes: Sequence[int]) -> frozenset[int]:
    """Of all triples of words those that the sample keeps, 24 bits each."""
    kept = {
        triple
        for one, two, three in zip(hashes, hashes[1:], hashes[2:], strict=False)
        if not (triple := (one * _FIRST + two * _SECOND + three) & 0xFFFFFF) % _PASSAGE_SAMPLE
    }
    return frozenset(kept if len(kept) <= _MAX_PASSAGES else sorted(kept)[:_MAX_PASSAGES])


def _contexts(places: Iterable[int], hashes: Sequence[int]) -> bytes:
    around = (*hashes, 0, 0)  # so that nothing stands before the first word, and behind the last
    return bytes([0 if at < 0 else (around[at - 1] * _FIRST + around[at + 1] * _SECOND) % 255 + 1 for at in places])
