"""Measures of an outlet's crawl that are no counts.

Revision: 0008
Follows: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run_outlet", sa.Column("measures", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("run_outlet", "measures")
