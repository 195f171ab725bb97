"""Addresses that were announced, and their fates."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from storage.archive.archive import Archive
from storage.exceptions import ArchiveError
from tests.storage.archive.rows import LATER, NOW, announce, sighting, states_of

pytestmark = pytest.mark.usefixtures("databases")


def test_an_announced_address_keeps_its_first_announcement(archive: Archive) -> None:
    assert announce(archive, "k/1", published_at=NOW) == "queued"
    archive.settle("kabar_timur", "k/1", state="off_topic", now=NOW)
    assert announce(archive, "k/1", source="sitemap", now=LATER) == "off_topic"
    found = sighting(archive, "k/1")
    assert (found.source, found.first_seen_at, found.published_at) == ("feed", NOW, NOW)
    assert states_of(archive, "kabar_timur") == {"k/1": "off_topic"}
    assert states_of(archive, "antara") == {}


def test_one_address_may_be_announced_by_many_at_once(archive: Archive) -> None:
    with ThreadPoolExecutor(8) as pool:
        states = list(pool.map(lambda number: announce(archive, f"k/{number % 4}"), range(40)))
    assert set(states) == {"queued"}
    assert len(states_of(archive, "kabar_timur")) == 4


def test_what_is_queued_is_what_was_not_tried_too_often(archive: Archive) -> None:
    for number, (state, tries) in enumerate([("queued", 0), ("failed", 2), ("failed", 3), ("article", 1), ("gone", 0)]):
        announce(archive, f"k/{number}", now=NOW - timedelta(hours=number))
        for _ in range(tries):
            archive.settle("kabar_timur", f"k/{number}", state=state, now=NOW, attempt=True)
        if not tries:
            archive.settle("kabar_timur", f"k/{number}", state=state, now=NOW)
    assert [found.url_key for found in archive.queued("kabar_timur")] == ["k/1", "k/0"]
    assert [found.url_key for found in archive.queued("kabar_timur", attempts=4)] == ["k/2", "k/1", "k/0"]


def test_settling_replaces_the_reason_and_keeps_what_is_known(archive: Archive) -> None:
    announce(archive, "k/1", published_at=NOW)
    archive.settle(
        "kabar_timur", "k/1", state="failed", now=NOW, reason="timeout", title="Judul", score=0.2, attempt=True
    )
    archive.settle("kabar_timur", "k/1", state="off_topic", now=LATER, url="https://other", score=0.1, attempt=True)
    found = sighting(archive, "k/1")
    assert (found.state, found.reason, found.title, found.score) == ("off_topic", None, "Judul", 0.1)
    assert (found.published_at, found.updated_at, found.attempts, found.url) == (NOW, LATER, 2, "https://k/1")


def test_an_address_never_announced_can_be_settled_with_its_url(archive: Archive) -> None:
    archive.settle("kabar_timur", "k/1", state="duplicate", now=NOW, url="https://k/1")
    assert sighting(archive, "k/1").state == "duplicate"
    with pytest.raises(ArchiveError, match="never announced"):
        archive.settle("kabar_timur", "k/2", state="duplicate", now=NOW)
