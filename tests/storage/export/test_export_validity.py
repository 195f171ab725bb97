"""An outside reader of data packages, frictionless, finds nothing wrong with ours."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from frictionless import Package, system, validate

from storage.clustering.constraints import judgement
from storage.events.update import update_events
from storage.export.formats import Format
from storage.export.package import export
from storage.records.judgements import record
from tests.storage.clippings import APEL, GUDANG, NOW, article_id, open_archive, save
from tests.storage.export.packages import nights
from tests.storage.export.test_import_package import HOSTILE


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    with open_archive(tmp_path / "data") as archive:
        save(archive, "apel-0", APEL[0], authors=list(HOSTILE))
        save(archive, "apel-1", APEL[1], outlet="suara_pesisir", place=HOSTILE[2])
        save(archive, "gudang-0", GUDANG[0] + "\n\n".join(HOSTILE), published=None, title=HOSTILE[0])
        said = judgement("same", [article_id("apel-0")], [article_id("apel-1")], by="=Rina", why="-", judged_at=NOW)
        record(archive, tmp_path / "data", said)
        update_events(archive, now=NOW)
        nights(archive)
        for format in ("csv", "jsonl", "parquet"):
            export(archive, tmp_path / format, format=format, with_text=True, version="0")
    return tmp_path


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet"])
def test_it_is_valid(data: Path, format: str) -> None:
    with system.use_context(trusted=True):
        report = validate(str(data / format / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "note"])


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet"])
def test_so_are_tables_without_rows(tmp_path: Path, format: Format) -> None:
    with open_archive(tmp_path) as archive:
        save(archive, "apel-0", APEL[0])
        export(archive, tmp_path / "paket", format=format, version="0")
    with system.use_context(trusted=True):
        report = validate(str(tmp_path / "paket" / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "note"])


def test_parquet_is_as_its_descriptor_says(data: Path) -> None:
    """Frictionless reads Parquet by pandas, which has no lists: the types are looked at here."""
    kinds = {
        "string": "string",
        "integer": "int64",
        "number": "double",
        "boolean": "bool",
        "datetime": "timestamp[us, tz=Asia/Jakarta]",
        "date": "date32[day]",
        "any": "list<element: string>",
    }
    for resource in Package(str(data / "parquet" / "datapackage.json")).resources:
        schema = parquet.read_schema(data / "parquet" / str(resource.path))
        assert schema.names == resource.schema.field_names
        for field in resource.schema.fields:
            assert str(schema.field(field.name).type) == kinds[field.type], field.name
