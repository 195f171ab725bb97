"""Runs the sample web from a shell.

``python -m tests.web --folder DIR`` serves until SIGTERM or SIGINT; once it is ready, ``DIR/env.sh`` holds the
variables that send a program to it, one ``KEY=VALUE`` a line. ``python -m tests.web --run COMMAND…`` serves while a
command runs with these variables, and ends with the command's exit code.
"""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

from tests.web.server import SampleWeb


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.web", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--folder", type=Path, help="where env.sh, ca.pem and certificates are written")
    parser.add_argument("--port", type=int, default=0, help="port of the proxy (default: any free one)")
    parser.add_argument("--run", nargs=argparse.REMAINDER, metavar="COMMAND", help="serve while this command runs")
    options = parser.parse_args(arguments)
    if options.run == []:
        parser.error("--run needs a command")
    if options.run is None and options.folder is None:
        parser.error("give --folder DIR to serve, or --run COMMAND")
    with SampleWeb(folder=options.folder, port=options.port) as web:
        if options.run is not None:
            return _run(options.run, web.environment())
        return _serve(options.folder, web.environment())


def _serve(folder: Path, variables: dict[str, str]) -> int:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    lines = "".join(f"{name}={shlex.quote(value) if value else ''}\n" for name, value in variables.items())
    partial = folder / "env.sh.part"
    partial.write_text(lines, encoding="utf-8")
    partial.replace(folder / "env.sh")  # who waits for the file finds it whole
    stop.wait()
    (folder / "env.sh").unlink(missing_ok=True)
    return 0


def _run(command: list[str], variables: dict[str, str]) -> int:
    child: subprocess.Popen[bytes] | None = None
    early: list[int] = []

    def forward(number: int, _: FrameType | None) -> None:
        if child is None:
            early.append(number)
        else:
            child.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, forward)
    try:
        child = subprocess.Popen(command, env=os.environ | variables)
    except OSError as problem:
        sys.stderr.write(f"{command[0]}: {problem.strerror}\n")
        return 127
    for early_number in early:
        child.send_signal(early_number)
    code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
