"""Which regions a paragraph names, and how: one pass over its words, longest name first.

A name counts when it is capitalised. One that is also a word, a person or another place (Batu, Serang, Bima,
Puncak) counts only beside an office or institution, before its province ("Solo, Jawa Tengah"), or, in the outlet's
own province, after "di", "ke" or "dari".
Abbreviations in capitals (NTB, OKU) count in capitals. Streets, waters, peoples and newspapers that are called after a
region do not count.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from crawler.annotation.gazetteer import Kind, gazetteer, region, within
from storage.calendar import WEEKDAYS

_MAX_NAME_WORDS = 4
"""Longest name in words: Kepulauan Siau Tagulandang Biaro."""

_WORD = re.compile(r"([^\W_]+)")


KIND_WORDS: dict[str, Kind] = {
    "kota": "kota", "walikota": "kota", "walkot": "kota", "wawali": "kota", "pemkot": "kota", "polrestabes": "kota",
    "kapolrestabes": "kota", "pilwali": "kota", "pilwakot": "kota", "pilwalkot": "kota",
    "kabupaten": "kabupaten", "kab": "kabupaten", "bupati": "kabupaten", "wabup": "kabupaten", "pemkab": "kabupaten",
    "pilbup": "kabupaten", "cabup": "kabupaten",
    "provinsi": "provinsi", "propinsi": "provinsi", "prov": "provinsi", "pemprov": "provinsi", "gubernur": "provinsi",
    "wagub": "provinsi", "cagub": "provinsi", "pilgub": "provinsi", "polda": "provinsi", "kapolda": "provinsi",
    "wakapolda": "provinsi", "kejati": "provinsi", "kajati": "provinsi", "sekdaprov": "provinsi",
}  # fmt: skip
"""Words before a name that say of which kind the region is ("Wali Kota" ends in "kota")."""

_OFFICES = frozenset(
    re.findall(
        r"\w+",
        "kpu kpud bawaslu panwaslu panwaslih polres kapolres wakapolres polresta kapolresta mapolres mapolresta kodim "
        "dandim kasdim korem danrem kejari kajari kejaksaan pengadilan negeri dprd dprk kesbangpol forkopimda satpol "
        "bpbd diskominfo dinkes dishub disdukcapil rsud lapas rutan sekda satlinmas pilkada pemda kemenag bnn bnnk mui "
        "pcnu daerah",
    )
)
"""Words before a name that make it an administrative mention without saying of which kind."""

_COUNTY_POLICE = frozenset({"polres", "kapolres", "wakapolres", "mapolres"})
"""Before a name that kota and kabupaten share these lean to the kabupaten: the city's are called
"Polres Probolinggo Kota" or "Polresta"."""

_LOCATIVES = frozenset({"di", "ke", "dari", "asal", "se", "wilayah", "warga"})

_ORIGINS = frozenset({"dari", "asal"})

_NOT_THE_REGION = frozenset(
    re.findall(
        r"\w+",
        "jalan jl jln bank pulau selat laut gunung danau sungai stasiun pasar tol suku batak soto radar antara rakyat "
        "harian tribun pos suara kabar berita media masakan",
    )
)
"""Words before a name that make it a street, a water, a people, a dish or a newspaper."""

DISTRICT_WORDS = frozenset({"kecamatan", "kec", "camat", "distrik", "kapolsek", "polsek", "danramil", "koramil"})


class Mention(NamedTuple):
    """One region named in a paragraph."""

    first: int
    """Index of its first word in the paragraph."""
    last: int
    """Index of its last word."""
    codes: tuple[str, ...]
    """The regions it can mean, at least one."""
    office: bool
    """Beside an office or institution, or with its kind."""
    located: bool
    """Followed by a weekday: "Surabaya, Senin"."""
    origin: bool
    """After "dari" or "asal": where somebody or something comes from."""
    county_police: bool
    """After "Polres": of a kota and a kabupaten of one name rather the kabupaten."""


class Words:
    """The words of one paragraph, and what stands between them."""

    def __init__(self, text: str) -> None:
        parts = _WORD.split(text)
        self.printed = parts[1::2]
        self.lower = [word.lower() for word in self.printed]
        self.capitals = [word[0].isupper() for word in self.printed]
        self._gaps = parts[2::2]

    def __len__(self) -> int:
        return len(self.printed)

    def gap(self, index: int) -> str:
        """Characters between a word and the next."""
        return self._gaps[index]

    def capitalised(self, index: int) -> bool:
        return self.capitals[index]

    def before(self, index: int) -> str:
        """The word that goes with this one ("Wali Kota" Probolinggo, "Kodim 0820/" Probolinggo), or nothing."""
        index -= 1
        while index >= 0 and self.printed[index].isdigit() and len(self.gap(index)) <= 2:
            index -= 1
        if index < 0 or len(self.gap(index)) > 2 or set(self.gap(index)) & set(',;:!?"“”'):
            return ""
        if self.gap(index) == ". " and self.lower[index] not in {"kab", "prov", "kec", "jl", "jln"}:
            return ""
        return self.lower[index]

    def longest(self, index: int, table: Container[str]) -> int:
        """Words of the longest name in the table that begins here; 0 for none."""
        key, found = "", 0
        for count in range(1, _MAX_NAME_WORDS + 1):
            last = index + count - 1
            if last >= len(self.printed) or not self.capitals[last]:
                break
            if count > 1 and self.gap(last - 1) not in {" ", "-", "\u00a0"}:
                break
            key += self.lower[last]
            if key in table:
                found = count
        return found

    def districts(self) -> Iterator[tuple[str, ...]]:
        """For each kecamatan that is called one, the regions that have one of its name."""
        towns = gazetteer().towns
        for index, word in enumerate(self.lower[:-1]):
            if word in DISTRICT_WORDS and (count := self.longest(index + 1, towns)):
                yield tuple(code for code, _ in towns["".join(self.lower[index + 1 : index + 1 + count])])


def mentions(words: Words, home: str | None) -> Iterator[Mention]:
    """The regions that the paragraph names, in order. ``home`` is the code of the outlet's own region."""
    names, beginnings = gazetteer().names, gazetteer().beginnings
    behind = 0  # the name before
    for index, word in enumerate(words.lower):
        if word not in beginnings or index < behind or not words.capitals[index]:
            continue
        if count := words.longest(index, names):
            behind = index + count
            if mention := _mention(words, index, behind - 1, home):
                yield mention


def _mention(words: Words, first: int, last: int, home: str | None) -> Mention | None:
    entries = gazetteer().names["".join(words.lower[first : last + 1])]
    before = words.before(first)
    if before in _NOT_THE_REGION:
        return None
    kind = KIND_WORDS.get(before)
    if kind and first >= 2 and words.gap(first - 2) == "/" and words.lower[first - 2] in KIND_WORDS:
        kind = None  # "KPU Kabupaten/Kota se-Jawa Timur"
    following = words.lower[last + 1] if last + 1 < len(words) else ""
    if kind is None and following == "kota" and words.gap(last) == " " and words.capitalised(last + 1):
        kind = "kota"  # "Polres Probolinggo Kota"
    office = kind is not None or before in _OFFICES
    named_on = following != "" and words.gap(last) == " " and words.capitalised(last + 1)
    codes = []
    for name in entries:
        if name.acronym and not words.printed[first].isupper():
            continue
        if name.word and kind is None:
            near = home is not None and name.code[:2] == home[:2]
            clear = office or (before in _LOCATIVES and near) or _in_next(words, last, name.code)
            if named_on or not clear:
                continue  # "Bima Arya", "Polres Metro Jakarta Selatan"
        if name.word and kind not in {None, region(name.code).kind}:
            continue  # "Polda Metro Jaya"
        codes.append(name.code)
    if not codes:
        return None
    if kind is not None:
        codes = [code for code in codes if region(code).kind == kind] or codes
    located = _located(words, last)
    return Mention(first, last, tuple(codes), office, located, before in _ORIGINS, before in _COUNTY_POLICE)


def _in_next(words: Words, last: int, code: str) -> bool:
    """True when the next name is a region around this one: "Solo, Jawa Tengah"."""
    if last + 1 >= len(words) or words.gap(last) not in {", ", " ("}:
        return False
    names = gazetteer().names
    count = words.longest(last + 1, names)
    around = names["".join(words.lower[last + 1 : last + 1 + count])] if count else ()
    return any(name.code != code and within(code, name.code) for name in around)


def _located(words: Words, last: int) -> bool:
    """True when a weekday follows: "Surabaya, Senin", "Surabaya, pada Senin"."""
    following = words.lower[last + 1 : last + 4]
    if not following or words.gap(last).strip() not in {"", ","}:
        return False
    return next((word for word in following if word not in {"pada", "hari"}), "") in WEEKDAYS
