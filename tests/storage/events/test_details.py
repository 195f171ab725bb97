"""One event from within."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.events.details import details
from storage.events.summaries import summary
from storage.models import Event
from tests.storage.clippings import APEL, NOW, open_archive, save
from tests.storage.events.groups import hold

pytestmark = pytest.mark.usefixtures("databases")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path) as archive:
        yield archive


def test_one_event_from_within(archive: Archive) -> None:
    for number in range(2):
        save(archive, str(number), APEL[number])
    living = hold(archive, "0", "1")
    with archive.writing() as session:
        session.add(Event(event_id="e1", founded_at=NOW - timedelta(days=1), redirect_to=living))
        session.add(Event(event_id="e2", founded_at=NOW, cohesion=0.0))
    with archive.reading() as session:
        assert details(session, "e0") is None
        merged, emptied = details(session, "e1"), details(session, "e2")
        assert summary(session, "e2") is None
    assert merged is not None
    assert (merged.event_id, len(merged.reports)) == (living, 2)
    assert emptied is not None
    assert (emptied.summary, emptied.reports) == (None, ())
