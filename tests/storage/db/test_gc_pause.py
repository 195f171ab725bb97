from __future__ import annotations

import gc

import pytest

from storage.db.gc_pause import without_cycle_search


@pytest.mark.parametrize("before", [True, False])
def test_the_search_goes_on_as_before_whatever_happens(before: bool) -> None:
    searched = gc.isenabled()
    try:
        (gc.enable if before else gc.disable)()
        with pytest.raises(KeyError), without_cycle_search():
            assert not gc.isenabled()
            raise KeyError
        assert gc.isenabled() is before
    finally:
        (gc.enable if searched else gc.disable)()
