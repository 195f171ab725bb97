"""Installs the systemd units of the nights; without ``--yes`` it only shows what it would do.

``python -m crawler.night.timer [--yes] [--system]``; ``make install-timer`` calls it.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from scrapy.settings import Settings

from crawler import config
from crawler.cli import exits
from crawler.exceptions import UsageFailure
from crawler.settings import KLIPING_CONTACT, KLIPING_DATA, KLIPING_MORNING_AT, KLIPING_NIGHT_AT, ROOT, RUN_MINUTES

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
#KLIPING_NOTIFY='mailtos://user:password@mail.your-domain.id?from=you@your-domain.id&to=you@your-domain.id'
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
        "@PROJECT@": _expanded(str(project)),
        # behind `env`, because a path with quotes is no name of a program for systemd
        "@SCRAPY@": _quoted(f"{project}/.venv/bin/scrapy".replace("$", "$$")),
        "@DATA@": _quoted(str(data)),
        "@DATA_SETTING@": _quoted(f"KLIPING_DATA={data}"),
        "@ENVIRONMENT@": _expanded(str(environment)),
        "@NIGHT@": times.night,
        "@MORNING@": times.morning,
        "@LIMIT@": f"{RUN_MINUTES + _CLOSING_MINUTES}min",
    }
    files = {}
    for template in sorted(_TEMPLATES.glob("*.in")):
        text = template.read_text(encoding="utf-8")
        for mark, value in values.items():
            text = text.replace(mark, value)
        files[folder / template.name.removesuffix(".in")] = text
    if not environment.exists():
        files[environment] = _ENVIRONMENT.format(contact=contact)
    manager = ("systemctl",) if system else ("systemctl", "--user")
    return Installation(files, ((*manager, "daemon-reload"), (*manager, "enable", "--now", *TIMERS)), environment)


def crontab(project: Path, data: Path, environment: Path, times: Times | None = None) -> str:
    """Return three lines for cron, where there is no systemd. Times are in the machine's zone."""
    times = times or Times()
    place, settings, folder = (shlex.quote(str(path)) for path in (project, environment, data))
    scrapy = ".venv/bin/scrapy"
    # a percent sign would end the line: https://manpages.debian.org/crontab.5
    within = f"cd {place} && set -a && . {settings} && KLIPING_DATA={folder}".replace("%", r"\%")
    killed = f"[ $? -lt 128 ] || {scrapy} alert --failed nightly"
    return (
        f"{_minute_and_hour(times.night)} * * * {within} && {{ {scrapy} nightly; {killed}; }}\n"
        f"{_minute_and_hour(times.morning)} * * * {within} && {scrapy} health --expect-run-within 26h\n"
        f"0 13 * * 0 {within} && {scrapy} verify\n"
    )


def _minute_and_hour(time: str) -> str:
    hour, _, minute = time.partition(":")
    return f"{int(minute)} {int(hour)}"


def _expanded(text: str) -> str:
    """A text in a unit, in which systemd expands percent signs: the rest of the line is taken as it is."""
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    """One word of a unit's line, whatever is in it."""
    return '"' + _expanded(text.replace("\\", r"\\").replace('"', r"\"")) + '"'


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
    data = Path(os.environ.get("KLIPING_DATA") or KLIPING_DATA).absolute()
    contact = os.environ.get("KLIPING_CONTACT") or KLIPING_CONTACT
    try:
        config.contact(Settings({"KLIPING_CONTACT": contact}))
    except UsageFailure as error:
        sys.stderr.write(f"error: {error}\n")
        return exits.USAGE
    steps = plan(system=options.system, project=ROOT, data=data, user=user, home=Path.home(), contact=contact)
    if not options.yes:
        _show(steps, data)
        return exits.OK
    try:
        changes = [(path, _write(path, text, private=path == steps.environment)) for path, text in steps.files.items()]
        data.mkdir(parents=True, exist_ok=True)
        if options.system and os.geteuid() == 0:
            shutil.chown(data, user)  # the service runs as this user
    except LookupError:
        sys.stderr.write(f"error: there is no user {user!r}: make it (adduser --system {user}), then install again\n")
        return exits.USAGE
    except OSError as error:
        sys.stderr.write(f"error: {error.filename} cannot be written ({error.strerror}); use sudo for --system\n")
        return exits.USAGE
    for path, change in changes:
        sys.stderr.write(f"{change:<10} {path}\n")
    if steps.environment not in steps.files:
        sys.stderr.write(f"{'kept':<10} {steps.environment}\n")
    for command in steps.commands:
        if run(command):
            sys.stderr.write(f"error: `{' '.join(command)}` failed; the units are written, see the message above\n")
            return exits.CRASH
    if not options.system:
        sys.stderr.write("A user's timers run while that user is logged in; always with: loginctl enable-linger\n")
    sys.stderr.write(f"Installed. Settings: {steps.environment}. Next runs: systemctl list-timers 'kliping*'\n")
    return exits.OK


def _write(path: Path, text: str, *, private: bool) -> str:
    """Write a file, and return what that changed: ``new``, ``changed`` or ``unchanged``."""
    before = _text_of(path)
    if before == text:
        return "unchanged"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600 if private else 0o644)  # the settings may hold the password of a mail account
    path.write_text(text, encoding="utf-8")
    return "new" if before is None else "changed"


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _show(steps: Installation, data: Path) -> None:
    out = sys.stdout
    for path, text in steps.files.items():
        before = _text_of(path)
        if before is None:
            out.write(f"==> would write {path}\n{text}\n")
        elif before == text:
            out.write(f"==> unchanged   {path}\n")
        else:
            lines = unified_diff(before.splitlines(), text.splitlines(), "now", "then", n=0, lineterm="")
            out.write(f"==> would change {path}\n" + "".join(f"{line}\n" for line in lines))
    if steps.environment not in steps.files:
        out.write(f"==> would keep  {steps.environment}\n")
    for command in steps.commands:
        out.write(f"==> would run   {' '.join(command)}\n")
    out.write("\n==> Nothing was done. Do it: make install-timer CONFIRM=1 (SYSTEM=1 for the machine, as root)\n")
    out.write(f"==> Without systemd, put this into crontab -e:\n{crontab(ROOT, data, steps.environment)}")


if __name__ == "__main__":
    sys.exit(main())
