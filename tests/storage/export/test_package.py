"""Data packages: what is in them, that they can be read back, and that a folder is replaced whole or not at all."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from sqlalchemy import update

from storage.archive.archive import Archive
from storage.clustering.constraints import judgement
from storage.events.selection import Selection
from storage.exceptions import ArchiveError
from storage.export import package as export_module
from storage.export.dictionary import tables
from storage.export.formats import FORMATS, Format, joined, unguarded
from storage.export.readme import readme
from storage.models import Article
from storage.records.judgements import record
from tests.storage.clippings import GUDANG, NOW, article_id, event_id, open_archive, save
from tests.storage.databases import archive_url
from tests.storage.export.packages import cells, lines, write

pytestmark = pytest.mark.usefixtures("databases")

ARTICLE_FIELDS = [
    *("article_id", "event_id", "copy_group", "url", "outlet", "network", "title", "authors"),
    *("editors", "published_at", "published_precision", "published_origin", "modified_at"),
    *("event_date", "event_date_precision", "region_code", "region", "place", "language", "relevant", "relevance"),
    *("matched_terms", "words", "text_sha256", "body", "first_seen_at", "fetched_at", "gone_at"),
    *("warc_record_id", "extractor", "url_key", "bylines", "relevance_origin", "collections"),
    *("region_id", "region_level", "province", "latitude", "longitude"),
]

EVENT_FIELDS = [
    *("event_id", "title", "first_published_at", "last_published_at", "event_date", "region_code"),
    *("region", "place", "articles", "outlets", "networks", "texts", "representative_url"),
    *("outlet_names", "matched_terms", "cohesion", "judged"),
    *("region_id", "region_level", "province", "latitude", "longitude"),
]

TABLES = tuple(table.name for table in tables(with_text=True))


def test_fields_and_their_order(archive: Archive, tmp_path: Path) -> None:
    write(archive, tmp_path / "full", with_text=True)
    write(archive, tmp_path / "brief")
    assert list(cells(tmp_path / "full", "articles")[0]) == ARTICLE_FIELDS
    assert list(cells(tmp_path / "brief", "articles")[0]) == [*(set_without_body()), "excerpt"]
    assert list(cells(tmp_path / "full", "events")[0]) == EVENT_FIELDS


def set_without_body() -> list[str]:
    return [name for name in ARTICLE_FIELDS if name != "body"]


@pytest.mark.parametrize(
    ("filters", "keys", "events"),
    [
        ({"since": "2024-11-26T15:00:00+07:00"}, ["apel-3", "apel-3-lagi"], ["apel-1"]),
        ({"until": "2024-11-26T12:30:00+07:00"}, ["apel-1"], ["apel-1"]),
        ({"region": "35.74"}, ["apel-1", "apel-2", "apel-3", "gudang-1"], ["apel-1", "gudang-1"]),
        ({"region": "35"}, ["apel-1", "apel-2", "apel-3", "apel-3-lagi", "gudang-1"], ["apel-1", "gudang-1"]),
        ({"region": "3"}, [], []),
        ({"outlets": ("pesisir_kota", "suara_pesisir")}, ["apel-2", "apel-3"], ["apel-1"]),
    ],
)
def test_filters(archive: Archive, tmp_path: Path, filters: dict[str, Any], keys: list[str], events: list[str]) -> None:
    for name in ("since", "until"):
        if name in filters:
            filters = filters | {name: datetime.fromisoformat(filters[name])}
    write(archive, tmp_path / "out", format="jsonl", selection=Selection(**filters))
    assert [one["article_id"] for one in lines(tmp_path / "out", "articles")] == [article_id(key) for key in keys]
    found = lines(tmp_path / "out", "events")
    assert [one["event_id"] for one in found] == [event_id(key) for key in events]
    assert all(one["articles"] == 4 for one in found if one["event_id"] == event_id("apel-1")), "of the whole event"


def test_an_outlet_that_is_not_there_is_an_error(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"no outlet 'kabar_barat'.*kabar_timur"):
        write(archive, tmp_path / "out", selection=Selection(outlets=("kabar_barat",)))
    assert [one.name for one in tmp_path.iterdir()] == ["data"]


def test_the_three_formats_say_the_same(archive: Archive, tmp_path: Path) -> None:
    for format in FORMATS:
        write(archive, tmp_path / format, format=format, with_text=True)
    for table in TABLES:
        from_json = lines(tmp_path / "jsonl", table)
        stored = parquet.read_table(tmp_path / "parquet" / f"{table}.parquet")
        assert [{name: plain(value) for name, value in row.items()} for row in stored.to_pylist()] == from_json
        texts = cells(tmp_path / "csv", table)
        assert [{name: unguarded(cell) for name, cell in row.items()} for row in texts] == [
            {name: as_cell(value) for name, value in row.items()} for row in from_json
        ]
    assert lines(tmp_path / "jsonl", "articles")[-1]["body"].endswith('Baris kedua\u2028dengan "kutipan".')


def plain(value: Any) -> Any:
    """A Parquet value as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


def as_cell(value: Any) -> str:
    """A JSON value as a CSV cell has it."""
    if isinstance(value, list):
        return joined(value)
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_archive_gives_the_same_bytes(archive: Archive, tmp_path: Path, format: Format) -> None:
    write(archive, tmp_path / "one", format=format)
    write(archive, tmp_path / "two", format=format)
    names = sorted(entry.name for entry in (tmp_path / "one").iterdir())
    assert len(names) == 13
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_archive_gives_empty_tables(tmp_path: Path, format: Format) -> None:
    with open_archive(tmp_path) as archive:
        report = write(archive, tmp_path / "out", format=format)
    assert (report.events, report.articles, report.outlets, report.coverage) == (0, 0, 3, 0)


def test_articles_without_an_event_are_told(archive: Archive, tmp_path: Path) -> None:
    save(archive, "gudang-2", GUDANG[1])
    assert write(archive, tmp_path / "out").without_event == 1
    assert "1 articles have no event yet" in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")


def test_a_page_that_asks_not_to_be_archived_is_in_no_table(archive: Archive, tmp_path: Path) -> None:
    asks = article_id("apel-2")
    said = judgement("different", [asks], [article_id("gudang-1")], by="Rina", why="lain acara", judged_at=NOW)
    record(archive, tmp_path / "data", said)
    with archive.writing() as session:
        session.execute(update(Article).where(Article.article_id == asks).values(noarchive=True))
    report = write(archive, tmp_path / "out", format="jsonl")
    assert (report.articles, report.judgements) == (4, 0)
    assert report.pairs and report.history
    assert not [file.name for file in (tmp_path / "out").iterdir() if asks in file.read_text(encoding="utf-8")]
    assert "1 articles withheld" in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")


def test_a_failed_export_leaves_the_old_one(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    write(archive, out)
    before = {entry.name: entry.read_bytes() for entry in out.iterdir()}

    def fails(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export_module, "readme", fails)
    with pytest.raises(ArchiveError, match="no room to write"):
        write(archive, out, format="jsonl")
    assert {entry.name: entry.read_bytes() for entry in out.iterdir()} == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["data", "out"]


KILLED = """
import os, signal, sys
from pathlib import Path
from storage.export import package
from storage.archive.archive import Archive
package.readme = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
with Archive.open(sys.argv[1]) as archive:
    package.export(archive, Path(sys.argv[2]), format="jsonl", version="0.1.0")
"""


def test_a_killed_export_leaves_the_old_one(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(archive, out)
    before = {entry.name: entry.read_bytes() for entry in out.iterdir()}
    url = archive_url(tmp_path / "data")
    root = Path(__file__).resolve().parents[3]
    killed = subprocess.run([sys.executable, "-c", KILLED, url, str(out)], cwd=root, check=False)
    assert killed.returncode == -9
    assert {entry.name: entry.read_bytes() for entry in out.iterdir()} == before
    write(archive, out)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["data", "out"], "what it left is gone"


def test_two_exports_to_one_folder_do_not_mix(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    original = readme

    def meanwhile(*args: Any) -> str:
        with pytest.raises(ArchiveError, match="another export"):
            write(archive, out)
        return original(*args)

    with monkeypatch.context() as patch:
        patch.setattr(export_module, "readme", meanwhile)
        write(archive, out)
    assert len(list(out.iterdir())) == 13
