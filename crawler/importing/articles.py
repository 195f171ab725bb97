"""A row of a table to an article, before anything is concluded from its text."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from crawler.importing.columns import Columns, is_empty
from crawler.importing.dates import DateReader, contradicts
from crawler.importing.faults import RowFault
from crawler.importing.texts import Repairs, line, names, paragraphs
from crawler.items import ArticleItem
from crawler.outlets.outlet import Outlet
from crawler.urls import MAX_LENGTH, article_id, canonical_url, url_key
from storage.calendar import Moment
from storage.raw.exchange import Exchange

EXTRACTOR = "import"
"""``extractor`` of an article that came with a collection."""

_BOOLEANS = {
    **dict.fromkeys(("true", "1", "1.0", "yes", "y", "ya", "t", "benar", "relevan", "relevant"), True),
    **dict.fromkeys(("false", "0", "0.0", "no", "n", "tidak", "f", "salah", "bukan"), False),
}
_NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article as its row has it. ``outlet`` is its spider's, where it has one; ``relevant`` is what the row says.

    ``doubts`` are in words. ``exchange`` is the page that it was read from, to be kept with it; the item is annotated
    then.
    """

    item: ArticleItem
    outlet: type[Outlet] | None
    relevant: bool | None
    doubts: tuple[str, ...]
    exchange: Exchange | None = None


class OutletNames:
    """Finds the outlet of a row: by the name or title in it, else by its address."""

    def __init__(self, outlets: Mapping[str, type[Outlet]], given: str | None = None) -> None:
        self._outlets = outlets
        self.given = given
        self._by_title = {_folded(outlet.title): outlet for outlet in outlets.values()}
        self._by_host: dict[str, list[type[Outlet]]] = {}
        for outlet in outlets.values():
            for host in outlet.addresses().allowed:
                self._by_host.setdefault(host, []).append(outlet)

    def of(self, said: str, address: str | None, fallback: str) -> tuple[str, type[Outlet] | None]:
        """Name and outlet. ``said`` is what the row says, ``fallback`` what stands for an outlet that nothing tells."""
        name = self.given or said
        known = self._outlets.get(name) or self._by_title.get(_folded(name)) or self._of_address(address, name)
        if known is not None:
            return known.name, known
        if name:
            return _short(_host(name) or name), None
        return (_host(address) if address else "") or fallback, None

    def _of_address(self, address: str | None, name: str) -> type[Outlet] | None:
        for host in {_host(name), _host(address or "")} - {""}:
            for outlet in self._by_host.get(host, ()):
                if address is None or outlet.addresses().article(address):
                    return outlet
        return None


def _folded(name: str) -> str:
    return "".join(name.casefold().split())


def _short(name: str) -> str:
    return name[:_NAME_LENGTH].strip()


def _host(text: str) -> str:
    """The host in an address, or of a name that is one (``www.radar.example``); empty for any other name."""
    text = text.strip().lower()
    if "://" in text:
        try:
            host = urlsplit(text).hostname or ""
        except ValueError:
            return ""
    elif "." in text and " " not in text and "/" not in text.rstrip("/"):
        host = text.rstrip("/")
    else:
        return ""
    return host.removeprefix("www.")


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads the rows of one table. ``fallback`` is the outlet of rows of which nothing tells it."""

    columns: Columns
    dates: DateReader
    outlets: OutletNames
    fallback: str
    now: datetime

    def read(self, row: Mapping[str, Any], repairs: Repairs) -> Candidate:
        """The article of a row. Raises ``RowFault``."""
        body = unicodedata.normalize("NFC", paragraphs(self._cell(row, "body"), repairs))
        title = line(self._cell(row, "title"), repairs) or None
        if not body:
            raise RowFault("no text", f"no text: {self.columns.chosen['body']!r} is empty")
        column = self.columns.chosen.get("url")
        address = _address(row.get(column), column) if column is not None else None
        said = line(self._cell(row, "outlet"), repairs)
        name, outlet = self.outlets.of("" if is_empty(said) else said, address, self.fallback)
        moment = self._moment(row, outlet)
        url, key = _identity(address, outlet, title, body)
        return Candidate(
            ArticleItem(
                article_id=article_id(name, key),
                url=url,
                url_key=key,
                outlet=name,
                network=line(self._cell(row, "network"), repairs) or (outlet.network_name() if outlet else name),
                title=title,
                authors=names(self._cell(row, "authors"), repairs),
                editors=names(self._cell(row, "editors"), repairs),
                published_at=moment.at if moment else None,
                published_precision=moment.precision if moment else None,
                published_origin="declared" if moment else None,
                body=body,
                fetched_at=self.now,
                extractor=EXTRACTOR,
            ),
            outlet,
            _chosen(self._cell(row, "relevant")),
            tuple(self._doubts(moment, address)),
        )

    def close(self) -> None:
        """Has nothing to end; a reader of pages has."""

    def _cell(self, row: Mapping[str, Any], field: str) -> Any:
        column = self.columns.chosen.get(field)
        return row.get(column) if column is not None else None

    def _moment(self, row: Mapping[str, Any], outlet: type[Outlet] | None) -> Moment | None:
        value = self._cell(row, "published_at")
        if isinstance(value, dict):
            value = line(value, Repairs())
        if is_empty(value):
            return None
        clock = self._cell(row, "time")
        zone = outlet.zone if outlet and self.dates.zone == "Asia/Jakarta" else None
        try:
            moment = self.dates.read(value, None if is_empty(clock) else clock, zone=zone)
        except (ValueError, OverflowError):
            moment = None
        if moment is None:
            raise RowFault(
                "not a date", f"{str(value).strip()[:60]!r} is not a date; write 2024-11-27 or 27/11/2024 10:15"
            )
        return moment

    def _doubts(self, moment: Moment | None, address: str | None) -> list[str]:
        doubts = []
        if moment is not None and moment.at > self.now + timedelta(days=1):
            doubts.append("the date lies in the future")
        if moment is not None and address is not None and contradicts(moment, address, self.dates.zone):
            doubts.append("the date is not the day in the address")
        return doubts


def _address(value: Any, column: str) -> str:
    text = "" if is_empty(value) else str(value[0] if isinstance(value, list) else value).strip()
    if not text:
        raise RowFault("no address", f"no address: {column!r} is empty")
    if " " in text or not text[:1].isalnum():
        text = _only_address(text)
    if text.startswith("//"):
        text = f"https:{text}"
    elif "://" not in text and "." in text.partition("/")[0] and " " not in text:
        text = f"https://{text}"
    try:
        address = canonical_url(text)
    except ValueError:
        address = ""
    if not address or len(address) > MAX_LENGTH or "." not in urlsplit(address).netloc:
        raise RowFault("not an address", f"not an http(s) address: {text[:80]!r}")
    return address


_WRAPPED = re.compile(r"https?://[^\s\"'<>()\[\]]+", re.IGNORECASE)


def _only_address(text: str) -> str:
    """The address in a link of Markdown, a formula or angle brackets; the text as it is where it holds none.

    Raises ``RowFault`` where it holds several.
    """
    found = set(_WRAPPED.findall(text))
    if len(found) > 1:
        raise RowFault("not an address", f"more than one address: {text[:80]!r}")
    return found.pop() if found else text


def _identity(address: str | None, outlet: type[Outlet] | None, title: str | None, body: str) -> tuple[str, str]:
    """Address and URL key. An article without an address is named by its words: the same text is the same article."""
    if address is None:
        digest = hashlib.sha256("\n".join((title or "", body)).encode()).hexdigest()
        name = f"urn:sha256:{digest}"
        return name, name
    if outlet is not None and outlet.addresses().article(address):
        return address, outlet.addresses().key(address)
    return address, url_key(address)


def _chosen(value: Any) -> bool | None:
    if is_empty(value):
        return None
    if isinstance(value, bool):
        return value
    try:
        return _BOOLEANS[str(value).strip().lower()]
    except KeyError:
        raise RowFault("relevant unclear", f"relevant is {str(value)[:40]!r}; write true or false") from None
