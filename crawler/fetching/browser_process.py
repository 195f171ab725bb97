"""The processes of one browser: how much memory they take, and their end."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

from playwright.async_api import Browser

_OWN = re.compile(r"^Rss(?:Anon|Shmem):\s+(\d+) kB$", re.MULTILINE)


class BrowserProcess:
    """A browser with all its processes: they are one process group, which Playwright's driver gives it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.group = os.getpgid(pid)

    @classmethod
    async def of(cls, browser: Browser) -> Self:
        """Asks a running browser for its number."""
        session = await browser.new_browser_cdp_session()
        answer = await session.send("SystemInfo.getProcessInfo")
        await session.detach()
        return cls(next(process["id"] for process in answer["processInfo"] if process["type"] == "browser"))

    def memory(self) -> int:
        """Bytes of memory of its own that the group takes; what it shares with the files it runs is not counted."""
        total = 0
        for process in self._members():
            with suppress(OSError):  # it has ended
                total += sum(int(found) for found in _OWN.findall((process / "status").read_text()))
        return total * 1024

    def kill(self) -> None:
        """Ends the group at once."""
        with suppress(ProcessLookupError):
            if self.group == os.getpgrp():  # not one of its own: the rest of it is ourselves
                os.kill(self.pid, signal.SIGKILL)
            else:
                os.killpg(self.group, signal.SIGKILL)

    def _members(self) -> Iterator[Path]:
        for process in Path("/proc").iterdir():
            if process.name.isdigit():
                with suppress(OSError, IndexError):
                    fields = (process / "stat").read_text().rpartition(")")[2].split()
                    if int(fields[2]) == self.group:
                        yield process
