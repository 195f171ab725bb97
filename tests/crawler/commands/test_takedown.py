"""``scrapy takedown`` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from storage.raw.lock import DataLock
from tests.shell import environment, scrapy
from tests.storage.clippings import APEL, NOW, article_id, open_archive, save


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with open_archive(tmp_path) as archive:
        save(archive, "apel", "Apel digelar pagi hari.", title="Apel", warc_record_id="urn:uuid:1")
        save(archive, "lain", APEL[0])
    return tmp_path


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


def test_copies_are_named_and_go_along_when_asked(data: Path) -> None:
    with open_archive(data) as archive:
        save(archive, "salinan", "Apel digelar pagi hari.", outlet="suara_pesisir", title="Salinan")
    env = environment(data, KLIPING_NOW=NOW.isoformat())
    signed = ("--by", "Rina", "--why", "nama anak disebut")
    with DataLock(data):  # a night is under way
        done = scrapy("takedown", article_id("apel"), *signed, env=env)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines()[2] == f"{article_id('salinan')}  https://suara-pesisir.example/salinan"
        both = scrapy("takedown", article_id("apel"), *signed, "--copies", env=env).stdout
    assert both.splitlines()[1] == f"{article_id('salinan')} is withheld, by Rina: nama anak disebut"
    back = scrapy("takedown", article_id("apel"), *signed, "--withdraw", "--copies", env=env).stdout
    assert back.count(" is shown again\n") == 2


def test_a_purge_is_confirmed_and_waits_for_a_night(data: Path) -> None:
    env = environment(data, KLIPING_NOW=NOW.isoformat())
    asked = ("takedown", article_id("apel"), "--by", "Rina", "--why", "putusan pengadilan", "--purge")
    refused = scrapy(*asked, env=env)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Not reached are: backups, exports" in refused.stderr
    assert "nothing was destroyed: say --yes" in refused.stderr
    assert not (data / "takedowns.jsonl").exists()
    with DataLock(data, run_id="malam"):
        later = scrapy(*asked, "--yes", env=env)
    assert (later.returncode, later.stdout) == (10, f"{article_id('apel')} is withheld, and to be purged\n")
    assert "run malam): wait for it to end. The end of that night purges it" in later.stderr
    assert "to be purged, ordered 2024-11-28 06:00 by Rina" in scrapy("takedown", "--list", env=env).stdout
    done = scrapy(*asked, "--yes", env=env)
    assert (done.returncode, done.stdout) == (0, f"{article_id('apel')} is purged, 0 records overwritten\n"), (
        done.stderr
    )
    assert "purged 2024-11-28 06:00 by Rina" in scrapy("takedown", "--list", env=env).stdout


def test_what_is_refused(data: Path) -> None:
    for arguments, says in (
        ((article_id("apel"), "--by", "Rina"), "--why TEXT"),
        ((article_id("apel"), "--list"), "--list goes alone"),
        ((article_id("apel"), "--by", "x", "--why", "y", "--yes"), "--yes is for --purge"),
        (("a0", "--by", "x", "--why", "y"), "no article 'a0'"),
        ((article_id("apel"), "--by", "x", "--why", "y", "--withdraw"), "is not withheld"),
    ):
        done = scrapy("takedown", *arguments, env=environment(data))
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
        assert says in done.stderr
    assert not (data / "takedowns.jsonl").exists()
