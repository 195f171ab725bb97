"""Pages of an outlet, asked for by hand: captured as fixtures, or compared with those that were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy.settings import Settings

from crawler.captures.anonymise import disguised
from crawler.captures.fixtures import (
    Captured,
    announced,
    capture,
    differences,
    first_steps,
    save,
    save_sources,
)
from crawler.exceptions import UsageFailure
from crawler.onboarding.visit import Ask, Visit, ask_source, visit
from crawler.outlets.outlet import Outlet


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A captured article page: its file, the golden values, and lines for people.

    ``changed``: values that the disguise changed, a fault of ours. ``differing``: values that differ from the capture
    before.
    """

    path: Path
    golden: dict[str, Any]
    changed: list[str]
    differing: list[str]


@dataclass(frozen=True, slots=True)
class SavedSource:
    """A source's first page: the number of articles announced in it, or ``None`` and why there is no page."""

    label: str
    announced: int | None
    trouble: str | None = None


def capture_outlet(
    settings: Settings, outlet: type[Outlet], urls: Sequence[str], *, at: datetime, sources: bool
) -> Iterator[SavedPage | SavedSource]:
    """Ask for article pages and, with ``sources``, for the first page of each source; save and yield each.

    Raises ``UsageFailure`` for an address that is no article of the outlet, before anything is asked for, and for a
    page that cannot be had.
    """
    folder = Path(settings["KLIPING_CAPTURES"]) / outlet.name
    for url in urls:
        if outlet.addresses().article(url) is None:
            raise UsageFailure(f"{url} is no article of {outlet.name}: its article_path is {outlet.article_path}")
    steps = first_steps(outlet, at) if sources else []

    async def work(ask: Ask) -> tuple[list[Visit], list[Visit]]:
        pages = [await ask(url, rendered=outlet.rendered) for url in urls]
        return pages, [await ask_source(ask, source, step, rendered=outlet.rendered) for source, step in steps]

    pages, answers = visit(settings, outlet.site, outlet, work)
    for page in pages:
        if page.response is None:
            raise UsageFailure(f"{page.url} cannot be had: {page.trouble}; nothing of it was saved")
        body, golden, changed = capture(outlet, page.url, page.response.body, at)
        path, differing = save(folder, page.url, body, golden)
        yield SavedPage(path, golden, changed, differing)
    if not sources:
        return
    saved = []
    for (source, _), answer in zip(steps, answers, strict=True):
        if answer.response is None:
            yield SavedSource(source.label, None, answer.trouble or "no answer")
            continue
        body = disguised(answer.response.body, names=outlet.signs_as())
        found = announced(outlet, source, answer.response.replace(body=body), at)
        saved.append((source.label, answer.url, body, found))
        yield SavedSource(source.label, len(found))
    save_sources(folder, saved, at)


def compare_with_site(
    settings: Settings, captures: Sequence[tuple[type[Outlet], Captured]]
) -> Iterator[tuple[str, str, list[str]]]:
    """Ask for captured pages again; yield the outlet's name, the address and what differs, a line each."""
    if not captures:
        return

    async def work(ask: Ask) -> list[Visit]:
        return [await ask(one.url, rendered=outlet.rendered) for outlet, one in captures]

    hosts = tuple(sorted({host for outlet, _ in captures for host in outlet.addresses().allowed}))
    pages = visit(settings, captures[0][0].site, None, work, hosts)
    for (outlet, one), page in zip(captures, pages, strict=True):
        if page.response is None:
            lines = [page.trouble or "no answer"]
        else:
            _, golden, _ = capture(outlet, one.url, page.response.body, one.at)
            lines = differences(one.golden, golden)
        yield outlet.name, one.url, lines
