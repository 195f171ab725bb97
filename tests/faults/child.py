"""The real ``scrapy`` command in a process that a test may kill, with its acknowledgements and fsyncs on record."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from tests import forked

ACKNOWLEDGED = "acknowledged"
"""File of lines ``[outlet, url_key]``: written when the archive has said that the fate of an address is kept."""

SYNCED = "synced"
"""File of lines ``[path, bytes]``: a WARC file and how much of it is safe from a power cut."""


def begin(
    arguments: Sequence[str], env: Mapping[str, str], records: Path, *, mutant: str = "", checkpoints: bool = True
) -> ForkServerProcess:
    """Starts ``scrapy`` with these arguments; what it says goes to the file ``said`` in the folder ``records``.

    ``mutant`` is a name in ``tests.faults.mutants``. Without ``checkpoints`` SQLite leaves all it commits in its WAL,
    so that everything since the last clean end may be lost in a power cut.
    """
    said = records / "said"
    said.unlink(missing_ok=True)
    prepare = partial(_prepare, records, mutant, checkpoints)
    return forked.begin(arguments, env, (Path(os.devnull), said, said), prepare=prepare)


def _prepare(records: Path, mutant: str, checkpoints: bool) -> None:
    _record(records)
    if not checkpoints:
        _leave_in_wal()
    if mutant:
        from tests.faults import mutants

        getattr(mutants, mutant)()


def _record(folder: Path) -> None:
    """Notes what is acknowledged and what is synced, each after it has happened."""
    from storage.archive.archive import Archive

    lines = {name: os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND) for name in (ACKNOWLEDGED, SYNCED)}

    def note(name: str, *values: Any) -> None:
        os.write(lines[name], (json.dumps(values) + "\n").encode())

    settle, save_article, fsync = Archive.settle, Archive.save_article, os.fsync

    def noted_settle(self: Archive, outlet: str, url_key: str, **facts: Any) -> None:
        settle(self, outlet, url_key, **facts)
        note(ACKNOWLEDGED, outlet, url_key)

    def noted_save(self: Archive, fields: Mapping[str, Any], **facts: Any) -> Any:
        outcome = save_article(self, fields, **facts)
        note(ACKNOWLEDGED, fields["outlet"], fields["url_key"])
        return outcome

    def noted_fsync(descriptor: int) -> None:
        fsync(descriptor)
        path = str(Path(f"/proc/self/fd/{descriptor}").readlink())
        if ".warc.gz" in path:
            note(SYNCED, path, os.fstat(descriptor).st_size)

    _replace(Archive, "settle", noted_settle)
    _replace(Archive, "save_article", noted_save)
    _replace(os, "fsync", noted_fsync)


def _leave_in_wal() -> None:
    from sqlalchemy import Engine, event

    event.listen(Engine, "connect", lambda connection, _: connection.execute("PRAGMA wal_autocheckpoint = 0"))


def _replace(owner: Any, name: str, by: Callable[..., Any]) -> None:
    setattr(owner, name, by)
