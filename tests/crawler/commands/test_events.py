"""``scrapy events`` as a user runs it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from storage.events.update import update_events
from tests.shell import environment, scrapy
from tests.storage.clippings import APEL, GUDANG, NOW, article_id, event_id, open_archive, save

HOSTILE = "Apel\x1b]0;jahat\x07 gelar\r\npasukan"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A muster of three reports, one of which first told of the warehouse, and the warehouse."""
    with open_archive(tmp_path) as archive:
        save(archive, "apel-1", APEL[0], published="2024-11-26T09:00:00+07:00", title=HOSTILE)
        save(archive, "apel-2", APEL[1], outlet="suara_pesisir", published="2024-11-26T10:00:00+07:00")
        update_events(archive, now=NOW)
        save(archive, "lain", GUDANG[0], outlet="pesisir_kota", published="2024-11-26T11:00:00+07:00")
        save(archive, "gudang-1", GUDANG[1], published="2024-11-24T11:00:00+07:00", title="Gudang dijaga")
        update_events(archive, now=NOW + timedelta(hours=1))
        save(archive, "lain", APEL[0], outlet="pesisir_kota", published="2024-11-26T11:00:00+07:00")
        update_events(archive, now=NOW + timedelta(hours=2))
    return tmp_path


def test_the_list(data: Path) -> None:
    env = environment(data)
    done = scrapy("events", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    header, muster, warehouse = done.stdout.splitlines()
    assert header.split() == ["event", "published", "region", "art", "out", "net", "txt", "title"]
    assert muster.split()[:2] == [event_id("apel-1"), "2024-11-26 09:00"[:10]]
    assert "  3   3   2   2  Apel\\x1b]0;jahat\\x07 gelar\\x0d\\x0apasukan" in muster
    assert warehouse.endswith("1   1   1   1  Gudang dijaga")

    few = scrapy("events", "--limit", "1", "--until", "2024-11-26", env=env)
    assert few.stdout.splitlines()[1:] == [muster]
    assert few.stderr == "1 of 2 events; --limit 0 lists all\n"
    for filters in (["--min-reports", "2"], ["--text", "PESAN kapolres"], ["--since", "2024-11-25"]):
        assert scrapy("events", *filters, env=env).stdout.splitlines()[1:] == [muster], filters


def test_one_event(data: Path) -> None:
    done = scrapy("events", event_id("apel-1"), env=environment(data))
    assert (done.returncode, done.stderr) == (0, "")
    assert not [one for one in done.stdout if ord(one) < 0x20 and one != "\n"]
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert "counts     3 articles, 3 outlets, 2 networks, 2 independent texts" in lines
    places = [done.stdout.index(f"  {article_id(key)}  https://") for key in ("apel-1", "apel-2", "lain")]
    assert places == sorted(places), "in order of publication"
    assert f"a copy of {article_id('apel-1')}" in lines
    assert any(line.startswith(f"nearest to {article_id('lain')}, score ") for line in lines)
    assert "2024-11-28 06:00  founded: articles" in done.stdout
    assert "2024-11-28 08:00  grown: articles" in done.stdout or "2024-11-28 08:00  merged: from" in done.stdout


def test_empty_states_say_what_to_do(tmp_path: Path, data: Path) -> None:
    fresh = tmp_path / "fresh"
    assert "scrapy nightly" in scrapy("events", env=environment(fresh)).stderr
    with open_archive(fresh) as archive:
        save(archive, "apel-1", APEL[0])
    waiting = scrapy("events", env=environment(fresh))
    assert (waiting.returncode, waiting.stdout) == (0, "")
    assert "scrapy cluster" in waiting.stderr
    assert "fewer filters" in scrapy("events", "--region", "11", env=environment(data)).stderr
    unknown = scrapy("events", "e\x1b[2J", env=environment(data))
    assert (unknown.returncode, unknown.stderr.count("\n"), "\x1b" in unknown.stderr) == (2, 1, False)
