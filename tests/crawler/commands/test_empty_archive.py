"""Commands on an archive that holds nothing yet: no error, and a line on stderr that says what begins it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shell import environment, scrapy


@pytest.mark.parametrize(
    ("command", "begins"),
    [
        (("cluster",), "scrapy nightly"),
        (("events",), "scrapy nightly"),
        (("runs",), "scrapy nightly"),
        (("days",), "scrapy nightly --since"),
        (("verify",), "scrapy nightly"),
        (("reextract",), "scrapy nightly"),
        (("export", "paket"), "scrapy nightly"),
        (("judge", "--list"), "scrapy judge same"),
    ],
    ids=lambda given: given[0] if isinstance(given, tuple) else "",
)
def test_it_says_what_comes_first(tmp_path: Path, command: tuple[str, ...], begins: str) -> None:
    paths = [str(tmp_path / part) if part == "paket" else part for part in command]
    done = scrapy(*paths, env=environment(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (0, 1), done.stdout + done.stderr
    assert f"`{begins}" in done.stderr
