"""Runs the project's commands as a user does."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests import forked
from tests.forked import ROOT as ROOT
from tests.web.server import SampleWeb

FAST = ("-s", "DOWNLOAD_DELAY=0")
"""The sample web is ours and needs no pause between two requests."""

_PATIENCE = 300.0
"""Seconds."""


def environment(data: Path, web: SampleWeb | None = None, **more: str) -> dict[str, str]:
    """Environment of a command on a data folder of its own, and on the sample web where one is given."""
    ours = {
        "KLIPING_DATA": str(data),
        "KLIPING_DATABASE_URL": "",
        "KLIPING_CONTACT": "test@example.org",
        "KLIPING_TERMS_ACKNOWLEDGED": "antara",
        # a process for each core is loaded for nothing where pages are few: such a crawl takes 4.6 CPU s on two cores,
        # and 3.4 with one process
        "KLIPING_WORKERS": "1",
    }
    return os.environ | ours | (web.environment() if web else {}) | more


def scrapy(
    *arguments: str, env: Mapping[str, str], stdin: str | None = None, patience: float = _PATIENCE
) -> subprocess.CompletedProcess[str]:
    """``scrapy`` with these arguments; its output as text. It may take ``patience`` seconds."""
    with TemporaryDirectory() as folder:
        given, out, said = (Path(folder) / name for name in ("stdin", "stdout", "stderr"))
        given.write_text(stdin or "", encoding="utf-8")
        process = forked.begin(arguments, env, (given, out, said))
        process.join(patience)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(["scrapy", *arguments], patience, out.read_text(), said.read_text())
        texts = [path.read_bytes().decode() if path.exists() else "" for path in (out, said)]
        return subprocess.CompletedProcess(["scrapy", *arguments], process.exitcode, *texts)


def exported(
    folder: Path, env: Mapping[str, str], *arguments: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Articles and events of the archive, through the export with texts."""
    done = scrapy("export", str(folder), "--format", "jsonl", "--with-text", *arguments, env=env)
    assert done.returncode == 0, done.stderr
    tables = []
    for name in ("articles", "events"):
        lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        tables.append([json.loads(line) for line in lines])
    return tables[0], tables[1]
