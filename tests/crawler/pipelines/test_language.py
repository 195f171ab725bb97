"""Indonesian articles are kept."""

from __future__ import annotations

import pytest

from crawler.exceptions import NotIndonesian
from crawler.pipelines.language import KeepIndonesian
from tests.crawler.annotation.test_decide import article


def test_indonesian_goes_on_and_the_rest_is_dropped() -> None:
    kept = article()
    assert KeepIndonesian().process_item(kept) is kept
    with pytest.raises(NotIndonesian, match="language en"):
        KeepIndonesian().process_item(article(language="en"))
