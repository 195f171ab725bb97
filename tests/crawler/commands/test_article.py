"""``scrapy article`` and ``scrapy takedown`` as a user runs them."""

from __future__ import annotations

import json
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


def test_taken_down_and_shown_again(data: Path, tmp_path: Path) -> None:
    env = environment(data, KLIPING_NOW=NOW.isoformat())
    signed = ("--by", "Rina", "--why", "nama anak disebut")
    done = scrapy("takedown", "https://kabar-timur.example/apel", *signed, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{article_id('apel')} is withheld, by Rina: nama anak disebut\n"
    assert json.loads((data / "takedowns.jsonl").read_text())["article_id"] == article_id("apel")
    shown = scrapy("article", article_id("apel"), env=env).stdout
    assert "by Rina: nama anak disebut" in shown
    assert "Apel" not in shown
    assert " 1 articles," in scrapy("export", str(tmp_path / "paket"), env=env).stdout
    assert "1 articles withheld" in (tmp_path / "paket" / "README.md").read_text()
    listed = scrapy("takedown", "--list", env=env)
    assert (listed.returncode, listed.stderr) == (0, "")
    first, second = listed.stdout.splitlines()
    assert first.startswith(f"{article_id('apel')}  2024-")
    assert first.endswith("  https://kabar-timur.example/apel")
    assert second == "    by Rina: nama anak disebut"
    assert scrapy("takedown", article_id("apel"), *signed, "--withdraw", env=env).returncode == 0
    assert scrapy("takedown", "--list", env=env).stdout.splitlines()[2].endswith(" by Rina: nama anak disebut")
    assert " 2 articles," in scrapy("export", str(tmp_path / "paket"), env=env).stdout


def test_what_is_refused(data: Path) -> None:
    for arguments, says in (
        (("article", "a0"), "no article 'a0'"),
        (("article",), "give the address or the id"),
        (("takedown", article_id("apel"), "--by", "Rina"), "--why TEXT"),
        (("takedown", article_id("apel"), "--list"), "--list goes alone"),
        (("takedown", "a0", "--by", "x", "--why", "y"), "no article 'a0'"),
        (("takedown", article_id("apel"), "--by", "x", "--why", "y", "--withdraw"), "is not withheld"),
    ):
        done = scrapy(*arguments, env=environment(data))
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
        assert says in done.stderr
    assert not (data / "takedowns.jsonl").exists()
