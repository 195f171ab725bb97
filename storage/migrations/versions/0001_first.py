"""The first schema.

Revision: 0001
Follows: nothing
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "capture",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("outlet", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warc_file", sa.String(), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_capture")),
    )
    op.create_index(op.f("ix_capture_outlet_fetched_at"), "capture", ["outlet", "fetched_at"], unique=False)
    op.create_table(
        "event",
        sa.Column("event_id", sa.String(length=17), nullable=False),
        sa.Column("founded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("redirect_to", sa.String(length=17), nullable=True),
        sa.Column("cohesion", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event")),
    )
    op.create_table(
        "outlet",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=True),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_outlet")),
    )
    op.create_table(
        "run",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("exit_code", sa.Integer(), nullable=True),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run")),
    )
    op.create_table(
        "sighting",
        sa.Column("outlet", sa.String(), nullable=False),
        sa.Column("url_key", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "url_key", name=op.f("pk_sighting")),
    )
    op.create_index(op.f("ix_sighting_outlet_state"), "sighting", ["outlet", "state"], unique=False)
    op.create_table(
        "warc_file",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_warc_file")),
    )
    op.create_table(
        "article",
        sa.Column("article_id", sa.String(length=17), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("url_key", sa.String(), nullable=False),
        sa.Column("outlet", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("editors", sa.JSON(), nullable=False),
        sa.Column("bylines", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_precision", sa.String(), nullable=True),
        sa.Column("published_origin", sa.String(), nullable=True),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event_date", sa.Date(), nullable=True),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("relevant", sa.Boolean(), nullable=False),
        sa.Column("relevance", sa.Double(), nullable=True),
        sa.Column("matched_terms", sa.JSON(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warc_record_id", sa.String(), nullable=True),
        sa.Column("extractor", sa.String(), nullable=False),
        sa.Column("rule_hits", sa.JSON(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event_id", sa.String(length=17), nullable=True),
        sa.Column("copy_group", sa.String(length=17), nullable=True),
        sa.ForeignKeyConstraint(["outlet"], ["outlet.name"], name=op.f("fk_article_outlet_outlet")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article")),
    )
    op.create_index(op.f("ix_article_event_id"), "article", ["event_id"], unique=False)
    op.create_index(op.f("ix_article_outlet_url_key"), "article", ["outlet", "url_key"], unique=True)
    op.create_index(op.f("ix_article_published_at"), "article", ["published_at"], unique=False)
    op.create_table(
        "event_change",
        sa.Column("change_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("event_id", sa.String(length=17), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.event_id"], name=op.f("fk_event_change_event_id_event")),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_event_change")),
    )
    op.create_index(op.f("ix_event_change_event_id"), "event_change", ["event_id"], unique=False)
    op.create_table(
        "run_outlet",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("outlet", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_run_outlet_run_id_run")),
        sa.PrimaryKeyConstraint("run_id", "outlet", name=op.f("pk_run_outlet")),
    )
    op.create_table(
        "pair",
        sa.Column("a", sa.String(length=17), nullable=False),
        sa.Column("b", sa.String(length=17), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("copy", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["a"], ["article.article_id"], name=op.f("fk_pair_a_article")),
        sa.ForeignKeyConstraint(["b"], ["article.article_id"], name=op.f("fk_pair_b_article")),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_pair")),
    )
    op.create_index(op.f("ix_pair_b"), "pair", ["b"], unique=False)
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
    op.create_index(op.f("ix_signature_version_day"), "signature", ["version", "day"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_signature_version_day"), table_name="signature")
    op.drop_table("signature")
    op.drop_index(op.f("ix_pair_b"), table_name="pair")
    op.drop_table("pair")
    op.drop_table("run_outlet")
    op.drop_index(op.f("ix_event_change_event_id"), table_name="event_change")
    op.drop_table("event_change")
    op.drop_index(op.f("ix_article_published_at"), table_name="article")
    op.drop_index(op.f("ix_article_outlet_url_key"), table_name="article")
    op.drop_index(op.f("ix_article_event_id"), table_name="article")
    op.drop_table("article")
    op.drop_table("warc_file")
    op.drop_index(op.f("ix_sighting_outlet_state"), table_name="sighting")
    op.drop_table("sighting")
    op.drop_table("run")
    op.drop_table("outlet")
    op.drop_table("event")
    op.drop_index(op.f("ix_capture_outlet_fetched_at"), table_name="capture")
    op.drop_table("capture")
