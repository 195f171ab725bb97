"""Lists of links in each family's markup, and feeds, sitemaps and posts that are the same everywhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from parsel import Selector
from scrapy.http import HtmlResponse, TextResponse, XmlResponse

from crawler.crawling.spider import OutletSpider
from crawler.outlets.sources import Feed, JsonListing, Listing, Sitemap, Source, WordPressPosts
from tests.web.families.markup import wrapped

_ITEMS = {
    "antara": '<article class="simple-post"><h3><a href="{url}">{title}</a></h3></article>',
    "disway": '<div class="media-content"><h2 class="media-heading"><a href="{url}">{title}</a></h2></div>',
    "inews": '<div class="box-list-news"><div class="list-desk"><a href="{url}">{title}</a></div></div>',
    "jawapos": '<div class="latest__item"><h2 class="latest__title"><a href="{url}">{title}</a></h2></div>',
    "tribun": '<li class="ptb15"><h3 class="f16 fbo"><a href="{url}">{title}</a></h3></li>',
    "polri": '<h2 class="entry-title"><a href="{url}">{title}</a></h2>',
    "wordpress": '<h2 class="entry-title"><a href="{url}">{title}</a></h2>',
}
_ANY = '<li><a href="{url}">{title}</a></li>'
_OTHERS = ("/", "/tentang", "/kategori/9", "mailto:redaksi@contoh.example", "https://iklan.example/klik")


def _own_item(selector: str, link: str) -> str:
    """A headline where the outlet's own selector looks for it."""
    made = wrapped(selector, link)
    at = made.rindex("<a") + 2
    return f'{made[:at]} href="{link}"{made[at:]}'


def _json(source: JsonListing, url: str, links: Sequence[str]) -> TextResponse:
    """A list in JSON, in the form that the source declares; where articles are numbers or slugs, those of the links."""
    before, _, after = source.form.partition("{}")
    values = [link.partition(before)[2].removesuffix(after) if before and before in link else link for link in links]
    value: Any = [{source.link: value, source.headline: value} for value in values]
    for name in reversed(source.items.split(".") if source.items else []):
        value = {name: value}
    return TextResponse(url, body=json.dumps(value).encode())


def answer(outlet: type[OutletSpider], source: Source, url: str, links: Sequence[str]) -> TextResponse:
    """Answer of the site for ``url``, a page of ``source``, when it announces ``links``."""
    if isinstance(source, Feed):
        items = "".join(
            f"<item><title>{link}</title><link>{link}</link><pubDate>Mon, 25 Nov 2024 13:15:00 +0000</pubDate></item>"
            for link in links
        )
        text = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
        return XmlResponse(url, body=text.encode())
    if isinstance(source, Sitemap):
        entries = "".join(f"<url><loc>{link}</loc></url>" for link in links)
        text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
        return XmlResponse(url, body=text.encode())
    if isinstance(source, WordPressPosts):
        posts = [{"link": link, "date_gmt": "2024-11-25T13:15:00", "title": {"rendered": link}} for link in links]
        return TextResponse(url, body=json.dumps(posts).encode())
    assert isinstance(source, Listing)
    if isinstance(source, JsonListing):
        return _json(source, url, links)
    item = _ITEMS.get(outlet.family() or "", _ANY)
    listed = "".join(item.format(url=link, title=link) for link in links)
    if not Selector(listed).css(source.links):  # a list of the outlet's own
        listed = "".join(_own_item(source.links, link) for link in links)
    menu = "".join(f'<a href="{link}">{link}</a>' for link in _OTHERS)
    return HtmlResponse(url, body=f"<html><body><nav>{menu}</nav><main>{listed}</main></body></html>".encode())
