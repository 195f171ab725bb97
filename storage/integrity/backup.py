"""A consistent copy of the database, made while a crawl may be writing, and a manifest that proves it later.

A plain copy of the database file misses what stands in its WAL; the backup interface of SQLite does not
(https://www.sqlite.org/backup.html). An archive on PostgreSQL is copied into a SQLite file as well, row by row, so that
it can be read and browsed anywhere. WARC files never change once they are complete: the manifest has their digests,
so that copies made by any tool can be checked.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.engine import URL

from storage.data_folder import RECORDS
from storage.exceptions import ArchiveError, of_writing
from storage.integrity.transfer import transfer
from storage.raw.files import sync_folder

MANIFEST_SUFFIX = ".manifest.json"
"""Added to the name of the copy."""

_FORMAT = "kliping-backup/1"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileDigest:
    """A file of the manifest: its name, bytes, and SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """Content of a backup. ``missing``: WARC files that the database counts on and that are not there as it says.

    ``records``: the JSON Lines files of the data folder, which hold what the raw archive cannot tell.
    """

    database: FileDigest
    warc_files: tuple[FileDigest, ...]
    missing: tuple[str, ...]
    records: tuple[FileDigest, ...]
    manifest: Path


def back_up(database_url: str, warc_folder: Path, target: Path, *, now: datetime) -> Backup:
    """Copies the database to ``target``, checks the copy, and writes ``<target>.manifest.json`` beside it.

    ``now`` (aware) is noted in the manifest. Readers and writers of the database go on meanwhile. Raises
    :class:`ArchiveError` for a database that is not there or does not answer, for a copy that does not pass
    ``integrity_check``, and when ``target`` is a file that no backup wrote (``ArchiveFull``: no room). What was there
    before then stays.
    """
    on_server = make_url(database_url).get_backend_name() != "sqlite"
    source = None if on_server else _database_file(database_url)
    manifest = target.with_name(target.name + MANIFEST_SUFFIX)
    _require_own(source, target, manifest)
    try:
        with _draft(target) as copy, _draft(manifest) as draft:
            if source is None:
                _transferred(database_url, copy)
            else:
                _copied(source, copy)
            sealed = _proven(source or "the database", copy)
            database = _digest_of(copy, target.name)
            files, missing = _warc_files(warc_folder, sealed)
            records = tuple(_digest_of(path, path.name) for path in sorted(warc_folder.parent.glob(RECORDS)))
            facts: dict[str, Any] = {
                "format": _FORMAT,
                "made_at": now.astimezone(UTC).isoformat(),
                "database": asdict(database),
                "warc_files": [asdict(file) for file in files],
                "missing": list(missing),
                "records": [asdict(record) for record in records],
            }
            draft.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
            for path, final in ((copy, target), (draft, manifest)):
                _sync(path)
                path.rename(final)
            sync_folder(target.parent)
    except OSError as error:
        raise of_writing(error, target) from error
    return Backup(database, files, missing, records, manifest)


def _database_file(database_url: str) -> Path:
    path = Path(make_url(database_url).database or "")
    if not path.is_file():
        raise ArchiveError(f"there is no database {path}: nothing to back up; is KLIPING_DATA right?")
    return path


def _require_own(source: Path | None, target: Path, manifest: Path) -> None:
    """Refuses a target that may be anything but an earlier backup."""
    if not target.parent.is_dir():
        raise ArchiveError(f"there is no folder {target.parent}: create it, or give another file")
    if source is not None and target.exists() and target.samefile(source):
        raise ArchiveError(f"{target} is the archive's own database: give another file")
    if target.is_dir() or (target.exists() and not _is_manifest(manifest)):
        raise ArchiveError(f"{target} exists and was not written by a backup: give another file, or move it away")
    if manifest.exists() and not _is_manifest(manifest):
        raise ArchiveError(f"{manifest} exists and was not written by a backup: give another file, or move it away")


def _is_manifest(path: Path) -> bool:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(facts, dict) and facts.get("format") == _FORMAT


@contextmanager
def _draft(final: Path) -> Iterator[Path]:
    """A file beside the final one that takes its name at the end, and leaves nothing when it does not."""
    path = final.with_name(f".{final.name}.{os.getpid()}.draft")
    try:
        yield path
    finally:
        for suffix in ("", "-journal", "-wal", "-shm", "-turn"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def _copied(source: Path, copy: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)) as live,
            closing(sqlite3.connect(copy)) as target,
        ):
            # All pages in one step: one state of the database, and a WAL lets writers go on meanwhile.
            live.backup(target, pages=-1)
    except sqlite3.Error as error:
        raise _not_copied(source, error) from error


def _transferred(database_url: str, copy: Path) -> None:
    transfer(database_url, URL.create("sqlite", database=str(copy.absolute())).render_as_string())


def _proven(source: Path | str, copy: Path) -> dict[str, int | None]:
    """Checks the copy; gives the complete WARC files that it knows, with their sizes."""
    try:
        with closing(sqlite3.connect(copy)) as target:
            target.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
            found = [row[0] for row in target.execute("PRAGMA integrity_check(5)")]
            if found != ["ok"]:
                raise ArchiveError(f"the copy of {source} is damaged ({found[0]}): restore an earlier backup")
            return dict(target.execute("SELECT name, size FROM warc_file WHERE sealed ORDER BY name").fetchall())
    except sqlite3.Error as error:
        raise _not_copied(source, error) from error


def _not_copied(source: Path | str, error: sqlite3.Error) -> ArchiveError:
    return ArchiveError(f"{source} cannot be copied ({error}): check the disk, and run scrapy verify")


def _warc_files(folder: Path, sealed: dict[str, int | None]) -> tuple[tuple[FileDigest, ...], tuple[str, ...]]:
    kept, missing = [], []
    for name, size in sealed.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != size:
            missing.append(name)
        else:
            kept.append(_digest_of(path, name))
    return tuple(kept), tuple(missing)


def _digest_of(path: Path, name: str) -> FileDigest:
    digest, size = sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return FileDigest(name, size, digest.hexdigest())


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
