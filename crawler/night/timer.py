"""Installs the systemd units of the nights; without ``--yes`` it only shows what it would do.

``python -m crawler.night.timer [--yes] [--system]``; ``make install-timer`` calls it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scrapy.settings import Settings

from crawler import config
from crawler.cli import exits
from crawler.exceptions import UsageFailure
from crawler.settings import KLIPING_MORNING_AT, KLIPING_NIGHT_AT, ROOT, RUN_MINUTES

TIMERS = ("kliping.timer", "kliping-watch.timer", "kliping-verify.timer")
_CLOSING_MINUTES = 30
"""Minutes that a night may take after its crawl."""
_TEMPLATES = Path(__file__).resolve().parent / "units"

_HARDENING = """ProtectSystem=strict
ReadWritePaths=@DATA@
ProtectHome=read-only
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
IPAddressDeny=10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 169.254.0.0/16 fc00::/7 fe80::/10
# a resolver or a proxy on this machine is reached: 127.0.0.0/8 is left to the crawler's own address guard"""
"""Directives for the system's manager; a user's own manager refuses some of them."""

_ENVIRONMENT = """# Settings of Kliping's nights: NAME=value, one a line (see crawler/README.md).
KLIPING_CONTACT={contact}
#KLIPING_NOTIFY=mailtos://user:password@mail.your-domain.id?from=you@your-domain.id&to=you@your-domain.id
"""


@dataclass(frozen=True, slots=True)
class Installation:
    """Files to write, commands to run after it, and the path of the settings file."""

    files: dict[Path, str]
    commands: tuple[tuple[str, ...], ...]
    environment: Path


@dataclass(frozen=True, slots=True)
class Times:
    """Times of day in Jakarta: of the night, and of the morning's look."""

    night: str = KLIPING_NIGHT_AT
    morning: str = KLIPING_MORNING_AT


def plan(
    *, system: bool, project: Path, data: Path, user: str, home: Path, contact: str, times: Times | None = None
) -> Installation:
    """Plan an installation. The settings file is written only where there is none."""
    times = times or Times()
    folder = Path("/etc/systemd/system") if system else home / ".config/systemd/user"
    environment = Path("/etc/kliping.env") if system else home / ".config/kliping.env"
    values = {
        "@HARDENING@": _HARDENING if system else "# a user's manager cannot protect the file system",
        "@USER@": f"User={user}" if system else "# runs as the user whose manager this is",
        "@PROJECT@": str(project),
        "@DATA@": str(data),
        "@ENVIRONMENT@": str(environment),
        "@NIGHT@": times.night,
        "@MORNING@": times.morning,
        "@LIMIT@": f"{RUN_MINUTES + _CLOSING_MINUTES}min",
    }
    files = {}
    for template in sorted(_TEMPLATES.glob("*.in")):
        text = template.read_text(encoding="utf-8")
        for mark, value in values.items():
            text = text.replace(mark, value.replace("%", "%%"))  # systemd expands a percent sign
        files[folder / template.name.removesuffix(".in")] = text
    if not environment.exists():
        files[environment] = _ENVIRONMENT.format(contact=contact or "you@your-domain.id")
    manager = ("systemctl",) if system else ("systemctl", "--user")
    return Installation(files, ((*manager, "daemon-reload"), (*manager, "enable", "--now", *TIMERS)), environment)


def crontab(project: Path) -> str:
    """Return three lines for cron, where there is no systemd. Times are in the machine's zone."""
    within = f"cd {project} && set -a && . ~/.config/kliping.env && .venv/bin/scrapy"
    return (
        f"30 1 * * * {within} nightly\n0 7 * * * {within} health --expect-run-within 26h\n0 13 * * 0 {within} verify\n"
    )


def main(
    arguments: Sequence[str] | None = None,
    run: Callable[[Sequence[str]], int] = lambda command: subprocess.run(command, check=False).returncode,
) -> int:
    """Show the installation, or do it; return the exit code."""
    parser = argparse.ArgumentParser(description="Install Kliping's timers. Shows what it will do unless told --yes.")
    parser.add_argument("--yes", action="store_true", help="do it")
    parser.add_argument("--system", action="store_true", help="for the machine (as root) instead of this user")
    options = parser.parse_args(arguments)
    user = os.environ.get("SUDO_USER") or os.environ.get("USER") or "kliping"
    data = Path(os.environ.get("KLIPING_DATA") or ROOT / "data").absolute()
    contact = os.environ.get("KLIPING_CONTACT", "")
    steps = plan(system=options.system, project=ROOT, data=data, user=user, home=Path.home(), contact=contact)
    try:
        if contact:
            config.contact(Settings({"KLIPING_CONTACT": contact}))
    except UsageFailure as error:
        sys.stderr.write(f"error: {error}\n")
        return exits.USAGE
    if not options.yes:
        _show(steps)
        return exits.OK
    try:
        for path, text in steps.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            if path == steps.environment:
                path.chmod(0o600)  # it may hold the password of a mail account
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sys.stderr.write(f"error: {error.filename} cannot be written ({error.strerror}); use sudo for --system\n")
        return exits.USAGE
    for command in steps.commands:
        if run(command):
            sys.stderr.write(f"error: `{' '.join(command)}` failed; the units are written, see the message above\n")
            return exits.CRASH
    if not options.system:
        sys.stderr.write("A user's timers run while that user is logged in; always with: loginctl enable-linger\n")
    sys.stderr.write(f"Installed. Settings: {steps.environment}. Next runs: systemctl list-timers 'kliping*'\n")
    return exits.OK


def _show(steps: Installation) -> None:
    out = sys.stdout
    for path, text in steps.files.items():
        out.write(f"==> would write {path}\n{text}\n")
    for command in steps.commands:
        out.write(f"==> would run   {' '.join(command)}\n")
    out.write("\n==> Nothing was done. Do it: make install-timer CONFIRM=1 (SYSTEM=1 for the machine, as root)\n")
    out.write(f"==> Without systemd, put this into crontab -e:\n{crontab(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
