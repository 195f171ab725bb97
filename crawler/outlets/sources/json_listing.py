"""Lists that a site's own scripts ask for, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from scrapy.http import Response

from crawler.extraction.markup import clean
from crawler.headers import content_type
from crawler.outlets.feeds import plain_title
from crawler.outlets.source_text import json_in
from crawler.outlets.sources.links import absolute
from crawler.outlets.sources.listing import Listing
from crawler.outlets.sources.rows import announcements_of, moment_in
from crawler.outlets.sources.source import MAX_ANNOUNCEMENTS, Announcement, Context

_PATHS = ("items", "link", "form", "headline", "stamp")


@dataclass(frozen=True, kw_only=True)
class JsonListing(Listing):
    """A list that the site's own scripts ask for, as JSON; ``body`` makes it a POST.

    Paths are names with dots between (``data.posts``, ``0.url``); an empty ``items`` is the answer itself.
    """

    option_form = "'json:PATH | items=… link=…'"
    option_kind = "json"

    links: str = "a[href]"
    """CSS of the links within ``markup``."""

    items: str = ""
    """Path to the list of articles."""
    link: str = "url"
    """Path to the address within an article, or to what ``form`` makes an address of."""
    form: str = "{}"
    """Address of an article, where ``link`` leads to its number or slug: ``/read/{}``."""
    headline: str = "title"
    stamp: str = "published_at"
    """Paths to title and date within an article."""

    markup: str | None = None
    """Path to a piece of HTML that holds the links, for answers that wrap one."""

    @property
    def option(self) -> str:
        """Address as a listing has it, and the paths that are not the usual ones."""
        paths = {name: getattr(self, name) for name in _PATHS}
        told = " ".join(f"{name}={path}" for name, path in paths.items() if path != getattr(JsonListing, name))
        return f"{self.option_kind}:{self.url}{self._peculiar()} | {told or 'link=url'}"

    @classmethod
    def of_option(cls, text: str) -> Self | None:
        """``/api/berita?page={page} | items=data link=slug form=/baca/{}``; ``None`` also for a path of no name."""
        names = {part.partition("=")[0] for part in text.partition(" | ")[2].split()}
        return super().of_option(text) if names <= {*_PATHS} else None

    @classmethod
    def _told(cls, text: str) -> dict[str, Any]:
        return dict(part.partition("=")[::2] for part in text.split())

    def _found(self, response: Response, context: Context) -> tuple[tuple[Announcement, ...], tuple[str, ...]]:
        try:
            value = json_in(response.body, content_type(response))
        except ValueError:
            return (), ()
        if self.markup is not None:
            pieces = [_at(one, self.markup) for one in (value if isinstance(value, list) else [value])]
            texts = [clean(piece) for piece in pieces if isinstance(piece, str)]
            return self._in_markup("\n".join(texts), response, context) if texts else ((), ())
        items = _at(value, self.items)

        def one(item: Any) -> Announcement | None:
            link = _at(item, self.link)
            if isinstance(link, float) and link.is_integer():
                link = int(link)
            if not isinstance(link, str | int) or not str(link).strip():
                return None
            address = absolute(response.url, self.form.format(str(link).strip()))
            stamp = _at(item, self.stamp)
            published = moment_in(str(stamp), context) if isinstance(stamp, str | int) else None
            headline = _at(item, self.headline)
            return Announcement(address, published, plain_title(clean(headline)) if isinstance(headline, str) else None)

        rows = items.values() if isinstance(items, dict) else items
        return announcements_of(list(rows)[:MAX_ANNOUNCEMENTS], one) if isinstance(rows, Iterable) else ((), ())


def _at(value: Any, path: str) -> Any:
    """Value at a path of names and places; ``None`` where it leads nowhere."""
    for name in filter(None, path.split(".")):
        if isinstance(value, Mapping):
            value = value.get(name)
        elif isinstance(value, list) and name.isdecimal():
            value = value[int(name)] if int(name) < len(value) else None
        else:
            return None
    return value
