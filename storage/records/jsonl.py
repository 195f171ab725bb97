"""Records as JSON Lines: one object a line, written whole or not at all, and read strictly."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from storage.exceptions import ArchiveError
from storage.raw.atomic import write_whole

_Record = TypeVar("_Record")
_LONGEST = 16 * 2**20
"""Bytes of a line, at most: a device that has no line feed is not read into memory."""

_MARK = b"\xef\xbb\xbf"
"""Editors on Windows put it before the first line."""


def write(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Writes all rows, or leaves the file as it was. Raises ``ArchiveError`` (``ArchiveFull``: no room)."""
    write_whole(path, (json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def read(path: Path, parse: Callable[[dict[str, Any]], _Record], *, advice: str) -> Iterator[tuple[int, _Record]]:
    """Line number and parsed object of every line, in the order of the file; blank lines are passed over.

    ``parse`` raises ``ValueError``, ``KeyError`` or ``TypeError`` for a wrong object. Raises ``ArchiveError`` with
    file, line and ``advice``, also for a file that is missing or cannot be read.
    """
    number = 0
    try:
        with path.open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(_LONGEST + 1), b""), 1):
                if len(line) > _LONGEST:
                    raise ValueError(f"a line is longer than {_LONGEST} bytes")
                text = line.removeprefix(_MARK) if number == 1 else line
                if text.strip():
                    yield number, parse(_object(text))
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read ({error.strerror}): {advice}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else error
        raise ArchiveError(f"{path}:{number}: {reason}; {advice}") from error


def _object(text: bytes) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("a line is a JSON object")
    return found
