"""The units that make the nights happen."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from crawler.night.timer import TIMERS, crontab, main, plan
from crawler.settings import ROOT, RUN_MINUTES


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KLIPING_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("KLIPING_CONTACT", "desk@example.org")
    return tmp_path


def test_it_shows_first_and_does_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert f"would write {home}/.config/systemd/user/kliping.timer" in shown
    assert "OnCalendar=*-*-* 01:30:00 Asia/Jakarta" in shown
    assert "systemctl --user enable --now kliping.timer kliping-watch.timer kliping-verify.timer" in shown
    assert "OnCalendar=Sun *-*-* 13:00:00 Asia/Jakarta" in shown
    assert "Nothing was done" in shown
    assert list(home.iterdir()) == []


def test_it_installs_and_keeps_settings_that_are_there(home: Path) -> None:
    asked: list[tuple[str, ...]] = []

    def run(command: Sequence[str]) -> int:
        asked.append(tuple(command))
        return 0

    assert main(["--yes"], run) == 0
    units = home / ".config/systemd/user"
    assert sorted(path.name for path in units.iterdir()) == [
        "kliping-alert@.service", "kliping-verify.service", "kliping-verify.timer", "kliping-watch.service",
        "kliping-watch.timer", "kliping.service", "kliping.timer",
    ]  # fmt: skip
    service = (units / "kliping.service").read_text(encoding="utf-8")
    assert "@" not in service.replace("kliping-alert@", "")
    assert f"TimeoutStartSec={RUN_MINUTES + 30}min\n" in service, "the night ends before systemd ends it"
    assert asked == [("systemctl", "--user", "daemon-reload"), ("systemctl", "--user", "enable", "--now", *TIMERS)]
    settings = home / ".config/kliping.env"
    assert "KLIPING_CONTACT=desk@example.org" in settings.read_text(encoding="utf-8")
    assert settings.stat().st_mode & 0o777 == 0o600
    settings.write_text("KLIPING_CONTACT=mine@example.org\n", encoding="utf-8")
    assert main(["--yes"], run) == 0
    assert settings.read_text(encoding="utf-8") == "KLIPING_CONTACT=mine@example.org\n"


def test_a_manager_that_refuses_is_said(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--yes"], lambda _: 1) == 1
    assert "daemon-reload` failed" in capsys.readouterr().err


@pytest.mark.parametrize("system", [True, False])
def test_systemd_understands_the_units(tmp_path: Path, system: bool) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd on this machine")
    units = plan(
        system=system, project=ROOT, data=tmp_path / "data", user="root", home=tmp_path, contact="a@x.id"
    ).files
    written = []
    for path, text in units.items():
        if path.suffix in (".service", ".timer"):
            (tmp_path / path.name).write_text(text, encoding="utf-8")
            written.append(str(tmp_path / path.name))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(name for name in written if "@" not in name)],
        capture_output=True, encoding="utf-8", check=False, env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "kliping" in line]
    assert ours == [], done.stderr


def test_cron_needs_three_lines() -> None:
    night, morning, weekly = crontab(Path("/opt/kliping")).splitlines()
    assert night.startswith("30 1 * * * cd /opt/kliping")
    assert "--expect-run-within 26h" in morning
    assert weekly.endswith(".venv/bin/scrapy verify")
