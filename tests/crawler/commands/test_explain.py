"""``scrapy explain`` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from storage.clustering.score import FEATURES, weights
from storage.events.update import update_events
from tests.shell import environment, scrapy
from tests.storage.clippings import APEL, GUDANG, NOW, article_id, event_id, open_archive, save


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    data: Path = tmp_path_factory.mktemp("data")
    with open_archive(data) as archive:
        save(archive, "apel-1", APEL[0], published="2024-11-26T09:00:00+07:00", title="Apel\x1b[2J pasukan")
        save(archive, "apel-2", APEL[1], outlet="suara_pesisir", published="2024-11-26T10:00:00+07:00")
        save(archive, "gudang-1", GUDANG[1], published="2023-11-24T11:00:00+07:00")
        update_events(archive, now=NOW)
    return environment(data)


def test_a_pair_in_words(env: dict[str, str]) -> None:
    done = scrapy("explain", article_id("apel-1"), "suara-pesisir.example/apel-2?utm_source=x", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Same event, by score: the pair counts 1.00")
    assert "   Apel\\x1b[2J pasukan" in lines
    weight = weights().weights["wording"]
    assert any("wording in common: 0." in line and line.endswith(f"× {weight})") for line in lines)
    assert "  “jalur evakuasi dan nomor telepon petugas kecamatan”" in lines
    assert "  day told of: 2024-11-26" in lines


def test_events_as_json(env: dict[str, str]) -> None:
    done = scrapy("explain", event_id("apel-1"), event_id("gudang-1"), "--json", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["pairs"] == 2
    for pair in (found["strongest"], found["weakest"]):
        assert pair["same_event"] is False
        assert "never compared" in pair["not_compared"]
        assert len(pair["contributions"]) == len(FEATURES)


def test_within_an_event(env: dict[str, str]) -> None:
    done = scrapy("explain", event_id("apel-1"), event_id("apel-1"), env=env)
    assert (done.returncode, done.stdout.count("Same event")) == (0, 1)


def test_what_cannot_be_explained(env: dict[str, str]) -> None:
    known = article_id("apel-1")
    for arguments, says in (
        ([known], "give two"),
        ([known, "a\x1b0"], "in the archive"),
        ([known, "e" + "0" * 16], "no event"),
        ([known, known], "one and the same"),
    ):
        done = scrapy("explain", *arguments, env=env)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), arguments
        assert says in done.stderr
        assert "\x1b" not in done.stderr
