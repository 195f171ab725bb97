"""Data packages: what is in them, that they can be read back, and that a folder is replaced whole or not at all."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from storage.archive.archive import Archive
from storage.calendar import JAKARTA
from storage.clustering.constraints import judgement
from storage.events.selection import Selection
from storage.events.update import update_events
from storage.exceptions import ArchiveError
from storage.export import package as export_module
from storage.export.dictionary import Field, tables
from storage.export.formats import FORMATS, Format, guarded, joined, parted, unguarded, write_table
from storage.export.package import Exported, export
from storage.export.readme import readme
from storage.models import Article, Pair
from storage.records.judgements import record
from tests.storage.clippings import APEL, GUDANG, NOW, article_id, event_id, open_archive, save
from tests.storage.databases import archive_url

pytestmark = pytest.mark.usefixtures("databases")

ARTICLE_FIELDS = [
    *("article_id", "event_id", "copy_group", "url", "outlet", "network", "title", "authors"),
    *("editors", "published_at", "published_precision", "published_origin", "modified_at"),
    *("event_date", "event_date_precision", "region_code", "region", "place", "language", "relevant", "relevance"),
    *("matched_terms", "words", "text_sha256", "body", "first_seen_at", "fetched_at", "gone_at"),
    *("warc_record_id", "extractor", "url_key", "bylines"),
]

EVENT_FIELDS = [
    *("event_id", "title", "first_published_at", "last_published_at", "event_date", "region_code"),
    *("region", "place", "articles", "outlets", "networks", "texts", "representative_url"),
    *("outlet_names", "matched_terms", "cohesion", "judged"),
]

TABLES = tuple(table.name for table in tables(with_text=True))

HOSTILE = '=HYPERLINK("http://jahat.example","klik")'


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Four reports of a muster by three outlets of two networks, one a copy; one of a warehouse; one off topic."""
    (tmp_path / "data").mkdir()
    with open_archive(tmp_path / "data") as archive:
        save(
            archive,
            "apel-1",
            APEL[0],
            published="2024-11-26T09:00:00+07:00",
            title=HOSTILE,
            authors=["Rina Wulandari", "+62 812"],
        )
        save(archive, "apel-2", APEL[1], outlet="suara_pesisir", published="2024-11-26T13:30:00+08:00")
        save(archive, "apel-3", APEL[2], outlet="pesisir_kota", published="2024-11-26T15:00:00+07:00", place="Mayangan")
        save(
            archive,
            "apel-3-lagi",
            APEL[2],
            published="2024-11-26T16:00:00+07:00",
            region_code="35",
            region="Jawa Timur",
        )
        save(archive, "gudang-1", GUDANG[0] + '\n\nBaris kedua\u2028dengan "kutipan".', published=None, title=None)
        save(archive, "musik", "Konser musik di alun-alun batal.", relevant=False)
        update_events(archive, now=NOW)
        nights(archive)
        yield archive


def nights(archive: Archive) -> None:
    """Four nights of one outlet: good, failed, none, good and tried again in vain; one blocked night of another."""
    for run, outlet, day, status, counts in (
        ("r1", "kabar_timur", 24, "completed", {"discovered": 30, "fetched": 12, "articles": 2, "failed": 1}),
        ("r2", "kabar_timur", 25, "failed", {"failed": 3}),
        ("r3", "kabar_timur", 27, "completed", {"discovered": 31, "fetched": 2, "articles": 1}),
        ("r4", "kabar_timur", 27, "failed", {}),
        ("r5", "suara_pesisir", 27, "blocked", {"discovered": 9, "blocked": 3}),
    ):
        began = datetime(2024, 11, day, 1, 30, tzinfo=JAKARTA)
        archive.start_run(run_id=run, command="crawl", started_at=began, settings={})
        archive.start_outlet(run, outlet, since=began - timedelta(days=7), until=None, started_at=began)
        archive.finish_outlet(run, outlet, status=status, reason=None, ended_at=began, seconds=60.0, counts=counts)


def write(archive: Archive, folder: Path, *, selection: Selection | None = None, **options: Any) -> Exported:
    return export(archive, folder, selection=selection, **({"version": "0.1.0"} | options))


def cells(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def lines(folder: Path, table: str) -> list[dict[str, Any]]:
    text = (folder / f"{table}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_fields_and_their_order(archive: Archive, tmp_path: Path) -> None:
    write(archive, tmp_path / "full", with_text=True)
    write(archive, tmp_path / "brief")
    assert list(cells(tmp_path / "full", "articles")[0]) == ARTICLE_FIELDS
    assert list(cells(tmp_path / "brief", "articles")[0]) == [*(set_without_body()), "excerpt"]
    assert list(cells(tmp_path / "full", "events")[0]) == EVENT_FIELDS


def set_without_body() -> list[str]:
    return [name for name in ARTICLE_FIELDS if name != "body"]


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


def test_coverage_has_every_day_from_the_first_night_to_the_last(archive: Archive, tmp_path: Path) -> None:
    write(archive, tmp_path / "out")
    assert [tuple(row.values()) for row in cells(tmp_path / "out", "coverage")] == [
        ("kabar_timur", "2024-11-24", "true", "30", "12", "2", "0", "1", "0", "completed"),
        ("kabar_timur", "2024-11-25", "false", "0", "0", "0", "0", "3", "0", "failed"),
        ("kabar_timur", "2024-11-26", "false", "0", "0", "0", "0", "0", "0", ""),
        ("kabar_timur", "2024-11-27", "true", "31", "2", "1", "0", "0", "0", "completed"),
        ("suara_pesisir", "2024-11-27", "false", "9", "0", "0", "0", "0", "3", "blocked"),
    ]
    readme = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert (
        "2024-11-24 to 2024-11-27: 2 of 4 days crawled; articles from 2024-11-17 on were looked for; 1 failed "
        "(2024-11-25), 1 without a crawl (2024-11-26)." in readme
    )
    assert "`suara_pesisir`, 2024-11-27 to 2024-11-27: 0 of 1 days crawled; 1 blocked (2024-11-27)." in readme


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


def test_types_in_parquet(archive: Archive, tmp_path: Path) -> None:
    write(archive, tmp_path / "out", format="parquet")
    schema = parquet.read_schema(tmp_path / "out" / "articles.parquet")
    assert str(schema.field("published_at").type) == "timestamp[us, tz=Asia/Jakarta]"
    assert str(schema.field("event_date").type) == "date32[day]"
    assert str(schema.field("matched_terms").type).startswith("list<")


@given(st.text())
def test_guarding_is_reversible(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.lists(st.text(alphabet=st.one_of(st.sampled_from("\\; e'=\r\n"), st.characters()))))
def test_lists_in_a_cell_are_reversible(values: list[str]) -> None:
    assert parted(unguarded(guarded(joined(values)))) == values


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet=st.sampled_from("'=+-@\t\r\n＝＋－＠ab\",;"), max_size=6), min_size=1, max_size=5))
def test_no_cell_begins_like_a_formula(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "hostile.csv"
    write_table(path, [Field("text", "string", "")], [[texts]], "csv")
    with path.open(encoding="utf-8", newline="") as file:
        read = [row[0] for row in csv.reader(file, strict=True)][1:]
    assert not [cell for cell in read if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")]
    assert [unguarded(cell) for cell in read] == texts


def test_a_hostile_title_in_csv(archive: Archive, tmp_path: Path) -> None:
    write(archive, tmp_path / "out")
    raw = (tmp_path / "out" / "articles.csv").read_bytes()
    assert raw.count(b"\r\n") == 6
    first = cells(tmp_path / "out", "articles")[0]
    assert first["title"] == "'" + HOSTILE
    assert first["authors"] == "Rina Wulandari; +62 812"


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_archive_gives_the_same_bytes(archive: Archive, tmp_path: Path, format: Format) -> None:
    write(archive, tmp_path / "one", format=format)
    write(archive, tmp_path / "two", format=format)
    names = sorted(entry.name for entry in (tmp_path / "one").iterdir())
    assert len(names) == 12
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


@pytest.mark.parametrize("format", FORMATS)
def test_rows_are_the_same_however_many_are_held(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: Format
) -> None:
    with archive.writing() as session:  # as of a pair that came with a package, between two that are worked out
        pair = session.scalars(select(Pair).order_by(Pair.a, Pair.b).offset(1).limit(1)).one()
        pair.evidence = {"terms": ["apel"], "weight": {"wording": 1.5}}
    write(archive, tmp_path / "many", format=format)
    for name in ("storage.export.formats.GROUP", "storage.export.tables.GROUP", "storage.events.summaries._PORTION"):
        monkeypatch.setattr(name, 1)
    monkeypatch.setattr("storage.db.dialects._IN", 2)
    told: list[int] = []
    report = write(archive, tmp_path / "few", format=format, tick=told.append)
    assert told == list(range(1, 1 + sum(getattr(report, table) for table in TABLES)))
    for table in TABLES:
        few, many = (tmp_path / folder / f"{table}.{format}" for folder in ("few", "many"))
        if format == "parquet":
            assert parquet.read_table(few).equals(parquet.read_table(many)), table
        else:
            assert few.read_bytes() == many.read_bytes(), table
    if format == "jsonl":
        terms = [row["terms"] for row in lines(tmp_path / "few", "pairs")]
        assert [one == ["apel"] for one in terms] == [False, True, *[False] * (len(terms) - 2)]
        assert all(terms)


@pytest.mark.parametrize("format", FORMATS)
def test_the_descriptor(archive: Archive, tmp_path: Path, format: Format) -> None:
    asked = Selection(region="35", since=datetime(2024, 11, 1, tzinfo=JAKARTA))
    write(archive, tmp_path / "out", format=format, selection=asked)
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["filters"]["since"] == "2024-11-01T00:00:00+07:00"
    assert package["licenses"]
    for resource in package["resources"]:
        content = (tmp_path / "out" / resource["path"]).read_bytes()
        assert resource["sha256"] == sha256(content).hexdigest()
        if format != "parquet":
            assert resource["hash"] == f"sha256:{resource['sha256']}"
            assert resource["bytes"] == len(content)
        assert all(one["type"] and one["description"] for one in resource["schema"]["fields"])
    if format == "csv":
        for resource in package["resources"]:
            names = [one["name"] for one in resource["schema"]["fields"]]
            with (tmp_path / "out" / resource["path"]).open(encoding="utf-8", newline="") as file:
                assert next(csv.reader(file)) == names
    arrays = {one["name"] for one in package["resources"][1]["schema"]["fields"] if one["type"] in ("array", "any")}
    assert arrays == (set() if format == "csv" else {"authors", "editors", "bylines", "matched_terms"})


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


def test_an_earlier_export_is_replaced_and_nothing_else(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    write(archive, out, format="jsonl")
    write(archive, out, format="csv")
    assert sorted(entry.suffix for entry in out.iterdir()) == [".cff"] + [".csv"] * 8 + [".json", ".md", ".md"]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["data", "out"]

    (out / "catatan.txt").write_text("milik saya", encoding="utf-8")
    with pytest.raises(ArchiveError, match=r"also holds 'catatan\.txt'"):
        write(archive, out)
    assert (out / "catatan.txt").read_text(encoding="utf-8") == "milik saya"


@pytest.mark.parametrize("content", [None, "{}", '{"name": "lain", "resources": []}', "[]", "bukan JSON"])
def test_a_foreign_folder_is_refused(archive: Archive, tmp_path: Path, content: str | None) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / ("datapackage.json" if content else "foto.jpg")).write_text(content or "", encoding="utf-8")
    with pytest.raises(ArchiveError, match="was not written by an export") as caught:
        write(archive, out)
    assert "\n" not in str(caught.value)
    assert len(list(out.iterdir())) == 1
    shutil.rmtree(out)
    out.write_text("berkas", encoding="utf-8")
    with pytest.raises(ArchiveError, match="is a file"):
        write(archive, out)


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
    assert len(list(out.iterdir())) == 12


def test_a_link_to_a_folder_stays_a_link(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "disk")
    write(archive, tmp_path / "out")
    write(archive, tmp_path / "out")
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "disk" / "events.csv").exists()


def test_without_an_exchange_of_names(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda *_args, **_options: object())
    write(archive, tmp_path / "out")
    write(archive, tmp_path / "out", format="jsonl")
    assert (tmp_path / "out" / "events.jsonl").exists()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["data", "out"]
