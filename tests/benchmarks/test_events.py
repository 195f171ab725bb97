"""The benchmarks of grouping run, and say what they measured."""

from __future__ import annotations

import sys

import pytest

from tests.benchmarks import events, events_scale
from tests.benchmarks.news_stream import stream


def test_the_stream_is_the_same_every_time_and_begins_the_same_at_any_length() -> None:
    articles = list(stream(120))
    assert articles == list(stream(200))[:120]
    assert articles != list(stream(120, seed=1))
    assert [one.published_at for one in articles] == sorted(one.published_at for one in articles)
    assert 200 < sum(len(one.body.split()) for one in articles) / 120 < 450


def test_a_table_of_speed_and_quality(capsys: pytest.CaptureFixture[str]) -> None:
    assert events.main(["--articles", "80"]) == 0
    header, ours = capsys.readouterr().out.splitlines()
    assert header.split()[-2:] == ["B-cubed", "pairs"]
    assert ours.split()[0] == "kliping"
    assert float(ours.split()[-2]) > 0.9


def test_an_environment_without_the_peers_measures_the_rest(capfd: pytest.CaptureFixture[str]) -> None:
    assert events.main(["--articles", "40", "--peers", sys.executable]) == 0
    assert "datasketch is left out" in capfd.readouterr().err
    assert events.main(["--articles", "1", "--peers", "nowhere/python"]) == 2


def test_scale_is_measured_in_the_database(capsys: pytest.CaptureFixture[str]) -> None:
    assert events_scale.main(["--articles", "60", "--then", "20"]) == 0
    first, then = capsys.readouterr().out.splitlines()
    assert "60 articles grouped from nothing" in first
    assert "20 articles into an archive of 60" in then
