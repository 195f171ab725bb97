"""``scrapy article`` as a user runs it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.shell import environment, scrapy
from tests.storage.clippings import APEL, NOW, article_id, open_archive, save

FIRST = "Apel digelar pagi hari.\n\nPesertanya tiga ratus orang.\n\nTenda dipasang."
SECOND = "Apel digelar pagi hari.\n\nPesertanya dua ratus orang.\n\nTenda dipasang."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with open_archive(tmp_path) as archive:
        save(archive, "apel", FIRST, title="Apel \x1b[31m", warc_record_id="urn:uuid:1")
        save(archive, "apel", SECOND, title="Apel", now=NOW + timedelta(hours=1), warc_record_id="urn:uuid:2")
        save(archive, "lain", APEL[0])
    return tmp_path


def test_an_article_and_how_its_text_changed(data: Path) -> None:
    env = environment(data)
    for reference in (article_id("apel"), "https://kabar-timur.example/apel", "kabar-timur.example/apel"):
        done = scrapy("article", reference, env=env)
        assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(SECOND + "\n")
    assert "versions   2\n" in done.stdout
    history = scrapy("article", article_id("apel"), "--versions", env=env).stdout
    assert "\x1b" not in history
    *_, removed, added = history.splitlines()
    assert (removed, added) == ("-Pesertanya tiga ratus orang.", "+Pesertanya dua ratus orang.")
    assert history.count("Tenda dipasang.") == 1


def test_what_is_refused(data: Path) -> None:
    for arguments, says in (
        (("article", "a0"), "no article 'a0'"),
        (("article",), "give the address or the id"),
    ):
        done = scrapy(*arguments, env=environment(data))
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
        assert says in done.stderr
