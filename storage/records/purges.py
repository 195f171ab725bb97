"""Purges: takedowns whose text and raw records are to be destroyed, as a court may order.

The order stands in its takedown, in the database and in the file beside it, before anything is destroyed, and the
records that it concerns before the first of them is overwritten. A purge that was killed is therefore carried on by
whoever comes next: the same command, or the next run. It is carried out again where an older database or raw archive
came back from a backup.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from storage.archive.archive import Archive
from storage.archive.purge import Purge, Subject
from storage.exceptions import ArchiveError
from storage.models import Article
from storage.raw.tombstone import RecordPlace
from storage.records.takedowns import changing, in_force, taken_down


def order(archive: Archive, folder: Path, article_id: str, *, by: str, why: str, now: datetime) -> Purge:
    """Withholds an article and orders its purge; gives the order that was there before if there was one.

    Raises ``ArchiveError`` for an article that this archive does not hold.
    """
    with changing(archive, folder) as session:
        takedown = taken_down(session, article_id, by=by, why=why, now=now)
        if takedown.purge is None:
            article = session.get(Article, article_id)
            if article is None:
                raise ArchiveError(f"there is no article {article_id} in the archive; nothing can be purged")
            subject = Subject(article_id, article.outlet, article.url, article.url_key)
            asked = Purge(subject=subject, taken_at=takedown.taken_at, ordered_at=now, by=by, why=why)
            takedown.purge = asked.row()
        return Purge.of(takedown)


def note_records(
    archive: Archive, folder: Path, purge: Purge, places: Iterable[RecordPlace], searched: Iterable[str]
) -> Purge:
    """Writes which records are to be overwritten, and which files were searched for them; and that this is not done."""
    records = tuple(sorted({*purge.records, *places}))
    files = tuple(sorted({*purge.searched, *searched}))
    return _note(archive, folder, replace(purge, records=records, searched=files, purged_at=None))


def note_purged(archive: Archive, folder: Path, purge: Purge, *, now: datetime) -> Purge:
    """Writes that everything is destroyed."""
    return _note(archive, folder, replace(purge, purged_at=now))


def _note(archive: Archive, folder: Path, purge: Purge) -> Purge:
    with changing(archive, folder) as session:
        takedown = in_force(session, purge.subject.article_id)
        if takedown is None:
            raise ArchiveError(f"the takedown of {purge.subject.article_id} is gone; give it again")
        takedown.purge = purge.row()
    return purge
