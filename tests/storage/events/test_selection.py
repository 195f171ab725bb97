"""Filters choose articles, and what the archive does not have is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage.archive.archive import Archive
from storage.events.selection import Selection, require_known
from storage.exceptions import ArchiveError
from storage.models import Article
from tests.storage.clippings import APEL, article_id, open_archive, save

TEN = datetime.fromisoformat("2024-11-26T10:00:00+07:00")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path) as archive:
        save(archive, "a", "Apel 100% siap.", region_code="35.74", event_date=date(2024, 11, 25))
        save(archive, "b", APEL[0], published="2024-11-27T10:00:00+07:00", region_code="35.7", outlet="pesisir_kota")
        save(archive, "c", APEL[1], published=None, region_code=None)
        save(archive, "d", APEL[2], relevant=False)
        yield archive


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        ({}, "abc"),
        ({"since": TEN}, "ab"),
        ({"until": TEN}, ""),
        ({"since": TEN, "until": datetime.fromisoformat("2024-11-27T10:00:00+07:00")}, "a"),
        ({"event_since": date(2024, 11, 25), "event_until": date(2024, 11, 25)}, "a"),
        ({"event_since": date(2024, 11, 26)}, "bc"),
        ({"region": "35.74"}, "a"),
        ({"region": "35"}, "ab"),
        ({"outlets": ("pesisir_kota",)}, "b"),
        ({"text": "100%"}, "a"),
        ({"text": "APEL 100"}, "a"),
        ({"min_reports": 2}, ""),
    ],
)
def test_filters(archive: Archive, filters: dict[str, Any], keys: str) -> None:
    chosen = Selection(**filters)
    assert chosen.whole is not bool(filters)
    with archive.reading() as session:
        found = session.scalars(select(Article.article_id).where(*chosen.conditions())).all()
    named = {article_id(key): key for key in "abcd"}
    assert sorted(named[one] for one in found if one in named) == [key for key in keys if key in "abc"]


def test_an_unknown_outlet_network_or_term_is_refused(archive: Archive) -> None:
    with archive.reading() as session:
        require_known(session, Selection(outlets=("pesisir_kota",)))
        for wrong, said in (
            (Selection(outlets=("tak_ada",)), "no outlet 'tak_ada'"),
            (Selection(networks=("tak_ada",)), "no network 'tak_ada'"),
            (Selection(term="tak ada"), "no article with the term 'tak ada'"),
        ):
            with pytest.raises(ArchiveError, match=said):
                require_known(session, wrong)
