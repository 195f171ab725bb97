"""Map of the country or of one province, as paths of an SVG drawing: plate carrée, which near the equator is true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from storage.browse.tallies import Tile
from storage.export.regions import features

WIDTH = 960
"""Of a drawing, in its own units."""
FINEST = 1.5
"""Distance of two points of an outline, at least: a whole country is drawn with few of the points that there are."""

Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A kabupaten or kota as it is drawn: ``path`` is the attribute ``d``."""

    tile: Tile
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in a box of ``WIDTH`` by ``height``."""

    height: int
    shapes: tuple[Shape, ...]


def drawing(tiles: Mapping[str, Tile], province: str) -> Drawing | None:
    """The regions of one province, or of all where it is empty; ``None`` for a province that has no outline."""
    height, paths = _paths(province)
    shapes = tuple(Shape(tiles[code], path) for code, path in paths.items() if code in tiles)
    return Drawing(height, shapes) if shapes else None


@cache
def _paths(province: str) -> tuple[int, Mapping[str, str]]:
    rings = {code: found for code in features() if code.startswith(province) and (found := list(_rings(code)))}
    points = [point for found in rings.values() for ring in found for point in ring]
    if not points:
        return 0, {}
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    # a tall province is not drawn taller than half of its width
    scale = min(WIDTH / (east - west), WIDTH * 0.6 / (north - south))
    left = (WIDTH - (east - west) * scale) / 2
    drawn = {
        code: "".join(_path([(left + (x - west) * scale, (north - y) * scale) for x, y in ring]) for ring in found)
        for code, found in rings.items()
    }
    return round((north - south) * scale) + 1, drawn


def _rings(code: str) -> Iterator[Ring]:
    geometry = features()[code]["geometry"]
    for polygon in geometry["coordinates"] if geometry else ():
        yield from polygon


def _path(ring: Ring) -> str:
    kept: list[tuple[float, float]] = []
    for x, y in ring:
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= FINEST:
            kept.append((x, y))
    if len(kept) < 3:
        # too small to be drawn in its form: a dot that is still seen
        x, y = ring[0]
        kept = [(x - 1, y - 1), (x + 1, y - 1), (x + 1, y + 1), (x - 1, y + 1)]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + "Z"
