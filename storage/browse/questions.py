"""Questions of a reader: the filters and the order in the query of an address, and their SQL on the index."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from storage.browse.facets import HAVING, NAMED
from storage.browse.index import first_moment
from storage.calendar import JAKARTA

LONGEST_SEARCH = 200
"""Characters of a search."""
MOST_TERMS = 12
LEAST_PREFIX = 3
"""Letters before an asterisk; fewer would match nearly every word."""

_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')
_REGION = re.compile(r"\d\d(?:\.\d\d)?")
_NAME = re.compile(r"[^\x00-\x1f]{1,200}")
_OF_PAGES = ("order", "before", "start")
_ORDERS = {
    "date": "{} DESC",
    # a word in a headline weighs as much as four in the text
    "relevance": "bm25(search, 4.0, 1.0), {} DESC",
    "size": "h.articles DESC, {} DESC",
}
MOST_SKIPPED = 1_000
"""Events that a page in another order than that of dates may begin behind."""


class NotUnderstood(ValueError):
    """A filter that makes no sense; ``key`` names the sentence that says so (``storage.browse.wording``)."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Events by their filters; days are those of the first report in Jakarta, both inclusive.

    ``order``: ``date`` (newest first), ``relevance`` (of the search) or ``size``. The next page begins ``before`` a
    moment (``storage.browse.index``) in order of date, and behind ``start`` events in another.
    """

    q: str = ""
    since: date | None = None
    until: date | None = None
    region: str = ""
    outlet: str = ""
    network: str = ""
    collection: str = ""
    term: str = ""
    size: int | None = None
    order: str = ""
    before: int | None = None
    start: int = 0

    @property
    def narrowed(self) -> bool:
        """True if any filter is set."""
        return any(getattr(self, one.name) != one.default for one in fields(self) if one.name not in _OF_PAGES)

    @property
    def filtered(self) -> bool:
        """True if a filter other than the search is set."""
        return replace(self, q="").narrowed

    @property
    def ordered(self) -> str:
        """The order that holds: without words to search for there is no relevance."""
        return "date" if not self.order or (self.order == "relevance" and not self.q) else self.order

    def address(self, **changes: Any) -> str:
        """The query string of this question with changes; what is not asked for is left out."""
        values = {one.name: changes.get(one.name, getattr(self, one.name)) for one in fields(self)}
        asked = {name: str(value) for name, value in values.items() if value not in (None, "") and value != 0}
        return urlencode(asked)

    def narrow(self, **changes: Any) -> str:
        """The query string of this question with other filters, from its first page on."""
        return self.address(**{**changes, "before": None, "start": 0})

    def sql(self, columns: str, *, limit: int, ordered: bool = True) -> tuple[str, dict[str, Any]]:
        """A query for ``columns`` of the table ``happening`` (``h``), and its parameters."""
        row = "search.rowid" if self.q else "h.moment"
        conditions, parameters = self._conditions(row)
        source = "search CROSS JOIN happening h ON h.moment = search.rowid" if self.q else "happening h"
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        order = f" ORDER BY {_ORDERS[self.ordered].format(row)}" if ordered else ""
        skipped = f" OFFSET {self.start}" if ordered and self.start else ""
        return f"SELECT {columns} FROM {source}{where}{order} LIMIT {int(limit)}{skipped}", parameters

    def _conditions(self, row: str) -> tuple[list[str], dict[str, Any]]:
        conditions, parameters = [], dict[str, Any]()
        if self.q:
            conditions.append("search MATCH :match")
            parameters["match"] = match_expression(self.q)
        if self.since:
            conditions.append(f"{row} >= :since")
            parameters["since"] = first_moment(_midnight(self.since))
        if self.until:
            conditions.append(f"{row} < :until AND {row} >= :dated")
            parameters["until"] = first_moment(_midnight(self.until) + timedelta(days=1))
            parameters["dated"] = first_moment(datetime.fromtimestamp(1, JAKARTA))
        if self.before is not None:
            conditions.append(f"{row} < :before")
            parameters["before"] = self.before
        if self.region:
            conditions.append("h.province = :region" if len(self.region) == 2 else "h.region_code = :region")
            parameters["region"] = self.region
        for name in NAMED:
            if getattr(self, name):
                conditions.append(f"h.moment IN ({HAVING.format(name)})")
                parameters[name] = getattr(self, name)
        if self.size is not None and self.size > 1:
            conditions.append("h.articles >= :size")
            parameters["size"] = self.size
        return conditions, parameters


def question(arguments: Mapping[str, str]) -> Question:
    """The question of an address. Raises ``NotUnderstood``."""
    given = {name: value.strip() for name, value in arguments.items()}
    q = " ".join(given.get("q", "").replace("\0", " ").split())
    if len(q) > LONGEST_SEARCH:
        raise NotUnderstood("search_too_long")
    if q:
        match_expression(q)
    region = given.get("region", "")
    if region and not _REGION.fullmatch(region):
        raise NotUnderstood("no_such_region")
    for name in NAMED:
        if given.get(name) and not _NAME.fullmatch(given[name]):
            raise NotUnderstood("no_such_name")
    if given.get("order", "") not in ("", *_ORDERS):
        raise NotUnderstood("no_such_order")
    start = _number(given.get("start", "")) or 0
    if start > MOST_SKIPPED:
        raise NotUnderstood("too_far")
    return Question(
        q=q,
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
        region=region,
        outlet=given.get("outlet", ""),
        network=given.get("network", ""),
        collection=given.get("collection", ""),
        term=given.get("term", ""),
        size=_number(given.get("size", "")) or None,
        order=given.get("order", ""),
        before=_number(given.get("before", "")),
        start=start,
    )


def match_expression(q: str) -> str:
    """The search as FTS5 has it: every term quoted, so that nothing in it is an operator; all must be there.

    Words in double quotes stand together; an asterisk behind a word stands for any ending. Raises ``NotUnderstood``.
    """
    terms = []
    for match in _TERM.finditer(q):
        text = match[1] if match[1] is not None else match[2]
        if not re.search(r"[^\W_]", text):
            continue
        prefix = match[1] is None and text.endswith("*")
        if prefix and len(re.findall(r"[^\W_]", text)) < LEAST_PREFIX:
            raise NotUnderstood("prefix_too_short")
        terms.append(f'"{text.rstrip("*")}"' + ("*" if prefix else ""))
    if not terms:
        raise NotUnderstood("nothing_to_search")
    if len(terms) > MOST_TERMS:
        raise NotUnderstood("search_too_long")
    return " ".join(terms)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise NotUnderstood("no_day") from None
    if not 1970 < found.year < 3000:
        raise NotUnderstood("no_day")
    return found


def _number(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise NotUnderstood("no_number")
    return int(text)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=JAKARTA)
