"""The file of the troubles that were told, in the data folder; elsewhere while that folder cannot be written."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from storage.data_folder import TROUBLES_FILE
from storage.exceptions import ArchiveError
from storage.health.troubles import Told, Trouble
from storage.raw.atomic import write_whole

_MOMENTS = ("began_at", "told_at", "gone_at")
_FLAGS = ("end_told", "returned")


def read(folder: Path) -> dict[str, Told]:
    """Troubles that were told, by key, from the place that was written last. A damaged file tells nothing."""
    latest = _latest(folder)
    return {one.trouble.key: one for one in map(_told, latest["troubles"])} if latest else {}


def last_look(folder: Path) -> datetime | None:
    """Time at which somebody was last told, or found that there was nothing to tell."""
    latest = _latest(folder)
    return datetime.fromisoformat(latest["saved_at"]) if latest else None


def save(folder: Path, told: Mapping[str, Told], *, now: datetime) -> bool:
    """Writes the troubles; return false where no place can be written: they will then be told once more."""
    text = json.dumps({"saved_at": now.isoformat(), "troubles": [_row(one) for one in told.values()]}, indent=1)
    first, second = _places(folder)
    for place in (first, second):
        try:
            if place is second:
                place.parent.mkdir(parents=True, exist_ok=True)
            write_whole(place, [text, "\n"])
        except (ArchiveError, OSError):
            continue
        if place is first:
            _forget(second)
        return True
    return False


def _places(folder: Path) -> tuple[Path, Path]:
    """The data folder, and a place of its own for each in the folder for the state of programs.

    ``STATE_DIRECTORY`` is set by systemd: https://www.freedesktop.org/software/systemd/man/systemd.exec.html
    """
    state = os.environ.get("STATE_DIRECTORY") or str(Path("~/.local/state/kliping").expanduser())
    name = sha256(os.fsencode(folder)).hexdigest()[:16]
    return folder / TROUBLES_FILE, Path(state) / f"{name}-{TROUBLES_FILE}"


def _latest(folder: Path) -> dict[str, Any] | None:
    found = [document for place in _places(folder) if (document := _document(place)) is not None]
    return max(found, key=lambda document: datetime.fromisoformat(document["saved_at"]), default=None)


def _document(place: Path) -> dict[str, Any] | None:
    try:
        document = json.loads(place.read_text(encoding="utf-8"))
        datetime.fromisoformat(document["saved_at"])
        list(map(_told, document["troubles"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return dict(document)


def _forget(place: Path) -> None:
    try:
        place.unlink(missing_ok=True)
    except OSError:
        return  # it is older than what was just written, and not read any more


def _row(one: Told) -> dict[str, Any]:
    trouble = one.trouble
    named = {"key": trouble.key, "text": trouble.text, "advice": trouble.advice, "title": trouble.title}
    moments = {name: value.isoformat() if (value := getattr(one, name)) else None for name in _MOMENTS}
    return named | moments | {name: getattr(one, name) for name in _FLAGS}


def _told(row: Mapping[str, Any]) -> Told:
    trouble = Trouble(*(str(row[name]) for name in ("key", "text", "advice", "title")))
    moments = {name: datetime.fromisoformat(row[name]) if row[name] else None for name in _MOMENTS}
    return Told(trouble=trouble, **moments, **{name: bool(row[name]) for name in _FLAGS})  # type: ignore[arg-type]
