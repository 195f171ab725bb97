"""Small files of the data folder that are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from storage.exceptions import of_writing
from storage.failpoints import reached
from storage.raw.files import sync_folder


def write_whole(path: Path, lines: Iterable[str]) -> None:
    """Writes the lines (each with its line feed), durably, or leaves the file as it was.

    Raises ``ArchiveError`` (``ArchiveFull``: no room).
    """
    draft = path.with_name(f".{path.name}.draft")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        reached("keep_before_rename")
        draft.replace(path)
        # the new name must outlive a power cut, not only the bytes
        sync_folder(path.parent)
    except BaseException as error:
        draft.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise of_writing(error, path) from error
        raise
