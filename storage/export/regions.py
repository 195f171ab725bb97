"""Regions as data to join with: id, level, province, centre and outline, by Kemendagri code.

``data/regions.geojson`` holds them; ``data/regions.md`` has its source, its licence and how it was made.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

REGIONS = Path(__file__).resolve().parent / "data" / "regions.geojson"

JOINED = ("region_id", "region_level", "province", "latitude", "longitude")
"""Fields of a table that follow from its ``region_code``."""


@cache
def features() -> Mapping[str, Mapping[str, Any]]:
    """GeoJSON features (RFC 7946) by code; a province has no geometry."""
    found = json.loads(REGIONS.read_text(encoding="utf-8"))["features"]
    return {one["properties"]["region_code"]: one for one in found}


def joined(name: str, code: str | None) -> Any:
    """Value of a field in ``JOINED`` for this region; ``None`` where the region is unknown."""
    feature = features().get(code or "")
    return feature["properties"][name] if feature else None


def geojson(codes: Collection[str]) -> str:
    """These regions and their provinces as a GeoJSON document; unknown codes are left out.

    Programs read features with and without an outline as one layer, and expect one name for each column.
    """
    wanted = sorted({*codes, *(code[:2] for code in codes)} & features().keys())
    lines = ",\n".join(json.dumps(features()[code], ensure_ascii=False, separators=(",", ":")) for code in wanted)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
