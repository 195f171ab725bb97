"""From the answers for one article, fetched or archived, to its page: which article it is, and its parts in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.utils.response import get_base_url

from crawler import PRODUCT_TOKEN
from crawler.challenge import challenge_in, parking_in
from crawler.items import FetchedPage
from crawler.noarchive import forbids_archiving
from crawler.sources import Announcement, absolute
from crawler.window import Window
from storage.frontier import SOFT_404

if TYPE_CHECKING:
    from crawler.outlet import OutletSpider

MAX_PARTS = 20
"""Parts of one split article that are followed; the longest seen has three."""


@dataclass(frozen=True, slots=True)
class Lead:
    """An article that is being fetched, or read again: where it was announced, and the parts so far.

    ``window`` is the one it is held to; a ``recheck`` asks again for an article that is known, and has none.
    """

    key: str
    announcement: Announcement
    source: str = ""
    series: str = ""
    pages: tuple[Response, ...] = ()
    asked: frozenset[str] = frozenset()
    following: str | None = None
    window: Window | None = None
    recheck: bool = False

    def notes(self) -> dict[str, str]:
        """What the bytes of the page do not tell, kept with them: without it the page could not be read again.

        ``part_of`` is the record of a split article's first part; ``since`` and ``until`` are the window.
        """
        window = self.window
        moments: dict[str, datetime | None] = {
            "announced_at": self.announcement.published,
            "since": window.since if window else None,
            "until": window.until if window else None,
        }
        notes = {"url_key": self.key, "source": self.source, "announced_title": self.announcement.title}
        notes["part_of"] = self.pages[0].meta.get("record_id") if self.pages else None
        notes |= {name: moment.isoformat() if moment else None for name, moment in moments.items()}
        return {name: value for name, value in notes.items() if value}


class ArticleParts:
    """Reads the parts of an outlet's articles."""

    def __init__(self, outlet: OutletSpider) -> None:
        self.outlet = outlet
        self.addresses = outlet.addresses()

    def read(self, response: Response, lead: Lead) -> FetchedPage | Lead | tuple[str, str]:
        """What one part of an article makes of a lead.

        The page once all parts are there; the lead to the next part; or state and reason of what is no page. The meta
        of the response's request has ``fetched_at`` and ``record_id``, and ``damaged`` where it is.
        """
        refusal = self._refusal(response)
        if refusal is not None:
            return self.as_far_as_known(lead) if lead.pages else refusal
        if not lead.pages:
            if self.article_at(response) is None:
                return "gone", f"leads to {response.url}"
            lead = replace(lead, asked=frozenset({self.addresses.canonical(response.url)}))
        lead = replace(lead, pages=(*lead.pages, response))
        following = self._next_part(response, lead)
        if following is None:
            return self._page(lead, complete=True)
        return replace(lead, asked=lead.asked | {following}, following=following)

    def as_far_as_known(self, lead: Lead) -> FetchedPage:
        """The page of an article whose further parts are not to be had."""
        return self._page(lead, complete=False)

    def article_at(self, response: Response) -> str | None:
        """Address of the article that was reached.

        The page's canonical link is believed where it agrees with the address (an AMP page names its twin), or where
        the address says nothing (a short link that does not redirect); never where it names another article.
        """
        addresses = self.addresses
        address = addresses.article(response.url)
        link = response.css('link[rel="canonical"]::attr(href)').get()
        named = addresses.article(absolute(response.url, link)) if link else None
        if named is None or (address and "?" not in address and addresses.key(named) != addresses.key(address)):
            return address
        return named

    def _refusal(self, response: Response) -> tuple[str, str] | None:
        if trouble := challenge_in(response):
            return "blocked", trouble
        if trouble := (parking_in(response) or response.meta.get("damaged")):
            return "failed", str(trouble)
        if not isinstance(response, HtmlResponse):
            return "empty", f"not a page: {(response.headers.get('Content-Type') or b'no type').decode('latin-1')}"
        if not response.body.strip():
            return "failed", "empty answer"
        if not has_sound_base(response):
            return "failed", "its <base> is no address, so that nothing on it can be read"
        if self.outlet.missing_page.is_shown_by(response):
            return "gone", SOFT_404
        return None

    def _next_part(self, response: Response, lead: Lead) -> str | None:
        """The part with the smallest offset that was not asked for yet."""
        if not self.outlet.parts or not isinstance(response, TextResponse):
            return None
        addresses = self.addresses
        here = addresses.key(response.url)
        found: dict[str, int] = {}
        for selector in self.outlet.parts:
            for href in response.css(selector).getall():
                try:
                    url = addresses.canonical(response.urljoin(href))
                except ValueError:
                    continue
                offset = addresses.offset(url)
                if addresses.key(url) == here and offset > 0 and url not in lead.asked:
                    found[url] = offset
        return min(found, key=lambda url: found[url]) if found and len(lead.pages) < MAX_PARTS else None

    def _page(self, lead: Lead, *, complete: bool) -> FetchedPage:
        outlet, first = self.outlet, lead.pages[0]
        address = self.article_at(first) or lead.announcement.url
        content_type = first.headers.get("Content-Type")
        return FetchedPage(
            outlet=outlet.name,
            network=outlet.network_name(),
            url=address,
            url_key=self.addresses.key(address),
            requested_key=lead.key,
            bodies=tuple(page.body for page in lead.pages),
            content_type=content_type.decode("latin-1") if content_type else None,
            fetched_at=first.meta.get("fetched_at") or outlet.run.now().astimezone(UTC),
            warc_record_id=first.meta.get("record_id"),
            layouts=outlet.read_as(),
            region_code=outlet.region,
            outlet_names=outlet.signs_as(),
            announced_at=lead.announcement.published,
            announced_title=lead.announcement.title,
            complete=complete,
            noarchive=any(forbids_archiving(page, PRODUCT_TOKEN) for page in lead.pages),
            source=(lead.source, lead.series),
        )


def has_sound_base(response: Response) -> bool:
    """Whether the page's ``<base>`` is an address: with ``http://[``, Scrapy's selectors raise."""
    try:
        return not isinstance(response, TextResponse) or bool(get_base_url(response))
    except ValueError:
        return False
