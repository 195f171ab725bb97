"""Check of outlets against their own archived pages: after a redesign, the layout of the pages since.

Nothing is asked for. Pages of an outlet are read in the order in which they were fetched; where the newest no longer
fit what is declared and older ones do, the site was redesigned between them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import dropwhile
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from scrapy import Request

from crawler.extraction.markup import UnreadableError
from crawler.extraction.pool import read_page
from crawler.fetching.archived_response import Decoder, UndecodableError, archived_response
from crawler.fetching.wire import as_page
from crawler.items import ArticleItem, FetchedPage, Layout
from crawler.onboarding.check.evidence import Checked
from crawler.onboarding.check.look import is_dated_by_declaration, seen_article
from crawler.onboarding.check.proposal import Proposal
from crawler.onboarding.check.run import CheckRun
from crawler.onboarding.induction import SeenPage, article_element, published_element
from crawler.onboarding.probe.lists import is_amp
from crawler.onboarding.probe.pages import tree_of
from crawler.onboarding.visit import Visit
from crawler.outlets.outlet import Outlet
from crawler.outlets.saved_pages import saved_page
from storage.archive.archive import Archive
from storage.archive.revision import article_captures
from storage.archive.revisits import read_whole
from storage.exceptions import WarcError

NEWEST = 400
"""Pages of an outlet that are read: weeks of a busy one."""

_FEWEST = 2
"""Pages that no longer fit, from which it is a redesign and not one odd page."""
_INDUCED = 5
"""Pages on which a new selector must hold."""


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """An archived article page as the declaration reads it."""

    seen: SeenPage
    fetched: FetchedPage

    def faults(self, outlet: type[Outlet]) -> dict[str, str]:
        """What of the declaration does not hold on it."""
        item, found = self.seen.item, {}
        if any(layout.article for layout in outlet.layouts) and not item.extractor.endswith("/element"):
            found["element"] = "the declared element is not on pages"
        if item.body and not is_dated_by_declaration(outlet, item):
            found["date"] = "the moment of publication is not where it is declared, on pages"
        return found

    def read_as(self, outlet: type[Outlet]) -> ArchivedPage:
        """The page as another declaration reads it."""
        return ArchivedPage(replace(self.seen, item=self.read_by(outlet.read_as())), self.fetched)

    def read_by(self, layouts: tuple[Layout, ...]) -> ArticleItem:
        """The article as other layouts read it."""
        return read_page(replace(self.fetched, layouts=layouts))


def check_archived(
    archive: Archive,
    warc_folder: Path,
    outlets: Sequence[type[Outlet]],
    *,
    now: datetime,
    max_size: int,
    proposing: bool,
) -> CheckRun:
    """Check outlets against their newest archived pages; one that has none waits."""
    run = CheckRun()
    for outlet in outlets:
        pages = list(_pages(archive, warc_folder, outlet, max_size))
        if not pages:
            run.waiting[outlet.name] = "the archive holds no article page of it"
            continue
        since = _since_redesign(pages, outlet)
        run.checked[outlet.name] = checked = _checked(outlet, pages, since, now)
        if proposing and checked.faults:
            run.proposals[outlet.name] = _propose(outlet, pages, since, checked.faults, now)
    return run


def _pages(archive: Archive, folder: Path, outlet: type[Outlet], max_size: int) -> Iterator[ArchivedPage]:
    """The newest article pages in the order of fetching; later parts, AMP editions and damaged records are left out."""
    decoder = Decoder(max_size)
    rows = (row for row in article_captures(archive, outlet=outlet.name) if row.kind == "article" and row.status == 200)
    for row in deque(rows, NEWEST):
        try:
            record = read_whole(archive, folder, row)
            decoded = decoder.decoded(archived_response(record, Request(record.url)))
        except (WarcError, OSError, EOFError, UndecodableError):
            continue  # `scrapy verify` names them
        if "part_of" in record.notes or record.truncated:
            continue
        response = as_page(decoded)
        tree = tree_of(Visit(record.url, response))
        if tree is None or is_amp(tree) or outlet.addresses().article(record.url) is None:
            continue
        fetched = saved_page(response.body, record.url, outlet, record.fetched_at)
        try:
            yield ArchivedPage(SeenPage(tree, read_page(fetched)), fetched)
        except UnreadableError:
            continue


def _since_redesign(pages: Sequence[ArchivedPage], outlet: type[Outlet]) -> list[ArchivedPage]:
    """The newest pages, back to the last that fits; none where the last but one fits too."""
    until = list(dropwhile(lambda page: bool(page.faults(outlet)), reversed(pages)))
    since = list(pages[len(until) :])
    return since if len(since) >= _FEWEST else []


def _checked(
    outlet: type[Outlet], pages: Sequence[ArchivedPage], since: Sequence[ArchivedPage], now: datetime
) -> Checked:
    checked = Checked(outlet.name, now, robots="not asked", from_archive=True)
    checked.articles = [seen_article(page.seen.item) for page in pages[-_FEWEST:]]
    for page in since:
        for fault, told in page.faults(outlet).items():
            where = f"fetched since {since[0].fetched.fetched_at:%Y-%m-%d} ({len(since)} of the newest {len(pages)})"
            checked.faults[fault] = f"{told} {where}"  # type: ignore[index]
    return checked


def _propose(
    outlet: type[Outlet],
    pages: Sequence[ArchivedPage],
    since: Sequence[ArchivedPage],
    faults: Mapping[Any, str],
    now: datetime,
) -> Proposal:
    """The layout of the pages since the redesign, before those of the pages until then."""
    proposal = Proposal(outlet.name)
    generic = [replace(page.seen, item=page.read_by(())) for page in since[-_INDUCED:]]
    fields: dict[str, Any] = {}
    if "element" in faults:
        fields["article"] = article_element([page for page in generic if page.item.body])
    if "date" in faults or ("element" in faults and _is_guessed(outlet, generic)):
        fields["published"] = published_element(generic, outlet.zone, now)
    for name, found in fields.items():
        if found is None:
            proposal.unsupported[name] = f"no selector holds on all of the newest {len(generic)} pages"
    if proposal.unsupported:
        return proposal
    changes: dict[str, Any] = {name: (found,) for name, found in fields.items()}
    if "published" in changes:  # pages of the day of the redesign may be of before it
        changes["published"] += outlet.layouts[0].published
    new = replace(
        outlet.layouts[0], valid_from=_first_day(since, outlet) if len(since) < len(pages) else None, **changes
    )
    layouts = (new, *outlet.layouts)
    trial: type[Outlet] = type(outlet.__name__, (outlet,), {"layouts": layouts})
    broken = [page for page in pages if page.read_as(trial).faults(trial)]
    if broken:
        proposal.unsupported["layout"] = f"with it, {len(broken)} of {len(pages)} pages would not be read as declared"
    else:
        proposal.facts["layouts"] = layouts
    return proposal


def _is_guessed(outlet: type[Outlet], generic: Sequence[SeenPage]) -> bool:
    """Return true when a date was declared, and the general rules only guess it."""
    return not all(is_dated_by_declaration(outlet, page.item) for page in generic)


def _first_day(since: Sequence[ArchivedPage], outlet: type[Outlet]) -> date:
    """First day of publication among the pages since the redesign, by the outlet's clock."""
    moments = (page.read_by(()).published_at or page.fetched.fetched_at for page in since)
    return min(moments).astimezone(ZoneInfo(outlet.zone)).date()
