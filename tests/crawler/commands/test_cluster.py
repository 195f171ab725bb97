"""``scrapy cluster`` as a user runs it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from storage.archive.archive import Archive
from storage.db.engine import default_url
from storage.raw.lock import DataLock
from tests.shell import environment, scrapy
from tests.storage.clippings import APEL, GUDANG, open_archive, save


def labelled(path: Path) -> Path:
    rows = [
        {
            "id": f"{cluster}-{number}",
            "title": text[:40],
            "body": text,
            "outlet": f"media-{number}",
            "published_at": "2024-11-26T10:00:00+07:00",
            "cluster": cluster,
        }
        for cluster, texts in (("apel", APEL), ("gudang", GUDANG))
        for number, text in enumerate(texts)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_extend_and_rebuild(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        for number, text in enumerate((*APEL, *GUDANG)):
            save(archive, f"berita-{number}", text)
    env = environment(tmp_path, KLIPING_NOW="2024-11-28T06:00:00+07:00")
    done = scrapy("cluster", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("6 new articles, ")
    assert "2 events: 2 new, 0 grown, 0 merged, 0 split" in done.stdout
    again = scrapy("cluster", "--rebuild", env=env)
    assert "2 events: 0 new, 0 grown, 0 merged, 0 split" in again.stdout
    with Archive.open(default_url(tmp_path)) as archive:
        assert archive.count_articles() == 6


def test_a_run_under_way_is_left_alone(tmp_path: Path) -> None:
    with DataLock(tmp_path):
        done = scrapy("cluster", env=environment(tmp_path))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (75, "", 1)


def test_evaluation_needs_no_archive(tmp_path: Path) -> None:
    done = scrapy("cluster", "--evaluate", str(labelled(tmp_path / "berlabel.jsonl")), env=environment(tmp_path / "no"))
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    share = r"[01]\.\d{3}"
    assert re.fullmatch(rf"B-cubed precision {share} recall {share} F1 {share}", lines[0])
    assert re.fullmatch(rf"pairs precision {share} recall {share} F1 {share}", lines[1])
    assert not (tmp_path / "no").exists()


def test_input_that_cannot_be_used(tmp_path: Path) -> None:
    broken = tmp_path / "rusak.jsonl"
    broken.write_text('{"id": "1"}\n', encoding="utf-8")
    for arguments, says in (
        (["--evaluate", str(broken)], "rusak.jsonl:1"),
        (["--evaluate", str(tmp_path / "tidak-ada.jsonl")], "cannot be read"),
        (["--rebuid"], "'--rebuid' is no option"),
    ):
        done = scrapy("cluster", *arguments, env=environment(tmp_path))
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert done.stderr.startswith("error: ")
        assert says in done.stderr
