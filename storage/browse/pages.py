"""The pages of single things: an event, an article's page, an outlet; and the addresses of all pages."""

from __future__ import annotations

import re
from datetime import date
from threading import Lock
from time import monotonic
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Response

from storage.browse.article_view import article_view
from storage.browse.calendar import Month, months_of
from storage.browse.citation import ENDINGS, of_article, of_event, written
from storage.browse.desk import DATABASE, Desk, Reader, Route, Surroundings
from storage.browse.event_view import event_view, living, pair_view, stored_page
from storage.browse.finding import Finding
from storage.browse.questions import NotUnderstood, Question
from storage.calendar import JAKARTA
from storage.health.verdict import Health, OutletFacts, needs_person, verdicts

KEPT_SECONDS = 300.0
"""An outlet's verdict walks 150 days of nights, 240 ms at 700 nights, and changes once a night: it is kept so long."""
KEPT = 1_000
"""Outlets and months that are kept at a time."""


class Pages:
    """The pages of one archive."""

    def __init__(self, datasette: Datasette, surroundings: Surroundings) -> None:
        self._desk = Desk(datasette, surroundings)
        self._around = surroundings
        self._finding = Finding(self._desk)
        self._kept: dict[tuple[str, str], tuple[float, tuple[list[Month], str | None, Health]]] = {}
        self._together: tuple[float, dict[str, Health]] = (0.0, {})
        self._judging = Lock()

    def routes(self) -> list[Route]:
        """Paths, and what answers them; the last one answers whatever is not ours to show."""
        answering = self._desk.answering
        return [
            *self._finding.routes(),
            (r"^/event/(?P<event_id>e[0-9a-f]{16})$", answering(self._event)),
            (r"^/event/(?P<event_id>e[0-9a-f]{16})\.(?P<format>bib|ris|json)$", answering(self._event_cited)),
            (r"^/article/(?P<article_id>a[0-9a-f]{16})\.(?P<format>bib|ris|json)$", answering(self._article_cited)),
            (r"^/event/(?P<event_id>e[0-9a-f]{16})/compare$", answering(self._pair)),
            (r"^/article/(?P<article_id>a[0-9a-f]{16})$", answering(self._article)),
            (r"^/article/(?P<article_id>a[0-9a-f]{16})/page$", answering(self._stored_page)),
            (r"^/outlet/(?P<name>.+)$", answering(self._outlet)),
            (r"^/browse\.css$", self._desk.stylesheet),
            (rf"^/(?!{DATABASE}/(?:events|articles)(?:\.(?:json|csv))?$|-/static/)", answering(self._desk.unknown)),
        ]

    async def _event(self, reader: Reader) -> Response:
        event_id = reader.named("event_id")
        event = await self._desk.in_thread(lambda: event_view(self._around.archive, event_id))
        if event is None:
            return await self._desk.unknown(reader)
        if event.event_id != event_id:
            return Response.redirect(reader.link(f"/event/{event.event_id}"), status=301)
        return self._desk.page(reader, "event.html", event=event, stored=self._around.warc is not None)

    async def _pair(self, reader: Reader) -> Response:
        event_id, asked = reader.named("event_id"), reader.arguments
        one, other = asked.get("a", ""), asked.get("b", "")
        pair = await self._desk.in_thread(lambda: pair_view(self._around.archive, event_id, one, other))
        if pair is None:
            return await self._desk.unknown(reader)
        return self._desk.page(reader, "pair.html", pair=pair)

    async def _article(self, reader: Reader) -> Response:
        article_id = reader.named("article_id")
        view = await self._desk.in_thread(lambda: article_view(self._around.archive, article_id))
        if view is None:
            return await self._desk.unknown(reader)
        return self._desk.page(reader, "article.html", view=view, stored=self._around.warc is not None)

    async def _event_cited(self, reader: Reader) -> Response:
        event_id = reader.named("event_id")
        event = await self._desk.in_thread(lambda: living(self._around.archive, event_id))
        if event is None:
            return await self._desk.unknown(reader)
        if event.event_id != event_id:
            return Response.redirect(f"/event/{event.event_id}.{reader.named('format')}", status=301)
        address = f"http://{reader.request.host}/event/{event.event_id}"
        return self._cited(reader, event.event_id, of_event(event, address, self._today()))

    async def _article_cited(self, reader: Reader) -> Response:
        article_id = reader.named("article_id")
        view = await self._desk.in_thread(lambda: article_view(self._around.archive, article_id))
        if view is None:
            return await self._desk.unknown(reader)
        return self._cited(reader, article_id, of_article(view.article, view.outlet_title, self._today()))

    def _cited(self, reader: Reader, name: str, item: dict[str, Any]) -> Response:
        ending = reader.named("format")
        headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
        return Response(written(item, ending), headers=headers, content_type=ENDINGS[ending])

    def _today(self) -> date:
        return self._around.now().astimezone(JAKARTA).date()

    async def _stored_page(self, reader: Reader) -> Response:
        warc, article_id = self._around.warc, reader.named("article_id")
        found = None
        if warc is not None:
            found = await self._desk.in_thread(lambda: stored_page(self._around.archive, warc, article_id))
        if found is None:
            return await self._desk.unknown(reader)
        name, body = found
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"}
        return Response(body, headers=headers, content_type="application/octet-stream")

    async def _outlet(self, reader: Reader) -> Response:
        name = reader.named("name")
        rows = await self._desk.query("SELECT * FROM outlet WHERE name = ?", [name])
        if not rows:
            return await self._desk.unknown(reader)
        held = await self._desk.query(
            "SELECT count(*) AS reports, min(published_at) AS first, max(published_at) AS last, "
            "count(DISTINCT event_id) AS events FROM report WHERE outlet = ?",
            [name],
        )
        before = reader.arguments.get("before", "")
        if before and not re.fullmatch(r"[12]\d{3}-(?:0[1-9]|1[0-2])", before):
            raise NotUnderstood("no_day")
        events = await self._finding.cards(Question(outlet=name), 10)
        months, earlier, health = await self._desk.in_thread(lambda: self._looked_after(name, before))
        return self._desk.page(
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
