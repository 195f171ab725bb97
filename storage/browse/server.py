"""Datasette around the pages: what it may open, what it may show, and what goes with every answer."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from typing import Any

import uvicorn
from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils.asgi import Response
from datasette.views.base import DatasetteError

from storage.browse.desk import DATABASE, Surroundings
from storage.browse.pages import Pages

LOOPBACK = ("127.0.0.1", "localhost", "::1")

SECONDS = 3.0
"""Time limit of a query, by the clock: a crawl beside it may need both processors."""
ROWS = 1_000
"""Row limit of a query in Datasette's own tables."""
LONGEST_QUERY = 4_000
"""Bytes of the query string."""

_SHOWN = ("events", "articles")
"""Tables that Datasette's own pages show: views of the index without withheld articles."""

_OURS = (
    b"default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    b"frame-ancestors 'none'"
)
# its table pages bring a few scripts and styles in the page, all of its own
_DATASETTES = (
    b"default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-robots-tag", b"noindex, nofollow, noarchive"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)

_log = logging.getLogger(__name__)

_App = Callable[[Any, Any, Any], Awaitable[None]]


class _Plugin:
    """Plugin of one Datasette; others in the same process do not see it."""

    def __init__(self, datasette: Datasette, surroundings: Surroundings, hosts: tuple[str, ...] | None) -> None:
        self.__name__ = f"kliping-{id(datasette)}"
        self._datasette = datasette
        self._pages = Pages(datasette, surroundings)
        self._hosts = hosts

    @hookimpl  # type: ignore[untyped-decorator]
    def register_routes(self, datasette: Datasette) -> list[tuple[str, Any]]:
        """Our pages, before Datasette's."""
        return self._pages.routes() if datasette is self._datasette else []

    @hookimpl  # type: ignore[untyped-decorator]
    def permission_allowed(self, datasette: Datasette, action: str, resource: Any) -> bool | None:
        """Nothing but the views."""
        if datasette is not self._datasette:
            return None
        if action == "view-instance":
            return True
        if action == "view-database":
            return bool(resource == DATABASE)
        return action == "view-table" and resource[0] == DATABASE and resource[1] in _SHOWN

    @hookimpl  # type: ignore[untyped-decorator]
    def handle_exception(self, datasette: Datasette, request: Any, exception: Exception) -> Response | None:
        """One line for a request that Datasette refuses; for a fault of ours a traceback without the texts in it."""
        if datasette is not self._datasette:
            return None
        status = getattr(exception, "status", 500)
        if status == 500 and isinstance(exception, DatasetteError):
            status = 400  # what it says of a column that is not there
        if status >= 500:
            _log.error("%s", request.path, exc_info=exception)
            return Response.text("Something went wrong; the log says what.\n", status=status)
        return Response.text(f"{exception or 'Not found'}\n", status=status)

    @hookimpl(trylast=True)  # type: ignore[untyped-decorator]
    def asgi_wrapper(self, datasette: Datasette) -> Callable[[_App], _App]:
        """Guards every request and answer."""

        def wrapped(app: _App) -> _App:
            return _guard(app, self._hosts) if datasette is self._datasette else app

        return wrapped


@contextmanager
def site(index: Path, surroundings: Surroundings, *, hosts: tuple[str, ...] | None = LOOPBACK) -> Iterator[Datasette]:
    """A Datasette that shows the index read-only, by its ``app()``.

    Requests must be addressed to one of ``hosts`` (``None``: any): a page of the web that has its own name point here
    gets nothing.
    """
    datasette = Datasette(
        [],
        settings={
            "sql_time_limit_ms": int(SECONDS * 1000),
            "max_returned_rows": ROWS,
            "default_page_size": 50,
            "num_sql_threads": 4,
            "allow_download": False,
            "allow_csv_stream": False,
            "suggest_facets": False,
            "default_cache_ttl": 0,
        },
        metadata={"title": "Kliping"},
    )
    datasette.remove_database("_memory")
    datasette.add_database(Database(datasette, path=str(index), is_mutable=True), name=DATABASE)
    plugin = _Plugin(datasette, surroundings, hosts)
    pm.register(plugin, plugin.__name__)
    # Datasette's own prints every local variable, whole articles among them
    talkative = pm.get_plugin("datasette.handle_exception")
    if talkative is not None:
        pm.unregister(talkative)
    try:
        yield datasette
    finally:
        if talkative is not None:
            pm.register(talkative, "datasette.handle_exception")
        pm.unregister(plugin)
        datasette.executor.shutdown()


def serve(datasette: Datasette, socket: socket) -> None:
    """Answers on a socket that listens, until SIGINT or SIGTERM; what is being asked then is answered first."""
    config = uvicorn.Config(datasette.app(), log_level="warning", access_log=False, server_header=False)
    server = uvicorn.Server(config)
    try:
        server.run(sockets=[socket])
    except KeyboardInterrupt:
        # uvicorn ends in good order and then raises the signal once more
        if not server.should_exit:
            raise


def _guard(app: _App, hosts: tuple[str, ...] | None) -> _App:
    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        ours = not scope["path"].startswith((f"/{DATABASE}/", "/-/static/"))

        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                policy = (b"content-security-policy", _OURS if ours else _DATASETTES)
                more = [pair for pair in (policy, *_HEADERS) if pair[0] not in present]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        refusal = _refusal(scope, hosts)
        if refusal is None:
            await app(scope, receive, sending)
            return
        status, text = refusal
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
        await sending({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else text})

    return guarded


def _refusal(scope: Any, hosts: tuple[str, ...] | None) -> tuple[int, bytes] | None:
    if scope["method"] not in ("GET", "HEAD"):
        return 405, b"The archive is to be read only.\n"
    if len(scope["query_string"]) > LONGEST_QUERY:
        return 414, b"The address is too long.\n"
    if hosts is not None:
        named = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        bare = named.rpartition("]")[0].removeprefix("[") or named.partition(":")[0]
        if bare.lower() not in hosts:
            return 421, b"This server answers to the names of this machine only.\n"
    return None
