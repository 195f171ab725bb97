"""Articles and events are found by what people call them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.archive.archive import Archive
from storage.events.lookup import find, homes, sides
from storage.events.update import update_events
from storage.exceptions import ArchiveError
from storage.models import Article, Takedown
from tests.storage.clippings import APEL, NOW, article_id, event_id, save

pytestmark = pytest.mark.usefixtures("databases")


@pytest.fixture
def archive(two_years: Archive) -> Archive:
    return two_years


def test_what_people_call_them(archive: Archive) -> None:
    with archive.reading() as session:
        event = session.scalars(select(Article.event_id).where(Article.article_id == article_id("apel-2"))).one()
        assert event is not None
        by_id, by_url, by_event = (
            find(session, asked) for asked in (article_id("apel-0"), "https://kabar-timur.example/apel-0", event)
        )
        assert by_id.articles == by_url.articles == (article_id("apel-0"),)
        assert find(session, "x", ["kabar-timur.example/apel-0"]).articles == by_id.articles
        assert by_event.articles == tuple(article_id(f"apel-{number}") for number in range(3))
        assert sides(by_id, by_event) == (by_id.articles, by_event.articles[1:])
        assert sides(by_event, by_id) == (by_event.articles[1:], by_id.articles)
        for same in ((by_id, by_url), (by_event, by_event)):
            with pytest.raises(ArchiveError, match="one and the same"):
                sides(*same)
        for unknown in ("e" + "0" * 16, "a" + "0" * 16, "https://kabar-timur.example/x"):
            with pytest.raises(ArchiveError, match="in the archive"):
                find(session, unknown)
        assert homes(session, [article_id("apel-0"), "a0"]) == [(event, (article_id("apel-0"),)), (None, ("a0",))]


def test_what_was_taken_down_is_not_shown(archive: Archive) -> None:
    hidden = article_id("apel-0")
    with archive.writing() as session:
        event = session.scalars(select(Article.event_id).where(Article.article_id == hidden)).one()
        session.add(Takedown(article_id=hidden, taken_at=NOW, taken_by="Rina", why="diminta"))
    with archive.reading() as session:
        assert event is not None
        assert hidden not in find(session, event).articles
        with pytest.raises(ArchiveError, match="in the archive"):
            find(session, hidden)


def test_an_event_that_lost_its_articles(archive: Archive) -> None:
    save(archive, "tahun-lalu", APEL[0], outlet="pesisir_kota", relevant=False)
    update_events(archive, now=NOW)
    with archive.reading() as session, pytest.raises(ArchiveError, match="no article is left"):
        find(session, event_id("tahun-lalu"))
