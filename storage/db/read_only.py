"""A SQLite archive that cannot be written: a colleague's, or a snapshot that is mounted to be read only.

SQLite needs to write beside the file even to read one in WAL mode, unless the index of its log is there already or the
file is declared never to change (https://www.sqlite.org/wal.html#read_only_databases).
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.engine import URL

from storage.exceptions import ArchiveError

_SCHEME = "file:"


def readable(url: URL) -> URL:
    """The URL by which a SQLite file is opened: as it is, or to be read only where it cannot be written.

    Raises :class:`ArchiveError` where its latest changes lie in a log that can only be read by writing.
    """
    path = Path(url.database or "")
    if not path.is_file() or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return url
    log, index = (path.with_name(f"{path.name}-{suffix}") for suffix in ("wal", "shm"))
    query = {"uri": "true", "mode": "ro"}
    if not index.exists():
        if log.exists() and log.stat().st_size:
            raise ArchiveError(
                f"{path} cannot be written, and its latest changes lie in {log.name}: copy both files to a folder of "
                "your own, and give that in KLIPING_DATA"
            )
        query["immutable"] = "1"
    return url.set(database=f"{_SCHEME}{quote(str(path.resolve()))}", query=query)


def is_read_only(url: URL) -> bool:
    """True for a URL that ``readable`` gave for a file that cannot be written."""
    return (url.database or "").startswith(_SCHEME) and url.query.get("mode") == "ro"
