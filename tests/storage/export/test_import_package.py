"""A package taken back: what was exported, imported and exported again is the same, whatever its texts hold."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.archive.archive import Archive
from storage.clustering.constraints import judgement
from storage.events.update import resolve, update_events
from storage.exceptions import ArchiveError
from storage.export.formats import FORMATS, Format
from storage.export.import_package import PackageImported, import_package
from storage.export.package import export
from storage.integrity.verification import verify
from storage.records.judgements import record
from storage.records.takedowns import take_down
from tests.shell import ROOT
from tests.storage.clippings import APEL, GUDANG, NOW, article_id, event_id, open_archive, save
from tests.storage.databases import archive_url

pytestmark = pytest.mark.usefixtures("databases")

KEPT = ("events", "articles", "pairs", "judgements", "event_ids", "history")

HOSTILE = (
    '=HYPERLINK("http://jahat.example","klik")',
    "＝1+1; '=2\\; dua",
    "baris\r\nbaru\rlagi\tdan\x0btegak",
    "U+2028\u2028 U+2029\u2029 NEL\x85 \u202edibalik\u202c",
    '"><script>alert(1)</script>',
    "''-kutip",
    "\ufeff\U0001f4f0",
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Two events, one of them by judgement and with a merged one behind it, and hostile texts in every place."""
    (tmp_path / "data").mkdir()
    with open_archive(tmp_path / "data") as archive:
        for number, text in enumerate(APEL):
            outlet = ("kabar_timur", "suara_pesisir", "pesisir_kota")[number]
            save(archive, f"apel-{number}", text, outlet=outlet, authors=list(HOSTILE), place=HOSTILE[number])
        update_events(archive, now=NOW)
        save(archive, "gudang-0", GUDANG[0] + "\n\n" + "\n\n".join(HOSTILE), published=None, title=None, editors=[""])
        save(archive, "gudang-1", GUDANG[1], title=HOSTILE[0], place=HOSTILE[3])
        save(archive, "gudang-2", GUDANG[2], title="")
        save(archive, "musik", "Konser musik di alun-alun batal.", relevant=False)
        update_events(archive, now=NOW)
        for a, b, why in (("apel-0", "gudang-0", HOSTILE[2]), ("apel-1", "lain", HOSTILE[0])):
            said = judgement("same", [article_id(a)], [article_id(b)], by="=Rina", why=why, judged_at=NOW)
            record(archive, tmp_path / "data", said)
        update_events(archive, now=NOW + timedelta(days=1))
        yield archive


def tables(folder: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in folder.iterdir() if path.stem in KEPT}


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{table}.jsonl").read_text(encoding="utf-8").split("\n") if line]


def taken_back(folder: Path, data: Path) -> PackageImported:
    data.mkdir()
    with Archive.open(archive_url(data)) as other:
        return import_package(other, data, folder)


@pytest.mark.parametrize("with_text", [True, False])
@pytest.mark.parametrize("format", FORMATS)
def test_export_import_export(archive: Archive, tmp_path: Path, format: Format, with_text: bool) -> None:
    export(archive, tmp_path / "one", format=format, with_text=with_text, version="0")
    report = taken_back(tmp_path / "one", tmp_path / "other")
    assert (report.new, report.known, report.judgements, report.grouped) == (6, 0, 2, True)
    with Archive.open(archive_url(tmp_path / "other")) as other:
        export(other, tmp_path / "two", format=format, with_text=with_text, version="0")
        assert tables(tmp_path / "two") == tables(tmp_path / "one")
        # the grouping holds: nothing is derived from an excerpt, and from the texts the same
        update_events(other, now=NOW + timedelta(days=9))
        export(other, tmp_path / "three", format=format, with_text=with_text, version="0")
        assert tables(tmp_path / "three") == tables(tmp_path / "one")
        assert [problem.line for problem in verify(other, tmp_path / "other" / "warc")] == []
        update_events(other, now=NOW + timedelta(days=9), rebuild=True)
        export(other, tmp_path / "three", format=format, with_text=with_text, version="0")
        assert tables(tmp_path / "three") == tables(tmp_path / "one")


KILLED = """
import os, sys
from pathlib import Path
from storage.archive.archive import Archive
from storage.export.import_package import import_package
with Archive.open(sys.argv[1]) as archive:
    os.environ["KLIPING_FAILPOINT"] = sys.argv[4]
    import_package(archive, Path(sys.argv[2]), Path(sys.argv[3]))
"""


@pytest.mark.parametrize("place", ["package_mid_txn", "after_commit"])
def test_an_import_that_is_killed_and_repeated_is_as_if_done_once(archive: Archive, tmp_path: Path, place: str) -> None:
    """Nothing of it is there, or all: then a second time adds nothing, and writes the judgements' file."""
    one, data = tmp_path / "one", tmp_path / "other"
    data.mkdir()
    export(archive, one, format="jsonl", version="0")
    with Archive.open(archive_url(data)) as other:
        other.count_articles()
    command = [sys.executable, "-c", KILLED, archive_url(data), str(data), str(one), place]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -9
    with Archive.open(archive_url(data)) as other:
        there = other.count_articles()
        assert there == (0 if place == "package_mid_txn" else 6)
        report = import_package(other, data, one)
        assert (report.new, report.known, report.judgements) == ((0, 6, 0) if there else (6, 0, 2))
        for _ in range(2):
            export(other, tmp_path / "two", format="jsonl", version="0")
            assert tables(tmp_path / "two") == tables(one)
            update_events(other, now=NOW + timedelta(days=9))
    assert (data / "judgements.jsonl").read_bytes() == (tmp_path / "data" / "judgements.jsonl").read_bytes()


def test_a_merged_id_leads_on(archive: Archive, tmp_path: Path) -> None:
    export(archive, tmp_path / "one", format="jsonl", version="0")
    assert rows(tmp_path / "one", "pairs")
    former = [row for row in rows(tmp_path / "one", "event_ids") if row["lives_on_as"] != row["event_id"]]
    assert former, "the judgement merged two events"
    taken_back(tmp_path / "one", tmp_path / "other")
    with Archive.open(archive_url(tmp_path / "other")) as other, other.reading() as session:
        assert resolve(session, former[0]["event_id"]) == former[0]["lives_on_as"]


def test_an_excerpt_becomes_whole_when_its_page_is_read(archive: Archive, tmp_path: Path) -> None:
    export(archive, tmp_path / "one", format="jsonl", version="0")
    taken_back(tmp_path / "one", tmp_path / "other")
    with open_archive(tmp_path / "other") as other:
        export(other, tmp_path / "full", format="jsonl", with_text=True, version="0")
        assert {row["body"] for row in rows(tmp_path / "full", "articles")} == {None}
        assert "of 6 articles this archive holds the beginning only" in (tmp_path / "full" / "README.md").read_text()
        save(other, "apel-1", APEL[1], outlet="suara_pesisir", now=NOW + timedelta(days=2))
        update_events(other, now=NOW + timedelta(days=2))
        export(other, tmp_path / "full", format="jsonl", with_text=True, version="0")
        assert APEL[1] in {row["body"] for row in rows(tmp_path / "full", "articles")}


def test_into_an_archive_with_articles(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    for with_text in (False, True):
        export(archive, tmp_path / str(with_text), format="csv", with_text=with_text, version="0")
    with open_archive(tmp_path / "other") as other:
        save(other, "apel-0", APEL[0])
        with pytest.raises(ArchiveError, match="export it with --with-text") as caught:
            import_package(other, tmp_path / "other", tmp_path / "False")
        assert "\n" not in str(caught.value)
        assert other.count_articles() == 1
        for new in (5, 0):
            report = import_package(other, tmp_path / "other", tmp_path / "True")
            assert (report.new, report.known, report.grouped) == (new, 6 - new, False)
        update_events(other, now=NOW)
        joined = [other.article(article_id(key)) for key in ("apel-0", "gudang-0")]
        assert len({one.event_id for one in joined if one}) == 1, "the judgement came too"


def test_what_was_taken_down_is_in_no_table(archive: Archive, tmp_path: Path) -> None:
    hidden = article_id("gudang-0")
    take_down(archive, tmp_path / "data", hidden, by="Rina", why="nama anak", now=NOW)
    export(archive, tmp_path / "one", format="jsonl", with_text=True, version="0")
    for path in (tmp_path / "one").iterdir():
        assert hidden not in path.read_text(encoding="utf-8"), path
    assert "1 judgements left out" in (tmp_path / "one" / "README.md").read_text()
    assert event_id("apel-0") in (tmp_path / "one" / "event_ids.jsonl").read_text() or rows(tmp_path / "one", "events")


@pytest.mark.parametrize("format", FORMATS)
def test_a_damaged_package_is_refused(archive: Archive, tmp_path: Path, format: Format) -> None:
    export(archive, tmp_path / "one", format=format, version="0")
    path = tmp_path / "one" / f"pairs.{format}"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ArchiveError, match=f"pairs.{format} is not the file that was exported"):
        taken_back(tmp_path / "one", tmp_path / "other")
    (tmp_path / "one" / "datapackage.json").write_text("{}")
    with open_archive(tmp_path / "other") as other, pytest.raises(ArchiveError, match="is not that of an export"):
        import_package(other, tmp_path / "other", tmp_path / "one")
