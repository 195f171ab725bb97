"""Facts from one page of an unknown site: its article, the element around it, its region."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from lxml.html import HtmlElement
from scrapy.http import Response, TextResponse

from crawler.annotation.gazetteer import regions, spelling
from crawler.annotation.places import locate
from crawler.extraction.markup import UnreadableError, parse
from crawler.items import FetchedPage
from crawler.onboarding.visit import Visit
from crawler.outlets.outlet import Outlet
from crawler.urls import canonical_url, url_key

_READ = 20_000
"""Characters of the front page that are searched for regions."""


def tree_of(visit: Visit) -> HtmlElement | None:
    """Parse the page of a visit; ``None`` where it is no HTML."""
    if not isinstance(visit.response, TextResponse):
        return None
    try:
        return parse(visit.response.body, None)
    except UnreadableError:
        return None


def as_fetched(response: Response, family: type[Outlet] | None, now: datetime) -> FetchedPage:
    """Make a fetched page of an outlet that is known by its host alone."""
    address = canonical_url(response.url)
    host = urlsplit(address).netloc
    return FetchedPage(
        outlet=host,
        network=host,
        url=address,
        url_key=url_key(address),
        requested_key=url_key(address),
        bodies=(response.body,),
        content_type=None,
        fetched_at=now,
        warc_record_id=None,
        layouts=family.layouts if family else (),
        outlet_names=(host,),
    )


def region_named(name: str, front: HtmlElement) -> str | None:
    """The kabupaten, kota or province in the site's own name, else the province that its front page names most."""
    spelled = spelling(name)
    own = [one for one in regions() if spelling(one.name) in spelled]
    if own:
        return max(own, key=lambda one: (one.kind != "provinsi", len(one.name))).code
    text = "\n".join(front.itertext())[:_READ]
    place = locate(dateline=None, title=name, body=text, outlet_region=None)
    return place.region_code[:2] if place else None
