"""Values of the one flow: ``Layout`` → ``FetchedPage`` → ``ArticleItem``.

All three are frozen, slotted and picklable, because extraction runs in other processes. The docstring
under each field of ``ArticleItem`` is the data dictionary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Facts of a family's article pages.

    A selector is CSS (with Scrapy's ``::text`` and ``::attr(name)``), or XPath when it begins with
    ``/`` or ``./``. Selectors of one field are tried in order; the first that finds something wins.
    """

    article: tuple[str, ...]
    """The element that holds the article's paragraphs."""

    prune: tuple[str, ...] = ()
    """Elements removed from the article element before its text is taken."""

    title: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()

    zone: str = "Asia/Jakarta"
    """IANA zone of dates that carry none."""

    url_date: str | None = None
    """Regular expression on the URL's path with the groups ``year``, and where known ``month``, ``day``."""

    valid_from: date | None = None
    """First publication day of this layout; ``None`` is always."""

    valid_until: date | None = None
    """Last publication day of this layout; ``None`` is still."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """An article page as a spider yields it: bytes, response facts, and how to read them."""

    outlet: str
    network: str
    url: str
    """Final address, canonical in spelling."""

    url_key: str
    """Identity of the page within its outlet (``crawler.urls``)."""

    requested_key: str
    """URL key of the address that was announced; differs from ``url_key`` after a redirect."""

    bodies: tuple[bytes, ...] = field(repr=False)
    """Decoded (not decompressed-as-received) HTML of each part of a split article, in order."""

    content_type: str | None
    """``Content-Type`` header of the first part."""

    fetched_at: datetime
    """When the first part arrived (aware, UTC)."""

    warc_record_id: str | None
    """``WARC-Record-ID`` of the first part's response."""

    layouts: tuple[Layout, ...]
    """The family's layouts, newest first."""

    region_code: str | None = None
    """The outlet's own region: the last resort for a place."""

    outlet_names: tuple[str, ...] = ()
    """Names under which the outlet signs (display name, host): never a place, never an author."""

    announced_at: datetime | None = None
    """Publication time as the feed, sitemap or REST answer gave it (aware), used when the page has none."""

    announced_title: str | None = None
    """Title as the source gave it, used when the page has none."""

    complete: bool = True
    """False when a part of a split article could not be fetched."""

    noarchive: bool = False
    """True when its headers ask not to archive it (``crawler.extraction.noarchive``)."""

    source: tuple[str, str] = ("", "")
    """Label of the source that announced the page, and which of its series of pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleItem:
    """One article, as extracted. Every field is a column of the table ``article``."""

    article_id: str
    """``a`` and 16 hex digits of SHA-256 over outlet and URL key: the same in every archive."""

    url: str
    """Address of the article in its canonical spelling."""

    url_key: str
    """Identity of the page within its outlet: scheme, ``www``, AMP and tracking parameters removed."""

    outlet: str
    """Name of the outlet (the spider's ``name``)."""

    network: str
    """Network the outlet belongs to; an outlet without one is its own network."""

    title: str | None
    """Headline, without the site's name."""

    authors: tuple[str, ...] = ()
    """Reporters as printed."""

    editors: tuple[str, ...] = ()
    """Editors as printed."""

    bylines: tuple[str, ...] = ()
    """Initials or names signed at the end of the text: ``(reb)``, ``(dp/pin)``."""

    published_at: datetime | None = None
    """When it was published (stored in UTC, exported with +07:00); midnight in the outlet's zone where only the day
    is known, ``None`` where the page does not say it."""

    published_precision: str | None = None
    """``minute`` or ``day``."""

    published_origin: str | None = None
    """Where the date came from: ``declared``, ``jsonld``, ``meta``, ``visible``, ``url`` or ``text``; ``fetch`` where
    nothing says it, and all that is known is when it was fetched."""

    modified_at: datetime | None = None
    """When the outlet says it was last changed."""

    event_date: date | None = None
    """Day on which what is reported happened, in the outlet's zone."""

    event_date_precision: str | None = None
    """``date`` when the text prints that day, ``weekday`` when it is counted back from publication ("Senin",
    "kemarin")."""

    region_code: str | None = None
    """Kemendagri code of the province (``35``) or kabupaten/kota (``35.74``)."""

    region: str | None = None
    """Official name of that region."""

    place: str | None = None
    """Place as the dateline or the text names it."""

    language: str | None = None
    """ISO 639-1 code of the body's language."""

    relevant: bool | None = None
    """Whether this is election-security reporting."""

    relevance: float | None = None
    """Score of that decision, 0 to 1."""

    relevance_origin: str = "rules"
    """Who decided it: ``rules``, ``importer`` (chosen for a collection that was imported), or ``person`` (a label in
    such a collection)."""

    matched_terms: tuple[str, ...] = ()
    """Terms that decided it."""

    words: int = 0
    """Words of the body."""

    text_sha256: str | None = None
    """SHA-256 (hex) over the NFC body, UTF-8."""

    body: str = field(default="", repr=False)
    """The article's own paragraphs and nothing else, separated by a blank line."""

    complete: bool = True
    """False when a part of a split article is missing."""

    noarchive: bool = False
    """Whether the page asks not to be archived: then it is kept, and shown to nobody."""

    fetched_at: datetime | None = None
    """When the page was fetched (UTC)."""

    warc_record_id: str | None = None
    """``WARC-Record-ID`` of the page's response."""

    extractor: str = ""
    """Version of the extraction rules, and the way taken: ``element`` or ``page``."""

    rule_hits: dict[str, int] = field(default_factory=dict)
    """How often each named boilerplate rule cut something."""


def article_fields(item: ArticleItem) -> Mapping[str, Any]:
    """The item's fields as the archive takes them: one to one, tuples as lists."""
    values = ((field.name, getattr(item, field.name)) for field in fields(item))
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values}
