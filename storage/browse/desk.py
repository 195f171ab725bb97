"""Ground of all pages: a request, the answer's language, the index, the templates."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from storage.archive.archive import Archive
from storage.browse.questions import NotUnderstood
from storage.browse.wording import LANGUAGES, Wording, preferred, strings, visible
from storage.exceptions import ArchiveError
from storage.health.verdict import OutletFacts

DATABASE = "kliping"
"""Name of the index in Datasette's own addresses."""

_HERE = Path(__file__).resolve().parent
_STYLE = _HERE / "static" / "browse.css"

Answer = Callable[["Reader"], Awaitable[Response]]
Route = tuple[str, Callable[..., Awaitable[Response]]]
"""Regular expression of a path, and what answers it."""


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


class Desk:
    """What the pages of one archive are made with."""

    def __init__(self, datasette: Datasette, around: Surroundings) -> None:
        self.around = around
        self._datasette = datasette
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
        self._words = {language: Wording(language) for language in LANGUAGES}

    def answering(self, answer: Answer) -> Callable[..., Awaitable[Response]]:
        """The answer in the reader's language; what goes wrong is a page, too."""

        async def answered(request: Any) -> Response:
            asked = request.args.get("lang")
            language = preferred(asked, request.headers.get("accept-language", ""))
            reader = Reader(request, self._words[language], asked in LANGUAGES)
            try:
                return await answer(reader)
            except NotUnderstood as error:
                return self.trouble(reader, 400, "not_understood", reader.say(error.key))
            except QueryInterrupted:
                return self.trouble(reader, 503, "too_slow", reader.say("too_slow_text"))
            except ArchiveError as error:
                return self.trouble(reader, 503, "not_found", str(error))

        return answered

    async def stylesheet(self, request: Any) -> Response:
        """The one style sheet."""
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(self._style, headers=headers, content_type="text/css; charset=utf-8")

    async def unknown(self, reader: Reader) -> Response:
        """The answer where there is nothing to show."""
        return self.trouble(reader, 404, "not_found", reader.say("not_found_text"))

    def trouble(self, reader: Reader, status: int, heading: str, text: str) -> Response:
        """A page that says what is wrong; ``heading`` is the key of a string."""
        return self.page(reader, "trouble.html", status=status, heading=heading, text=text)

    def page(self, reader: Reader, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page made from a template."""
        text = self._environment.get_template(template).render(reader=reader, t=reader.say, link=reader.link, **values)
        headers = {"Content-Language": reader.say.language, "Vary": "Accept-Language", "Cache-Control": "no-cache"}
        return Response(text, status=status, headers=headers, content_type="text/html; charset=utf-8")

    async def query(self, sql: str, parameters: Any = ()) -> list[Any]:
        """Rows of the index."""
        found = await self._datasette.get_database(DATABASE).execute(sql, parameters, log_sql_errors=False)
        return list(found.rows)

    async def in_thread(self, work: Callable[[], Any]) -> Any:
        """The result of work that reads the archive itself."""
        return await asyncio.get_running_loop().run_in_executor(self._datasette.executor, work)


def href(url: str | None) -> str | None:
    """The address if a page may link to it: of the web, and nothing else."""
    try:
        parts = urlsplit(visible(url or ""))
    except ValueError:
        return None
    return visible(url or "") if parts.scheme in ("http", "https") and parts.netloc else None
