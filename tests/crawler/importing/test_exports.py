"""Exports of an imported collection: by name, without an order that is unknown."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import select

from storage.archive.archive import Archive
from storage.db.engine import default_url
from storage.events.details import details
from storage.events.selection import Selection
from storage.events.update import update_events
from storage.export.import_package import import_package
from storage.export.package import export
from storage.export.plot_rows import lags, who_copies_whom
from storage.models import Article
from tests.crawler.importing.collections import NOW, json_lines, saved, taken
from tests.storage.browse.visits import visitor
from tests.storage.clippings import APEL

OUTLETS = ("Liputan Ñ 6", "Радар/Timur", 'Koran "Kita", Jatim')


def rows(*published: str, outlets: tuple[str, ...] = OUTLETS, topic: str = "") -> bytes:
    """Reports with the same text in different outlets."""
    found = zip(published, outlets, strict=False)
    return json_lines(
        [
            {
                "url": f"https://media{number}.example/{topic}{number}",
                "outlet": outlet,
                "title": "Apel gelar pasukan",
                "published_at": at,
                "body": f"PROBOLINGGO - {APEL[0]}",
            }
            for number, (at, outlet) in enumerate(found)
        ]
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def grouped(data: Path) -> Archive:
    archive = Archive.open(default_url(data))
    update_events(archive, now=NOW)
    return archive


def copies(archive: Archive) -> Iterator[tuple[str, bool]]:
    """For each copy the outlet, and whether it is known to have come later."""
    with archive.reading() as session:
        for event_id in set(session.scalars(select(Article.event_id))):
            event = details(session, event_id or "")
            assert event is not None
            yield from ((one.outlet, one.later) for one in event.reports if one.copy_of)


def test_an_order_that_is_unknown_is_not_claimed(tmp_path: Path, data: Path) -> None:
    taken(data, saved(tmp_path, "hari.jsonl", rows("2024-11-21", "2024-11-21 10:00", "2024-11-21 11:00")))
    with grouped(data) as archive:
        assert [later for _, later in copies(archive)] == [False, False]
        with archive.reading() as session:
            assert who_copies_whom(session, Selection(), "outlet") == []
            assert lags(session, Selection()) == []
        with visitor(archive, data) as visit:
            with archive.reading() as session:
                event_id = session.scalar(select(Article.event_id))
            page = visit.get(f"/event/{event_id}").text
        assert "order unknown" in page
        assert "First report" not in page


def test_times_and_other_days_have_an_order(tmp_path: Path, data: Path) -> None:
    taken(data, saved(tmp_path, "jam.jsonl", rows("2024-11-21 06:00", "2024-11-21 10:00", "2024-11-22")))
    with grouped(data) as archive:
        assert [later for _, later in copies(archive)] == [True, True]
        with archive.reading() as session:
            found = who_copies_whom(session, Selection(), "outlet")
            assert {(row["source"], row["copier"], row["left_out"]) for row in found} == {
                (OUTLETS[0], OUTLETS[1], 0),
                (OUTLETS[0], OUTLETS[2], 0),
            }


def test_outlets_of_any_name_have_pages_links_and_filters(tmp_path: Path, data: Path) -> None:
    taken(data, saved(tmp_path, "media.jsonl", rows("2024-11-21 06:00", "2024-11-22 10:00", "2024-11-23 10:00")))
    with grouped(data) as archive, visitor(archive, data) as visit:
        links = [link.get("href") for link in visit.page("/outlets").cssselect("main a")]
        for name in OUTLETS:
            assert f"/outlet/{quote(name)}" in links
            assert visit.page(f"/outlet/{quote(name)}").cssselect("h1")[0].text_content() == name
            assert visit.titles(f"/?outlet={quote(name, safe='')}") == ["Apel gelar pasukan"]
        visit.get("/outlet/tidak%20ada", status=404)


def test_a_collection_that_nobody_filtered_is_said_to_be_chosen(tmp_path: Path, data: Path) -> None:
    taken(data, saved(tmp_path, "Korpus Ü.jsonl", rows("2024-11-21 06:00", "2024-11-22 10:00")), title="Korpus Apel")
    taken(data, saved(tmp_path, "lain.jsonl", rows("2024-11-23", topic="lain")))
    with grouped(data) as archive:
        export(archive, tmp_path / "semua", version="1")
        package = json.loads((tmp_path / "semua" / "datapackage.json").read_text(encoding="utf-8"))
        assert package["title"] == "Korpus Apel, lain"
        assert [one["title"] for one in package["sources"]] == ["Korpus Apel", "lain"]
        for name in ("README.md", "CITATION.cff", "codebook.md"):
            text = (tmp_path / "semua" / name).read_text(encoding="utf-8")
            assert "Korpus Apel" in text
            assert "coverage of election security" not in text
        assert "whoever imported their collection chose them" in (tmp_path / "semua" / "README.md").read_text("utf-8")
        export(archive, tmp_path / "satu", selection=Selection(collections=("Korpus Ü",)), version="1")
        with (tmp_path / "satu" / "articles.csv").open(encoding="utf-8", newline="") as file:
            articles = list(csv.DictReader(file))
        assert [(one["collections"], one["relevance_origin"]) for one in articles] == [("Korpus Ü", "importer")] * 2
        with visitor(archive, data) as visit:
            assert visit.titles("/?collection=lain")
            assert visit.titles(f"/?collection={quote('Korpus Ü')}")
            assert visit.titles("/?collection=kor") == []


def test_a_package_brings_its_collections_back(tmp_path: Path, data: Path) -> None:
    taken(data, saved(tmp_path, "korpus.jsonl", rows("2024-11-21 06:00")), title="Korpus Apel")
    with grouped(data) as archive:
        export(archive, tmp_path / "satu", version="1")
    other = tmp_path / "lain"
    other.mkdir()
    with Archive.open(default_url(other)) as archive:
        import_package(archive, other, tmp_path / "satu")
        export(archive, tmp_path / "dua", version="1", selection=Selection(collections=("korpus",)))
    for name in ("articles.csv", "CITATION.cff"):
        assert (tmp_path / "dua" / name).read_text("utf-8") == (tmp_path / "satu" / name).read_text("utf-8")


def test_what_the_rules_chose_keeps_the_projects_title(tmp_path: Path, data: Path) -> None:
    taken(data, saved(tmp_path, "saring.jsonl", rows("2024-11-21 06:00")), filtered=True)
    with grouped(data) as archive:
        export(archive, tmp_path / "paket", version="1")
    title = json.loads((tmp_path / "paket" / "datapackage.json").read_text(encoding="utf-8"))["title"]
    assert title == "Regional government press coverage of election security in Indonesia"
