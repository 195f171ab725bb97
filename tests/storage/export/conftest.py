"""The archive that these tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.events.update import update_events
from tests.storage.clippings import APEL, GUDANG, NOW, open_archive, save
from tests.storage.export.packages import HOSTILE, nights


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Four reports of a muster by three outlets of two networks, one a copy; one of a warehouse; one off topic."""
    (tmp_path / "data").mkdir()
    with open_archive(tmp_path / "data") as archive:
        save(
            archive,
            "apel-1",
            APEL[0],
            published="2024-11-26T09:00:00+07:00",
            title=HOSTILE,
            authors=["Rina Wulandari", "+62 812"],
        )
        save(archive, "apel-2", APEL[1], outlet="suara_pesisir", published="2024-11-26T13:30:00+08:00")
        save(archive, "apel-3", APEL[2], outlet="pesisir_kota", published="2024-11-26T15:00:00+07:00", place="Mayangan")
        save(
            archive,
            "apel-3-lagi",
            APEL[2],
            published="2024-11-26T16:00:00+07:00",
            region_code="35",
            region="Jawa Timur",
        )
        save(archive, "gudang-1", GUDANG[0] + '\n\nBaris kedua\u2028dengan "kutipan".', published=None, title=None)
        save(archive, "musik", "Konser musik di alun-alun batal.", relevant=False)
        update_events(archive, now=NOW)
        nights(archive)
        yield archive
