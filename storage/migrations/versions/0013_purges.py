"""Takedowns whose text and records are to be destroyed, and how far that has come.

Revision: 0013
Follows: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("takedown", sa.Column("purge", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("takedown") as table:
        table.drop_column("purge")
