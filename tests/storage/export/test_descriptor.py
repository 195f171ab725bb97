"""The descriptor of an export says what its files hold."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.calendar import JAKARTA
from storage.events.selection import Selection
from storage.export.formats import FORMATS, Format
from tests.storage.export.packages import write

pytestmark = pytest.mark.usefixtures("databases")


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
    assert arrays == (set() if format == "csv" else {"authors", "editors", "bylines", "matched_terms", "collections"})
