"""One page, read as an article: from a file, or asked for politely."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from crawler.exceptions import UsageFailure
from crawler.items import FetchedPage
from crawler.outlets.outlet import Outlet
from crawler.urls import canonical_url, url_key


def saved_page(body: bytes, url: str, outlet: type[Outlet] | None, now: datetime) -> FetchedPage:
    """A page that was saved to a file, read by the rules of ``outlet``, or of no known outlet.

    Raises ``UsageFailure`` when ``url`` is no http(s) address.
    """
    try:
        address = canonical_url(url)
    except ValueError as error:
        raise UsageFailure(f"{error}; give the address of the page in --url") from None
    host = urlsplit(address).netloc
    key = url_key(address)
    names: tuple[str, ...] = (host,)
    if outlet is not None:
        addresses = outlet.addresses()
        try:
            address = addresses.article(address) or addresses.canonical(address)
        except ValueError as error:
            raise UsageFailure(f"{error}; choose another --outlet, or none") from None
        key, names = addresses.key(address), outlet.signs_as()
    return FetchedPage(
        outlet=outlet.name if outlet else host,
        network=outlet.network_name() if outlet else host,
        url=address,
        url_key=key,
        requested_key=key,
        bodies=(body,),
        content_type=None,
        fetched_at=now,
        warc_record_id=None,
        layouts=outlet.read_as() if outlet else (),
        region_code=outlet.region if outlet else None,
        outlet_names=names,
    )


def outlet_of_url(url: str, outlets: Iterable[type[Outlet]]) -> type[Outlet] | None:
    """The outlet whose article this is."""
    return next((outlet for outlet in outlets if outlet.addresses().article(url)), None)
