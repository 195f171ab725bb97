"""Brings the raw archive and its index to one state, after a kill or a power cut, or with a new database.

The WARC files are the truth. Rows are written after their bytes are safe, so a crash can only leave bytes without rows:
they are read back here, through the same insert that ignores what is known. Doing it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from storage.archive.archive import Archive
from storage.exceptions import IndexBeyondFile
from storage.failpoints import reached
from storage.raw.exchange import RESPONSES, RawRecord, Recovered
from storage.raw.files import OPEN_SUFFIX, SUFFIX, file_facts
from storage.raw.reader import records, recover

_BATCH = 500


@dataclass(slots=True)
class Reunion:
    """Result of a recovery: ``recovered``, the files that were left open.

    ``damaged``: a line for each stretch of the files entered that holds no provable record, with file and offset.
    """

    recovered: list[Recovered] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def bring_together(archive: Archive, warc_folder: Path, *, of: str = "") -> Reunion:
    """Completes WARC files left open, and enters the files and responses that the index does not know.

    A damaged record is passed over and told of; those after it are entered. The caller holds the lock of the data
    folder. ``of``: only of files that have this in their name, where others write into the folder or the database
    knows files of other folders; pages of such files that were not read are fetched again, those of others read by the
    next night (``WarcFile.unread``). Raises :class:`~storage.exceptions.IndexBeyondFile`, before anything is changed,
    when the index points at bytes that are not there.
    """
    promised = {name: end for name, end in archive.indexed_bytes().items() if of in name}
    _require_files(warc_folder, promised)
    reunion = Reunion(recover(warc_folder, indexed=promised, of=of))
    index = [file for file in archive.warc_files() if of in file.name]
    complete = {file.name for file in index if file.sealed}
    present = {path.name for path in warc_folder.glob(f"*{SUFFIX}") if of in path.name}
    for name in sorted(present - complete):
        _enter(archive, warc_folder / name, reunion, unread=not of)
    for file in index:
        if file.name not in present | complete:
            archive.forget_warc_file(file.name)  # begun, and killed before anything was in it
    return reunion


def _require_files(folder: Path, promised: Mapping[str, int]) -> None:
    """Looks for the files that the index counts on; those still open are proven by ``recover``."""
    for name, end in promised.items():
        path = folder / name
        if (folder / (name + OPEN_SUFFIX)).exists():
            continue
        size = path.stat().st_size if path.exists() else 0
        if size < end:
            raise IndexBeyondFile(
                f"{path} has {size} bytes, but the database points to {end}: touch neither, find out why"
            )


def _enter(archive: Archive, path: Path, reunion: Reunion, *, unread: bool) -> None:
    opened_at, run_id = file_facts(path.name)
    archive.save_warc_file(path.name, run_id, opened_at)
    rows = _rows(path, reunion)
    while batch := list(islice(rows, _BATCH)):
        archive.save_captures([row for row, _ in batch])
        archive.enter_validators([validator for _, validator in batch if validator])
        reached("rec_mid_file")
    reached("rec_after_replay")
    # kept in the database: whoever called this may be killed too, before its pages are read
    archive.seal_warc_file(path.name, path.stat().st_size, unread=unread)
    reached("rec_after_mark")


def _rows(path: Path, reunion: Reunion) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """For each response its row, and that of the validators that came with it."""
    for record in records(path):
        if not isinstance(record, RawRecord):
            reunion.damaged.append(f"{record.reason} ({record.length} bytes passed over)")
        elif record.record_type in RESPONSES:
            row = {
                "record_id": record.record_id,
                "url": record.url,
                "outlet": record.outlet,
                "kind": record.kind or "other",
                "status": record.status,
                "fetched_at": record.fetched_at,
                "warc_file": path.name,
                "offset": record.offset,
                "length": record.length,
                "digest": record.digest,
                "revisits": record.revisits,
            }
            yield row, _validator(record)


def _validator(record: RawRecord) -> dict[str, Any] | None:
    """Validators of the response, of a page that nobody came to read too.

    The answer 304 to it is read as this record, as if it had been sent again.
    """
    headers = {name.lower(): value for name, value in record.headers}
    etag, modified = headers.get("etag"), headers.get("last-modified")
    is_whole = record.status == 200 and record.revisits is None and not record.truncated
    if not (etag or modified) or not is_whole or record.kind in ("robots", "other", ""):
        return None
    return {
        "outlet": record.outlet,
        "url": record.url,
        "etag": etag,
        "last_modified": modified,
        "record_id": record.record_id,
        "fetched_at": record.fetched_at,
    }
