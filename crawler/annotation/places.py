"""Dateline and text to an official region: the province, kabupaten or kota that a report is about.

``locate`` reads the dateline first, because that is where the press itself says "here". Without one it counts the
regions that title and text name (``crawler.annotation.region_mentions``), weighted by position (headline and lead
before the rest) and by form ("di Kota Probolinggo, Jawa Timur, Senin" says more than a name in an enumeration). Kota
and kabupaten of one name (26 pairs), and a province and its capital of one name (Bengkulu, Jambi, Gorontalo,
Yogyakarta), are told apart by offices: Wali Kota, Pemkot, Bupati, Pemkab, Gubernur, Polda.

The weights are plain judgement, checked on the five seeds and on the articles of the sample web in ``tests/web``:
not learned from data.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.annotation.gazetteer import Region, Town, gazetteer, region, regions, within
from crawler.annotation.region_mentions import DISTRICT_WORDS, KIND_WORDS, Words, mentions

__all__ = ["Place", "Region", "locate", "region", "regions", "within"]

_BODY_LIMIT = 16_000
"""Characters of the body that are read: a report says where it is from long before."""

_TITLE_LIMIT = 1_000
_DATELINE_LIMIT = 200

_DATELINE_BREAK = re.compile(r"[,;:|/()\[\]–—]|\s-|-\s|-$")
_WORD = re.compile(r"[^\W_]+")

_TITLE_WEIGHT = 3.0
_PARAGRAPH_WEIGHTS = (3.0, 2.0)
_LOCATED_BONUS = 3.0
"""For "<place>, Senin": the agencies' way of saying where it was said."""
_COUNTY_POLICE_SCORE = 0.3
"""For the kabupaten, from "Polres" before a name it shares with a kota: less than any plain word on the matter."""
_LISTED = 3
"""A paragraph that names so many kabupaten and kota lists them: they share its weight."""
_OVERRIDE_SCORE = 5.0
"""Score of another region that goes before a capital's dateline, together with twice the capital's own."""
_FOREIGN_SCORE = 3.0
"""Score that a region outside the outlet's province needs: one comparison with elsewhere does not move a report."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a report is from."""

    region_code: str
    """Kemendagri code of the smallest region that is known."""
    region: str
    """Official name of that region."""
    place: str
    """The place as the press names it, made unambiguous: ``Kota Probolinggo``, ``Kanigaran, Kota Probolinggo``."""


def locate(*, dateline: str | None, title: str | None, body: str, outlet_region: str | None) -> Place | None:
    """Where the report is from, or None when neither it nor its outlet says.

    ``dateline`` is what stands before the first sentence ("PROBOLINGGO, KABAR.CO"), ``body`` the paragraphs
    separated by line breaks, ``outlet_region`` the outlet's own province, kabupaten or kota: it breaks ties and is
    the last resort. A dateline decides, except that the seat of a province, or Jakarta, gives way to another region of
    which the text says more, by its offices and near its beginning.

    Raises ``KeyError`` for an unknown ``outlet_region``.
    """
    home = outlet_region or None
    if home is not None:
        region(home)
    evidence = _Evidence(home)
    evidence.read((title or "")[:_TITLE_LIMIT], body[:_BODY_LIMIT])
    if dateline and (found := _from_dateline(dateline[:_DATELINE_LIMIT], evidence)):
        return found
    code = evidence.best() or home
    return None if code is None else _place(code)


def _place(code: str, town: str | None = None) -> Place:
    label = gazetteer().labels[code]
    return Place(code, region(code).name, f"{town}, {label}" if town else label)


# --- what the text says ---------------------------------------------------------------------------------------------


class _Evidence:
    """Scores of the regions that a title and a body name."""

    def __init__(self, home: str | None) -> None:
        self.home = home
        self.certain: dict[str, float] = {}
        """Score by code, from mentions that can mean one region only."""
        self.open: dict[tuple[str, ...], float] = {}
        """Score by regions of one name, from mentions that can mean any of them."""
        self.prominent: set[str] = set()
        """Regions whose offices the title or the first paragraphs name."""
        self.kinds: Counter[str] = Counter()
        """Number of times that the text speaks of a kota, kabupaten or provinsi, named or not."""
        self.districts: Counter[str] = Counter()
        """Number of times that a kecamatan of that name is spoken of, by code of a region that has one."""
        self.order: dict[str, int] = {}
        """Which region was named first, second, …"""

    def read(self, title: str, body: str) -> None:
        self._count(title, _TITLE_WEIGHT, prominent=True)
        paragraphs = (line for line in body.split("\n") if line and not line.isspace())
        for position, paragraph in enumerate(paragraphs):
            prominent = position < len(_PARAGRAPH_WEIGHTS)
            self._count(paragraph, _PARAGRAPH_WEIGHTS[position] if prominent else 1.0, prominent=prominent)

    def _count(self, text: str, weight: float, *, prominent: bool) -> None:
        words = Words(text)
        named = list(mentions(words, self.home))
        for mention in named:
            for code in mention.codes:
                self.order.setdefault(code, len(self.order))
        small = {mention.codes for mention in named if any("." in code for code in mention.codes)}
        listed = len(small) >= _LISTED
        next_first = -1
        next_codes: tuple[str, ...] = ()
        next_located = False
        for mention in reversed(named):
            codes, located = mention.codes, mention.located
            score = weight / len(small) if listed and mention.codes in small else weight
            score = score / 2 if mention.origin else score
            if next_first == mention.last + 1:
                inside = tuple(
                    c for c in codes if any(c != ancestor and within(c, ancestor) for ancestor in next_codes)
                )
                if inside:  # "Kota Probolinggo, Jawa Timur": the province only explains
                    codes, located = inside, located or next_located
                    score += weight / 2
                    if len(next_codes) == 1:
                        self._add(next_codes[0], -weight)
            score += _LOCATED_BONUS if located else 0.0
            if len(codes) == 1:
                self._add(codes[0], score)
                if mention.office and prominent:
                    self.prominent.add(codes[0])
            else:
                self.open[codes] = self.open.get(codes, 0.0) + score
                for code in codes:
                    if mention.county_police and region(code).kind == "kabupaten":
                        self._add(code, _COUNTY_POLICE_SCORE)
            next_first, next_codes, next_located = mention.first, codes, located
        self.kinds.update(kind for word in words.lower if (kind := KIND_WORDS.get(word)))
        for codes in words.districts():
            self.districts.update(codes)
            near = [code for code in codes if self.nearness(code)]
            if len(near) == 1:
                self.order.setdefault(near[0], len(self.order))
                self._add(near[0], weight)

    def _add(self, code: str, score: float) -> None:
        self.certain[code] = self.certain.get(code, 0.0) + score

    def nearness(self, code: str) -> int:
        """3 the outlet's own region, 2 in its province when it serves one, 1 in the same province, 0 elsewhere."""
        if self.home is None:
            return 0
        if code == self.home:
            return 3
        if within(code, self.home):
            return 2
        return 1 if code[:2] == self.home[:2] else 0

    def choose(self, codes: Iterable[str]) -> str:
        """Which region of one name is meant.

        By the text (the region with its kind, its kecamatan), the outlet, the province in the text, the offices
        that the text speaks of without a name ("bupati"); else the city.
        """
        rank = {"kota": 2, "kabupaten": 1, "provinsi": 0}

        def preference(code: str) -> tuple[float, bool, int, float, int, int, str]:
            kind = region(code).kind
            said = self.certain.get(code, 0.0) + self.districts[code]
            near = self.nearness(code)
            province = self.certain.get(code[:2], 0.0)
            return said, near == 3 and "." in code, min(near, 2), province, self.kinds[kind], rank[kind], code

        return max(codes, key=preference)

    def totals(self) -> dict[str, float]:
        """Score by code, with the open mentions given to the region that was meant."""
        totals = dict(self.certain)
        for codes, score in self.open.items():
            code = self.choose(codes)
            totals[code] = totals.get(code, 0.0) + score
        return totals

    def best(self, ancestor: str | None = None) -> str | None:
        """The region of which the text says most (inside the ancestor), or None when it says too little."""
        factor = (1.0, 1.1, 1.3, 1.6)
        totals = {c: s for c, s in self.totals().items() if s > 0 and (ancestor is None or within(c, ancestor))}
        if self.home is not None:
            totals = {c: s for c, s in totals.items() if self.nearness(c) or s >= _FOREIGN_SCORE}
        if not totals:
            return None
        weighted = {c: s * factor[self.nearness(c)] for c, s in totals.items()}

        def most(code: str) -> tuple[float, int]:
            return weighted[code], -self.order[code]

        small = max((code for code in weighted if "." in code), key=most, default=None)
        province = max((code for code in weighted if "." not in code), key=most, default=None)
        if small is None or province is None:
            return small or province
        return province if totals[province] > 2 * weighted[small] else small


# --- what the dateline says -----------------------------------------------------------------------------------------


def _from_dateline(dateline: str, evidence: _Evidence) -> Place | None:
    table = gazetteer()
    town: tuple[Town, ...] = ()
    codes: tuple[str, ...] = ()
    for part in _DATELINE_BREAK.split(dateline):
        words = [word.lower() for word in _WORD.findall(part)]
        if not words or len(words) > 6:
            continue
        whole = "".join(words)
        kind = KIND_WORDS.get(words[0])
        bare = "".join(words[1:]) if kind or words[0] in DISTRICT_WORDS else whole
        if names := table.names.get(bare, ()):
            codes = tuple(name.code for name in names if kind is None or region(name.code).kind == kind)
            codes = codes or tuple(name.code for name in names)
            if kind is None:  # a dateline names a town: the city of Bengkulu, not the province
                codes = tuple(code for code in codes if "." in code) or codes
            break
        town = town or table.towns.get(whole) or table.towns.get(bare, ())
    if town and (place := _in_town(town, codes, evidence)):
        return place
    if not codes:
        return None
    return _place(_weighed(codes, evidence))


def _in_town(entries: tuple[Town, ...], codes: tuple[str, ...], evidence: _Evidence) -> Place | None:
    """The town's region: named beside it, or the only one near the outlet, or the one that the text names."""
    if codes:
        fitting = [entry for entry in entries if any(within(entry[0], code) for code in codes)]
    else:
        nearest = max(evidence.nearness(code) for code, _ in entries)
        fitting = [entry for entry in entries if evidence.nearness(entry[0]) == nearest]
    if len(fitting) > 1:
        totals = evidence.totals()
        most = max(totals.get(code, 0.0) for code, _ in fitting)
        fitting = [entry for entry in fitting if totals.get(entry[0], 0.0) == most]
    return _place(*fitting[0]) if len(fitting) == 1 else None


def _weighed(codes: tuple[str, ...], evidence: _Evidence) -> str:
    """The dateline's region, or what the text is about when the dateline is only where the newsroom stands."""
    code = evidence.choose(codes)
    if "." in code and code not in gazetteer().capitals:
        return code
    totals = evidence.totals()
    near = code[:2]
    candidates = [c for c in totals if "." in c and c != code and (within(c, near) or near == "31")]
    other = max(candidates, key=lambda c: (totals[c], c), default=None)
    if other is not None and other in evidence.prominent:
        own = totals.get(code, 0.0) if "." in code else 0.0
        if totals[other] >= max(_OVERRIDE_SCORE, 2 * own):
            return other
    if "." not in code and (small := evidence.best(near)) and "." in small and totals[small] >= _FOREIGN_SCORE:
        return small
    return code
