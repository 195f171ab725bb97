"""The pages: each takes a request and gives a response; lists come from the index, single things from the archive."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from storage.archive.archive import Archive
from storage.archive.intake import collection_titles
from storage.browse.calendar import Month, months_of
from storage.browse.event_view import event_view, stored_page
from storage.browse.questions import NotUnderstood, Question, question
from storage.browse.tallies import islands, periods
from storage.browse.wording import LANGUAGES, Wording, preferred, strings, visible
from storage.exceptions import ArchiveError
from storage.export.formats import guarded
from storage.health.verdict import Health, OutletFacts, needs_person, verdicts

DATABASE = "kliping"
"""Name of the index in Datasette's own addresses."""

PAGE = 20
COUNTED = 1_000
"""Events are counted up to here, and a download holds so many at most."""

KEPT_SECONDS = 300.0
"""An outlet's verdict walks 150 days of nights, 240 ms at 700 nights, and changes once a night: it is kept so long."""
KEPT = 1_000
"""Outlets and months that are kept at a time."""

_HERE = Path(__file__).resolve().parent
_STYLE = _HERE / "static" / "browse.css"

_CARD = (
    "h.moment, h.event_id, h.title, h.first_published_at, h.last_published_at, h.event_date, h.region_code, h.region, "
    "h.place, h.articles, h.outlets, h.networks, h.texts, h.judged"
)
_ROW = (
    "h.moment, h.event_id, h.title, h.first_published_at, h.last_published_at, h.event_date, h.region_code, h.region, "
    "h.place, h.articles, h.outlets, h.networks, h.texts, h.representative_url, h.outlet_names, h.matched_terms, "
    "h.cohesion, h.judged"
)
_LISTS = ("outlet_names", "matched_terms")

Answer = Callable[["Reader"], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Facts for the pages that are not in the index.

    ``warc``: the folder of the raw archive, ``None`` when its pages are not offered; ``facts``: what is
    declared of outlets, by name; ``now`` tells the time.
    """

    archive: Archive
    warc: Path | None
    facts: Mapping[str, OutletFacts]
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Reader:
    """One request, and the language in which it is answered; ``explicit``: the address names it."""

    request: Any
    say: Wording
    explicit: bool

    @property
    def arguments(self) -> dict[str, str]:
        """The query, each name once."""
        return {name: self.request.args.get(name) for name in self.request.args}

    @property
    def weekdays(self) -> list[str]:
        """Short names, from Monday."""
        found: list[str] = strings()["weekdays"][self.say.language]
        return found

    def named(self, name: str) -> str:
        """A part of the path, in any script."""
        return unquote(self.request.url_vars[name])

    def link(self, path: str, query: str = "", **more: str) -> str:
        """An address of ours that keeps the language. ``path`` may hold names in any script."""
        path = quote(path)
        asked = urlencode({**more, **({"lang": self.say.language} if self.explicit and "lang" not in more else {})})
        together = "&".join(part for part in (query, asked) if part)
        return f"{path}?{together}" if together else path

    def same_page(self, language: str) -> str:
        """The address of the same page in another language."""
        kept = {name: value for name, value in self.arguments.items() if name != "lang" and value}
        return f"{self.request.path}?{urlencode({**kept, 'lang': language})}"


class Pages:
    """The pages of one archive."""

    def __init__(self, datasette: Datasette, surroundings: Surroundings) -> None:
        self._datasette = datasette
        self._around = surroundings
        self._style = _STYLE.read_bytes()
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=lambda value: visible(value) if type(value) is str else value,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["href"] = href
        self._environment.globals["style"] = f"/browse.css?{blake2b(self._style, digest_size=4).hexdigest()}"
        self._environment.globals["languages"] = LANGUAGES
        self._kept: dict[tuple[str, str], tuple[float, tuple[list[Month], str | None, Health]]] = {}
        self._together: tuple[float, dict[str, Health]] = (0.0, {})
        self._judging = Lock()
        self._words = {language: Wording(language) for language in LANGUAGES}

    def routes(self) -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
        """Regular expressions of paths, and what answers them; the last one answers whatever is not ours to show."""
        return [
            (r"^/$", self._answering(self._front)),
            (r"^/events\.(?P<format>csv|json)$", self._answering(self._events)),
            (r"^/event/(?P<event_id>e[0-9a-f]{16})$", self._answering(self._event)),
            (r"^/article/(?P<article_id>a[0-9a-f]{16})/page$", self._answering(self._stored_page)),
            (r"^/outlets$", self._answering(self._outlets)),
            (r"^/outlet/(?P<name>.+)$", self._answering(self._outlet)),
            (r"^/map$", self._answering(self._map)),
            (r"^/timeline$", self._answering(self._timeline)),
            (r"^/browse\.css$", self._stylesheet),
            (rf"^/(?!{DATABASE}/(?:events|articles)(?:\.(?:json|csv))?$|-/static/)", self._answering(self._unknown)),
        ]

    def _answering(self, answer: Answer) -> Callable[..., Awaitable[Response]]:
        async def answered(request: Any) -> Response:
            asked = request.args.get("lang")
            language = preferred(asked, request.headers.get("accept-language", ""))
            reader = Reader(request, self._words[language], asked in LANGUAGES)
            try:
                return await answer(reader)
            except NotUnderstood as error:
                return self._trouble(reader, 400, "not_understood", reader.say(error.key))
            except QueryInterrupted:
                return self._trouble(reader, 503, "too_slow", reader.say("too_slow_text"))
            except ArchiveError as error:
                return self._trouble(reader, 503, "not_found", str(error))

        return answered

    # The pages

    async def _front(self, reader: Reader) -> Response:
        asked = question(reader.arguments)
        events = await self._rows(asked, _CARD, PAGE + 1)
        counted = await self._count(asked)
        regions = await self._query(
            "SELECT r.code, r.name FROM region r WHERE length(r.code) = 2 OR substr(r.code, 1, 2) = ? ORDER BY r.code",
            [asked.region[:2]],
        )
        outlets = await self._query("SELECT name, title, network FROM outlet ORDER BY title, name")
        ungrouped = await self._query("SELECT count(*) FROM report WHERE event_id IS NULL")
        return self._page(
            reader,
            "front.html",
            asked=asked,
            events=events[:PAGE],
            counted=counted,
            most=COUNTED,
            older=asked.address(before=events[PAGE - 1]["moment"]) if len(events) > PAGE else None,
            regions=regions,
            outlets=outlets,
            networks=sorted({row["network"] for row in outlets}),
            collections=await self._in_thread(lambda: collection_titles(self._around.archive)),
            ungrouped=ungrouped[0][0],
        )

    async def _events(self, reader: Reader) -> Response:
        asked = question(reader.arguments)
        rows = await self._rows(asked, _ROW, COUNTED + 1)
        following = None
        if len(rows) > COUNTED:
            following = f"/events.{reader.named('format')}?{asked.address(before=rows[COUNTED - 1]['moment'])}"
        records = [
            {
                name: json.loads(value) if name in _LISTS else value
                for name, value in zip(row.keys(), row, strict=True)
                if name != "moment"
            }
            for row in rows[:COUNTED]
        ]
        headers = {"Link": f'<{following}>; rel="next"'} if following else {}
        if reader.named("format") == "json":
            body = json.dumps({"events": records, "next": following}, ensure_ascii=False, indent=1)
            return Response(body, headers=headers, content_type="application/json; charset=utf-8")
        file = io.StringIO()
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow([part.strip().removeprefix("h.") for part in _ROW.split(",")][1:])
        for record in records:
            writer.writerow([guarded(_cell(value)) for value in record.values()])
        headers["Content-Disposition"] = 'attachment; filename="events.csv"'
        return Response("\ufeff" + file.getvalue(), headers=headers, content_type="text/csv; charset=utf-8")

    async def _event(self, reader: Reader) -> Response:
        event_id = reader.named("event_id")
        event = await self._in_thread(lambda: event_view(self._around.archive, event_id))
        if event is None:
            return await self._unknown(reader)
        if event.event_id != event_id:
            return Response.redirect(reader.link(f"/event/{event.event_id}"), status=301)
        return self._page(reader, "event.html", event=event, stored=self._around.warc is not None)

    async def _stored_page(self, reader: Reader) -> Response:
        warc, article_id = self._around.warc, reader.named("article_id")
        found = None
        if warc is not None:
            found = await self._in_thread(lambda: stored_page(self._around.archive, warc, article_id))
        if found is None:
            return await self._unknown(reader)
        name, body = found
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"}
        return Response(body, headers=headers, content_type="application/octet-stream")

    async def _outlets(self, reader: Reader) -> Response:
        rows = await self._query(
            "SELECT o.name, o.title, o.network, o.region, coalesce(substr(o.region_code, 1, 2), '') AS province, "
            "n.reports FROM outlet o LEFT JOIN (SELECT outlet, count(*) AS reports FROM report GROUP BY outlet) n "
            "ON n.outlet = o.name "
            "ORDER BY o.title, o.name"
        )
        names = dict(await self._query("SELECT code, name FROM region WHERE length(code) = 2"))
        return self._page(reader, "outlets.html", outlets=rows, provinces=names)

    async def _outlet(self, reader: Reader) -> Response:
        name = reader.named("name")
        rows = await self._query("SELECT * FROM outlet WHERE name = ?", [name])
        if not rows:
            return await self._unknown(reader)
        held = await self._query(
            "SELECT count(*) AS reports, min(published_at) AS first, max(published_at) AS last, "
            "count(DISTINCT event_id) AS events FROM report WHERE outlet = ?",
            [name],
        )
        before = reader.arguments.get("before", "")
        if before and not re.fullmatch(r"[12]\d{3}-(?:0[1-9]|1[0-2])", before):
            raise NotUnderstood("no_day")
        events = await self._rows(Question(outlet=name), _CARD, 10)
        months, earlier, health = await self._in_thread(lambda: self._looked_after(name, before))
        return self._page(
            reader,
            "outlet.html",
            outlet=rows[0],
            held=held[0],
            events=events,
            months=months,
            earlier=earlier,
            health=health,
        )

    def _looked_after(self, name: str, before: str) -> tuple[list[Month], str | None, Health]:
        """Months, the one before which there are more, and the verdict; as they were ``KEPT_SECONDS`` ago at most."""
        kept = self._kept.get((name, before))
        if kept is not None and monotonic() < kept[0]:
            return kept[1]
        months, earlier = months_of(self._around.archive, name, before)
        health = self._health(name)
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[name, before] = (monotonic() + KEPT_SECONDS, (months, earlier, health))
        return months, earlier, health

    def _health(self, name: str) -> Health:
        """The verdict that the nightly report has, too: where something seems wrong, all outlets are judged together,
        for on a holiday an outlet is silent among others that are. With 120 outlets that takes seconds.
        """
        facts = self._around.facts.get(name)
        now = self._around.now()
        (alone,) = verdicts(self._around.archive, outlets=[facts or OutletFacts(name, name, None)], now=now)
        if facts is None or not needs_person(alone.verdict):
            return alone
        with self._judging:
            until, together = self._together
            if monotonic() >= until:
                found = verdicts(self._around.archive, outlets=list(self._around.facts.values()), now=now)
                together = {one.outlet: one for one in found}
                self._together = monotonic() + KEPT_SECONDS, together
        return together[name]

    async def _map(self, reader: Reader) -> Response:
        asked = question(reader.arguments)
        sql, parameters = asked.sql("h.region_code", limit=-1, ordered=False)
        rows = await self._query(f"SELECT region_code, count(*) FROM ({sql}) GROUP BY region_code", parameters)
        names = await self._query("SELECT code, name FROM region ORDER BY code")
        counts = {row[0]: row[1] for row in rows}
        groups = islands([(row[0], row[1]) for row in names], counts)
        return self._page(reader, "map.html", asked=asked, islands=groups, unknown=counts.get(None, 0))

    async def _timeline(self, reader: Reader) -> Response:
        asked = question(reader.arguments)
        # counted by the day in Jakarta, which has no summer time; events of unknown date are left out
        sql, parameters = asked.sql("h.moment", limit=-1, ordered=False)
        rows = await self._query(
            f"SELECT ((moment >> 20) + 25200) / 86400 AS day, count(*) FROM ({sql}) "
            "WHERE moment >= (1 << 20) GROUP BY day ORDER BY day",
            parameters,
        )
        counts = {date(1970, 1, 1) + timedelta(days=row[0]): row[1] for row in rows}
        region = await self._query("SELECT name FROM region WHERE code = ?", [asked.region])
        return self._page(
            reader,
            "timeline.html",
            asked=asked,
            bars=periods(counts),
            region=region[0][0] if region else None,
        )

    async def _stylesheet(self, request: Any) -> Response:
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(self._style, headers=headers, content_type="text/css; charset=utf-8")

    async def _unknown(self, reader: Reader) -> Response:
        return self._trouble(reader, 404, "not_found", reader.say("not_found_text"))

    # What they stand on

    def _trouble(self, reader: Reader, status: int, heading: str, text: str) -> Response:
        return self._page(reader, "trouble.html", status=status, heading=heading, text=text)

    def _page(self, reader: Reader, template: str, *, status: int = 200, **values: Any) -> Response:
        text = self._environment.get_template(template).render(reader=reader, t=reader.say, link=reader.link, **values)
        headers = {"Content-Language": reader.say.language, "Vary": "Accept-Language", "Cache-Control": "no-cache"}
        return Response(text, status=status, headers=headers, content_type="text/html; charset=utf-8")

    async def _query(self, sql: str, parameters: Any = ()) -> list[Any]:
        found = await self._datasette.get_database(DATABASE).execute(sql, parameters, log_sql_errors=False)
        return list(found.rows)

    async def _rows(self, asked: Question, columns: str, limit: int) -> list[Any]:
        sql, parameters = asked.sql(columns, limit=limit)
        return await self._query(sql, parameters)

    async def _count(self, asked: Question) -> int:
        sql, parameters = asked.sql("1", limit=COUNTED + 1, ordered=False)
        return int((await self._query(f"SELECT count(*) FROM ({sql})", parameters))[0][0])

    async def _in_thread(self, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._datasette.executor, work)


def href(url: str | None) -> str | None:
    """The address if a page may link to it: of the web, and nothing else."""
    try:
        parts = urlsplit(visible(url or ""))
    except ValueError:
        return None
    return visible(url or "") if parts.scheme in ("http", "https") and parts.netloc else None


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)
