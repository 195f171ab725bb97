"""``scrapy browse`` as its users meet it: the real command, in a real Chromium."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from scrapy.utils.project import get_project_settings

from crawler.fetching.browser import chromium
from storage.events.update import update_events
from storage.records.takedowns import take_down
from tests.shell import ROOT, environment, scrapy
from tests.storage.clippings import APEL, GUDANG, NOW, article_id, event_id, open_archive, save

CHROMIUM = chromium(get_project_settings())


@contextmanager
def served(folder: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address at which the command serves this data folder, and its process."""
    command = [sys.executable, "-m", "scrapy", "browse", "--port", "0", *options]
    env = environment(folder)
    with (
        (folder / "stderr").open("a", encoding="utf-8") as said,
        subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=said, encoding="utf-8") as process,
    ):
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)


def fill(folder: Path) -> None:
    with open_archive(folder) as archive:
        for number, body in enumerate(APEL):
            outlet = ("kabar_timur", "suara_pesisir", "pesisir_kota")[number]
            save(archive, f"apel-{number}", body, outlet=outlet, published=f"2024-11-26T{10 + number}:00:00+07:00")
        save(
            archive, "gudang-0", GUDANG[0], published="2024-11-12T10:00:00+07:00", region_code="17.05",
            region="Kabupaten Seluma", place=None, title="<b>Gudang</b> logistik dijaga",
        )  # fmt: skip
        update_events(archive, now=NOW)


@pytest.fixture
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium: apt install chromium, or set KLIPING_CHROMIUM")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


def test_a_reader_finds_compares_and_changes_the_language(tmp_path: Path, browser: Browser) -> None:
    fill(tmp_path)
    with served(tmp_path) as (base, process):
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        troubles: list[str] = []
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        requested: set[str] = set()
        page.on("request", lambda request: requested.add(request.url.split("?")[0]))

        # search and filter
        page.goto(base)
        assert page.locator(".headline").count() == 2, "events of two reports and more, the latest and the largest"
        page.get_by_label("Search titles and texts").fill('"perahu karet"')
        page.get_by_text("Filters", exact=True).first.click()
        page.locator("#region").select_option(label="Jawa Timur")
        page.get_by_label("Reports, at least").fill("2")
        page.get_by_role("button", name="Show").click()
        assert page.get_by_role("status").inner_text() == "1 event"
        assert "region=35" in page.url and "perahu" in page.url, "a search can be passed on"

        # an event, its reports side by side
        page.locator(".headline a").click()
        boxes = [box.bounding_box() for box in page.locator(".texts article").all()]
        assert len(boxes) == 3 and all(box is not None for box in boxes)
        assert boxes[0] and boxes[1] and boxes[0]["y"] == boxes[1]["y"] and boxes[0]["x"] < boxes[1]["x"]
        assert page.locator("mark").count() >= 2
        assert page.locator("mark").first.evaluate("e => getComputedStyle(e).textDecorationLine") == "underline"

        # regions
        page.get_by_role("link", name="Regions").click()
        page.locator("a.tile[title^='Kabupaten Seluma: 1']").click()
        assert page.locator(".headline").all_inner_texts() == ["<b>Gudang</b> logistik dijaga"]

        # the other language, kept from page to page
        page.get_by_role("link", name="Bahasa Indonesia").click()
        assert page.locator("h1").inner_text() == "Peristiwa yang cocok"
        page.get_by_role("navigation", name="Bagian").get_by_role("link", name="Garis waktu").click()
        assert page.locator("h1").inner_text() == "Garis waktu"
        assert page.locator("html").get_attribute("lang") == "id"

        assert troubles == []
        assert all(url.startswith(base) for url in requested if not url.startswith("data:")), "nothing from elsewhere"
        keyboard_only(context.new_page(), base)
        phone(browser, base)
        context.close()
    assert process.returncode == 0


def keyboard_only(page: Page, base: str) -> None:
    """From the address to the text of a report without a mouse."""
    page.goto(f"{base}?lang=en")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to content"
    assert page.locator(":focus").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("perahu")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=perahu**")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(":focus").evaluate("e => e.closest('.headline') !== null"):
            break
    assert page.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/event/**")
    assert page.locator(".texts article").count() == 3


def phone(browser: Browser, base: str) -> None:
    """Nothing is wider than a phone."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    for path in ("", f"event/{event_id('apel-0')}", "map", "timeline", "outlets", "outlet/kabar_timur", "nowhere"):
        for language in ("id", "en"):
            page.goto(f"{base}{path}?lang={language}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_it_keeps_up_with_the_archive_and_ends_cleanly(tmp_path: Path) -> None:
    fill(tmp_path)
    with served(tmp_path) as (base, process):

        def listing() -> str:
            with urlopen(f"{base}events.json") as answer:
                text: str = answer.read().decode()
                return text

        assert event_id("gudang-0") in listing()
        with open_archive(tmp_path) as archive:
            take_down(archive, tmp_path, article_id("gudang-0"), by="Redaksi", why="diminta", now=NOW)
        until = monotonic() + 30
        while event_id("gudang-0") in listing():
            assert monotonic() < until, "a takedown shows within seconds"
            sleep(0.3)
        with served(tmp_path) as (second, other):
            assert second.startswith("http://127.0.0.1:")
            with urlopen(second) as answer:
                assert answer.status == 200
        assert other.returncode == 0
    assert process.returncode == 0
    said = (tmp_path / "stderr").read_text(encoding="utf-8")
    assert "Another scrapy browse keeps the index" in said
    assert "Traceback" not in said


def test_what_is_refused(tmp_path: Path) -> None:
    for arguments, says in (
        (["--port", "70000"], "--port is a number"),
        (["--host", "192.0.2.1", "--port", "0"], "192.0.2.1"),
    ):
        done = scrapy("browse", *arguments, env=environment(tmp_path))
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert says in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr
