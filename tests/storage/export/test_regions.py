"""Regions that packages are joined with."""

from __future__ import annotations

import csv
import json
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from crawler.annotation.gazetteer import regions
from storage.export.folder import DESCRIPTOR
from storage.export.read_package import open_package
from storage.export.regions import JOINED, features, geojson, joined
from tests.storage.clippings import APEL, open_archive, save
from tests.storage.export.packages import write


def test_they_are_those_of_the_gazetteer() -> None:
    found = {code: (one["properties"]["region"], one["properties"]["region_level"]) for code, one in features().items()}
    assert found == {one.code: (one.name, one.kind) for one in regions()}
    for code, one in features().items():
        inside = one["properties"]
        assert -11.5 < inside["latitude"] < 6.5 and 94.5 < inside["longitude"] < 141.5, code
        assert (one["geometry"] is None) == (len(code) == 2)


def test_an_outline_is_closed_and_lies_about_its_centre() -> None:
    for code, one in features().items():
        for ((*ring,),) in one["geometry"]["coordinates"] if one["geometry"] else ():
            assert ring[0] == ring[-1] and len(ring) > 3, code
    xs, ys = zip(*features()["35.74"]["geometry"]["coordinates"][0][0], strict=True)
    assert min(xs) < joined("longitude", "35.74") < max(xs) and min(ys) < joined("latitude", "35.74") < max(ys)


def test_what_is_unknown_has_none() -> None:
    assert [joined(name, None) for name in JOINED] == [joined(name, "99.99") for name in JOINED] == [None] * 5
    assert json.loads(geojson(["99.99"]))["features"] == []


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet"])
def test_a_package_without_the_derived_fields_is_read(tmp_path: Path, format: str) -> None:
    with open_archive(tmp_path) as archive:
        save(archive, "apel-0", APEL[0])
        write(archive, tmp_path / "out", format=format)
    outlines = json.loads((tmp_path / "out" / "regions.geojson").read_text(encoding="utf-8"))
    assert [one["properties"]["region_code"] for one in outlines["features"]] == ["35", "35.74"]
    path = tmp_path / "out" / f"articles.{format}"
    _without_derived(path, format)
    described = (tmp_path / "out" / DESCRIPTOR).read_text(encoding="utf-8")
    (resource,) = [one for one in json.loads(described)["resources"] if one["name"] == "articles"]
    changed = described.replace(resource["sha256"], _digest(path))
    (tmp_path / "out" / DESCRIPTOR).write_text(changed, encoding="utf-8")
    (row,) = open_package(tmp_path / "out").rows("articles")
    assert (row["region_code"], row["region_id"], row["latitude"]) == ("35.74", None, None)


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _without_derived(path: Path, format: str) -> None:
    if format == "parquet":
        table = parquet.read_table(path)
        parquet.write_table(table.drop_columns(list(JOINED)), path)
    elif format == "jsonl":
        row = json.loads(path.read_text(encoding="utf-8"))
        kept = {name: value for name, value in row.items() if name not in JOINED}
        path.write_text(json.dumps(kept) + "\n", encoding="utf-8")
    else:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [name for name in rows[0] if name not in JOINED], extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
