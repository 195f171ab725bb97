"""Troubles are told once when they begin, after a week, and once when they are over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from storage.data_folder import TROUBLES_FILE
from storage.health import trouble_file
from storage.health.troubles import News, Told, Trouble, settle
from tests.storage.clippings import NOW

SILENT = Trouble("outlet:petisi", "silent: no new article")
FULL = Trouble("machine:disk", "room for 3 more nights", "Make room.")


class Book:
    """What is told, day by day."""

    def __init__(self) -> None:
        self.known: dict[str, Told] = {}
        self.day = 0

    def look(self, *present: Trouble, covers: str = "") -> News:
        self.day += 1
        now = NOW + timedelta(days=self.day)
        self.known, news = settle(self.known, present, covers=lambda key: key.startswith(covers), now=now)
        return news


def test_once_when_it_begins_after_a_week_and_once_when_it_is_over() -> None:
    book = Book()
    nights = [book.look(SILENT) for _ in range(17)]
    assert [number for number, news in enumerate(nights) if news.begun] == [0]
    assert [number for number, news in enumerate(nights) if news.lasting] == [7, 14]
    ended = book.look()
    assert [one.trouble for one in ended.over] == [SILENT]
    assert not any(book.look() for _ in range(20))
    assert book.known == {}, "it is forgotten"


def test_what_goes_on_is_told_together() -> None:
    book = Book()
    for _ in range(4):
        book.look(SILENT)
    told = [book.look(SILENT, FULL) for _ in range(11)]
    assert [(number, len(news.lasting)) for number, news in enumerate(told) if news.lasting] == [(3, 2), (10, 2)]


def test_one_that_comes_and_goes_is_no_message_a_night() -> None:
    book = Book()
    news = [book.look(*([SILENT] if number % 2 else [])) for number in range(60)]
    assert sum(bool(one.begun) for one in news) == 2
    assert sum(bool(one.over) for one in news) == 1
    assert sum(bool(one) for one in news) < 60 / 7 + 4
    later = [book.look() for _ in range(10)]
    assert [bool(one.over) for one in later].count(True) == 1, "its end is told when it stays away"


def test_a_look_that_would_not_see_it_ends_nothing() -> None:
    book = Book()
    book.look(SILENT, FULL)
    assert book.look(covers="machine:").over[0].trouble == FULL
    assert not book.look(SILENT)


def test_the_file_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    data = tmp_path / "data"
    data.mkdir()
    assert trouble_file.read(data) == {}
    book = Book()
    book.look(SILENT)
    assert trouble_file.save(data, book.known, now=NOW)
    assert trouble_file.read(data) == book.known
    (data / TROUBLES_FILE).write_text("{", encoding="utf-8")
    assert trouble_file.read(data) == {}, "told once more is better than a night that fails"


def test_a_data_folder_that_cannot_be_written_is_told_once_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    data = tmp_path / "missing"
    book = Book()
    book.look(FULL)
    assert trouble_file.save(data, book.known, now=NOW)
    assert trouble_file.read(data) == book.known
    data.mkdir()
    book.look()
    assert trouble_file.save(data, book.known, now=NOW + timedelta(days=1))
    assert trouble_file.read(data) == book.known
    assert list((tmp_path / "state").iterdir()) == []
    monkeypatch.setenv("STATE_DIRECTORY", "/proc/nowhere")
    assert not trouble_file.save(tmp_path / "missing2", book.known, now=NOW)
