"""The pages that find: the front page, lists with their facets, and the timeline, regions and outlets of a search."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from datasette.utils.asgi import Response

from storage.archive.intake import collection_titles
from storage.browse.desk import Desk, Reader, Route
from storage.browse.downloads import MEDIA_TYPES, listed
from storage.browse.facets import SIZES, Choice, by_kind, counting, counting_sizes, shortened
from storage.browse.index import first_moment
from storage.browse.looked import merged
from storage.browse.outlines import drawing
from storage.browse.questions import MOST_SKIPPED, Question, match_expression, question
from storage.browse.tallies import islands, periods, scale
from storage.calendar import JAKARTA

PAGE = 20
COUNTED = 1_000
"""Events are counted up to here, and a download holds so many at most."""
CHOICES = 8
"""Values of a facet that are shown."""
RECENT = timedelta(days=14)
FRESH = timedelta(hours=24)
OPENING = 5
"""Events in each part of the front page."""
KEPT = 1_000
"""Questions whose facets are kept at a time."""
CONTEXT = 28
"""Words around a hit."""

CARD = (
    "h.moment, h.event_id, h.title, h.first_published_at, h.region, h.place, h.articles, h.outlets, h.outlet_names, "
    "h.judged"
)
_BEGIN, _END = "\x02", "\x03"
"""Marks around a hit; no page shows these characters (``storage.browse.wording.visible``)."""


class Finding:
    """Lists of events, by question."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._state: int | None = None
        self._counts: dict[tuple[str, str], dict[str, dict[str, int]]] = {}

    def routes(self) -> list[Route]:
        """Paths and what answers them."""
        answering = self._desk.answering
        return [
            (r"^/$", answering(self._front)),
            (r"^/(?P<kind>events|articles)\.(?P<format>csv|jsonl?|parquet)$", answering(self._download)),
            (r"^/outlets$", answering(self._outlets)),
            (r"^/map$", answering(self._map)),
            (r"^/timeline$", answering(self._timeline)),
        ]

    async def _front(self, reader: Reader) -> Response:
        asked = question(reader.arguments)
        ungrouped = await self._desk.query("SELECT count(*) FROM report WHERE event_id IS NULL")
        opening = asked == Question()
        parts = await self._opening() if opening else {}
        shown = replace(asked, size=2) if opening else asked
        events = await self.cards(shown, PAGE + 1)
        if opening and not events:
            shown = replace(asked, size=1)
            events = await self.cards(shown, PAGE + 1)
        return self._desk.page(
            reader,
            "front.html",
            asked=asked,
            opening=opening,
            parts_of=parts,
            events=events[:PAGE],
            counted=await self._count(asked),
            most=COUNTED,
            older=self._following(shown, events),
            facets=await self._facets(reader, asked),
            ungrouped=ungrouped[0][0],
            **await self._filters(asked),
        )

    def _following(self, asked: Question, events: Sequence[Mapping[str, Any]]) -> str | None:
        if len(events) <= PAGE:
            return None
        if asked.ordered == "date":
            return asked.address(before=events[PAGE - 1]["moment"])
        return asked.address(start=asked.start + PAGE) if asked.start + PAGE <= MOST_SKIPPED else None

    async def _filters(self, asked: Question) -> dict[str, Any]:
        """Choices of the search form."""
        regions = await self._desk.query(
            "SELECT r.code, r.name FROM region r WHERE length(r.code) = 2 OR substr(r.code, 1, 2) = ? ORDER BY r.code",
            [asked.region[:2]],
        )
        outlets = await self._desk.query("SELECT name, title, network FROM outlet ORDER BY title, name")
        archive = self._desk.around.archive
        return {
            "regions": regions,
            "outlets": outlets,
            "networks": sorted({row["network"] for row in outlets}),
            "collections": await self._desk.in_thread(lambda: collection_titles(archive)),
        }

    async def _opening(self) -> dict[str, list[dict[str, Any]]]:
        """The largest events of the last fortnight, and those that grew since yesterday, as ``largest`` and ``grown``.

        Both are reckoned from the archive's own last day: an archive at rest opens on its last fortnight.
        """
        today = first_moment(self._desk.around.now() + timedelta(days=1))
        last = await self._desk.query("SELECT max(moment) >> 20 FROM happening WHERE moment < ?", [today])
        seen = await self._desk.query(
            "SELECT datetime(max(seen_at), ?) FROM report", [f"-{FRESH.total_seconds()} seconds"]
        )
        if not last[0][0]:
            return {}
        largest = await self._desk.query(
            f"SELECT {CARD} FROM happening h WHERE h.moment BETWEEN ? AND ? AND h.articles > 1 "
            "ORDER BY h.articles DESC, h.moment DESC LIMIT ?",
            [(last[0][0] - int(RECENT.total_seconds())) << 20, today, OPENING],
        )
        grown = await self._desk.query(
            f"SELECT {CARD}, r.fresh FROM (SELECT moment, count(*) AS fresh FROM report WHERE seen_at > ? "
            "AND moment IS NOT NULL GROUP BY moment) r CROSS JOIN happening h ON h.moment = r.moment "
            "WHERE h.articles > r.fresh ORDER BY r.fresh DESC, h.moment DESC LIMIT ?",
            [seen[0][0].replace(" ", "T"), OPENING],
        )
        return {"largest": await self._described(largest), "grown": await self._described(grown)}

    async def cards(self, asked: Question, limit: int) -> list[dict[str, Any]]:
        """Events as a list shows them, each with its ``outlet_titles`` and, of a search, its ``hit``."""
        sql, parameters = asked.sql(CARD, limit=limit)
        return await self._described(await self._desk.query(sql, parameters), asked.q)

    async def _described(self, rows: Iterable[Any], q: str = "") -> list[dict[str, Any]]:
        titles = dict(await self._desk.query("SELECT name, title FROM outlet"))
        found = [dict(row) for row in rows]
        hits = await self._hits(q, [event["moment"] for event in found]) if q else {}
        for event in found:
            event["outlet_titles"] = [titles.get(name, name) for name in json.loads(event["outlet_names"])]
            event.setdefault("fresh", 0)
            event["hit"] = hits.get(event["moment"], [])
        return found

    async def _hits(self, q: str, moments: Sequence[int]) -> dict[int, list[tuple[str, bool]]]:
        """A line of context for each event, in stretches; the words that were searched for are marked."""
        marks = ", ".join(map(str, moments))
        rows = await self._desk.query(
            f"SELECT rowid, snippet(search, 1, ?, ?, '…', {CONTEXT}) FROM search "
            f"WHERE search MATCH ? AND rowid IN ({marks})",
            [_BEGIN, _END, match_expression(q)],
        )
        return {moment: stretches(text) for moment, text in rows}

    async def _count(self, asked: Question) -> int:
        sql, parameters = replace(asked, before=None).sql("1", limit=COUNTED + 1, ordered=False)
        return int((await self._desk.query(f"SELECT count(*) FROM ({sql})", parameters))[0][0])

    # Facets

    async def _facets(self, reader: Reader, asked: Question) -> list[tuple[str, list[Choice]]]:
        """Values by which the list is narrowed, each with its events and its address."""
        counts = await self._counted(asked)
        names = dict(await self._desk.query("SELECT code, name FROM region"))
        titles = dict(await self._desk.query("SELECT name, title FROM outlet"))
        place = "region" if asked.region else "province"
        # an outlet without a network is its own, and a choice already
        networks = {name: events for name, events in counts.get("network", {}).items() if name not in titles}
        facets = {
            "outlet": _choices(asked, "outlet", counts.get("outlet", {}), titles),
            "network": _choices(asked, "network", networks, {}),
            "region": _choices(asked, "region", counts.get(place, {}), names),
            "month": _months(reader, asked, counts.get("month", {})),
            "term": _choices(asked, "term", counts.get("term", {}), {}),
            "collection": _choices(asked, "collection", counts.get("collection", {}), {}),
            "size": _sizes(reader, asked, counts["size"]),
        }
        return [(kind, list(shortened(choices, CHOICES))) for kind, choices in facets.items() if choices]

    async def _counted(self, asked: Question) -> dict[str, dict[str, int]]:
        """Events of each value, by kind. They are kept as long as the index stays as it is: over 46,000 events they
        take 230 ms.
        """
        found, parameters = replace(asked, before=None, start=0, order="").sql("h.moment", limit=-1, ordered=False)
        state = (await self._desk.query("PRAGMA user_version"))[0][0]
        if state != self._state or len(self._counts) >= KEPT:
            self._state, self._counts = state, {}
        key = found, repr(parameters)
        if key not in self._counts:
            inside = found if parameters else None
            counts = by_kind(await self._desk.query(counting(inside), parameters))
            sizes = await self._desk.query(counting_sizes(inside), parameters)
            self._counts[key] = counts | {
                "size": {str(size): events for size, events in zip(SIZES, sizes[0], strict=True)}
            }
        return self._counts[key]

    # The other views of a question

    async def _download(self, reader: Reader) -> Response:
        asked = question(reader.arguments)
        kind, ending = reader.named("kind"), reader.named("format")
        sql, parameters = asked.sql("h.moment, h.event_id", limit=COUNTED + 1)
        rows = await self._desk.query(sql, parameters)
        following = None
        if len(rows) > COUNTED:
            after = (
                {"before": rows[COUNTED - 1]["moment"]} if asked.ordered == "date" else {"start": asked.start + COUNTED}
            )
            following = f"/{kind}.{ending}?{asked.address(**after)}"
        events = [row["event_id"] for row in rows[:COUNTED]]
        archive = self._desk.around.archive
        body = await self._desk.in_thread(lambda: listed(archive, kind, events, ending, following))  # type: ignore[arg-type]
        headers = {"Content-Disposition": f'attachment; filename="{kind}.{ending}"'} if ending != "json" else {}
        headers |= {"Link": f'<{following}>; rel="next"'} if following else {}
        return Response(body, headers=headers, content_type=MEDIA_TYPES[ending])

    async def _outlets(self, reader: Reader) -> Response:
        asked = question(reader.arguments)
        found, parameters = asked.sql("h.moment", limit=-1, ordered=False)
        inside = f"WHERE moment IN ({found}) " if asked.narrowed else ""
        rows = await self._desk.query(
            "SELECT o.name, o.title, o.network, o.region, coalesce(substr(o.region_code, 1, 2), '') AS province, "
            f"n.reports FROM outlet o LEFT JOIN (SELECT outlet, count(*) AS reports FROM report {inside}"
            "GROUP BY outlet) n ON n.outlet = o.name ORDER BY o.title, o.name",
            parameters,
        )
        names = dict(await self._desk.query("SELECT code, name FROM region WHERE length(code) = 2"))
        return self._desk.page(reader, "outlets.html", asked=asked, outlets=rows, provinces=names)

    async def _map(self, reader: Reader) -> Response:
        asked = question(reader.arguments)
        sql, parameters = asked.sql("h.region_code", limit=-1, ordered=False)
        rows = await self._desk.query(f"SELECT region_code, count(*) FROM ({sql}) GROUP BY region_code", parameters)
        names = await self._desk.query("SELECT code, name FROM region ORDER BY code")
        counts = {row[0]: row[1] for row in rows}
        groups = islands([(row[0], row[1]) for row in names], counts)
        tiles = {tile.code: tile for _, provinces in groups for one in provinces for tile in one.tiles}
        drawn = await self._desk.in_thread(lambda: drawing(tiles, asked.region[:2]))
        return self._desk.page(
            reader, "map.html", asked=asked, islands=groups, unknown=counts.get(None, 0), drawn=drawn
        )

    async def _timeline(self, reader: Reader) -> Response:
        """Events by time: those that were asked for, those of another search beside them, and all there are."""
        asked = question(reader.arguments)
        beside = question({"q": reader.arguments.get("beside", "")}).q
        counts = await self._by_day(asked)
        others = await self._by_day(replace(asked, q=beside)) if beside else {}
        whole = await self._by_day(replace(asked, q="")) if asked.q else counts
        region = await self._desk.query("SELECT name FROM region WHERE code = ?", [asked.region])
        today = self._desk.around.now().astimezone(JAKARTA).date()
        bars = periods(counts, others, whole, await self._looked(asked), today)
        top = max((max(bar.events, bar.beside) for bar in bars), default=0)
        return self._desk.page(
            reader,
            "timeline.html",
            asked=asked,
            beside=beside,
            bars=bars,
            top=top,
            ticks=scale(top),
            region=region[0][0] if region else None,
        )

    async def _by_day(self, asked: Question) -> dict[date, int]:
        # counted by the day in Jakarta, which has no summer time; events of unknown date are left out
        sql, parameters = asked.sql("h.moment", limit=-1, ordered=False)
        rows = await self._desk.query(
            f"SELECT ((moment >> 20) + 25200) / 86400 AS day, count(*) FROM ({sql}) "
            "WHERE moment >= (1 << 20) GROUP BY day ORDER BY day",
            parameters,
        )
        return {date(1970, 1, 1) + timedelta(days=row[0]): row[1] for row in rows}

    async def _looked(self, asked: Question) -> list[tuple[date, date]]:
        """Days of publication that a crawl of any outlet, or of the one asked for, looked at."""
        one = " WHERE outlet = :outlet" if asked.outlet else ""
        rows = await self._desk.query(f"SELECT first, last FROM looked{one}", {"outlet": asked.outlet} if one else {})
        return merged((date.fromisoformat(first), date.fromisoformat(last)) for first, last in rows)


def stretches(text: str) -> list[tuple[str, bool]]:
    """A line with marked words as stretches of text; true for those that are marked."""
    found = []
    for at, part in enumerate(" ".join(text.split(" ")).replace("\n", " ").split(_BEGIN)):
        marked, closed, rest = part.partition(_END)
        if at and closed:
            found.append((marked, True))
            found.append((rest, False))
        else:
            found.append((part.replace(_END, ""), False))
    return [(one, is_marked) for one, is_marked in found if one]


def _choices(asked: Question, filter: str, counts: Mapping[str, int], names: Mapping[str, str]) -> list[Choice]:
    chosen = getattr(asked, filter)
    return [
        Choice(
            names.get(value, value), events, asked.narrow(**{filter: "" if value == chosen else value}), value == chosen
        )
        for value, events in counts.items()
    ]


def _sizes(reader: Reader, asked: Question, counts: Mapping[str, int]) -> list[Choice]:
    found = []
    for value, events in counts.items():
        size, chosen = int(value), asked.size == int(value)
        address = asked.narrow(size=None if chosen else size)
        found.append(Choice(reader.say("at_least", n=size), events, address, chosen))
    return [one for one in found if one.events]


def _months(reader: Reader, asked: Question, counts: Mapping[str, int]) -> list[Choice]:
    """Months, the latest first, as filters of days."""
    choices = []
    for month in sorted(counts, reverse=True):
        first = date.fromisoformat(f"{month}-01")
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        chosen = (asked.since, asked.until) == (first, last)
        address = asked.narrow(since=None, until=None) if chosen else asked.narrow(since=first, until=last)
        choices.append(Choice(reader.say.month(first), counts[month], address, chosen))
    return choices
