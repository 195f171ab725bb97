"""Signatures of half the size, and a mark on what awaits grouping.

Signatures are derived: they are dropped, and ``scrapy cluster`` makes them again.

Revision: 0010
Follows: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_WAITING = sa.text("awaits IS NOT NULL")
_TOUCHED = sa.text("cohesion IS NULL AND redirect_to IS NULL")


def upgrade() -> None:
    op.drop_table("signature")
    op.create_table(
        "signature",
        sa.Column("article_id", sa.String(length=17), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.article_id"], name=op.f("fk_signature_article_id_article")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_signature")),
    )
    op.create_index(op.f("ix_signature_version_day_article_id"), "signature", ["version", "day", "article_id"])
    op.add_column("article", sa.Column("awaits", sa.String(length=10), nullable=True))
    op.execute("UPDATE article SET awaits = 'comparison'")
    op.create_index(
        op.f("ix_article_awaits_published_at"),
        "article",
        ["awaits", "published_at"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
    op.create_index(op.f("ix_event_cohesion"), "event", ["cohesion"], sqlite_where=_TOUCHED, postgresql_where=_TOUCHED)


def downgrade() -> None:
    op.drop_index(op.f("ix_event_cohesion"), table_name="event")
    op.drop_index(op.f("ix_article_awaits_published_at"), table_name="article")
    op.drop_column("article", "awaits")
    op.drop_table("signature")
    op.create_table(
        "signature",
        sa.Column("article_id", sa.String(length=17), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.article_id"], name=op.f("fk_signature_article_id_article")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_signature")),
    )
    op.create_index(op.f("ix_signature_version_day"), "signature", ["version", "day"])
