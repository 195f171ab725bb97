"""Mutated packages and judgement files: named and refused, or harmless; never a traceback, nothing half taken."""

from __future__ import annotations

import json
import random
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from storage.archive.archive import Archive
from storage.clustering.constraints import judgement
from storage.events.lookup import find
from storage.events.update import resolve, update_events
from storage.exceptions import ArchiveError
from storage.export.folder import DESCRIPTOR
from storage.export.import_package import import_package
from storage.export.package import export
from storage.models import Article, Event, Outlet
from storage.records import judgement_file
from storage.records.judgements import import_file, record
from tests.storage.clippings import APEL, GUDANG, NOW, article_id, open_archive, save

TABLES = ("events", "articles", "outlets", "pairs", "judgements", "event_ids", "history")

VALUES: tuple[Any, ...] = (
    None, "", "ya", "\0", "javascript:alert(1)", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-23:59", "9999-12-31",
    "a\ud800", -1, 0, 2**70, 1e308, float("nan"), float("inf"), True, [1], [None], [[]], ["\0"], {}, [], "e" + "0" * 16,
    "a" + "0" * 16, "2024-11-28T06:00:00", "x" * 2000, "http://[::1", "merged", "day",
)  # fmt: skip


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("given")
    with open_archive(folder) as archive:
        for name, texts in (("apel", APEL), ("gudang", GUDANG)):
            for number, text in enumerate(texts):
                save(archive, f"{name}-{number}", text)
        update_events(archive, now=NOW)
        said = judgement("same", [article_id("apel-0")], [article_id("gudang-0")], by="Rina", why="x", judged_at=NOW)
        record(archive, folder, said)
        update_events(archive, now=NOW)
        export(archive, folder / "paket", format="jsonl", with_text=True, version="0")
    return folder / "paket"


def rewritten(package: Path, folder: Path, table: str, lines: list[str]) -> Path:
    """The package with other lines in one table, and hashes that fit: made on purpose, not damaged on the way."""
    folder.mkdir(exist_ok=True)
    for path in package.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    data = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
    (folder / f"{table}.jsonl").write_bytes(data)
    described = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    for resource in described["resources"]:
        if resource["path"] == f"{table}.jsonl":
            resource["sha256"] = sha256(data).hexdigest()
    (folder / DESCRIPTOR).write_text(json.dumps(described), encoding="utf-8")
    return folder


def rows_of(package: Path, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (package / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()]


def is_empty(archive: Archive) -> bool:
    with archive.reading() as session:
        return not any(session.query(model).first() for model in (Article, Event, Outlet))


def try_mutations(package: Path, folder: Path, count: int, seed: int) -> int:
    """Imports ``count`` mutated packages into an empty archive; gives how many were refused."""
    chosen = random.Random(seed)
    refused = 0
    number = 0
    while number < count:
        home = folder / f"home-{number}"
        home.mkdir()
        with Archive.open(f"sqlite:///{home}/kliping.db") as archive:
            while number < count:  # an archive that took one in is not empty any more
                number += 1
                table = chosen.choice(TABLES)
                lines = (package / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()
                at = chosen.randrange(len(lines))
                row = json.loads(lines[at])
                field = chosen.choice(sorted(row))
                if chosen.random() < 0.1:
                    lines[at] = lines[at][: chosen.randrange(len(lines[at]))]
                elif chosen.random() < 0.1:
                    del row[field]
                    lines[at] = json.dumps(row)
                else:
                    lines[at] = json.dumps(row | {field: chosen.choice(VALUES)})
                given = rewritten(package, folder / "given", table, lines)
                try:
                    import_package(archive, home, given)
                except ArchiveError as error:
                    refused += 1
                    assert "\n" not in str(error)
                    assert is_empty(archive), f"{error}: something was written"
                else:
                    update_events(archive, now=NOW)
                    break
    return refused


def test_some_hundred_mutated_packages(package: Path, tmp_path: Path) -> None:
    assert try_mutations(package, tmp_path, 200, seed=20) > 100


@pytest.mark.parametrize(("table", "field"), [("pairs", "version"), ("articles", "place"), ("outlets", "title")])
def test_a_text_that_no_database_holds_comes_without_that(
    package: Path, tmp_path: Path, table: str, field: str
) -> None:
    lines = [json.dumps(row | {field: "a\ud800b"}) for row in rows_of(package, table)]
    given = rewritten(package, tmp_path / "given", table, lines)
    with Archive.open(f"sqlite:///{tmp_path}/kliping.db") as archive:
        assert import_package(archive, tmp_path, given).new == len(rows_of(package, "articles"))


def test_an_article_in_an_event_of_no_package_is_refused(package: Path, tmp_path: Path) -> None:
    lines = [json.dumps(row | {"event_id": "e0000000000000000"}) for row in rows_of(package, "articles")]
    given = rewritten(package, tmp_path / "given", "articles", lines)
    with Archive.open(f"sqlite:///{tmp_path}/kliping.db") as archive:
        with pytest.raises(ArchiveError, match="event_id: e0000000000000000 is not in event_ids"):
            import_package(archive, tmp_path, given)
        assert is_empty(archive)


def test_a_device_in_place_of_a_table_is_no_file(package: Path, tmp_path: Path) -> None:
    given = rewritten(package, tmp_path / "given", "articles", [])
    (given / "articles.jsonl").unlink()
    (given / "articles.jsonl").symlink_to("/dev/zero")
    with Archive.open(f"sqlite:///{tmp_path}/kliping.db") as archive:
        with pytest.raises(ArchiveError, match=r"articles.jsonl is no file"):
            import_package(archive, tmp_path, given)
        assert is_empty(archive)


@pytest.mark.long
def test_ten_thousand_mutated_packages(package: Path, tmp_path: Path) -> None:
    assert try_mutations(package, tmp_path, 10_000, seed=21) > 5_000


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("articles", "authors", [1]),
        ("articles", "relevant", "ya"),
        ("articles", "body", "\0\0"),
        ("articles", "words", "dua"),
        ("articles", "article_id", "a1"),
        ("articles", "published_at", "9999-12-31T23:59:59+07:00"),
        ("articles", "url", "javascript:alert(1)"),
        ("outlets", "site", "javascript:alert(1)"),
        ("events", "event_date", "0001-01-01"),
        ("pairs", "points", ["wording=banyak"]),
        ("judgements", "judged_at", "0001-01-01T00:00:00+00:00"),
        ("history", "kind", "eaten"),
    ],
)
def test_table_row_and_field_are_named(package: Path, tmp_path: Path, table: str, field: str, value: Any) -> None:
    rows = rows_of(package, table)
    rows[0][field] = value
    given = rewritten(package, tmp_path / "given", table, [json.dumps(row) for row in rows])
    with open_archive(tmp_path) as archive, pytest.raises(ArchiveError, match=rf"{table}\.jsonl, row 1, {field}: "):
        import_package(archive, tmp_path, given)


def test_redirects_in_a_circle_are_refused_and_followed_no_further(package: Path, tmp_path: Path) -> None:
    rows = rows_of(package, "event_ids")
    names = [row["event_id"] for row in rows[:2]]
    for row, heir in zip(rows, reversed(names), strict=False):
        row["lives_on_as"] = heir
    given = rewritten(package, tmp_path / "given", "event_ids", [json.dumps(row) for row in rows])
    with open_archive(tmp_path) as archive:
        with pytest.raises(ArchiveError, match=r"event_ids\.jsonl, row \d+, lives_on_as"):
            import_package(archive, tmp_path, given)
        with archive.writing() as session:
            for one, other in (names, names[::-1]):
                session.add(Event(event_id=one, founded_at=NOW, redirect_to=other, cohesion=0.0))
        with archive.reading() as session:
            assert resolve(session, names[0]) is None
            with pytest.raises(ArchiveError, match="no event"):
                find(session, names[0])


def try_judgements(folder: Path, count: int, seed: int) -> int:
    """Imports ``count`` mutated files of judgements; gives how many were refused."""
    chosen = random.Random(seed)
    path = folder / "shared.jsonl"
    refused = 0
    with open_archive(folder) as archive:
        for number in range(count):
            said = judgement(
                "same",
                [article_id(f"x{number}")],
                [article_id(f"y{number}")],
                by="R",
                why="x",
                judged_at=NOW,
            )
            judgement_file.write(path, [said])
            row = json.loads(path.read_text(encoding="utf-8"))
            row.pop("judgement_id")
            extra = {"withdrawn_at": NOW.isoformat(), "withdrawn_by": "B", "withdrawn_why": "y"}
            row |= extra if chosen.random() < 0.5 else {}
            row[chosen.choice(sorted(row))] = chosen.choice(VALUES)
            text = json.dumps(row)
            if chosen.random() < 0.1:
                text = text[: chosen.randrange(len(text))]
            path.write_text(text + "\n", encoding="utf-8")
            before = (folder / "judgements.jsonl").read_bytes() if (folder / "judgements.jsonl").exists() else b""
            try:
                judgement_file.read(path)
                if number % 20 == 0:
                    import_file(archive, folder, path)
            except ArchiveError as error:
                refused += 1
                assert "shared.jsonl:1" in str(error)
                after = (folder / "judgements.jsonl").read_bytes() if (folder / "judgements.jsonl").exists() else b""
                assert after == before
    return refused


def test_some_hundred_mutated_judgement_files(tmp_path: Path) -> None:
    assert try_judgements(tmp_path, 300, seed=22) > 150


@pytest.mark.long
def test_ten_thousand_mutated_judgement_files(tmp_path: Path) -> None:
    assert try_judgements(tmp_path, 10_000, seed=23) > 5_000
