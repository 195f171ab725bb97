"""Record of checks: the latest of each outlet, as JSON Lines in the data folder."""

from __future__ import annotations

from pathlib import Path

from crawler.onboarding.check.evidence import Checked
from storage.data_folder import CHECKS_FILE
from storage.records import jsonl

_ADVICE = "mend the line or remove it: what was seen is seen again by `scrapy outlets --check`"


def checks(folder: Path) -> dict[str, Checked]:
    """The latest check of every outlet in a data folder. Raises ``ArchiveError`` for a line that is none."""
    path = folder / CHECKS_FILE
    if not path.exists():
        return {}
    return {checked.outlet: checked for _, checked in jsonl.read(path, Checked.of_row, advice=_ADVICE)}


def save(folder: Path, checked: Checked) -> None:
    """Put a check in the place of the outlet's last. Raises ``ArchiveError`` when the record cannot be written."""
    known = checks(folder) | {checked.outlet: checked}
    jsonl.write(folder / CHECKS_FILE, (known[name].row() for name in sorted(known)))
