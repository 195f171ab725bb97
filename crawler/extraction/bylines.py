"""What frames the text of an Indonesian news report: dateline before it, initials and credit lines after it.

``PROBOLINGGO, KABAR.CO`` · ``Kota Probolinggo (ANTARA) -`` · ``(dp/pin)`` · ``Pewarta: …`` · ``Editor : …``
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from crawler.extraction.blocks import ends_sentence, fold
from storage.calendar import WEEKDAYS

_CAPITALS = (
    "AKBP AKP AI APBD APBN APK ASN BBM BMKG BNN BNNK BNNP BNPB BPBD BPK BPN BPS BUMD BUMN CPNS DKPP DPC DPD DPP DPR "
    "DPRD DPRK DPS DPSHP DPT DPTb FGD FKUB GP HMI HUT IDI III II IPM IV KIP KPK KPPS KPU KPUD KTP LHKPN LSM MBG MK MPP "
    "MPR MUI NKRI NTB NTT NU OPD OTT PAM PAN PBB PDI PDIP PGRI PKB PKK PKPU PKS PMI PMII PNS PPATK PPDB PPK PPP PPPK "
    "PPS PSI PSU PT PTPS RI RSUD RT RW SAR SARA SD SDM SK SKB SMA SMK SMP SPBU TMMD TNI TPA TPS TPU UMKM UU VI VII "
    "VIII WNA WNI XI XII"
)
ABBREVIATIONS = {word.casefold(): word for word in _CAPITALS.split()}
"""Abbreviations by their lower-case form: words of a slug, and heads of a sentence that are no place."""

_ALPHANUMERIC = re.compile(r"[^\W_]+")
_ASCII_MARKS = dict.fromkeys(code for code in range(128) if not chr(code).isalnum())
_AGENCIES = frozenset({"antara", "kbrn", "rri", "infopublik", "humas", "kominfo", "diskominfo", "ant", "tvri", "mc"})
_DOMAIN = re.compile(
    r"[\w-]+(?:\.[\w-]+)*\.(?:com|co\.id|or\.id|go\.id|web\.id|my\.id|id|co|net|org|news|tv|info|online)"
)
_SUFFIX = re.compile(r"(?:\.(?:co|or|go|web|my|ac|sch|desa|net))?\.[a-z]{2,10}$")
_HEAD_LIMIT = 100
_SEPARATOR = re.compile(r"\s*(?:(?<=[\s)\]])[-–—]{1,3}|[–—]{1,2}(?=\s)|-{2,3}|,-|\|)\s*")
_WORD = re.compile(r"[^\W\d_][\w.'’/-]*", re.UNICODE)
_DATE_PART = re.compile(
    r"\(?\b\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b\)?|\b\d{1,2}\s[A-Z][a-z]+(?:\s\d{4})?\b"
    r"|\b\d{1,2}[.:]\d{2}\b|\b(?:WIB|WITA|WIT)\b"
)
_SEGMENTS = re.compile(r"[,()|/\[\]]+|\s[-–—]\s")

_PARENTHESISED = re.compile(r"\s*[(\[]\s*([^()\[\]]{1,60}?)\s*[)\]]\s*[.*]{0,3}$")
_STARS = re.compile(r"\s*(?:\*{1,5}|\(\*{1,3}\)|-{2,3}|#{1,3})$")
_SIGNATURE_MARKS = frozenset("*-#)]")
_SIGNATURE_TAIL = 8
"""Characters at the end of a paragraph, folded, of which a signature has one of the marks."""
_INITIALS = re.compile(
    r"[A-Z]{1,2}-\d{1,2}|\*{0,3}[^\W\d_][\w'’]*(?:(?:\s?[/&,+-]\s?|\.?\s|\.)[^\W\d_][\w'’]*){0,4}\.?\*{0,3}"
)
_NO_SIGNATURE = re.compile(r"bersambung|selesai|habis|sumber|ist|istimewa|net|dok", re.IGNORECASE)

_LABELS = {
    "authors": r"pewarta|reporter|penulis|wartawan|jurnalis|kontributor|laporan|liputan|oleh|author|writer|by",
    "editors": r"editor|redaktur|penyunting|redaktur pelaksana|penyelia",
    "others": r"uploader|publisher|penerbit|foto(?:grafer)?|sumber|source|copyright|hak cipta|kameramen",
}
_LABEL = re.compile(
    r"(?<![\w/])(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items())
    + r")(?:\s?/\s?(?P<second>editor|redaktur))?\s{0,3}(?:[:：]|(?=©))\s*",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?<=\w)(?:\s*\([^()]{0,40}\)?|"
    r"\s+(?:(?:\w+ )?(?:journalist|reporter|correspondent)|follow|twitter|for \w+\.\w+))$",
    re.IGNORECASE,
)
"""What is printed behind a name and is none: initials in parentheses, an office, a button."""
_OFFICE = re.compile(r"\((?:https?:|www\.)", re.IGNORECASE)
"""An address behind a name: "Harian Contoh (www.contoh.example)" is an office."""
_BARE_LABEL = re.compile(
    r"(?:(?P<authors>penulis|jurnalis|reporter|pewarta|wartawan|kontributor|oleh)|"
    r"(?P<editors>editor|redaktur|penyunting))(?=\s|$)",
    re.IGNORECASE,
)
_LONGEST_CREDIT = 80
_LABEL_MARKS = (":", "：", "©")
"""One of them stands behind a label."""
_UNLABELLED = re.compile(
    r"(?:(?:(?:ditulis|dibuat|diposting|diposkan|written|posted) )?(?:oleh|by)|"
    r"laporan (?:wartawan|reporter|jurnalis|kontributor)\b[^,]{0,60},)\s+((?:[^\W\d_][\w.'’]*\s?){1,5})",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:(?:ditulis|dibuat|diposting|diposkan|written|posted) (?:oleh|by)\s?:?|(?:oleh|by|von|par|por)(?=\s))\s*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:\w{2,10}:)?//|www\.|[\w.-]+\.\w{2,6}/|/\w", re.IGNORECASE)
_NAME = re.compile(r"(?:[^\W\d_][\w.'’-]*\s?){1,6}")
_PARTICLES = frozenset({"bin", "binti", "van", "von", "de", "der", "da", "dos", "la", "el", "al", "di"})
_LONGEST_NAME = 60
_SMALL_WORDS = 3
"""Words in small letters behind a label that can still be names."""
_NAME_BREAKS = re.compile(
    r"\s*(?:[;|&•\n]|/(?![a-z])|,(?!\s*(?:[A-Z]{1,3}\.|Dr|Drs|Ir|M\.|S\.|Ph\.?D|SH|MH|SE|MM)\b\.?)|\b(?:dan|and|und|et)\b)\s*"
)
_NOT_A_NAME = re.compile(
    r"(?:(?:super )?admin\w*|redaksi|tim|tim redaksi|redaktur)(?: .{1,30})?|editor|webmaster|operator|root|"
    r"(?:super ?)?user|humas|newsroom|news|berita|wartawan|reporter|penulis|author|oleh|by|unknown|anonim|-+|"
    r"www\..*|https?:.*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Credits:
    """Names in credit lines, as printed."""

    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()


def squash(text: str) -> str:
    """Letters and digits only, in lower case: ``HARIANKITA`` and ``Harian Kita`` are one name."""
    folded = text.casefold()
    if folded.isascii():  # most lines: half the time
        return folded.translate(_ASCII_MARKS)
    return "".join(_ALPHANUMERIC.findall(folded))


@lru_cache(maxsize=256)
def name_variants(outlet_names: tuple[str, ...]) -> frozenset[str]:
    """The outlet's names squashed, of hosts also the domain without ``www``, bureau and top-level domain.

    The bureau is left out because it is a place: ``jatim.example.com``.
    """
    variants: set[str] = set()
    for name in outlet_names:
        variants.add(squash(name))
        if _DOMAIN.fullmatch(name.lower()):
            domain = _SUFFIX.sub("", name.lower().removeprefix("www."))
            variants.update({squash(domain.rpartition(".")[2]), squash(name.lower().removeprefix("www."))})
    return frozenset(variant for variant in variants if len(variant) > 2)


def split_dateline(paragraph: str, outlet_names: tuple[str, ...] = ()) -> tuple[str | None, str]:
    """Dateline and the rest of a first paragraph.

    ``("PROBOLINGGO", "Bertempat di …")`` for ``PROBOLINGGO, KABAR.CO – Bertempat di …``: the names of the outlet, of
    agencies and dates are left out, so that what is returned names a place, or is ``None`` when there is no dateline or
    when it names none. The rest is empty when the dateline is a paragraph of its own.
    """
    text = fold(paragraph)
    names = name_variants(outlet_names)
    colon = re.match(r"(KBRN|RRI)\s?,\s?([\w .]{3,40}?)\s?[:：]\s*", text)
    if colon:
        return colon[2], text[colon.end() :]
    for separator in _SEPARATOR.finditer(text[: _HEAD_LIMIT + 4]):
        head, rest = text[: separator.start()].strip(" ,-–—"), text[separator.end() :]
        if place := _place_of(head, rest, names):
            return place[0] or None, rest.lstrip(" -–—:,")
        if ends_sentence(head) or len(head.split()) > 10:
            break
    return _glued(text, names)


def _place_of(head: str, rest: str, names: frozenset[str]) -> tuple[str] | None:
    """The place in a head that is a dateline (empty when it names only the outlet), ``None`` when it is none."""
    if not head or len(head) > _HEAD_LIMIT:
        return None
    starts_well = not rest or not rest[0].islower()
    segments = [segment.strip(" .:-") for segment in _SEGMENTS.split(_DATE_PART.sub(" ", head))]
    segments = [segment for segment in segments if segment]
    places = [segment for segment in segments if not _is_outlet(segment, names)]
    signed = len(places) < len(segments) or re.search(r"\([A-Z][\w. ]{1,24}\)$", head) is not None
    if signed and not places:
        return ("",)
    words = [word for place in places for word in place.split()]
    if not words or len(words) > (7 if signed else 4) or not starts_well:
        return None
    if any(not word[0].isupper() for word in words if word not in ("dan", "d/h")):
        return None
    if any(word.casefold() in WEEKDAYS for word in words):
        return None
    if any(ABBREVIATIONS.get(word.casefold()) == word for word in words) or not all(
        _WORD.fullmatch(word) for word in words
    ):
        return None
    if not signed and len(places) > 2:
        return None
    return (", ".join(places),)


def _is_outlet(segment: str, names: frozenset[str]) -> bool:
    """Whether a part of a dateline is the outlet's or an agency's name and not a place."""
    squashed = squash(segment)
    return (
        squashed in names
        or squashed in _AGENCIES
        or _DOMAIN.fullmatch(segment.lower()) is not None
        or any(squashed == name + suffix for name in names for suffix in ("com", "id", "co", "net", "news"))
    )


def _glued(text: str, names: frozenset[str]) -> tuple[str | None, str]:
    """A dateline that runs into the text: ``PROBOLINGGO, KABAR.COBertempat``, or that is all of the paragraph."""
    head = text[:_HEAD_LIMIT]
    match = re.match(r"([A-Z][\w .'-]{2,40}?)\s?[,|(]\s?", head)
    if match is None:
        return None, text
    for end in range(min(len(head), match.end() + 30), match.end() + 2, -1):
        following = text[end : end + 1]
        outlet = text[match.end() : end]
        if outlet[-1].isspace() or (following.isalnum() and not following.isupper()) or not _is_outlet(outlet, names):
            continue
        if following.isupper() and not text[end + 1 : end + 2].islower():
            continue
        if all(word[0].isupper() for word in match[1].split()):
            return match[1], text[end:].lstrip(" -–—:,)|")
    return None, text


def split_signature(
    paragraph: str, *, last: bool, outlet_names: tuple[str, ...] = ()
) -> tuple[str, tuple[str, ...], bool]:
    """The paragraph without the initials that sign it, the initials, and whether something signed it.

    Initials in parentheses sign a text when they follow the end of a sentence; in the ``last`` paragraph also
    without one, when they are in lower case. ``(*)``, ``***`` and the outlet's own name end a text and name nobody.
    """
    text = paragraph
    if _SIGNATURE_MARKS.isdisjoint(text.rstrip()[-_SIGNATURE_TAIL:]):  # nearly every paragraph
        return text, (), False
    signers: list[str] = []
    signed = False
    names = name_variants(outlet_names)
    for _ in range(3):
        if stars := _STARS.search(text):
            rest = text[: stars.start()].rstrip()
            if not rest or ends_sentence(rest) or _PARENTHESISED.search(rest):
                text, signed = rest, True
                continue
        match = _PARENTHESISED.search(text)
        if match is None:
            break
        inner, rest = match[1], text[: match.start()].rstrip()
        if not _INITIALS.fullmatch(inner):
            break
        lower = inner.islower() and len(inner) <= 12
        if rest and not ends_sentence(rest) and not (last and lower):
            break
        signed = True
        signer = inner.strip("* ")
        if not _NO_SIGNATURE.fullmatch(signer) and not _is_outlet(signer, names):
            signers.insert(0, signer)
        text = rest
    return text, tuple(signers), signed


def credits_in(line: str, outlet_names: tuple[str, ...] = ()) -> Credits | None:
    """The names in a credit line (``Pewarta: A Editor : B``), or ``None`` when the line is none."""
    if len(line) > 300 or not any(mark in line for mark in _LABEL_MARKS):
        return None
    labels = list(_LABEL.finditer(line))
    if not labels or labels[0].start() > 2:
        return None
    found: dict[str, list[str]] = {"authors": [], "editors": [], "others": []}
    for number, label in enumerate(labels):
        end = labels[number + 1].start() if number + 1 < len(labels) else len(line)
        printed = line[label.end() : end]
        kind = next(name for name in found if label[name])
        if kind != "others" and sum(word[0].islower() for word in printed.split()) > _SMALL_WORDS:
            return None
        names = people([printed], outlet_names)
        found[kind].extend(names)
        if label["second"]:
            found["editors"].extend(names)
    return Credits(tuple(dict.fromkeys(found["authors"])), tuple(dict.fromkeys(found["editors"])))


def credits_of(lines: Sequence[str], outlet_names: tuple[str, ...] = ()) -> Iterator[Credits]:
    """The names in credit lines around a text: with a colon, without one, or with the name in the next line or cell."""
    for number, line in enumerate(lines):
        if found := credits_in(line, outlet_names):
            yield found
        elif name := unlabelled_author(line):
            yield Credits(people([name], outlet_names))
        elif label := _BARE_LABEL.match(line) if len(line) <= _LONGEST_CREDIT else None:
            rest = line[label.end() :].strip(" :") or next(iter(lines[number + 1 : number + 2]), "").strip(" :")
            if is_name(rest):
                names = people([rest], outlet_names)
                yield Credits(names) if label["authors"] else Credits((), names)


def unlabelled_author(line: str) -> str | None:
    """The name in ``Oleh Nama Orang`` or ``Laporan Wartawan Harian, Nama Orang`` as a line of its own.

    Empty when an account signs (``Ditulis oleh Administrator``).
    """
    match = _UNLABELLED.fullmatch(line) if len(line) <= 150 else None
    if match is None or not all(word[0].isupper() for word in match[1].split()):
        return None
    name = match[1].strip()
    return "" if _NOT_A_NAME.fullmatch(name) else name


def is_name(text: str) -> bool:
    """Whether a short text can be the name of a person: up to six words, each with a capital."""
    text = text.strip()
    words = text.split()
    return (
        3 <= len(text) <= _LONGEST_NAME
        and _NAME.fullmatch(text) is not None
        and all(word[0].isupper() or word in _PARTICLES for word in words)
        and not (len(words) == 1 and _NOT_A_NAME.fullmatch(text))
    )


def people(texts: Iterable[str], outlet_names: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Names of people in texts such as ``Oleh Budi dan Ani``: as printed, without accounts like ``admin``."""
    variants = name_variants(outlet_names)
    names: dict[str, str] = {}
    for text in texts:
        text = fold(text[:300])
        if _ADDRESS.match(text):  # "https://example.org/author/budi" is nobody's name
            continue
        labels = list(_LABEL.finditer(text))
        if labels and labels[0].start() <= 2:
            text = text[labels[0].end() : labels[1].start() if len(labels) > 1 else None]
        text = _BY.sub("", text)
        for part in _NAME_BREAKS.split(text):
            if _OFFICE.search(part or ""):
                continue
            name = _ROLE.sub("", part.strip(' .,:-–—|()[]*"“”')).strip() if part else ""
            squashed = squash(name)
            if len(squashed) < 3 or len(name) > _LONGEST_NAME or "@" in name or squashed.isdigit():
                continue
            # "Reporter : Budi Santoso | Jumat, 19 Juni 2015"
            if name.casefold() in WEEKDAYS or _DATE_PART.search(name):
                continue
            if _NOT_A_NAME.fullmatch(name) or _is_outlet(name, variants):
                continue
            names.setdefault(squashed, name)
    return tuple(names.values())
