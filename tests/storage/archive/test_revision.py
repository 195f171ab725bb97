"""Another reading of an archived page: its changes, and what it leaves alone."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from storage.archive.archive import Archive
from storage.archive.frontier import REPEATED, SOFT_404
from storage.archive.revision import EARLIER, Difference, Rereading, comparing, revise
from storage.archive.versions import versions
from storage.models import Article
from tests.storage.clippings import APEL, GUDANG, NOW, article_id, open_archive, save

pytestmark = pytest.mark.usefixtures("databases")

KEY = "kabar-timur.example/apel"
LATER = NOW + timedelta(days=30)


def difference(archive: Archive, found: Rereading) -> Difference | None:
    """Change that ``revise`` would make to one page; ``None`` when nothing."""
    with comparing(archive) as compare:
        return compare([found])[0]


def fields_of(archive: Archive, key: str = "apel") -> dict[str, Any]:
    article = archive.article(article_id(key))
    assert article is not None
    added = {"first_seen_at", "gone_at", "event_id", "copy_group"}
    return {
        column.name: getattr(article, column.name) for column in Article.__table__.columns if column.name not in added
    }


def reading(fields: dict[str, Any] | None, state: str = "article", **changes: Any) -> Rereading:
    values: dict[str, Any] = {
        "outlet": "kabar_timur",
        "url": f"https://{KEY}",
        "url_key": KEY,
        "requested_key": KEY,
        "requested_url": f"https://{KEY}",
        "source": "feed",
        "announced_at": None,
        "fetched_at": NOW,
        "record_id": "urn:uuid:1",
        "state": state,
        "fields": fields,
    }
    return Rereading(**{**values, **changes})


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = open_archive(tmp_path)
    save(archive, "apel", APEL[0], warc_record_id="urn:uuid:1")
    return archive


def other_text(fields: dict[str, Any], body: str = GUDANG[0]) -> dict[str, Any]:
    return fields | {"body": body, "text_sha256": sha256(body.encode()).hexdigest()}


def test_the_same_reading_changes_nothing(archive: Archive) -> None:
    found = reading(fields_of(archive))
    assert difference(archive, found) is None
    assert revise(archive, found, now=LATER) is None


def test_a_changed_text_is_written_once_and_is_no_version_more(archive: Archive) -> None:
    archive.settle("kabar_timur", KEY, state="gone", now=NOW, url=f"https://{KEY}")
    before = archive.article(KEY)
    found = reading(other_text(fields_of(archive)))
    change = difference(archive, found)
    assert change is not None
    assert (change.kind, set(change.fields)) == ("changed", {"body", "text_sha256"})
    assert fields_of(archive)["body"] == APEL[0]
    assert revise(archive, found, now=LATER) == change
    assert revise(archive, found, now=LATER) is None
    after = archive.article(KEY)
    assert before is not None
    assert after is not None
    assert after.body == GUDANG[0]
    assert (after.first_seen_at, after.gone_at) == (before.first_seen_at, before.gone_at)
    assert archive.memory("kabar_timur")[KEY].state == "gone"
    with archive.reading() as session:
        assert [version.body for version in versions(session, after.article_id)] == [GUDANG[0]]


@pytest.mark.parametrize("state", ["off_topic", "not_indonesian", "empty"])
def test_an_article_that_is_none_any_more_is_dismissed_and_may_come_back(archive: Archive, state: str) -> None:
    fields = fields_of(archive)
    for _ in range(2):
        change = revise(archive, reading(fields | {"relevant": False}, state), now=LATER)
        assert change is None or change.kind == "dismissed"
    assert fields_of(archive)["relevant"] is False
    assert fields_of(archive)["body"] == APEL[0]
    assert archive.memory("kabar_timur")[KEY].state == state
    change = revise(archive, reading(fields), now=LATER)
    assert change is not None
    assert change.kind == "changed"
    assert fields_of(archive)["relevant"] is True
    assert archive.memory("kabar_timur")[KEY].state == "article"


def test_a_page_that_was_off_topic_becomes_an_article(archive: Archive) -> None:
    key = "kabar-timur.example/gudang"
    fields = fields_of(archive) | {"article_id": article_id("gudang"), "url": f"https://{key}", "url_key": key}
    archive.settle("kabar_timur", key, state="off_topic", now=NOW, url=f"https://{key}", score=0.2)
    where = {"url": f"https://{key}", "url_key": key, "requested_key": key, "record_id": "urn:uuid:2"}
    change = revise(archive, reading(fields, **where), now=LATER)
    assert change is not None
    assert change.kind == "new"
    stored = archive.article(key)
    assert stored is not None
    assert stored.first_seen_at == NOW
    assert archive.memory("kabar_timur")[key].article_id == article_id("gudang")


def test_the_window_keeps_out_what_never_was_in_and_takes_nothing_back(archive: Archive) -> None:
    key = "kabar-timur.example/lama"
    fields = fields_of(archive) | {"article_id": article_id("lama"), "url_key": key}
    found = reading(fields, url_key=key, requested_key=key, outside=True, record_id="urn:uuid:3")
    assert revise(archive, found, now=LATER) is not None
    assert archive.article(key) is None
    assert archive.memory("kabar_timur")[key].state == "outside"
    assert difference(archive, reading(fields_of(archive), outside=True)) is None


def test_an_earlier_page_changes_its_own_version_only(archive: Archive) -> None:
    first = fields_of(archive)
    later = NOW + timedelta(hours=1)
    save(archive, "apel", APEL[1], now=later, warc_record_id="urn:uuid:2")
    change = revise(archive, reading(other_text(first)), now=LATER)
    assert change is not None
    assert set(change.fields) == {EARLIER}
    assert fields_of(archive)["body"] == APEL[1]
    with archive.reading() as session:
        assert [version.body for version in versions(session, article_id("apel"))] == [GUDANG[0], APEL[1]]
    assert difference(archive, reading(other_text(first))) is None


def test_a_page_that_could_not_be_read_changes_no_article_and_no_settled_address(archive: Archive) -> None:
    for state in ("quarantined", "blocked", "failed"):
        assert difference(archive, reading(None, state)) is None
    key = "kabar-timur.example/baru"
    archive.settle("kabar_timur", key, state="robots", now=NOW, url=f"https://{key}")
    assert difference(archive, reading(None, "blocked", url_key=key, requested_key=key)) is None


def test_an_address_that_led_elsewhere_is_a_duplicate(archive: Archive) -> None:
    twin = "kabar-timur.example/amp/apel"
    fields = fields_of(archive)
    revise(archive, reading(other_text(fields), requested_key=twin, requested_url=f"https://{twin}"), now=LATER)
    row = archive.memory("kabar_timur")[twin]
    assert (row.state, row.article_id, row.url) == ("duplicate", article_id("apel"), f"https://{twin}")


@pytest.mark.parametrize(("state", "reason"), [("quarantined", f"{REPEATED} 4 addresses"), ("gone", SOFT_404)])
def test_what_was_found_by_comparing_pages_is_not_undone_by_one_of_them(
    archive: Archive, state: str, reason: str
) -> None:
    key = "kabar-timur.example/gudang"
    fields = fields_of(archive) | {"article_id": article_id("gudang"), "url": f"https://{key}", "url_key": key}
    archive.settle("kabar_timur", key, state=state, now=NOW, url=f"https://{key}", reason=reason)
    where = {"url": f"https://{key}", "url_key": key, "requested_key": key, "record_id": "urn:uuid:2"}
    assert revise(archive, reading(fields, **where), now=LATER) is None
    assert archive.article(key) is None
    kept = archive.memory("kabar_timur")[key]
    assert (kept.state, kept.reason) == (state, reason)
    archive.settle("kabar_timur", key, state="quarantined", now=NOW, reason="timeout: more than 20 s of CPU time")
    change = revise(archive, reading(fields, **where), now=LATER)
    assert change is not None
    assert change.kind == "new"


def test_pages_compared_together_change_what_each_does_alone(archive: Archive) -> None:
    gudang, lain = "kabar-timur.example/gudang", "kabar-timur.example/lain"
    for key, state in ((gudang, "off_topic"), (lain, "quarantined")):
        archive.settle("kabar_timur", key, state=state, now=NOW, url=f"https://{key}", reason=f"{REPEATED} 4 addresses")
    archive.settle("kabar_timur", KEY, state="article", now=NOW, url=f"https://{KEY}")
    fields = fields_of(archive)
    elsewhere = {"outlet": "media_lain", "record_id": "urn:uuid:3"}
    batch = [
        reading(fields),
        reading(other_text(fields), record_id="urn:uuid:2", fetched_at=LATER),
        reading(None, "gone", url_key=f"{KEY}\0", recheck=True, fetched_at=LATER, record_id="urn:uuid:4"),
        reading(fields | {"url_key": KEY, "outlet": "media_lain"}, **elsewhere),
        *(reading(fields | {"url_key": key}, url_key=key, requested_key=key) for key in (gudang, lain)),
        reading(None, "empty", url_key=gudang, requested_key="kabar-timur.example/unknown"),
    ]
    with comparing(archive) as differences:
        together = differences(batch)
    assert together == [difference(archive, found) for found in batch]
    assert [change and change.kind for change in together] == [None, "changed", "decision", "new", *[None] * 3]


def rechecked(archive: Archive, day: int, state: str, **changes: Any) -> Rereading:
    """A known article asked for again so many days later."""
    if KEY not in archive.memory("kabar_timur"):
        archive.settle("kabar_timur", KEY, state="article", now=NOW, url=f"https://{KEY}")
    asked = {"recheck": True, "fetched_at": NOW + timedelta(days=day), "record_id": f"urn:uuid:again-{day}"}
    return reading(changes.pop("fields", None), state, **{**asked, **changes})


def test_what_answers_say_of_a_known_article_is_written_once(archive: Archive) -> None:
    nights = [
        (rechecked(archive, 1, "gone", reason="HTTP 404"), "asked again 2024-11-29: HTTP 404", False),
        (rechecked(archive, 2, "failed", reason="HTTP 500"), "asked again 2024-11-30: failed, HTTP 500", False),
        (rechecked(archive, 3, "gone", reason="HTTP 404"), "asked again 2024-12-01: HTTP 404", True),
        (rechecked(archive, 4, "unchanged"), "back on 2024-12-02, was gone since 2024-12-01", False),
        (rechecked(archive, 14, "unchanged"), None, False),
    ]
    before = fields_of(archive)
    for found, reason, gone in nights:
        change = revise(archive, found, now=LATER)
        assert change is not None
        assert (change.kind, set(change.fields)) == ("decision", {"checked_at"})
        assert revise(archive, found, now=LATER) is None
        article, sighting = archive.article(KEY), archive.memory("kabar_timur")[KEY]
        assert article is not None
        assert (sighting.state, sighting.reason, sighting.checked_at) == ("article", reason, found.fetched_at)
        assert article.gone_at == (found.fetched_at if gone else None)
    assert fields_of(archive) == before


def test_only_a_page_that_is_an_article_still_changes_a_known_one(archive: Archive) -> None:
    fields = fields_of(archive)
    for day, state in enumerate(("off_topic", "empty", "not_indonesian", "quarantined", "duplicate"), 1):
        found = rechecked(archive, day, state, fields=other_text(fields) | {"relevant": False}, reason="lain")
        assert revise(archive, found, now=LATER) is not None
        assert fields_of(archive) == fields
        assert archive.memory("kabar_timur")[KEY].reason == f"asked again {found.fetched_at:%Y-%m-%d}: {state}, lain"
    later = rechecked(archive, 9, "article")
    edited = other_text(fields) | {"fetched_at": later.fetched_at, "warc_record_id": later.record_id}
    change = revise(archive, rechecked(archive, 9, "article", fields=edited), now=LATER)
    assert change is not None and change.kind == "changed"
    assert fields_of(archive)["body"] == GUDANG[0]
    with archive.reading() as session:
        assert [version.body for version in versions(session, article_id("apel"))] == [APEL[0], GUDANG[0]]


def test_a_check_of_an_article_that_is_not_there_is_no_article(archive: Archive) -> None:
    key = "kabar-timur.example/lain"
    where = {"url": f"https://{key}", "url_key": key, "requested_key": key}
    assert revise(archive, rechecked(archive, 1, "unchanged", **where), now=LATER) is None
    assert archive.article(key) is None
