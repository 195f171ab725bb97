"""Outlets that did not report an event."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from storage.browse.silence import silence
from storage.events.summaries import summary
from storage.events.update import update_events
from tests.storage.clippings import APEL, NOW, event_id, open_archive, save
from tests.storage.export.packages import nights


def test_silence_is_known_of_crawled_outlets_only(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        save(archive, "apel-1", APEL[1], outlet="pesisir_kota")
        nights(archive)
        update_events(archive, now=NOW)
        with archive.reading() as session:
            event = summary(session, event_id("apel-1"))
            assert event is not None
            found = silence(session, event)
            nowhere = silence(session, replace(event, region_code=None))
    assert [name for name, _ in found.silent] == ["kabar_timur"]
    assert [name for name, _ in found.unlooked] == ["suara_pesisir"]
    assert (nowhere.silent, nowhere.unlooked) == ((), ())
