"""Captured pages in their folder."""

from __future__ import annotations

import json
from pathlib import Path

from crawler.captures.fixtures import captures, differences, save, save_sources
from tests.storage.clippings import NOW


def golden(url: str, **fields: object) -> dict[str, object]:
    return {"captured": {"url": url, "at": "2024-11-27T23:00:00+00:00"}, "title": "Apel", "body": "Satu.", **fields}


def test_a_page_captured_again_takes_its_own_place(tmp_path: Path) -> None:
    folder = tmp_path / "petisi"
    for number in (1, 2):
        url = f"https://petisi.example/{number}"
        assert save(folder, url, b"<p>", golden(url)) == (folder / f"{number}.html", [])
    path, changed = save(folder, "https://petisi.example/1", b"<b>", golden("https://petisi.example/1", title="Lain"))
    assert (path.name, changed) == ("1.html", ["title: 'Apel' → 'Lain'"])
    first, second = captures(folder)
    assert (first.number, first.page, first.golden["title"]) == (1, b"<b>", "Lain")
    assert (second.url, second.at, second.text_sha256) == ("https://petisi.example/2", NOW, None)


def test_the_time_of_a_capture_is_no_difference_and_no_words_are_told() -> None:
    before = golden("https://petisi.example/1")
    after = before | {"captured": {}, "body": "Rahasia.\n\nDua."}
    assert differences(before, after) == ["body: '1 paragraphs, 5 characters' → '2 paragraphs, 12 characters'"]


def test_sources_replace_those_of_before(tmp_path: Path) -> None:
    announced = [{"url": "https://petisi.example/1", "published": None}]
    save_sources(tmp_path, [("feed /feed/", "/feed/", b"<rss/>", announced), ("posts /x", "/x", b"[]", [])], NOW)
    save_sources(tmp_path, [("feed /feed/", "/feed/", b"<rss></rss>", announced)], NOW)
    assert [path.name for path in tmp_path.glob("source-*.body")] == ["source-1.body"]
    (row,) = json.loads((tmp_path / "sources.json").read_text())["sources"]
    assert row == {"source": "feed /feed/", "url": "/feed/", "file": "source-1.body", "announced": announced}
