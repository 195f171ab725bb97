"""Every captured page is read as it was when a person looked at it. A new outlet adds no test code here."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse
from scrapy.utils.project import get_project_settings

from crawler.captures.fixtures import announced, article_of, captures, differences, values
from crawler.crawling.spider import OutletSpider
from crawler.outlets.loader import outlet_classes

SETTINGS = get_project_settings()
FOLDER = Path(SETTINGS["KLIPING_CAPTURES"])
OUTLETS = outlet_classes(SETTINGS)
CAPTURED = [(name, one) for name in OUTLETS for one in captures(FOLDER / name)]


@pytest.mark.parametrize("outlet", OUTLETS.values(), ids=OUTLETS.keys())
def test_an_outlet_whose_pages_were_seen_has_captures(outlet: type[OutletSpider]) -> None:
    if "live" not in (outlet.verified or ""):
        return  # what is known of it came from others; its family's fixture stands for it
    assert captures(FOLDER / outlet.name), f"`scrapy capture {outlet.name} URL…` saves pages of it"


@pytest.mark.parametrize(("name", "captured"), CAPTURED, ids=[f"{name}-{one.number}" for name, one in CAPTURED])
def test_a_captured_page_is_read_as_it_was(name: str, captured: object) -> None:
    one = captured
    article = article_of(OUTLETS[name], one.url, one.page, one.at)  # type: ignore[attr-defined]
    assert differences(one.golden, values(article, one.url, one.at)) == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted({name for name, _ in CAPTURED}))
def test_captured_sources_announce_what_they_did(name: str) -> None:
    saved = json.loads((FOLDER / name / "sources.json").read_text(encoding="utf-8"))
    outlet, at = OUTLETS[name], datetime.fromisoformat(saved["captured"])
    sources = {source.label: source for source in outlet.sources}
    for row in saved["sources"]:
        body = (FOLDER / name / row["file"]).read_bytes()
        assert announced(outlet, sources[row["source"]], HtmlResponse(row["url"], body=body), at) == row["announced"]
