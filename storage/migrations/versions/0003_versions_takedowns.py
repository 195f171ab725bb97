"""Every text an article had, and articles that are withheld.

Revision: 0003
Follows: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "takedown",
        sa.Column("article_id", sa.String(length=17), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("withdrawn_why", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("article_id", "taken_at", name=op.f("pk_takedown")),
    )
    op.create_table(
        "version",
        sa.Column("article_id", sa.String(length=17), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warc_record_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.article_id"], name=op.f("fk_version_article_id_article")),
        sa.PrimaryKeyConstraint("article_id", "text_sha256", name=op.f("pk_version")),
    )
    # of the articles of an older archive one text is known, the one they have
    op.execute(
        "INSERT INTO version (article_id, text_sha256, title, body, fetched_at, warc_record_id) "
        "SELECT article_id, text_sha256, title, body, fetched_at, warc_record_id FROM article"
    )


def downgrade() -> None:
    op.drop_table("version")
    op.drop_table("takedown")
