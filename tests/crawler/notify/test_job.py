"""Commands that run when nobody looks tell of their failure."""

from __future__ import annotations

import argparse
import sys

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.exceptions import UsageFailure
from crawler.notify import job
from crawler.notify.job import JobCommand
from storage.exceptions import ArchiveFull
from storage.raw.lock import Locked


class Command(JobCommand):
    """Does nothing, or fails."""

    job = "verify"
    arguments = ""
    error: Exception | None = None

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if self.error is not None:
            raise self.error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (None, []),
        (ArchiveFull("no room"), [("verify", 3, "no room")]),
        (UsageFailure("no such thing"), [("verify", 2, "no such thing")]),
        (UsageError("not understood"), [("verify", 2, "not understood")]),
        (KeyError("x"), [("verify", 1, "KeyError: 'x'")]),
        (Locked("another run"), []),
    ],
)
def test_a_failure_is_told_to_whoever_is_not_there(
    error: Exception | None, told: list[tuple[str, int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, int, str]] = []
    monkeypatch.setattr(job, "tell_failure", lambda _, name, code, line: said.append((name, code, line)))
    command = Command()
    command.settings = Settings()
    command.error = error
    try:
        command.run([], argparse.Namespace())
    except (UsageError, KeyError) as raised:
        assert raised is error
    assert said == told
    said.clear()
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    try:
        command.run([], argparse.Namespace())
    except (UsageError, KeyError) as raised:
        assert raised is error
    assert said == [], "a person at the terminal sees it"
