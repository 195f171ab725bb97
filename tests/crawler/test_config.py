"""Settings that are wrong are refused with one line."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.config import acknowledged_networks, clock, contact, data_folder, database_url, parse_since, parse_until
from crawler.exceptions import UsageFailure


def settings(**values: str) -> Settings:
    return Settings(values)


def test_the_clock_can_be_set() -> None:
    now = clock(settings(KLIPING_NOW="2024-11-28T06:00:00+07:00"))
    assert now() == datetime(2024, 11, 27, 23, tzinfo=UTC)
    assert clock(settings(KLIPING_NOW=""))().tzinfo is UTC


@pytest.mark.parametrize("text", ["2024-11-28T06:00:00", "tomorrow"])
def test_a_clock_without_offset_is_refused(text: str) -> None:
    with pytest.raises(UsageFailure, match="KLIPING_NOW"):
        clock(settings(KLIPING_NOW=text))


@pytest.mark.parametrize("good", ["desk@example.org", "mailto:a@b.id", "https://kliping.example.org/bot"])
def test_a_contact_is_an_address_or_url(good: str) -> None:
    assert contact(settings(KLIPING_CONTACT=good)) == good


@pytest.mark.parametrize("bad", ["", "me", "a@b", "call me at 0812", "http://"])
def test_no_contact_no_crawl(bad: str) -> None:
    with pytest.raises(UsageFailure, match="KLIPING_CONTACT"):
        contact(settings(KLIPING_CONTACT=bad))


def test_the_data_folder_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    assert data_folder(settings(KLIPING_DATA=str(folder))) == folder
    assert folder.is_dir()
    assert not list(folder.iterdir())
    assert database_url(settings(KLIPING_DATA=str(folder))).startswith("sqlite:///")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageFailure, match="cannot be written"):
        data_folder(settings(KLIPING_DATA=str(tmp_path)))


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(UsageFailure, match="cannot be written"):
        data_folder(settings(KLIPING_DATA=str(tmp_path / "data")))


def test_acknowledged_networks() -> None:
    assert acknowledged_networks(settings(KLIPING_TERMS_ACKNOWLEDGED="antara, disway,")) == {"antara", "disway"}
    assert acknowledged_networks(settings()) == frozenset()


@pytest.mark.parametrize("year", ["0001", "1899", "2101", "9999"])
def test_a_year_beyond_the_press_is_refused_in_one_line(year: str) -> None:
    for parse in (parse_since, parse_until):
        for text in (f"{year}-12-31", f"{year}-12-31T23:59:59-23:59"):
            with pytest.raises(UsageFailure, match="is not a year of the press"):
                parse(text)
