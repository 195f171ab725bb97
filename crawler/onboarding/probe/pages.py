"""Facts from one page of an unknown site: its article, the element around it, its region."""

from __future__ import annotations

import re
from collections.abc import Iterable
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


def text_of(response: Response) -> str:
    """Return address and text of a page, to be searched together."""
    return f"{response.url}\n{response.text}" if isinstance(response, TextResponse) else ""


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


def holder(tree: HtmlElement, body: str) -> str | None:
    """A selector, by id or class, of the smallest element that holds the first and the last paragraph of an article."""
    paragraphs = [" ".join(text.split())[:60] for text in body.split("\n\n") if text.strip()]
    if not paragraphs:
        return None
    node = None
    for element in tree.iter():
        if isinstance(element.tag, str):
            text = " ".join(element.text_content().split())
            if paragraphs[0] in text and paragraphs[-1] in text:
                node = element  # document order: the last that holds both is the innermost
    while node is not None and node.tag != "body":
        for selector in _naming(node):
            if tree.cssselect(selector) == [node]:
                return selector
        node = node.getparent()
    return None


def _naming(node: HtmlElement) -> Iterable[str]:
    name = node.get("id") or ""
    if re.fullmatch(r"[A-Za-z][\w-]*[A-Za-z]", name):  # "post-57307" names one article
        yield f"#{name}"
    for css in (node.get("class") or "").split():
        if re.fullmatch(r"[A-Za-z][\w-]*[A-Za-z]", css):
            yield f"{node.tag}.{css}"
    if node.get("itemprop"):
        yield f"[itemprop~='{node.get('itemprop')}']"
    yield str(node.tag)


def region_named(name: str, front: HtmlElement) -> str | None:
    """The kabupaten or kota in the site's own name, else the province that its front page names most."""
    spelled = spelling(name)
    own = [one for one in regions() if one.kind != "provinsi" and spelling(one.name) in spelled]
    if own:
        return max(own, key=lambda one: len(one.name)).code
    text = "\n".join(front.itertext())[:_READ]
    place = locate(dateline=None, title=name, body=text, outlet_region=None)
    return place.region_code[:2] if place else None
