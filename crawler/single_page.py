"""One page, read as an article: from a file, or asked for politely."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawler.configuration import UsageFailure
from crawler.items import FetchedPage, Layout
from crawler.outlet import OutletSpider
from crawler.urls import canonical_url, url_key


def saved_page(body: bytes, url: str, outlet: type[OutletSpider] | None, now: datetime) -> FetchedPage:
    """A page that was saved to a file, read by the rules of ``outlet``, or of no known outlet.

    Raises ``UsageFailure`` when ``url`` is no http(s) address.
    """
    try:
        address = canonical_url(url)
    except ValueError as error:
        raise UsageFailure(f"{error}; give the address of the page in --url") from None
    if outlet is None:
        host = urlsplit(address).netloc
        return FetchedPage(
            outlet=host, network=host, url=address, url_key=url_key(address), requested_key=url_key(address),
            bodies=(body,), content_type=None, fetched_at=now, warc_record_id=None, layouts=(), outlet_names=(host,),
        )  # fmt: skip
    addresses = outlet.addresses()
    try:
        address = addresses.article(address) or addresses.canonical(address)
    except ValueError as error:
        raise UsageFailure(f"{error}; choose another --outlet, or none") from None
    key = addresses.key(address)
    return FetchedPage(
        outlet=outlet.name, network=outlet.network_name(), url=address, url_key=key, requested_key=key,
        bodies=(body,), content_type=None, fetched_at=now, warc_record_id=None, layouts=outlet.read_as(),
        region_code=outlet.region, outlet_names=(outlet.title, outlet.name, *sorted(addresses.allowed)),
    )  # fmt: skip


def outlet_of_url(url: str, outlets: Iterable[type[OutletSpider]]) -> type[OutletSpider] | None:
    """The outlet whose article this is."""
    return next((outlet for outlet in outlets if outlet.addresses().article(url)), None)


def fetched_page(settings: Settings, url: str, outlet: type[OutletSpider] | None, now: datetime) -> FetchedPage:
    """Asks for one page, with the manners of a crawl, and keeps nothing.

    Raises ``UsageFailure`` when it cannot be had. Further parts of a split article are not asked for.
    """
    parts = urlsplit(url)
    got: dict[str, Response | str] = {}

    class OnePage(outlet or OutletSpider):  # type: ignore[misc]
        """The outlet, reduced to one address."""

        name = outlet.name if outlet else "one_page"
        title = "one page"
        site = outlet.site if outlet else f"{parts.scheme}://{parts.netloc}/"
        layouts = outlet.layouts if outlet else (Layout(article=()),)

        async def start(self) -> AsyncIterator[Any]:
            yield self._request(url, callback=self.keep, errback=self.fail, meta={"kind": "article"})

        def keep(self, response: Response) -> None:
            got["page"] = response

        def fail(self, failure: Failure) -> None:
            got["why"] = str(failure.value) or type(failure.value).__name__

    process = AsyncCrawlerProcess(settings)
    task = process.crawl(OnePage)
    process.start()
    if not task.done() or "page" not in got:
        raise UsageFailure(f"{url} cannot be had: {got.get('why', 'no answer')}")
    page = got["page"]
    assert isinstance(page, Response)
    return saved_page(page.body, page.url, outlet, now)
