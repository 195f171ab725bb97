"""``scrapy export`` as a user runs it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from storage.events.update import update_events
from tests.shell import environment, scrapy
from tests.storage.clippings import APEL, GUDANG, NOW, article_id, open_archive, save


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with open_archive(tmp_path) as archive:
        save(archive, "apel-1", APEL[0], published="2024-11-26T23:30:00+07:00")
        save(archive, "apel-2", APEL[1], outlet="suara_pesisir", published="2024-11-27T00:00:00+07:00")
        update_events(archive, now=NOW)
    return tmp_path


def test_days_are_inclusive_and_folders_replaced(data: Path, tmp_path: Path) -> None:
    env = environment(data, KLIPING_NOW=NOW.isoformat())
    done = scrapy("export", str(tmp_path / "paket"), "--until", "2024-11-26", "--with-text", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 events, 1 articles, 3 outlets, 0 days of coverage" in done.stdout
    with (tmp_path / "paket" / "articles.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["article_id"], row["body"]) == (article_id("apel-1"), APEL[0])
    options = ("--format", "jsonl", "--since", "2024-11-27", "--outlet", "suara_pesisir, kabar_timur")
    assert scrapy("export", str(tmp_path / "paket"), *options, env=env).returncode == 0
    (line,) = (tmp_path / "paket" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["article_id"] == article_id("apel-2")
    assert not (tmp_path / "paket" / "articles.csv").exists()


def test_what_is_refused(data: Path, tmp_path: Path) -> None:
    mine = tmp_path / "milik-saya"
    mine.mkdir()
    (mine / "catatan.txt").write_text("jangan hapus", encoding="utf-8")
    for arguments, says in (
        ([str(mine)], "was not written by an export"),
        ([str(tmp_path / "p"), "--outlet", "tidak_ada"], "no outlet 'tidak_ada'"),
        ([str(tmp_path / "p"), "--since", "kemarin"], "'kemarin' is not a date"),
        ([str(tmp_path / "p"), "--fromat=csv"], "--fromat=csv"),
    ):
        done = scrapy("export", *arguments, env=environment(data))
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
        assert says in done.stderr
    assert (mine / "catatan.txt").exists()
    assert not (tmp_path / "p").exists()


def test_nothing_to_export_is_said(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        save(archive, "gudang-1", GUDANG[0])
    done = scrapy("export", str(tmp_path / "paket"), env=environment(tmp_path))
    assert (done.returncode, done.stderr) == (0, "1 articles have no event yet: run `scrapy cluster`.\n")
    done = scrapy("export", str(tmp_path / "paket"), "--region", "11", env=environment(tmp_path))
    assert (done.returncode, done.stderr.startswith("No article matches")) == (0, True)
