"""Environment of Alembic: runs the migrations on the connection that the caller gives.

The caller owns the transaction, so that a migration that fails leaves nothing behind, on SQLite too.
"""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from storage.models import Base, UTCDateTime


def render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Times as the plain type they are kept in: a migration must still run when the models have moved on."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UTCDateTime) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_item=render,
    # SQLite cannot alter a column in place: such migrations copy the table
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
