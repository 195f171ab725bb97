"""``scrapy backup`` as a user runs it."""

from __future__ import annotations

from pathlib import Path

from storage.archive.archive import Archive
from storage.data_folder import DATABASE_NAME
from storage.db.engine import default_url
from storage.raw.lock import DataLock
from tests.shell import environment, scrapy
from tests.storage.clippings import APEL, NOW, open_archive, save


def test_backed_up_during_a_run_and_put_back(tmp_path: Path) -> None:
    data, other = tmp_path / "data", tmp_path / "other"
    data.mkdir()
    other.mkdir()
    with open_archive(data) as archive, DataLock(data):
        save(archive, "apel", APEL[0])
        done = scrapy("backup", str(other / DATABASE_NAME), env=environment(data))
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 complete WARC files" in done.stdout
    with Archive.open(default_url(other)) as archive:
        assert archive.count_articles() == 1


def test_a_missing_raw_file_and_bad_arguments_are_said(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.save_warc_file("20261121T183000Z-night-1-1.warc.gz", "night-1", NOW)
        archive.seal_warc_file("20261121T183000Z-night-1-1.warc.gz", 10)
    done = scrapy("backup", str(tmp_path / "copy.db"), env=environment(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (10, 1)
    assert "night-1-1.warc.gz is missing" in done.stderr
    for arguments in ((), ("a", "b"), (str(tmp_path / DATABASE_NAME),)):
        refused = scrapy("backup", *arguments, env=environment(tmp_path))
        assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1), refused.stderr


def test_into_another_database_and_a_refusal_in_one_line(tmp_path: Path) -> None:
    data, other = tmp_path / "data", tmp_path / "other"
    data.mkdir()
    other.mkdir()
    with open_archive(data) as archive:
        save(archive, "apel", APEL[0])
    done = scrapy("backup", "--to", default_url(other), env=environment(data))
    assert (done.returncode, done.stderr) == (0, "")
    assert "article: 1 rows, sha256 " in done.stdout
    with Archive.open(default_url(other)) as archive:
        assert archive.count_articles() == 1
    for arguments, says in (
        (("--to", default_url(other)), "give an empty database"),
        (("--to", "postgresql://kliping:geheim@127.0.0.1:1/x"), "does not answer"),
        (("--to", default_url(other), "copy.db"), "give one file to write to, or --to URL"),
    ):
        refused = scrapy("backup", *arguments, env=environment(data))
        assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1), refused.stderr
        assert says in refused.stderr
        assert "geheim" not in refused.stderr
