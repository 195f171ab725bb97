"""Nights that go wrong: what they say, what they leave, and who is told."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.crawler.notify.mail_server import MailBox
from tests.shell import FAST, ROOT, environment, scrapy
from tests.web.misbehaviour import slow, status
from tests.web.server import SampleWeb

SINCE = ("--since", "2024-11-20")


def test_an_outlet_that_cannot_be_imported_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    package = tmp_path / "koran_rusak_paket"
    package.mkdir()
    (package / "__init__.py").write_text('"""Outlets."""\n', encoding="utf-8")
    (package / "koran_rusak.py").write_text("class KoranRusak(:\n", encoding="utf-8")
    with SampleWeb() as web, MailBox() as box:
        env = environment(
            tmp_path / "data", web, KLIPING_NOTIFY=box.url,
            PYTHONPATH=str(tmp_path),
        )  # fmt: skip
        modules = ("-s", "SPIDER_MODULES=spiders,koran_rusak_paket")
        done = scrapy("nightly", "--outlets", "petisi,koran_rusak", *SINCE, *FAST, *modules, env=env)
    assert done.returncode == 10, done.stderr
    assert re.search(r"^koran_rusak +failed .*SyntaxError", done.stdout, re.MULTILINE)
    assert re.search(r"^petisi +completed", done.stdout, re.MULTILINE)
    (page,) = (tmp_path / "data" / "reports").iterdir()
    assert "koran_rusak" in page.read_text(encoding="utf-8")
    (mail,) = box.received
    assert "Subject: Kliping: 1 outlet needs a person" in mail
    assert f'filename="{page.name}"' in mail, "the page goes along"
    assert str(tmp_path) not in mail


def test_a_mail_server_that_is_down_costs_no_night(tmp_path: Path) -> None:
    with SampleWeb() as web:
        web.misbehave(how=status(500), host="petisi.co")
        env = environment(tmp_path, web, KLIPING_NOTIFY="json://127.0.0.1:9/rahasia")
        done = scrapy("nightly", "--outlets", "petisi", *SINCE, *FAST, env=env)
    assert done.returncode == 12
    assert "not told: json://…: " in done.stderr
    assert "rahasia" not in done.stderr
    assert "petisi is failing" in done.stdout


def test_a_notifier_that_cannot_be_used_is_refused_before_the_night(tmp_path: Path) -> None:
    done = scrapy("nightly", env=environment(tmp_path, KLIPING_NOTIFY="nonsense://x"))
    assert (done.returncode, done.stderr.count("\n")) == (2, 2)
    assert done.stderr.startswith("error: KLIPING_NOTIFY: the URL of 'nonsense' cannot be used")


def test_too_little_room_is_told(tmp_path: Path) -> None:
    with MailBox() as box:
        env = environment(tmp_path, KLIPING_NOTIFY=box.url)
        for _ in range(2):
            done = scrapy("nightly", "-s", "DISK_RESERVE_MB=999999999", env=env)
            assert done.returncode == 3
            assert "DISK_RESERVE_MB" in done.stderr.splitlines()[0]
    (mail,) = box.received
    assert "Subject: Kliping: The night found no room on the disk" in mail
    assert str(tmp_path) not in mail


def test_a_disk_that_fills_up_in_the_middle(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(small)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small disk can only be mounted as root")
    try:
        (small / "filler").write_bytes(bytes(3_500_000))
        with SampleWeb() as web:
            env = environment(small / "data", web)
            night = ("nightly", "--outlets", "petisi", "--since", "2024-10-15", *FAST, "-s", "DISK_RESERVE_MB=0")
            done = scrapy(*night, env=env)
            assert done.returncode == 3, done.stderr
            assert "error: no room to write" in done.stderr
            assert "Traceback" not in done.stderr
            (small / "filler").unlink()
            again = scrapy(*night, env=env)
            assert again.returncode == 0, again.stdout + again.stderr
        with Archive.open(default_url(small / "data")) as archive:
            assert sorted(run.status for run in archive.runs()) == ["completed", "crashed"]
            assert archive.count_articles(relevant=True) == 11
    finally:
        subprocess.run(["umount", str(small)], check=False)


@pytest.mark.parametrize("after", [1, 3, 9])
def test_a_night_that_is_told_to_stop(tmp_path: Path, after: int) -> None:
    with SampleWeb() as web:
        command = [sys.executable, "-m", "scrapy", "nightly", *SINCE, "-s", "DOWNLOAD_DELAY=0.3"]
        night = subprocess.Popen(
            command, cwd=ROOT, env=environment(tmp_path, web), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            deadline = time.monotonic() + 120
            while len(web.log) < after and night.poll() is None and time.monotonic() < deadline:
                time.sleep(0.02)
            night.send_signal(signal.SIGTERM)
            _, said = night.communicate(timeout=120)
        finally:
            night.kill()
    assert night.returncode == 11, said
    with Archive.open(default_url(tmp_path)) as archive:
        (run,) = archive.runs()
        assert (run.status, run.exit_code) == ("interrupted", 11)
        assert {row.status for row in archive.run_outlets(run.run_id)} <= {"completed", "interrupted", "skipped"}
        assert all(file.sealed for file in archive.warc_files())
    assert "The night was interrupted" in next((tmp_path / "reports").iterdir()).read_text(encoding="utf-8")


def test_a_night_that_is_told_twice_ends_at_once_and_loses_nothing(tmp_path: Path) -> None:
    with SampleWeb() as web:
        env = environment(tmp_path, web)
        only = ("nightly", "--outlets", "petisi", *SINCE, *FAST)
        with web.misbehave(how=slow(45), host="petisi.co", path="^/(?!robots)"):
            night = subprocess.Popen(
                [sys.executable, "-m", "scrapy", *only], cwd=ROOT, env=env, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )  # fmt: skip
            try:
                deadline = time.monotonic() + 60
                while not web.hits(host="petisi.co", path="^/(?!robots)") and time.monotonic() < deadline:
                    time.sleep(0.02)
                night.send_signal(signal.SIGTERM)
                time.sleep(1.5)
                assert night.poll() is None, "what is on its way is waited for"
                night.send_signal(signal.SIGTERM)
                assert night.wait(timeout=20) == 11
            finally:
                night.kill()
        with Archive.open(default_url(tmp_path)) as archive:
            assert [run.status for run in archive.runs()] == ["interrupted"]
            assert all(file.sealed for file in archive.warc_files())
            assert archive.covered("petisi") is None
        web.clear_log()
        assert scrapy(*only, env=env).returncode == 0
        verified = scrapy("verify", env=env)
        assert verified.returncode == 0, verified.stdout + verified.stderr
    with Archive.open(default_url(tmp_path)) as archive:
        assert archive.count_articles(relevant=True) == 5
