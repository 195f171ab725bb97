"""A site's own search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote_plus

from crawler.outlets.sources.listing import Listing
from crawler.outlets.sources.source import Context


@dataclass(frozen=True, kw_only=True)
class Search(Listing):
    """The site's own search, once for each term; ``url`` holds ``{term}`` besides the fields of a listing."""

    kind = "search"
    option_form = ""
    scope = "some"
    never_empty = False

    terms: tuple[str, ...] = ("netralitas asn", "penanganan konflik sosial", "pengamanan pilkada", "logistik pemilu")
    pages: int = 3

    def _series(self, context: Context) -> Iterator[str]:
        yield from self.terms

    def _more_fields(self, series: str) -> dict[str, str]:
        return {"term": quote_plus(series)}
