"""Which column of a table is what: by its name in Indonesian or English, by its content where names fail.

The names are those of collections that people published (``judul``, ``isi_berita``, ``Published Date``), and of the
output of news-please, Fundus, newspaper4k, news-watch, Media Cloud and trafilatura.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from statistics import mean
from typing import Any

from crawler.exceptions import UsageFailure
from crawler.extraction.dates import parse_machine

NAMES: Mapping[str, str] = {
    "url": (
        "url link tautan article_url url_artikel url_berita link_berita tautan_berita berita_url berita_link news_url "
        "news_link article_link link_artikel canonical_url canonical_link permalink alamat_url alamat_web alamat href "
        "uri source_url original_url final_url page_url requested_url responded_url url_sumber link_sumber laman"
    ),
    "title": (
        "title judul headline judul_berita judul_artikel berita_judul news_title article_title title_berita "
        "title_article tajuk kepala_berita titel headlines news_headline page_title title_page meta_title og_title"
    ),
    "body": (
        "body isi isi_berita maintext main_text content konten text teks full_text fulltext body_text article_text "
        "article_body articlebody article_content isi_artikel isi_konten full_article news_content content_text "
        "text_content plaintext plain_text konten_berita teks_berita isi_teks naskah narasi news_text news article "
        "artikel berita paragraphs paragraf paragraph document dokumen story raw_text clean_text cleaned_text"
    ),
    "published_at": (
        "published_at publish_date published_date date_publish publishing_date date_published published pubdate "
        "pub_date publication_date publicationdate datepublished tanggal_terbit tgl_terbit tanggal_publikasi "
        "tanggal_publish tanggal_rilis tanggal_berita tanggal_tayang tanggal tgl hari_tanggal date datetime date_time "
        "published_time publish_time waktu_terbit waktu_publikasi tanggal_waktu waktu timestamp release_date "
        "news_date article_date terbit posted_at posted_on created_at created date_added tanggal_posting"
    ),
    "time": "time jam pukul waktu jam_terbit publish_time time_published",
    "outlet": (
        "outlet media nama_media media_name source sumber sumber_berita news_source source_name source_domain "
        "publisher penerbit portal portal_berita nama_portal surat_kabar koran website situs situs_berita site "
        "site_name sitename meta_site_name source_hostname hostname domain host media_url brand newspaper"
    ),
    "network": "network jaringan grup group_media kelompok_media",
    "authors": "authors author penulis nama_penulis wartawan reporter jurnalis byline pengarang creator",
    "editors": "editors editor redaktur penyunting nama_editor",
    "relevant": "relevant relevan",
}

FIELDS = tuple(NAMES)
REQUIRED = "body"

_WORDS: Mapping[str, str] = {
    "url": "url link tautan href permalink",
    "title": "title judul headline tajuk",
    "body": "body isi content konten text teks article artikel berita story fulltext",
    "published_at": "date tanggal tgl published publish terbit datetime",
    "outlet": "source sumber outlet publisher portal",
    "authors": "author authors penulis wartawan reporter",
    "editors": "editor redaktur",
}
"""Words that tell a column whose name has others beside them: ``Judul Berita (asli)``."""

_OTHER_NAMES = (
    "id no nomor image img gambar foto photo thumbnail video caption archive arsip download downloaded crawl crawled "
    "scrape scraped scraping fetched accessed access indexed index update updated modify modified filedate label "
    "label1 sentiment sentimen category kategori tag tags topic topik keyword keywords page rss count jumlah length "
    "panjang type tipe lang language bahasa score skor summary ringkasan description deskripsi excerpt lead hash "
    "fingerprint parent logo icon favicon likes comment comments share shares view views clean cleaned bersih stem "
    "stemmed token tokens tokenized filename localpath file region wilayah"
)
"""Words of names that mean something else of an article."""
_OTHERS = frozenset(_OTHER_NAMES.split())

_SAMPLE = 500
_TELLING = 0.6
"""Share of a column's values that must look like what it is taken for."""
_LONG = 120
"""Characters that a text has on average, where its column is told by content."""
_LONGER = 2.5
"""So many times longer than a column with a doubtful name is another one that holds the text instead."""

_ADDRESS = re.compile(r"\s*(?:https?:)?//\S+|\s*www\.\S+|\s*(?:[a-z0-9-]+\.)+[a-z]{2,}/\S+", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg)(?:[?#]|$)", re.IGNORECASE)
_TIME = re.compile(
    r"\s*(?:pukul|pkl|jam)?\.?\s*\d{1,2}[.:]\d{2}(?:[.:]\d{2})?\s*(?:wib|wita|wit|am|pm)?\s*", re.IGNORECASE
)
_NUMERIC_DAY = re.compile(r"(?<!\d)\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d{2})(?!\d)")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_EMPTY = frozenset({"", "-", "--", "nan", "none", "null", "nat", "n/a", "#n/a", "<na>", "na", "undefined", "[]", "nil"})
"""What programs write where nothing is known, in small letters."""


def is_empty(value: Any) -> bool:
    """Whether a cell says nothing: pandas writes ``nan``, Python ``None``, people a hyphen."""
    if value is None or (isinstance(value, float) and value != value):
        return True
    if isinstance(value, list | tuple | dict):
        return not value
    return isinstance(value, str) and value.strip().lower() in _EMPTY


def normal(name: str) -> str:
    """The name of a column as it stands in ``NAMES``: ``Published Date``, ``publishedDate`` → ``published_date``."""
    spaced = _CAMEL.sub(" ", name)
    joined = "_".join(re.findall(r"[^\W_]+", spaced.lower()))
    # HEADLINE and Isi Berita, but also isiBerita; PUBLISHDATE has no seam
    return joined if joined in _KNOWN else _UNSEAMED.get(joined.replace("_", ""), joined)


_RANK: dict[str, dict[str, int]] = {
    field: {name: rank for rank, name in enumerate(names.split())} for field, names in NAMES.items()
}
_KNOWN = frozenset(name for ranks in _RANK.values() for name in ranks)
_UNSEAMED = {name.replace("_", ""): name for name in sorted(_KNOWN)}


def is_known(name: str) -> bool:
    """Whether a column of this name is known."""
    return normal(name) in _KNOWN


def looks_like_a_head(record: Sequence[Any]) -> bool:
    """Whether a record names columns: one at least that is known, and no cell that only data have."""
    cells = [str(cell) for cell in record if cell is not None and str(cell).strip()]
    if any("://" in cell or len(cell) > 60 for cell in cells):
        return False
    return any(normal(cell) in _KNOWN for cell in cells)


@dataclass
class Columns:
    """The columns that a table has, and which of them is taken for what; ``doubts`` in words for a person."""

    found: tuple[str, ...]
    chosen: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def unused(self) -> list[str]:
        """Columns that are passed over."""
        return [name for name in self.found if name not in self.chosen.values()]


@dataclass
class _Look:
    """A column's values, as far as they tell what it is."""

    order: int
    values: list[Any]
    address: float
    picture: float
    day: float
    clock: float
    length: float
    words: float
    distinct: float


def choose(rows: Iterable[Mapping[str, Any]], *, given: Mapping[str, str], named: bool = True) -> Columns:
    """The columns of a table, from its first rows.

    ``given`` are those that the person names, by field; a field with an empty name is left out. ``named``: the file has
    names of its own. Raises ``UsageFailure`` for a given column that the table has not.
    """
    looks = _looks(rows)
    columns = Columns(tuple(looks))
    left_out = {one for one, name in given.items() if not name and one in FIELDS}
    for one, name in given.items():
        if one not in left_out:
            columns.chosen[one] = _given(one, name, looks)
    for one, fits in (
        ("title", _may_be_title), ("url", _may_be_url), ("published_at", _may_be_day), ("time", _may_be_time),
        ("body", _may_be_text), ("authors", _any), ("editors", _any), ("network", _any), ("relevant", _any),
        ("outlet", _may_be_outlet),
    ):  # fmt: skip
        if one not in columns.chosen and one not in left_out:
            _by_name(one, fits, looks, columns)
    for one, by_content in (("url", _url), ("published_at", _day), ("body", _body), ("title", _title)):
        if one not in columns.chosen and one not in left_out:
            free = {name: look for name, look in looks.items() if name not in columns.chosen.values()}
            if (told := by_content(free)) is not None:
                columns.chosen[one] = told
                if named:
                    columns.doubts.append(
                        f"{one} is taken from {told!r} by its content: say --map {one}=… if it is not"
                    )
    if "time" in columns.chosen and "published_at" not in columns.chosen:
        del columns.chosen["time"]
    return columns


def _given(one: str, name: str, looks: Mapping[str, _Look]) -> str:
    if one not in FIELDS:
        raise UsageFailure(f"--map: there is no {one!r}; there are {', '.join(FIELDS)}")
    for column in looks:
        if column == name or column.strip().lower() == name.strip().lower():
            return column
    raise UsageFailure(f"--map {one}={name}: there is no such column; there are {', '.join(looks) or 'none'}")


def _looks(rows: Iterable[Mapping[str, Any]]) -> dict[str, _Look]:
    values: dict[str, list[Any]] = {}
    for row in rows:
        for name, value in row.items():
            kept = values.setdefault(name, [])
            if not is_empty(value):
                kept.append(value)
    return {name: _look(order, kept[:_SAMPLE]) for order, (name, kept) in enumerate(values.items())}


def _look(order: int, values: list[Any]) -> _Look:
    texts = [_text(value) for value in values]
    few = list(zip(values, texts, strict=True))[:100]
    return _Look(
        order,
        values,
        address=_share(_ADDRESS.fullmatch(text) is not None for text in texts),
        picture=_share(_PICTURE.search(text) is not None for text in texts),
        day=_share(_is_day(value, text) for value, text in few),
        clock=_share(isinstance(value, time) or _TIME.fullmatch(text) is not None for value, text in few),
        length=mean(map(len, texts)) if texts else 0.0,
        words=mean(len(text.split()) for text in texts) if texts else 0.0,
        distinct=len(set(texts)) / len(texts) if texts else 0.0,
    )


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " ".join(map(_text, value))
    if isinstance(value, dict):
        return " ".join(_text(one) for one in value.values())
    return str(value)


def _share(found: Iterable[bool]) -> float:
    every = list(found)
    return sum(every) / len(every) if every else 0.0


def _is_day(value: Any, text: str) -> bool:
    if isinstance(value, datetime | date):
        return True
    if len(text) > 50 or not any(map(str.isdecimal, text)) or "://" in text:
        return False
    return _NUMERIC_DAY.search(text) is not None or parse_machine(text, zone="Asia/Jakarta") is not None


def _by_name(one: str, fits: Any, looks: Mapping[str, _Look], columns: Columns) -> None:
    taken = set(columns.chosen.values())
    ranked: list[tuple[int, int, int, str]] = []
    prefix = normal(columns.chosen.get("title", "")).partition("_")[0]
    for name, look in looks.items():
        spoken = normal(name)
        if name in taken or not fits(look):
            continue
        tokens = spoken.split("_")
        if (rank := _RANK[one].get(spoken)) is not None:
            ranked.append((0, rank, look.order, name))
        elif set(tokens) & set(_WORDS.get(one, "").split()) and not set(tokens) & _OTHERS:
            ranked.append((1 if tokens[0] == prefix else 2, len(tokens), look.order, name))
    if not ranked:
        return
    tier, _, _, name = min(ranked)
    if one == "body" and (tier or not _is_prose(looks[name])):
        longest = _body({other: look for other, look in looks.items() if other not in taken})
        if longest is not None and longest != name and looks[longest].length > _LONGER * looks[name].length:
            columns.doubts.append(f"body is taken from {longest!r}, whose texts are longer than those of {name!r}")
            name, tier = longest, 0
    columns.chosen[one] = name
    if tier:
        columns.doubts.append(f"{one} is taken from {name!r} by a part of its name")


def _is_prose(look: _Look) -> bool:
    return look.words >= 5


def _any(look: _Look) -> bool:
    return True


def _may_be_title(look: _Look) -> bool:
    return look.address < _TELLING


def _may_be_url(look: _Look) -> bool:
    # an address may be missing or broken in many rows: each says so for itself
    return not look.values or (look.address > 0 and look.picture < _TELLING) or look.length < 12 or look.day < 0.5


def _may_be_day(look: _Look) -> bool:
    return not (look.values and (look.clock >= _TELLING or look.length > 80)) or look.day >= _TELLING


def _may_be_time(look: _Look) -> bool:
    return look.clock >= _TELLING or (
        bool(look.values) and all(isinstance(one, float) and one < 1 for one in look.values)
    )


def _may_be_text(look: _Look) -> bool:
    return look.address < _TELLING


def _may_be_outlet(look: _Look) -> bool:
    if not look.values:
        return True
    whole_addresses = _share("/" in _text(one).partition("://")[2].rstrip("/") for one in look.values)
    each_its_own = look.distinct > 0.9 and len(look.values) > 20
    numbers = _share(isinstance(one, int | float) or str(one).isdecimal() for one in look.values)
    return whole_addresses < _TELLING and look.length <= 60 and not each_its_own and numbers < _TELLING


def _url(looks: Mapping[str, _Look]) -> str | None:
    fitting = {name: look for name, look in looks.items() if look.address >= 0.8 and look.picture < 0.2}
    return max(fitting, key=lambda name: (fitting[name].distinct, -fitting[name].order), default=None)


def _day(looks: Mapping[str, _Look]) -> str | None:
    fitting = [name for name, look in looks.items() if look.day >= 0.8 and look.length >= 8 and not _other(name)]
    return fitting[0] if fitting else None


def _body(looks: Mapping[str, _Look]) -> str | None:
    fitting = {
        name: look
        for name, look in looks.items()
        if look.length >= _LONG and look.words >= 15 and look.address < _TELLING and look.picture < _TELLING
    }
    return max(fitting, key=lambda name: fitting[name].length, default=None)


def _title(looks: Mapping[str, _Look]) -> str | None:
    return next((name for name, look in looks.items() if _is_headline(look) and not _other(name)), None)


def _is_headline(look: _Look) -> bool:
    plain = not look.address and look.day <= 0.2
    return plain and 15 <= look.length <= 200 and look.words >= 3 and look.distinct > 0.7


def _other(name: str) -> bool:
    return bool(set(normal(name).split("_")) & _OTHERS)
