"""From the answers for one article, fetched or archived, to its page: which article it is, and its parts in order."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace

from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.utils.response import get_base_url

from crawler import PRODUCT_TOKEN
from crawler.crawling.lead import Lead
from crawler.extraction.markup import UnreadableError, findable, parse
from crawler.extraction.markup_limits import bounded_selector, is_light
from crawler.extraction.noarchive import header_forbids_archiving
from crawler.extraction.paging import next_part
from crawler.fetching.block_pages import challenge_in, parking_in
from crawler.fetching.soft_404 import MissingPage
from crawler.headers import content_type
from crawler.items import FetchedPage
from crawler.outlets.outlet import Outlet
from crawler.outlets.sources import absolute
from storage.archive.frontier import SOFT_404

MAX_PARTS = 20
"""Parts of one split article that are followed; the longest seen has three."""

_BASE = b"<base"
_NUMBERED = re.compile(rb"rel=[\"']?next|[?&;](?:page|hal|halaman|laman)=\d|/\d\d?/?[\"']", re.IGNORECASE)
"""What a page with a link to a further part has in its bytes: only such a page is parsed here."""
_LINK = re.compile(rb"<link\b[^<>]{0,2000}>", re.IGNORECASE)


class ArticlePages:
    """Reads the parts of an outlet's articles."""

    def __init__(self, outlet: type[Outlet]) -> None:
        self.outlet = outlet
        self.addresses = outlet.addresses()
        self.missing_page = MissingPage()

    def learn_missing_page(self, response: Response) -> None:
        """Takes the answer for an address that was made up as what the site shows where nothing is."""
        if challenge_in(response) is None and has_sound_base(response):
            self.missing_page = MissingPage(response)

    def read(self, response: Response, lead: Lead) -> FetchedPage | Lead | tuple[str, str]:
        """Reads one part of an article.

        The page once all parts are there; the lead to the next part; or state and reason of what is no page. The meta
        of the response's request has ``fetched_at`` and ``record_id``, and ``damaged`` where it is.
        """
        refusal = self._refusal(response)
        if refusal is not None:
            return self.as_far_as_known(lead) if lead.pages else refusal
        if not lead.pages:
            address = self.article_at(response)
            if address is None:
                return "gone", f"leads to {response.url}"
            lead = replace(lead, address=address, asked=frozenset({self.addresses.canonical(response.url)}))
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
        link = canonical_link(response)
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
            return "empty", f"not a page: {content_type(response) or 'no type'}"
        if not response.body.strip():
            return "failed", "empty answer"
        if not has_sound_base(response):
            return "failed", "its <base> is no address, so that nothing on it can be read"
        if self.missing_page.is_shown_by(response):
            return "gone", SOFT_404
        return None

    def _next_part(self, response: Response, lead: Lead) -> str | None:
        """The part with the smallest offset that was not asked for yet."""
        if not isinstance(response, TextResponse) or len(lead.pages) >= MAX_PARTS:
            return None
        if not self.outlet.parts:
            return self._linked_part(response, lead)
        addresses = self.addresses
        here = addresses.key(response.url)
        found: dict[str, int] = {}
        try:
            root = bounded_selector(response.text)
        except UnreadableError:  # left to extraction, which has limits of time
            return None
        for selector in findable(self.outlet.parts, response.body.decode("latin-1")):
            for href in root.css(selector).getall():
                try:
                    url = addresses.canonical(response.urljoin(href))
                except ValueError:
                    continue
                offset = addresses.offset(url)
                if addresses.key(url) == here and offset > 0 and url not in lead.asked:
                    found[url] = offset
        return min(found, key=lambda url: found[url]) if found else None

    def _linked_part(self, response: TextResponse, lead: Lead) -> str | None:
        """The part behind this one, where the page of an outlet that declares no parts plainly links to it."""
        kind = content_type(response)
        if not _NUMBERED.search(response.body) or not is_light(response.body, kind):
            return None
        with suppress(UnreadableError, ValueError):
            tree = parse(response.body, kind)
            if tree is not None and (target := next_part(tree, lead.pages[0].url, len(lead.pages) + 1)):
                url = self.addresses.canonical(target)
                return None if url in lead.asked else url
        return None

    def _key(self, lead: Lead) -> str:
        """Key of the article: that of the lead where it leads to the address it was announced at.

        The archive may have the address under a key of an earlier rule.
        """
        key = self.addresses.key(lead.address)
        with suppress(ValueError):
            return lead.key if self.addresses.key(lead.announcement.url) == key else key
        return key

    def _page(self, lead: Lead, *, complete: bool) -> FetchedPage:
        outlet, first = self.outlet, lead.pages[0]
        return FetchedPage(
            outlet=outlet.name,
            network=outlet.network_name(),
            url=lead.address,
            url_key=self._key(lead),
            requested_key=lead.key,
            bodies=tuple(page.body for page in lead.pages),
            content_type=content_type(first),
            fetched_at=first.meta["fetched_at"],
            warc_record_id=first.meta.get("record_id"),
            layouts=outlet.read_as(),
            region_code=outlet.region,
            outlet_names=outlet.signs_as(),
            announced_at=lead.announcement.published,
            announced_title=lead.announcement.title,
            complete=complete,
            noarchive=any(header_forbids_archiving(page, PRODUCT_TOKEN) for page in lead.pages),
            source=(lead.source, lead.series),
        )


def canonical_link(response: Response) -> str | None:
    """The first canonical link of a page, which is parsed up to there: all of it would be as dear as reading it."""
    if not isinstance(response, TextResponse) or b"canonical" not in response.body:
        return None
    ends = (link.end() for link in _LINK.finditer(response.body) if b"canonical" in link[0])
    kind = content_type(response)
    if (end := next(ends, None)) and is_light(response.body[:end], kind):
        tree = None
        with suppress(UnreadableError):
            tree = parse(response.body[:end], kind)
        links = tree.iter("link") if tree is not None else ()
        hrefs = (link.get("href") for link in links if link.get("rel") == "canonical")
        first: str | None = next((href for href in hrefs if href is not None), None)
        if first is not None:
            return first
    with suppress(UnreadableError):
        return bounded_selector(response.text).css('link[rel="canonical"]::attr(href)').get()
    return None


def has_sound_base(response: Response) -> bool:
    """True when the page's ``<base>`` is an address: with ``http://[``, Scrapy's selectors raise."""
    # Scrapy looks for it in the first 4,096 characters, and decodes the whole page for them
    if not isinstance(response, TextResponse) or _BASE not in response.body[: 4 * 4096].lower():
        return True
    try:
        return bool(get_base_url(response))
    except ValueError:
        return False
