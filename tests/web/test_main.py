"""The sample web from a shell."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = [sys.executable, "-m", "tests.web"]
ASK = """
import os, sys, urllib.request
answer = urllib.request.urlopen("https://petisi.co/robots.txt", timeout=10)
assert b"wp-sitemap" in answer.read()
sys.stdout.write(os.environ["KLIPING_NOW"])
sys.exit(int(sys.argv[1]))
"""


@pytest.mark.parametrize("code", [0, 3])
def test_run_gives_a_command_the_web_and_takes_its_exit_code(code: int) -> None:
    done = subprocess.run(
        [*WEB, "--run", sys.executable, "-c", ASK, str(code)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (code, "2024-11-28T06:00:00+07:00", "")


def test_run_passes_signals_on() -> None:
    waiting = "import sys, time; sys.stdout.write('.'); sys.stdout.flush(); time.sleep(60)"
    command = [*WEB, "--run", sys.executable, "-c", waiting]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None and running.stdout.read(1) == b"."
        running.send_signal(signal.SIGTERM)
    assert running.returncode == 128 + signal.SIGTERM


def test_run_without_a_program_says_so() -> None:
    done = subprocess.run([*WEB, "--run", "/no/such/program"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (127, "/no/such/program: No such file or directory\n")
    assert subprocess.run([*WEB], cwd=ROOT, capture_output=True, check=False).returncode == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_folder_serves_until_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    with subprocess.Popen([*WEB, "--folder", str(tmp_path)], cwd=ROOT) as server:
        try:
            file = tmp_path / "env.sh"
            deadline = time.monotonic() + 20
            while not file.exists():
                assert time.monotonic() < deadline and server.poll() is None
                time.sleep(0.05)
            lines = dict(line.split("=", 1) for line in file.read_text(encoding="utf-8").splitlines())
            assert lines["SSL_CERT_FILE"] == str(tmp_path / "ca.pem") and lines["no_proxy"] == ""
            assert lines["KLIPING_NOW"] == "2024-11-28T06:00:00+07:00"
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": lines["http_proxy"]}))
            with opener.open("http://kabarlayar.example/", timeout=10) as answer:
                assert answer.status == 200
            done = subprocess.run(
                [sys.executable, "-c", ASK, "0"], env=os.environ | lines, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
        finally:
            server.send_signal(number)
    assert server.returncode == 0 and not file.exists()
