"""A data folder through all its kills and power cuts."""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path
from typing import Any

from storage.data_folder import DATABASE_NAME
from storage.failpoints import VARIABLE
from tests.faults.child import SYNCED, begin
from tests.faults.invariants import (
    after_a_kill,
    after_a_night,
    content,
    fetched_again,
    rows,
    rows_without_bytes,
    tables,
)
from tests.shell import FAST, environment
from tests.web.server import SampleWeb

IN_FLIGHT = 3
"""Pages that one kill may cost: asked for, being read, or read and not yet written."""

_SLOWEST = 120.0


class Night:
    """One data folder of the sample web. ``violations`` gathers what was found wrong after each blow."""

    def __init__(
        self, folder: Path, web: SampleWeb, outlets: str, *, mutant: str = "", power_fails: bool = False
    ) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.records = folder / "records"
        self.web = web
        self.mutant = mutant
        self.power_fails = power_fails
        self.blows = 0
        self.violations: list[str] = []
        self._arguments = ("nightly", "--since", "2024-11-01", "--outlets", outlets, *FAST)
        self.data.mkdir(parents=True)
        self.records.mkdir()

    def strike_at(self, place: str, passing: int, chance: random.Random) -> bool:
        """Runs until this failpoint; false when the night came to its end before."""
        process = self._begin(f"{place}:{passing}")
        process.join(_SLOWEST)
        return self._struck(process, chance)

    def strike_after(self, hits: int, seconds: float, chance: random.Random) -> bool:
        """Runs until so many requests were answered and some time more."""
        began = len(self.web.log)
        process = self._begin()
        deadline = time.monotonic() + _SLOWEST
        while len(self.web.log) < began + hits and process.is_alive() and time.monotonic() < deadline:
            time.sleep(0.005)
        process.join(seconds)
        process.kill()
        process.join()
        return self._struck(process, chance)

    def finish(self) -> dict[str, Any]:
        """Lets the night come to its end, looks at everything, and gives what the folder holds."""
        process = self._begin()
        process.join(_SLOWEST)
        said = (self.records / "said").read_text(errors="replace")
        if process.exitcode != 0:
            process.kill()
            self.violations.append(f"the next night ended with {process.exitcode}: {said[-300:]}")
            return {}
        self.violations += after_a_night(self.data)
        if not self.power_fails and (again := fetched_again(self.data)) > self.blows * IN_FLIGHT:
            self.violations.append(f"I7 {again} pages fetched again after {self.blows} kills")
        return content(self.data)

    def unchanged_by_another_look(self) -> bool:
        """True when recovery, done once more, leaves files and rows as they are (I8)."""
        before = _picture(self.data)
        process = begin((*self._arguments, "--dry-run"), self._env(), self.records)
        process.join(_SLOWEST)
        return process.exitcode == 0 and _picture(self.data) == before

    @property
    def left_open(self) -> bool:
        """True when there is a file for the next run to recover."""
        return any((self.data / "warc").glob("*.open"))

    def tear(self) -> None:
        """Leaves half a record at the end of the open file, as a write that was under way does."""
        for path in (self.data / "warc").glob("*.open"):
            with path.open("ab") as file:
                file.write(path.read_bytes()[:200])

    def _begin(self, failpoint: str = "") -> Any:
        more = {VARIABLE: failpoint} if failpoint else {}
        env = self._env(**more)
        return begin(self._arguments, env, self.records, mutant=self.mutant, checkpoints=not self.power_fails)

    def _env(self, **more: str) -> dict[str, str]:
        return environment(self.data, self.web, **more)

    def _struck(self, process: Any, chance: random.Random) -> bool:
        if process.exitcode == 0:
            return False
        if process.exitcode != -9:
            said = (self.records / "said").read_text(errors="replace")
            self.violations.append(f"ended with {process.exitcode} before the blow: {said[-300:]}")
            return False
        self.blows += 1
        if self.power_fails:
            self._cut_power(chance)
            if (self.data / DATABASE_NAME).exists() and "capture" in tables(self.data):
                self.violations += rows_without_bytes(self.data)
        else:
            self.violations += after_a_kill(self.data, self.records)
        return True

    def _cut_power(self, chance: random.Random) -> None:
        """Takes away what was not made durable: any part of the WARC's tail, any part of the WAL."""
        safe: dict[str, int] = {}
        path = self.records / SYNCED
        for line in path.read_text().split("\n")[:-1] if path.exists() else []:
            name, size = json.loads(line)
            safe[name] = size
        for file in (self.data / "warc").glob("*.open"):
            size = file.stat().st_size
            os.truncate(file, chance.randint(min(safe.get(str(file), 0), size), size))
        wal = self.data / f"{DATABASE_NAME}-wal"
        if wal.exists():
            size = wal.stat().st_size
            os.truncate(wal, chance.choice((size, chance.randint(0, size))))
        (self.data / f"{DATABASE_NAME}-shm").unlink(missing_ok=True)


def _picture(data: Path) -> Any:
    files = {path.name: path.read_bytes() for path in sorted((data / "warc").iterdir())}
    found = [rows(data, f"SELECT * FROM {name}") for name in ("capture", "warc_file", "article", "sighting", "run")]
    return files, found
