"""``scrapy judge`` as a user runs it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from storage.events.update import update_events
from storage.raw.lock import DataLock
from tests.shell import environment, exported, scrapy
from tests.storage.clippings import APEL, GUDANG, NOW, article_id, event_id, open_archive, save

SIGNED = ("--by", "Rina", "--why", "satu apel\x1b[2J")


def filled(data: Path) -> dict[str, str]:
    """An archive of one muster and one warehouse."""
    with open_archive(data) as archive:
        save(archive, "apel-1", APEL[0], published="2024-11-26T09:00:00+07:00")
        save(archive, "apel-2", APEL[1], outlet="suara_pesisir")
        save(archive, "gudang-1", GUDANG[1], outlet="pesisir_kota")
        update_events(archive, now=NOW)
    return environment(data, KLIPING_NOW="2024-11-28T07:00:00+07:00")


def test_a_judgement_through_its_life(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    env = filled(data)
    muster, warehouse = event_id("apel-1"), event_id("gudang-1")

    done = scrapy("judge", "same", muster, "https://pesisir-kota.example/gudang-1", *SIGNED, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    name = done.stdout.split()[0]
    assert re.fullmatch(r"j[0-9a-f]{16}", name)
    articles, events = exported(tmp_path / "export", env)
    assert {article["event_id"] for article in articles} == {min(muster, warehouse)}
    assert [event["judged"] for event in events] == [True]
    assert json.loads((data / "judgements.jsonl").read_text(encoding="utf-8"))["judgement_id"] == name

    assert "1 events: 0 new" in scrapy("cluster", "--rebuild", env=env).stdout, "it survives a rebuild"
    refused = scrapy("judge", "different", article_id("apel-1"), article_id("gudang-1"), *SIGNED, env=env)
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    assert f"(by Rina, {name})" in refused.stderr
    assert "score agrees on 0 of 2 pairs" in scrapy("judge", "--evaluate", env=env).stdout

    done = scrapy("judge", "--withdraw", name, "--by", "Budi", "--why", "gudang, bukan apel", env=env)
    assert (done.returncode, done.stdout.splitlines()[0], done.stdout.count(" in e")) == (0, f"{name} withdrawn", 2)
    listed = scrapy("judge", "--list", env=env)
    assert "satu apel\\x1b[2J" in listed.stdout
    assert "withdrawn 2024-11-28 07:00 by Budi: gudang, bukan apel" in listed.stdout

    shared = tmp_path / "shared.jsonl"
    assert scrapy("judge", "--export", str(shared), env=env).stdout.startswith("1 judgements in ")
    again = scrapy("judge", "--import", str(shared), env=env)
    assert (again.returncode, again.stdout) == (0, "0 judgements recorded, 0 withdrawn, 1 known already\n")
    assert shared.read_text(encoding="utf-8") == (data / "judgements.jsonl").read_text(encoding="utf-8")


def test_input_that_cannot_be_used(tmp_path: Path) -> None:
    env = filled(tmp_path)
    (tmp_path / "shared.jsonl").write_text("{}\n", encoding="utf-8")
    one, other = article_id("apel-1"), article_id("apel-2")
    for arguments, says in (
        (["same", one, other, "--by", "Rina"], "--why"),
        (["same", one, other, "--by", " ", "--why", "x"], "--by"),
        (["maybe", one, other, *SIGNED], "same|different"),
        (["--list", one], "beside this option"),
        (["--import", str(tmp_path / "shared.jsonl")], "shared.jsonl:1"),
    ):
        done = scrapy("judge", *arguments, env=env)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), arguments
        assert says in done.stderr
    assert not (tmp_path / "judgements.jsonl").exists()


def test_no_decision_waits_for_a_run(tmp_path: Path) -> None:
    env = filled(tmp_path)
    one, other = article_id("apel-1"), article_id("gudang-1")
    with DataLock(tmp_path):
        done = scrapy("judge", "same", one, other, *SIGNED, env=env)
    assert (done.returncode, done.stderr, done.stdout.count(" in e")) == (0, "", 1), done.stdout
