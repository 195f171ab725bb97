"""Precision of the day of an event.

Revision: 0004
Follows: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # empty for the articles of an older archive, until reextract reads them again
    op.add_column("article", sa.Column("event_date_precision", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("article", "event_date_precision")
