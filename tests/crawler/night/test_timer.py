"""The units that make the nights happen."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from crawler.night.timer import TIMERS, crontab, main, plan
from crawler.settings import RUN_MINUTES


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


def test_without_a_contact_nothing_is_shown_or_done(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KLIPING_CONTACT", "")
    assert main(["--yes"], lambda _: 0) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "KLIPING_CONTACT='' is no mail address" in said.err
    assert list(home.iterdir()) == []


def test_a_second_installation_says_what_it_changes(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--yes"], lambda _: 0) == 0
    assert capsys.readouterr().err.count("new   ") == 8
    timer = home / ".config/systemd/user/kliping.timer"
    timer.write_text(timer.read_text(encoding="utf-8").replace("01:30:00", "03:00:00"), encoding="utf-8")
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert "-OnCalendar=*-*-* 03:00:00 Asia/Jakarta\n+OnCalendar=*-*-* 01:30:00 Asia/Jakarta\n" in shown
    assert shown.count("==> unchanged ") == 6
    assert f"==> would keep  {home}/.config/kliping.env" in shown
    assert main(["--yes"], lambda _: 0) == 0
    told = capsys.readouterr().err
    assert f"changed    {timer}" in told
    assert told.count("unchanged ") == 6
    assert f"kept       {home}/.config/kliping.env" in told


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
@pytest.mark.parametrize("name", ["data", 'koran 50% "baru" $HOME di sana\'s'])
def test_systemd_understands_the_units(tmp_path: Path, name: str, system: bool) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd on this machine")
    project = tmp_path / name
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "scrapy").symlink_to("/bin/true")
    units = plan(
        system=system, project=project, data=tmp_path / name, user="root", home=tmp_path, contact="a@x.id"
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
    folder = Path("/opt/50% kliping")
    night, morning, weekly = crontab(folder, folder / "data", folder / "kliping.env").splitlines()
    assert night.startswith(
        r"30 1 * * * cd '/opt/50\% kliping' && set -a && . '/opt/50\% kliping/kliping.env' && KLIPING"
    )
    assert "KLIPING_DATA='/opt/50\\% kliping/data'" in night
    for line in (night, morning, weekly):
        command = line.split(maxsplit=5)[5].replace(r"\%", "%")  # as cron hands it to the shell
        assert subprocess.run(["sh", "-n", "-c", command], check=False).returncode == 0
    assert "--expect-run-within 26h" in morning
    assert weekly.endswith(".venv/bin/scrapy verify")
