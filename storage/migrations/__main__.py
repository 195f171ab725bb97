"""Writes the next migration: ``python -m storage.migrations MESSAGE``.

It holds what the models have and the migrations lack, found on a scratch database. Read it before it is kept: a renamed
column, for one, is seen as one dropped and one added.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command

from storage.db.engine import connect, default_url, migrate, migration_config, revisions, writer


def write(message: str) -> None:
    """Writes ``versions/<number>_<message>.py``."""
    with TemporaryDirectory() as folder:
        engine = connect(default_url(Path(folder)))
        migrate(engine)
        with writer(engine).begin() as connection:
            command.revision(
                migration_config(connection), message, autogenerate=True, rev_id=f"{len(revisions()) + 1:04}"
            )
        engine.dispose()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m storage.migrations MESSAGE (what changes, in a few words)")
    write(sys.argv[1])
