"""Pure: the text of an article → its signature.

A signature depends on the article and on one frozen configuration (``storage.signatures.VERSION``) only, never on what
else is in an archive: adding night by night gives the same signatures as a rebuild, and so the same pairs and clusters.
How much a term weighs comes from ``storage.vocabulary``.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import islice, pairwise

import numpy as np
import numpy.typing as npt

from storage.lexicon import CAPITAL, Lexicon, Rows
from storage.occasions import occasion
from storage.reading import Reading, by_part, read_all
from storage.signatures import IN_TITLE, IS_NAME, JAKARTA, SUBLINEAR, UNIT, Report, Signature, assembled
from storage.vocabulary import mention, rarity

TERMS = 80
"""Terms kept of an article, by weight; 70 to 160 measured alike."""

_FADING = 60.0
"""A word that stands this many words into the body weighs 1/e of the first: news says what happened at the beginning,
and what it repeats of earlier reports at the end. Measured optimum, flat between 40 and 90."""
_FADES = np.array([UNIT * math.exp(-at / _FADING) for at in range(math.ceil(_FADING * math.log(2 * UNIT)))])
"""What a word counts for by its place in the body, as long as that rounds to anything."""
_WEIGHTS = np.array(SUBLINEAR)

_MAIN_SPEAKER = 0.7
"""Main speakers are names quoted at least this often, relative to the most quoted one (by count and rarity)."""
_SPEAKER_RARITY = 5.0
"""Rarer names count alike; titles ("Ketua", "Kepala") count less."""

_MAIN_LOCALITY = 0.7

_COMMON_NAME = 10.0
"""Rarities of two words together, below which a name is common. Clusters come out alike from 9 to 11, and worse when
rare names count too."""

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
    told, stated, scene = occasion(report.body, day)
    if report.event_date:
        told, stated = report.event_date, True
    return assembled(
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
        scene=scene,
        numbers=frozenset(sorted(reading.numbers)[:_MAX_NUMBERS]),
        mentions=mentions,
        offices=frozenset(pair for pair, rarity in reading.name_pairs.items() if rarity < _COMMON_NAME),
        passages=passages,
    )


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
    fading = np.where(words.in_title, float(UNIT), _FADES[np.minimum(words.place, len(_FADES) - 1)])
    counted = np.flatnonzero(words.in_title | (words.place < len(_FADES)))
    # sorted, these say of each word of each article where it stands
    keys = np.sort((((words.article << _BITS) + words.lexicon.words_of(words.rows)) << _BITS)[counted] + counted)
    at = keys & ((1 << _BITS) - 1)
    begins = np.flatnonzero(np.diff(keys >> _BITS, prepend=-1))
    first, last = at[begins], np.append(at[begins[1:] - 1], at[-1:])
    counts = np.minimum(np.add.reduceat(fading[at], begins) + 0.5, 255).astype(np.uint8)
    weights = _WEIGHTS[counts] * words.lexicon.rarities_of(words.rows[first])
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
        marks = bytes([IN_TITLE * title | IS_NAME * name for title, name in named])
        yield _Terms(terms, rarities[start:end], often[start:end], marks, contexts[start:end])


def _contexts(words: _Words) -> npt.NDArray[np.uint8]:
    """A byte for the words before and behind each word of a body; 0 in a title."""
    hashes = words.lexicon.hashes_of(words.rows)
    begins, ends = words.place == 0, np.append(words.place[1:], 0) == 0
    before, behind = np.where(begins, 0, np.roll(hashes, 1)), np.where(ends, 0, np.roll(hashes, -1))
    mixed = (before * _FIRST + behind * _SECOND) % 255 + 1
    return np.where(words.in_title, 0, mixed).astype(np.uint8)


def _mentions(words: _Words) -> Iterator[frozenset[int]]:
    """``mention`` of all words of a title, and of those of the body that are written with a capital anywhere."""
    telling = words.in_title | (words.lexicon.roles_of(words.rows) & CAPITAL > 0)
    numbers = words.lexicon.words_of(words.rows[telling]).tolist()
    for named in by_part(numbers, words.article[telling], words.articles):
        yield frozenset([mention(words.lexicon.words[number]) for number in set(named)])


def _sampled(words: _Words) -> Iterator[frozenset[int]]:
    """Of all triples of words of a body those that the sample keeps, 24 bits each."""
    hashes = words.lexicon.hashes_of(words.rows)
    triples = (hashes[:-2] * _FIRST + hashes[1:-1] * _SECOND + hashes[2:]) & 0xFFFFFF
    inside = (words.place[2:] >= 2) & ~words.in_title[2:]
    kept = np.flatnonzero(inside & (triples % _PASSAGE_SAMPLE == 0))
    for found in map(frozenset, by_part(triples[kept].tolist(), words.article[kept], words.articles)):
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
