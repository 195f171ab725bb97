"""Pure: the text of an article → its signature.

A signature depends on the article and on one frozen configuration (``storage.signatures.signature.VERSION``) only,
never on what else is in an archive: adding night by night gives the same signatures as a rebuild, and so the same pairs
and clusters. How much a term weighs comes from ``storage.signatures.idf``.
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

from storage.calendar import JAKARTA
from storage.signatures.arrays import Rows, by_part, joined
from storage.signatures.lexicon import CAPITAL, Lexicon, Numbers
from storage.signatures.scene import occasion
from storage.signatures.signature import Signature, SignatureInput
from storage.signatures.terms import IN_TITLE, IS_NAME, SUBLINEAR, UNIT, Terms, terms_of
from storage.signatures.text_features import TextFeatures, all_text_features

TERMS = 80
"""Terms kept of an article, by weight; 70 to 160 measured alike."""

_FADING = 60.0
"""A word that stands this many words into the body weighs 1/e of the first: news says what happened at the beginning,
and what it repeats of earlier reports at the end. Measured optimum, flat between 40 and 90."""
_FADES = np.array([UNIT * math.exp(-at / _FADING) for at in range(math.ceil(_FADING * math.log(2 * UNIT)))])
"""Weight of a word by its place in the body, as long as that rounds to anything."""

_MAIN_SPEAKER = 0.7
"""Main speakers are names quoted at least this often, relative to the most quoted one (by count and rarity)."""
_SPEAKER_RARITY = 5.0
"""Rarer names count alike; titles ("Ketua", "Kepala") count less."""

_MAIN_LOCALITY = 0.7

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


def sign(report: SignatureInput) -> Signature:
    """The signature of an article. Raises ``ValueError`` for a naive ``published_at``."""
    return next(sign_all([report]))


def sign_all(reports: Iterable[SignatureInput]) -> Iterator[Signature]:
    """The signatures of articles, as ``sign`` gives them, in their order; many at once cost less than one by one."""
    waiting = iter(reports)
    while some := list(islice(waiting, _AT_ONCE)):
        readings = all_text_features([(report.title or "", report.body) for report in some])
        words = _words(readings)
        derived = _weightiest(readings, words), _mentions(words), _sampled(words), _main_speakers(readings)
        yield from map(_signed, some, readings, *derived)


def _signed(
    report: SignatureInput,
    reading: TextFeatures,
    terms: Terms,
    mentions: frozenset[int],
    passages: frozenset[int],
    speakers: frozenset[str],
) -> Signature:
    published = report.published_at
    if published is not None and published.tzinfo is None:
        raise ValueError(f"article {report.article_id}: published_at {published!r} is naive; give it a zone")
    day = published.astimezone(JAKARTA).date() if published else report.event_date or report.fallback_day
    told, stated, scene = occasion(report.body, day)
    if report.event_date:
        told, stated = report.event_date, True
    return Signature(
        **terms,
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
        speakers=speakers,
        localities=_main_localities(reading.localities),
        scene=scene,
        numbers=frozenset(sorted(reading.numbers)[:_MAX_NUMBERS]),
        mentions=mentions,
        offices=frozenset(reading.offices.tolist()),
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


def _words(readings: Sequence[TextFeatures]) -> _Words:
    rows, part_of = joined([part for reading in readings for part in (reading.report, reading.heading)])
    begins = np.flatnonzero(np.diff(part_of, prepend=-1))
    place = np.arange(len(rows)) - np.repeat(begins, np.diff(begins, append=len(rows)))
    return _Words(len(readings), readings[0].lexicon, rows, part_of // 2, place, part_of % 2 > 0)


def _weightiest(readings: Sequence[TextFeatures], words: _Words) -> Iterator[Terms]:
    """Of each article the words that weigh most, by how often they occur, less the further into the body, and by
    rarity; of equal weights the one that comes first. A word in the title counts as the first of the body does.
    """
    fading = np.where(words.in_title, float(UNIT), _FADES[np.minimum(words.place, len(_FADES) - 1)])
    counted = np.flatnonzero(words.in_title | (words.place < len(_FADES)))
    # sorted, these say of each word of each article where it stands
    keys = np.sort((_within(words.article, words.lexicon.words_of(words.rows)) << _BITS)[counted] + counted)
    at, word = keys & ((1 << _BITS) - 1), keys >> _BITS
    begins = np.flatnonzero(np.diff(word, prepend=-1))
    last = np.append(at[begins[1:] - 1], at[-1:])
    counts = np.minimum(np.add.reduceat(fading[at], begins) + 0.5, 255).astype(np.uint8)
    is_name = _named(readings, word[begins])
    # as they come in the articles
    order = np.argsort(at[begins])
    first = at[begins][order]
    rarities = words.lexicon.rarities_of(words.rows[first])
    heavy = -SUBLINEAR[counts[order]] * rarities
    bounds = np.searchsorted(words.article[first], np.arange(words.articles + 1)).tolist()
    heaviest = [start + np.argsort(heavy[start:end], kind="stable")[:TERMS] for start, end in pairwise(bounds)]
    of = np.repeat(np.arange(words.articles), list(map(len, heaviest)))
    kept = np.concatenate(heaviest)
    first, rarities, order = first[kept], rarities[kept], order[kept]
    found = words.lexicon.spelled(words.rows[first])
    yield from terms_of(
        list(map(tuple, by_part(found, of, words.articles))),
        rarities,
        counts[order],
        (words.in_title[last[order]] * IN_TITLE | is_name[order] * IS_NAME).astype(np.uint8),
        _contexts(words, first),
    )


def _named(readings: Sequence[TextFeatures], words: Rows) -> npt.NDArray[np.bool]:
    """Of words within articles, which come in order, those that are written as names there."""
    rows, of = joined([reading.capitals for reading in readings])
    named = _within(of, readings[0].lexicon.words_of(rows))
    at = np.minimum(np.searchsorted(words, named), len(words) - 1)
    found = np.zeros(len(words), bool)
    found[at[words[at] == named]] = True
    return found


def _within(articles: Rows, words: Numbers) -> Rows:
    """A number for each of these words in each of these articles."""
    return (articles << _BITS) + words


def _contexts(words: _Words, at: Rows) -> npt.NDArray[np.uint8]:
    """A byte for the words before and behind each of these words of a body; 0 in a title."""
    hashes, ends = words.lexicon.hashes_of, np.append(words.place[1:], 0) == 0
    before = np.where(words.place[at] == 0, 0, hashes(words.rows[at - 1]))
    behind = np.where(ends[at], 0, hashes(words.rows[(at + 1) % len(words.rows)]))
    mixed = (before * _FIRST + behind * _SECOND) % 255 + 1
    return np.where(words.in_title[at], 0, mixed).astype(np.uint8)


def _mentions(words: _Words) -> Iterator[frozenset[int]]:
    """``mention`` of all words of a title, and of those of the body that are written with a capital anywhere."""
    telling = words.in_title | (words.lexicon.roles_of(words.rows) & CAPITAL > 0)
    found = words.lexicon.mentions_of(words.rows[telling])
    return map(frozenset, by_part(found.tolist(), words.article[telling], words.articles))


def _sampled(words: _Words) -> Iterator[frozenset[int]]:
    """Of all triples of words of a body those that the sample keeps, 24 bits each."""
    hashes = words.lexicon.hashes_of(words.rows)
    triples = (hashes[:-2] * _FIRST + hashes[1:-1] * _SECOND + hashes[2:]) & 0xFFFFFF
    inside = (words.place[2:] >= 2) & ~words.in_title[2:]
    kept = np.flatnonzero(inside & (triples % _PASSAGE_SAMPLE == 0))
    for found in map(frozenset, by_part(triples[kept].tolist(), words.article[kept], words.articles)):
        yield found if len(found) <= _MAX_PASSAGES else frozenset(sorted(found)[:_MAX_PASSAGES])


def _main_speakers(readings: Sequence[TextFeatures]) -> Iterator[frozenset[str]]:
    known = readings[0].lexicon
    rows, of = joined([reading.sources for reading in readings])
    keys, first, counts = np.unique(_within(of, known.words_of(rows)), return_index=True, return_counts=True)
    rows, of = rows[first], keys >> _BITS
    weights = counts * np.minimum(known.rarities_of(rows), _SPEAKER_RARITY)
    most = np.zeros(len(readings))
    np.maximum.at(most, of, weights)
    main = weights >= _MAIN_SPEAKER * most[of]
    return map(frozenset, by_part(known.spelled(rows[main]), of[main], len(readings)))


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
