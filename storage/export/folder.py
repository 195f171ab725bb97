"""A folder that is replaced as a whole: until the new one is complete, the old one stays as it is."""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.exceptions import ArchiveError

PACKAGE_NAME = "kliping-export"
"""``name`` in the ``datapackage.json`` of a folder that this project wrote."""

DESCRIPTOR = "datapackage.json"
README = "README.md"
CITATION = "CITATION.cff"
CODEBOOK = "codebook.md"
REGIONS = "regions.geojson"

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """An empty folder to write into; at the end it takes the place of ``folder``, whose old contents are removed.

    Where anything is raised, or the process is killed, ``folder`` stays as it was; what was left half written is
    removed by the next export to the same place. Raises ``ArchiveError`` if ``folder`` holds anything but an earlier
    export, or another export to it is under way.
    """
    target = folder.resolve()
    require_replaceable(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.partial")
    with _claimed(draft, target) as handle:
        yield draft
        os.fsync(handle)
        require_replaceable(target)
        if not target.exists():
            draft.rename(target)
        else:
            # the old folder is locked too: under the draft's name it must not be taken for one to write into
            with _locked(target, target):
                _exchange(draft, target)
                shutil.rmtree(draft)


def require_replaceable(folder: Path) -> None:
    """Raises ``ArchiveError`` unless ``folder`` is missing, empty, or an earlier export and nothing besides."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ArchiveError(f"{folder} is a file: give a folder that does not exist yet")
    present = {entry.name for entry in folder.iterdir()}
    if not present:
        return
    written = _written_files(folder)
    if not written:
        raise ArchiveError(f"{folder} was not written by an export: give a folder that does not exist yet")
    foreign = sorted(present - written)
    if foreign:
        raise ArchiveError(f"{folder} also holds {foreign[0]!r}, which no export wrote: move it away first")


def _written_files(folder: Path) -> set[str]:
    """The files of an earlier export, by its own descriptor; none for any other folder."""
    try:
        package = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        if package["name"] != PACKAGE_NAME:
            return set()
        return {
            DESCRIPTOR,
            README,
            CITATION,
            CODEBOOK,
            REGIONS,
            *(resource["path"] for resource in package["resources"]),
        }
    except (OSError, ValueError, TypeError, KeyError):
        return set()


@contextmanager
def _claimed(draft: Path, target: Path) -> Iterator[int]:
    """Holds the draft folder, emptied of what a killed export left, and gives its open handle."""
    while True:
        draft.mkdir(exist_ok=True)
        with _locked(draft, target) as handle:
            # an export that ended in between has moved the folder that was opened here
            if not draft.exists() or not os.path.samestat(os.fstat(handle), draft.stat()):
                continue
            _empty(draft)
            finished = False
            try:
                yield handle
                finished = True
            finally:
                if not finished:
                    shutil.rmtree(draft, ignore_errors=True)
            return


@contextmanager
def _locked(folder: Path, target: Path) -> Iterator[int]:
    """A lock on the folder itself, which ends with its process."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise ArchiveError(f"another export to {target} is under way: wait until it is done") from None
    try:
        yield handle
    finally:
        os.close(handle)


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _exchange(draft: Path, target: Path) -> None:
    """Swaps two folders: in one step where the system can (Linux, ``renameat2(2)``), else in three renames."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        swapped = False
    else:
        names = os.fsencode(draft), os.fsencode(target)
        swapped = renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0
    if not swapped:
        aside = target.with_name(f".{target.name}.old")
        shutil.rmtree(aside, ignore_errors=True)
        target.rename(aside)
        draft.rename(target)
        aside.rename(draft)
