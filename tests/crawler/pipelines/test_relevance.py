"""Election-security reporting is kept."""

from __future__ import annotations

import pytest

from crawler.exceptions import OffTopic
from crawler.pipelines.relevance import KeepRelevant
from tests.crawler.annotation.test_decide import article


def test_relevant_goes_on_and_the_rest_is_dropped() -> None:
    kept = article()
    assert KeepRelevant().process_item(kept) is kept
    with pytest.raises(OffTopic, match=r"relevance 0\.12"):
        KeepRelevant().process_item(article(relevant=False))
