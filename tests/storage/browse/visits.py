"""Visits to the pages of an archive, in process, through the whole of Datasette."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from lxml import html

from crawler.annotation.gazetteer import regions
from storage.archive.archive import Archive
from storage.browse.desk import Surroundings
from storage.browse.index import Renewal, name_regions, opened, renew
from storage.browse.server import LOOPBACK, site
from storage.data_folder import BROWSE_INDEX
from storage.health.verdict import OutletFacts
from tests.storage.clippings import NOW


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who asks for pages."""

    app: Any

    def ask(self, address: str, method: str = "GET", **headers: str) -> httpx.Response:
        """The answer, whatever it is; the language is English unless the headers say otherwise."""
        sent = {"accept-language": "en"} | {name.replace("_", "-"): value for name, value in headers.items()}

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                return await client.request(method, address, headers=sent)

        return asyncio.run(asked())

    def get(self, address: str, status: int = 200, method: str = "GET", **headers: str) -> httpx.Response:
        """The answer, which must be of this status."""
        answer = self.ask(address, method, **headers)
        assert answer.status_code == status, (address, answer.status_code, answer.text[-500:])
        return answer

    def page(self, address: str, status: int = 200, **headers: str) -> Any:
        """The page, parsed."""
        return html.document_fromstring(self.get(address, status, **headers).text)

    def titles(self, address: str) -> list[str]:
        """Headlines of the events that a page lists."""
        return [each.text_content() for each in self.page(address).cssselect(".events .headline")]


def indexed(archive: Archive, folder: Path) -> Renewal:
    """Brings the index in this folder up to date."""
    with opened(folder / BROWSE_INDEX) as index:
        name_regions(index, {region.code: region.name for region in regions()})
        return renew(archive, index)


@contextmanager
def visitor(
    archive: Archive,
    folder: Path,
    *,
    warc: Path | None = None,
    hosts: tuple[str, ...] | None = LOOPBACK,
    outlets: Sequence[OutletFacts] = (OutletFacts("pesisir_kota", "Pesisir Kota", "its robots.txt says so"),),
) -> Iterator[Visitor]:
    """A visitor of the archive, whose index is brought up to date first."""
    indexed(archive, folder)
    facts = {one.name: one for one in outlets}
    around = Surroundings(archive=archive, warc=warc, facts=facts, now=lambda: NOW)
    with site(folder / BROWSE_INDEX, around, hosts=hosts) as datasette:
        yield Visitor(datasette.app())


def words(element: Any) -> str:
    """The text of an element with single blanks."""
    return " ".join(element.text_content().split())
