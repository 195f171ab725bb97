"""The night's page, in a real browser and with hostile text."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html as markup
from playwright.async_api import async_playwright

from storage.archive.archive import Archive
from storage.events.update import update_events
from storage.health.alerts import Alert
from storage.health.machine import room
from storage.health.report import NightReport, html, report
from storage.health.verdict import Health, OutletFacts, unimportable, verdicts
from storage.models import Run
from tests.storage.clippings import APEL, GUDANG, NOW, OUTLETS, open_archive, save

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> “Rakor” & \u202ekanan"
BEGAN = NOW - timedelta(hours=2)


def crawl(archive: Archive, run: str, outlet: str, ago: int, found: int, **more: Any) -> None:
    began = BEGAN - timedelta(days=ago)
    archive.start_outlet(run, outlet, since=None, until=None, started_at=began)
    counts = {"new": found, "discovered": 20, "source_pages": 2, "articles": found // 4} | more.pop("counts", {})
    row = {"status": "completed", "reason": None, "ended_at": began, "seconds": 60.0, "counts": counts} | more
    archive.finish_outlet(run, outlet, **row)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Twenty nights of three outlets; in the last one, one fails."""
    with open_archive(tmp_path) as archive:
        for ago in reversed(range(20)):
            run, began = f"r{20 - ago:02}", BEGAN - timedelta(days=ago)
            archive.start_run(run_id=run, command="nightly", started_at=began, settings={})
            crawl(archive, run, "kabar_timur", ago, 12 + ago % 5)
            crawl(archive, run, "suara_pesisir", ago, 3 + ago % 3)
            last = {"status": "failed", "reason": HOSTILE} if ago == 0 else {}
            crawl(archive, run, "pesisir_kota", ago, 7, **last)
            archive.finish_run(
                run, ended_at=began + timedelta(hours=1), seconds=3600.0, status="completed", exit_code=0
            )
        for number, (body, outlet) in enumerate(zip((*APEL, *GUDANG), [*OUTLETS, *OUTLETS], strict=True)):
            title = f"Apel gelar pasukan {HOSTILE}" if number < 3 else "Gudang logistik dijaga bergantian"
            save(archive, f"k{number}", body, outlet=outlet, now=BEGAN + timedelta(minutes=5), title=title)
        update_events(archive, now=BEGAN + timedelta(minutes=50))
        yield archive


def page_of(archive: Archive, folder: Path, run_id: str = "r20") -> NightReport:
    run = archive.run(run_id)
    assert run is not None
    assert run.ended_at is not None
    facts = [OutletFacts(name, title, None) for name, (title, *_) in OUTLETS.items()]
    healths = [*verdicts(archive, outlets=facts, now=run.ended_at), unimportable("koran_rusak", "SyntaxError: x")]
    house = [Alert("torn", "ok", "the torn end of 1 files was set aside", "Nothing.", person=False)]
    return report(archive, run, healths=healths, house=house, room=room(archive, folder, now=NOW), now=NOW)


def test_what_it_says(archive: Archive, tmp_path: Path) -> None:
    page = page_of(archive, tmp_path)
    assert page.verdict == "2 outlets need a person"
    assert (page.articles_new, page.events_new) == (6, 2)
    text = " ".join(str(markup.document_fromstring(html(page)).xpath("string()")).split())
    assert "! 2 outlets need a person" in text
    assert "pesisir_kota is failing since the night of 2024-11-28" in text
    assert "koran_rusak is failing: its module cannot be imported: SyntaxError: x" in text
    assert "3 reports (3 new) in kabar_timur, pesisir_kota, suara_pesisir" in text
    assert "Open the site in a browser." in text
    before = page_of(archive, tmp_path, "r19")
    assert before.troubled == [health for health in before.healths if health.outlet == "koran_rusak"]
    assert "No new reports." in html(before)


def test_outlets_that_were_not_crawled_yet_are_named_in_one_place(archive: Archive, tmp_path: Path) -> None:
    page = page_of(archive, tmp_path)
    untried = [Health(name, "new", "not crawled yet") for name in ("belum_satu", "belum_dua")]
    tree: Any = markup.document_fromstring(html(replace(page, healths=[*page.healths, *untried])))
    (folded,) = tree.iter("details")
    assert folded.text_content().split() == ["2", "outlets", "not", "crawled", "yet", "belum_satu,", "belum_dua"]
    rows = [row.findtext("b") for row in tree.find_class("outlet")]
    assert sorted(rows) == sorted(health.outlet for health in page.healths)


def test_nothing_from_the_web_can_act(archive: Archive, tmp_path: Path) -> None:
    save(archive, "k6", GUDANG[0], now=BEGAN + timedelta(minutes=6), url="javascript:alert(3)", title="Tautan")
    update_events(archive, now=BEGAN + timedelta(minutes=50))
    written = html(page_of(archive, tmp_path))
    tree: Any = markup.document_fromstring(written)
    assert not tree.xpath("//script | //*[@onerror] | //iframe | //link | //object")
    assert all(image.get("src", "").startswith("data:image/svg+xml;base64,") for image in tree.xpath("//img"))
    assert all(link.get("href", "").startswith("https://") for link in tree.xpath("//a"))
    assert "<script" not in written


def test_an_archive_without_a_night(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        page = report(archive, None, healths=[], house=[], room=None, now=NOW)
    assert page.verdict == "No night yet"
    assert "scrapy nightly" in html(page)


@pytest.mark.parametrize(
    ("status", "exit_code", "healths", "verdict"),
    [
        ("completed", 0, [], "All is well"),
        ("interrupted", 11, [], "The night was interrupted"),
        ("completed", 12, [], "No outlet could be reached"),
        ("crashed", None, [], "The night broke off"),
        ("completed", 10, [Health("a", "silent", "")], "1 outlet needs a person"),
    ],
)
def test_the_verdict(status: str, exit_code: int | None, healths: list[Health], verdict: str) -> None:
    run = Run(run_id="r", command="nightly", started_at=NOW, status=status, exit_code=exit_code)
    page = NightReport(run=run, healths=healths, made_at=NOW)
    assert (page.verdict, page.well) == (verdict, verdict == "All is well")


@pytest.mark.parametrize("width", [390, 1280])
def test_in_a_browser(archive: Archive, tmp_path: Path, width: int) -> None:
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("no Chromium on this machine")
    path = tmp_path / "night.html"
    path.write_text(html(page_of(archive, tmp_path)), encoding="utf-8")
    seen = asyncio.run(_look(browser, path, width))
    assert seen["messages"] == []
    assert seen["scroll"] <= width, "it scrolls sideways"
    assert seen["broken"] == 0, "a picture is broken"
    assert seen["asked"] == [path.as_uri()], "the page needs nothing else"


async def _look(browser: str, path: Path, width: int) -> dict[str, Any]:
    messages: list[str] = []
    asked: list[str] = []
    async with async_playwright() as playwright:
        chrome = await playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = await chrome.new_page(viewport={"width": width, "height": 844})
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on("dialog", lambda dialog: messages.append(dialog.message))
        page.on("request", lambda request: asked.append(request.url))
        await page.goto(path.as_uri())
        scroll = await page.evaluate("document.documentElement.scrollWidth")
        broken = await page.evaluate("[...document.images].filter(image => !image.naturalWidth).length")
        await page.screenshot(path=str(path.with_name(f"night-{width}.png")), full_page=True)
        await chrome.close()
    return {"messages": messages, "scroll": scroll, "broken": broken, "asked": [u for u in asked if u[:5] != "data:"]}
