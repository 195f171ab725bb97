"""``scrapy alert`` as an operator runs it."""

from __future__ import annotations

from pathlib import Path

from tests.crawler.notify.webhook import Webhook
from tests.shell import environment, scrapy


def test_a_test_message_and_a_job_that_was_killed(tmp_path: Path) -> None:
    with Webhook() as hook:
        env = environment(tmp_path, KLIPING_NOTIFY=f"{hook.url} json://127.0.0.1:9/rahasia")
        tried = scrapy("alert", "--test", env=env)
        assert tried.returncode == 10
        assert tried.stdout.startswith("json://… (1 of 2): sent\njson://… (2 of 2): ")
        killed = scrapy("alert", "--failed", "kliping.service", env=env)
        assert killed.returncode == 0, killed.stderr
        listed = scrapy("alert", env=env)
    assert [posted["title"] for posted in hook.received] == [
        "Kliping: a test", "Kliping: The night was ended from outside",
    ]  # fmt: skip
    assert listed.stdout.startswith("job:nightly:killed, told ")
    assert "rahasia" not in tried.stdout + tried.stderr + killed.stderr + listed.stdout


def test_nobody_to_tell(tmp_path: Path) -> None:
    done = scrapy("alert", "--test", env=environment(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "KLIPING_NOTIFY is empty" in done.stderr
    wrong = scrapy("alert", "--failed", "ssh.service", env=environment(tmp_path))
    assert (wrong.returncode, "is none of" in wrong.stderr) == (2, True)
