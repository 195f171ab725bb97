"""Pure: signatures as bytes, to keep them.

A signature is kept in about 1 kB: what cannot be derived from the rest. Terms of the table of frequencies are kept by
their place in it, which ``storage.signatures.signature.VERSION`` fixes; others are spelled out.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate, filterfalse, islice, repeat
from typing import Any

import numpy as np
import numpy.typing as npt

from storage.signatures.arrays import cut
from storage.signatures.idf import listed, places, rarities
from storage.signatures.signature import Signature
from storage.signatures.terms import terms_of

_HEAD = struct.Struct("<B?qIIIIHHBHI")
_UNDATED = -(2**63)
_SPELLED_OUT = 0xFFFF
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_AT_ONCE = 500
"""Signatures read together."""


def encode(signature: Signature) -> bytes:
    """The signature as it is kept; ``decode`` gives an equal one back."""
    known = places()
    ids = list(map(known.get, signature.terms, repeat(_SPELLED_OUT)))
    texts = "\0".join((
        signature.outlet,
        signature.network,
        signature.region_code or "",
        " ".join(sorted(signature.speakers)),
        " ".join(sorted(signature.localities)),
        " ".join(sorted(signature.scene)),
        " ".join(sorted(signature.numbers)),
        " ".join(filterfalse(known.__contains__, signature.terms)),
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
    passages = np.array(sorted(signature.passages), "<u4").view(np.uint8).reshape(-1, 4)
    return b"".join((
        head,
        texts,
        np.array(ids, "<u2").tobytes(),
        signature.counts,
        signature.marks,
        signature.contexts,
        np.array(sorted(signature.mentions), "<u2").tobytes(),
        np.array(sorted(signature.offices), "<u2").tobytes(),
        passages[:, :3].tobytes(),
    ))  # fmt: skip


def decode(kept: Iterable[tuple[str, bytes]]) -> Iterator[Signature]:
    """The signatures that ``encode`` wrote under the same ``VERSION``, by article id, in their order."""
    waiting = iter(kept)
    while some := list(islice(waiting, _AT_ONCE)):
        yield from _decode_some(some)


def _decode_some(some: Sequence[tuple[str, bytes]]) -> Iterator[Signature]:
    heads = [_HEAD.unpack_from(payload) for _, payload in some]
    sections = [_sections(payload, *head[7:]) for (_, payload), head in zip(some, heads, strict=True)]
    texts, ids, counts, marks, contexts, mentions, offices, passages = zip(*sections, strict=True)
    told = [text.decode().split("\0") for text in texts]
    listed_at = np.frombuffer(b"".join(ids), "<u2")
    columns = (np.frombuffer(b"".join(column), np.uint8) for column in (counts, marks, contexts))
    terms = terms_of(
        list(map(_words, cut(listed_at.tolist(), _ends(ids, 2)), (spelled for *_, spelled in told))),
        _rarities().take(listed_at),
        *columns,
    )
    wide = np.zeros((sum(map(len, passages)) // 3, 4), np.uint8)
    wide[:, :3] = np.frombuffer(b"".join(passages), np.uint8).reshape(-1, 3)
    sets = zip(
        _sets(np.frombuffer(b"".join(mentions), "<u2"), _ends(mentions, 2)),
        _sets(np.frombuffer(b"".join(offices), "<u2"), _ends(offices, 2)),
        _sets(wide.view("<u4").ravel(), _ends(passages, 3)),
        strict=True,
    )
    for (article, _), head, text, of, (named, paired, triples) in zip(some, heads, told, terms, sets, strict=True):
        _, stated, published, day, event_date, told_of, words, *_ = head
        outlet, network, region, speakers, localities, scene, numbers, _ = text
        yield Signature(
            **of,
            article_id=article,
            outlet=outlet,
            network=network,
            published=None if published == _UNDATED else _EPOCH + published * _MICROSECOND,
            day=date.fromordinal(day),
            event_date=date.fromordinal(event_date) if event_date else None,
            told=date.fromordinal(told_of) if told_of else None,
            stated=stated,
            region_code=region or None,
            words=words,
            speakers=frozenset(speakers.split()),
            localities=frozenset(localities.split()),
            scene=frozenset(scene.split()),
            numbers=frozenset(numbers.split()),
            mentions=named,
            offices=paired,
            passages=triples,
        )


def _sections(payload: bytes, terms: int, mentions: int, offices: int, passages: int, texts: int) -> list[bytes]:
    """Sections behind the head: texts, then of the terms places, counts, marks and contexts, then the hashes."""
    sizes = (texts, 2 * terms, terms, terms, terms, 2 * mentions, 2 * offices, 3 * passages)
    return cut(payload, list(accumulate(sizes, initial=_HEAD.size)))


def _words(places: Sequence[int], spelled: str) -> tuple[str, ...]:
    """The terms at these places of the table, and those that are spelled out."""
    table, further = listed(), iter(spelled.split())
    return tuple([next(further) if at == _SPELLED_OUT else table[at] for at in places])


def _sets(numbers: npt.NDArray[Any], ends: list[int]) -> Iterator[frozenset[int]]:
    return map(frozenset, cut(numbers.tolist(), ends))


def _ends(columns: Iterable[bytes], width: int) -> list[int]:
    """Ends of the numbers of each article, of so many bytes each, all behind one another."""
    return list(accumulate((len(column) // width for column in columns), initial=0))


@cache
def _rarities() -> npt.NDArray[np.float64]:
    """Rarity by place in the table; of what is spelled out it is that of all terms that are not in it."""
    table = np.full(_SPELLED_OUT + 1, rarities().unknown)
    table[: len(listed())] = list(rarities().values())
    return table
