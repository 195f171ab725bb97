"""Imported collections by name, and who decided that an article is relevant.

Revision: 0012
Follows: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "collection",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("licence", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_collection")),
    )
    op.add_column("article", sa.Column("relevance_origin", sa.String(), nullable=False, server_default="rules"))
    op.add_column("article", sa.Column("collections", sa.JSON(), nullable=False, server_default="[]"))
    # until now an import took every article as chosen unless it was told to filter, which was not written down
    op.execute("UPDATE article SET relevance_origin = 'importer' WHERE extractor = 'import'")


def downgrade() -> None:
    with op.batch_alter_table("article") as table:
        table.drop_column("collections")
        table.drop_column("relevance_origin")
    op.drop_table("collection")
