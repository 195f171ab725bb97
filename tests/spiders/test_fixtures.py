"""Every outlet's declaration against its family's fixture. A new outlet adds no test code; a new family, one page."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from scrapy.utils.project import get_project_settings

from crawler.captures.fixtures import captures
from crawler.crawling.spider import OutletSpider
from crawler.extraction.article import extract
from crawler.outlets.loader import outlet_classes
from crawler.outlets.saved_pages import saved_page
from crawler.outlets.sources import Context
from crawler.outlets.window import Window
from tests.web.calendar import NOW
from tests.web.families.lists import answer
from tests.web.families.pages import PAGES, page_of
from tests.web.families.story import PARAGRAPHS, TITLE

SETTINGS = get_project_settings()
OUTLETS = outlet_classes(SETTINGS)
UNSEEN = {name: one for name, one in OUTLETS.items() if not captures(Path(SETTINGS["KLIPING_CAPTURES"]) / name)}
"""An outlet whose own pages were captured is held to those instead (`test_captures.py`)."""

outlets = pytest.mark.parametrize("outlet", UNSEEN.values(), ids=UNSEEN.keys())


def examples(outlet: type[OutletSpider]) -> list[str]:
    """Addresses of articles of the outlet."""
    found = [outlet.addresses().article(urljoin(outlet.site, example)) for example in outlet.examples]
    return [address for address in found if address is not None]


def test_every_family_has_a_page_and_an_outlet() -> None:
    assert {outlet.family() for outlet in OUTLETS.values()} == set(PAGES)


@outlets
def test_its_article_is_read_exactly(outlet: type[OutletSpider]) -> None:
    story, page = page_of(outlet)
    item = extract(saved_page(page, examples(outlet)[-1], outlet, NOW))
    assert item.body, f"not what its family prints: `scrapy capture {outlet.name} URL…` holds it to pages of its own"
    assert item.body.split("\n\n") == list(PARAGRAPHS)
    assert item.title == TITLE
    assert (item.authors, item.editors) == (story.signed, story.edited)
    assert (item.published_at, item.published_precision) == (story.published, "minute")
    assert item.extractor.endswith("/element") == any(layout.article for layout in outlet.layouts)


@outlets
def test_its_sources_lead_to_its_articles(outlet: type[OutletSpider]) -> None:
    now = datetime(2024, 11, 26, tzinfo=NOW.tzinfo)
    context = Context(outlet.site, outlet.zone, Window(now - timedelta(days=3)), now)
    wanted = {outlet.addresses().key(address) for address in examples(outlet)}
    for source in outlet.sources:
        step = next(source.steps(context))
        assert step.url.startswith(urlsplit(outlet.site).scheme + "://")
        assert outlet.addresses().canonical(step.url), "a host of its own"
        links = [*examples(outlet), outlet.site, urljoin(outlet.site, "/kategori/9"), "https://elsewhere.example/a/1"]
        reading = source.read(answer(outlet, source, step.url, links), step, context)
        assert not reading.broken
        found = [outlet.addresses().article(one.url) for one in reading.announcements]
        keys = {outlet.addresses().key(address) for address in found if address is not None}
        assert keys, source.label
        assert keys <= wanted
