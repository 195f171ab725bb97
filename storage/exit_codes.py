"""Exit codes of the commands, as the run table keeps them (``Run.exit_code``)."""

from __future__ import annotations

OK = 0
CRASH = 1
USAGE = 2
DISK_FULL = 3
DEGRADED = 10
INTERRUPTED = 11
NO_OUTLET = 12
INVARIANT = 70
LOCKED = 75
