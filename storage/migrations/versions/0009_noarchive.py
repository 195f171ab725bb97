"""Articles whose pages ask not to be archived.

Revision: 0009
Follows: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # of the articles of an older archive it is not known; `scrapy reextract --apply` reads it from their pages
    op.add_column("article", sa.Column("noarchive", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("article") as table:
        table.drop_column("noarchive")
