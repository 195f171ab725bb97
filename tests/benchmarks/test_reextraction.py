"""An archive of any size is made again from its WARC files alone, and is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from spiders.petisi import PetisiSpider
from storage.archive.archive import Archive
from storage.data_folder import WARC_FOLDER
from storage.db.engine import default_url
from storage.integrity.verification import unlike
from tests.benchmarks.reextraction import fill, rebuild
from tests.benchmarks.wordpress_pages import article
from tests.web.sites import ARTICLE_PAGES


@pytest.mark.parametrize("count", [100, pytest.param(5_000, marks=pytest.mark.long)])
def test_rebuilt_it_equals_the_live_one(tmp_path: Path, count: int) -> None:
    live, again = tmp_path / "live", tmp_path / "again"
    live.mkdir()
    again.mkdir()
    fill(live, count, lambda number: ARTICLE_PAGES["petisi"](article(number), 0, False))
    rebuild(live / WARC_FOLDER, again)
    with Archive.open(default_url(live)) as one, Archive.open(default_url(again)) as other:
        assert one.count_articles() == other.count_articles() > 0.7 * count
        assert list(unlike(one, other, outlets={PetisiSpider.name})) == []
        with one.writing() as session:
            session.connection().exec_driver_sql("UPDATE article SET body = body || '.' WHERE rowid = 10")
        [problem] = unlike(one, other, outlets={PetisiSpider.name})
        assert problem.line.endswith("made again with another body")
