"""Every text that an article had: outlets correct, extend and soften what they printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from storage.db.dialects import cleaned, insert_unknown, portions
from storage.failpoints import reached
from storage.models import Version

_COLUMNS = tuple(column.name for column in Version.__table__.columns if column.name != "titles")


def keep_version(session: Session, values: Mapping[str, Any], *, reread: bool = False) -> None:
    """Keeps the text of a reading, fields of an article, unless it is known.

    ``reread``: it is the same page again under other rules, and replaces what was read of that page before.
    """
    row = {name: values.get(name) for name in _COLUMNS}
    if reread and row["warc_record_id"] is not None:
        session.execute(
            delete(Version).where(
                Version.article_id == row["article_id"],
                Version.warc_record_id == row["warc_record_id"],
                Version.text_sha256 != row["text_sha256"],
            )
        )
    session.flush()  # the article, which the row points at, may be new
    reached("mid_txn")
    insert_unknown(session, Version, [row])
    if not reread:  # another title is then that of other rules, not the outlet's
        keep_titles(session, [row])


def keep_titles(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Keeps the titles of readings, fields of articles, whose texts are known under other titles."""
    came: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row["title"]:
            came.setdefault((row["article_id"], row["text_sha256"]), []).append(cleaned(row["title"]))
    for some in portions({name for name, _ in came}):
        query = select(Version.article_id, Version.text_sha256, Version.title, Version.titles)
        for name, text, first, others in session.execute(query.where(Version.article_id.in_(some))).all():
            known = dict.fromkeys((*filter(None, (first,)), *(others or ()), *came.get((name, text), ())))
            first_of_all, *more = known or [None]
            if (first_of_all, more) != (first, others or []):
                of_it = (Version.article_id == name, Version.text_sha256 == text)
                session.execute(update(Version).where(*of_it).values(title=first_of_all, titles=more or None))


def version_of_page(session: Session, article_id: str, record_id: str) -> Version | None:
    """The text that was first read on this page, if one was."""
    query = select(Version).where(Version.article_id == article_id, Version.warc_record_id == record_id)
    return session.scalar(query.limit(1))


def versions(session: Session, article_id: str) -> list[Version]:
    """The texts of an article, the oldest first."""
    query = select(Version).where(Version.article_id == article_id)
    order = (Version.fetched_at.is_not(None), Version.fetched_at, Version.text_sha256)
    return list(session.scalars(query.order_by(*order)))
