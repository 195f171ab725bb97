"""Rows of the tables of an export."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from tests.storage.clippings import APEL, NOW, article_id, event_id
from tests.storage.export.packages import HOSTILE, cells, lines, write

pytestmark = pytest.mark.usefixtures("databases")


def test_an_event_counts_articles_outlets_networks_and_texts(archive: Archive, tmp_path: Path) -> None:
    report = write(archive, tmp_path / "out", format="jsonl")
    assert (report.events, report.articles, report.outlets, report.without_event) == (2, 5, 3, 0)
    muster, warehouse = lines(tmp_path / "out", "events")
    assert muster == {
        "event_id": event_id("apel-1"),
        "title": HOSTILE,
        "first_published_at": "2024-11-26T09:00:00+07:00",
        "last_published_at": "2024-11-26T16:00:00+07:00",
        "event_date": "2024-11-26",
        "region_code": "35.74",
        "region": "Kota Probolinggo",
        "place": "Probolinggo",
        "articles": 4,
        "outlets": 3,
        "networks": 2,
        "texts": 3,
        "representative_url": "https://kabar-timur.example/apel-1",
        "outlet_names": ["kabar_timur", "pesisir_kota", "suara_pesisir"],
        "matched_terms": ["kotak suara", "pengamanan"],
        "cohesion": muster["cohesion"],
        "judged": False,
        "region_id": "3574",
        "region_level": "kota",
        "province": "Jawa Timur",
        "latitude": -7.7738,
        "longitude": 113.2055,
    }
    assert 0 < muster["cohesion"] < 1
    assert (warehouse["articles"], warehouse["first_published_at"], warehouse["cohesion"]) == (1, None, 1.0)


def test_the_title_is_of_a_report_that_can_still_be_opened(archive: Archive, tmp_path: Path) -> None:
    outlet, key = "kabar_timur", "kabar-timur.example/apel-1"
    archive.settle(outlet, key, url=f"https://{key}", state="article", now=NOW)
    for night in range(2):
        archive.note_missing(outlet, key, at=NOW + timedelta(days=night), reason="HTTP 404")
    write(archive, tmp_path / "out", format="jsonl")
    muster = lines(tmp_path / "out", "events")[0]
    assert muster["representative_url"] == "https://suara-pesisir.example/apel-2"
    assert muster["articles"] == 4


def test_articles_are_relevant_and_in_order_of_publication(archive: Archive, tmp_path: Path) -> None:
    write(archive, tmp_path / "out", format="jsonl")
    articles = lines(tmp_path / "out", "articles")
    keys = ["apel-1", "apel-2", "apel-3", "apel-3-lagi", "gudang-1"]
    assert [one["article_id"] for one in articles] == [article_id(key) for key in keys]
    assert articles[1]["published_at"] == "2024-11-26T12:30:00+07:00", "from +08:00"
    assert all(one["relevant"] is True for one in articles)
    assert "body" not in articles[0]


def test_excerpts_end_with_a_whole_word(archive: Archive, tmp_path: Path) -> None:
    write(archive, tmp_path / "out", format="jsonl")
    excerpt = lines(tmp_path / "out", "articles")[0]["excerpt"]
    assert 150 < len(excerpt) <= 200
    assert excerpt.endswith("…")
    assert APEL[0].startswith(excerpt[:-1] + " ")


def test_coverage_has_every_day_from_the_first_night_to_the_last(archive: Archive, tmp_path: Path) -> None:
    write(archive, tmp_path / "out")
    assert [tuple(row.values()) for row in cells(tmp_path / "out", "coverage")] == [
        ("kabar_timur", "2024-11-24", "true", "30", "12", "2", "0", "1", "0", "completed", ""),
        ("kabar_timur", "2024-11-25", "false", "0", "0", "0", "0", "3", "0", "failed", ""),
        ("kabar_timur", "2024-11-26", "false", "0", "0", "0", "0", "0", "0", "", ""),
        ("kabar_timur", "2024-11-27", "true", "31", "2", "1", "0", "0", "0", "completed", ""),
        ("suara_pesisir", "2024-11-27", "false", "9", "0", "0", "0", "0", "3", "blocked", ""),
    ]
    readme = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert (
        "2024-11-24 to 2024-11-27: 2 of 4 days crawled; articles from 2024-11-17 on were looked for; 1 failed "
        "(2024-11-25), 1 without a crawl (2024-11-26)." in readme
    )
    assert "`suara_pesisir`, 2024-11-27 to 2024-11-27: 0 of 1 days crawled; 1 blocked (2024-11-27)." in readme
