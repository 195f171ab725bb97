"""Articles published within the window are kept, once their date is known."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.exceptions import OutsideWindow
from crawler.outlets.window import Window
from crawler.pipelines.window import KeepWindow
from tests.crawler.annotation.test_decide import NOW, article


def test_an_article_is_held_to_the_window_that_was_noted_for_it() -> None:
    item = article()
    windows: dict[str, Window | None] = {item.url_key: Window(NOW + timedelta(days=1))}
    spider: Any = SimpleNamespace(state=SimpleNamespace(windows=windows))
    with pytest.raises(OutsideWindow):
        KeepWindow(spider).process_item(item)
    assert windows == {}, "noted for one page"
    assert KeepWindow(spider).process_item(item) is item, "a re-check has none"
