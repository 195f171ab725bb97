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
from storage.raw.tombstone import RecordPlace
from storage.records.takedowns import Told, deciding, enter, standing, taken_down


def order(
    archive: Archive, folder: Path, *article_ids: str, by: str, why: str, now: datetime, told: Told = lambda _: None
) -> None:
    """Withholds articles and orders their purge; an order that was there before stays.

    ``told`` is given each takedown as soon as it is durable. Raises ``ArchiveError`` for an article that this archive
    does not hold, with nothing ordered; and as ``takedowns.enter``.
    """
    subjects = [_subject(archive, one) for one in article_ids]
    with deciding(archive, folder) as every:
        found = [taken_down(every, one, by=by, why=why, now=now) for one in article_ids]
        for takedown, subject in zip(found, subjects, strict=True):
            asked = Purge(subject=subject, taken_at=takedown.taken_at, ordered_at=now, by=by, why=why)
            takedown.purge = takedown.purge or asked.row()
    for takedown in found:
        told(takedown)
    enter(archive, folder)


def _subject(archive: Archive, article_id: str) -> Subject:
    article = archive.article(article_id)
    if article is None:
        raise ArchiveError(f"there is no article {article_id} in the archive; nothing can be purged")
    return Subject(article_id, article.outlet, article.url, article.url_key)


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
    with deciding(archive, folder) as every:
        takedown = standing(every, purge.subject.article_id)
        if takedown is None:
            raise ArchiveError(f"the takedown of {purge.subject.article_id} is gone; give it again")
        takedown.purge = purge.row()
    enter(archive, folder)
    return purge
