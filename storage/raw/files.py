"""The files of the raw archive: their names, and how one is begun, completed, or mended. Knows nothing of records."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path

from storage.exceptions import WarcError, of_writing
from storage.failpoints import reached

SUFFIX = ".warc.gz"
OPEN_SUFFIX = ".open"
"""Added to the name of a file that is not complete."""

TORN = f"*{SUFFIX}.*.torn"
"""Pattern of the torn ends that a recovery set aside."""

WRITER_MARK = "--"
"""Stands between the run and the one of its writers, where there are several machines, in the name of a file."""

RUN_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_FILE_NAME = re.compile(r"(\d{8}T\d{6}Z)-([a-z0-9][a-z0-9-]{0,63})-(\d{1,6})\.warc\.gz")
_TIMESTAMP = "%Y%m%dT%H%M%SZ"


def begin(folder: Path, run_id: str, number: int, now: datetime) -> tuple[str, int, int]:
    """Begins a file that was not there: its final name, the number it got, and a descriptor to write to.

    Several writers of one run may share the folder and begin in the same second: ``number`` is the first one tried.
    """
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        sync_folder(folder.parent)
    while True:
        name = f"{now.astimezone(UTC):{_TIMESTAMP}}-{run_id}-{number}{SUFFIX}"
        path = folder / (name + OPEN_SUFFIX)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
        except FileExistsError:
            number += 1
            continue
        if not (folder / name).exists():
            sync_folder(folder)
            return name, number, descriptor
        os.close(descriptor)
        path.unlink()
        number += 1


@lru_cache(maxsize=64)  # for every record that is read
def file_facts(name: str) -> tuple[datetime, str]:
    """Start and run of a WARC file, from its name; raises :class:`WarcError` for another name.

    What follows ``--`` in the name of the run is the writer: one of several that took part in it.
    """
    match = _FILE_NAME.fullmatch(name)
    if match is None:
        raise WarcError(f"{name!r} is not the name of a WARC file of Kliping")
    return datetime.strptime(match[1], _TIMESTAMP).replace(tzinfo=UTC), match[2].partition(WRITER_MARK)[0]


def open_names(folder: Path) -> list[Path]:
    """Files that are not complete, oldest first."""
    return sorted(folder.glob(f"*{SUFFIX}{OPEN_SUFFIX}"))


def holds(folder: Path, name: str) -> bool:
    """True if the folder has the WARC file of this name, complete or not."""
    return any((folder / (name + suffix)).exists() for suffix in ("", OPEN_SUFFIX))


def set_torn_aside(path: Path, good: int) -> str:
    """Moves what follows the first ``good`` bytes of an open file to ``<file>.<good>.torn``, whose name it gives.

    The copy is safe before anything is cut off, so this may be killed and run again.
    """
    torn = path.with_name(f"{path.name.removesuffix(OPEN_SUFFIX)}.{good}.torn")
    with path.open("r+b") as source:
        source.seek(good)
        with torn.open("wb") as target:
            while chunk := source.read(1024 * 1024):
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        sync_folder(path.parent)
        reached("rec_after_torn")
        source.truncate(good)
        os.fsync(source.fileno())
    return torn.name


def seal(path: Path) -> None:
    """Gives an open file, whose bytes are safe, its final name."""
    final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
    if final.exists():
        raise WarcError(f"{path} cannot be completed: {final.name} exists already; move one of them away")
    try:
        reached("seal_before_rename")
        path.rename(final)
        reached("seal_after_rename")
        sync_folder(path.parent)
    except OSError as error:
        raise of_writing(error, path) from error


def sync_folder(folder: Path) -> None:
    """Makes names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def mapped(path: Path) -> Iterator[bytes | mmap]:
    """The bytes of a file, without reading it into memory."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            yield b""  # an empty file cannot be mapped
            return
        with mmap(file.fileno(), 0, access=ACCESS_READ) as data:
            yield data
