"""Articles that came with an exported package: their pages are elsewhere, and of some only the beginning is known.

Revision: 0005
Follows: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("article", sa.Column("package", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("article", "package")
