"""Progress of a night, for a person and for a log."""

from __future__ import annotations

import io
import logging
import sys

import pytest

from crawler.cli.progress import night_progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with night_progress(2) as progress:
        counts = {"pages": 3, "new": 2, "articles": 1}
        progress.begun("petisi", counts)
        counts["pages"] = 5
        progress.ended("petisi")
        progress.ended("koranrb")
    drawn = terminal.getvalue()
    assert "1/2 outlets" in drawn
    assert "5 pages, 2 new, 1 relevant, 0 errors" in drawn
    assert "left" in drawn


def test_in_a_log(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    quiet = io.StringIO()
    monkeypatch.setattr(sys, "stderr", quiet)
    with caplog.at_level(logging.INFO), night_progress(1) as progress:
        progress.begun("petisi", {"pages": 4, "blocked": 1})
        progress.tick()
        progress.ended("petisi")
    assert quiet.getvalue() == ""
    assert [record.getMessage() for record in caplog.records] == [
        "petisi: begun", "petisi: ended; 1 of 1 outlets, 4 pages, 0 new, 0 relevant, 1 errors",
    ]  # fmt: skip
