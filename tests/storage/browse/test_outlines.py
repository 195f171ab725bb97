"""Outlines as they are drawn."""

from __future__ import annotations

import re

from crawler.annotation.gazetteer import regions
from storage.browse.outlines import WIDTH, drawing
from storage.browse.tallies import Tile

TILES = {one.code: Tile(one.code, one.name, 0, 0) for one in regions() if len(one.code) > 2}


def test_every_region_is_drawn_inside_the_picture() -> None:
    for province, count in (("", 514), ("35", 38), ("31", 6)):
        drawn = drawing(TILES, province)
        assert drawn is not None and len(drawn.shapes) == count
        numbers = [float(one) for shape in drawn.shapes for one in re.findall(r"-?\d+\.\d", shape.path)]
        assert min(numbers) > -2 and max(numbers[::2]) < WIDTH + 2 and max(numbers[1::2]) < drawn.height + 2
    assert drawing(TILES, "99") is None
