"""Conclusions from an article's text: language, place, day of the event, relevance, and the text's digest.

The same for a page that was crawled and for a collection that was imported.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace

from crawler.annotation.event_date import event_day
from crawler.annotation.language import detect
from crawler.annotation.places import locate
from crawler.annotation.relevance import judge
from crawler.items import ArticleItem


def annotate(item: ArticleItem, *, dateline: str | None, outlet_region: str | None, zone: str) -> ArticleItem:
    """The item with everything that follows from its title, body and publication date.

    ``dateline`` is the place printed before the first paragraph (``crawler.extraction.boilerplate.split_dateline``),
    ``outlet_region`` the Kemendagri code of the outlet's own region, the last resort for a place; ``zone`` is the IANA
    zone in which days are counted. ``body`` is put in NFC. An item without a body gets nothing but its digest.

    Raises ``KeyError`` for an unknown ``outlet_region``.
    """
    body = unicodedata.normalize("NFC", item.body)
    item = replace(item, body=body, words=len(body.split()), text_sha256=hashlib.sha256(body.encode()).hexdigest())
    if not body:
        return item
    place = locate(dateline=dateline, title=item.title, body=body, outlet_region=outlet_region)
    relevance = judge(item.title, body)
    happened = event_day(body, published=item.published_at, zone=zone)
    return replace(
        item,
        language=detect(body),
        event_date=happened.day if happened else None,
        event_date_precision=happened.precision if happened else None,
        region_code=place.region_code if place else None,
        region=place.region if place else None,
        place=place.place if place else None,
        relevant=relevance.relevant,
        relevance=relevance.score,
        matched_terms=relevance.matched_terms,
    )
