"""Purges carried out: the records of an article are found, overwritten, and all that was made of them is erased.

The caller holds the lock of the data folder, or is the one that closes a night, so that nobody writes to the files.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path

from scrapy import Request

from crawler.fetching.archived_response import Decoder, UndecodableError, archived_response
from storage.archive import erasure
from storage.archive.archive import Archive
from storage.archive.erasure import erase
from storage.archive.purge import Purge, Subject, outstanding
from storage.browse.index import forget
from storage.data_folder import BROWSE_INDEX, WARC_FOLDER
from storage.exceptions import ArchiveError, WarcError
from storage.failpoints import PURGE_AFTER_RECORDS, reached
from storage.models import Capture
from storage.raw.exchange import RESPONSES, RawRecord
from storage.raw.reader import read_record
from storage.raw.tombstone import RecordPlace, bury
from storage.records import takedowns
from storage.records.purges import note_purged, note_records

_PASSAGE = 12
"""Words in a row that make a page of another kind (a feed, an answer of the REST interface) one that holds the text."""

_MAX_BYTES = 32 * 1024 * 1024
_WORDS = re.compile(r"[a-z0-9]+")
_TAGS = re.compile(r"<[^<>]*>")
_ESCAPES = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[nrtbf/])")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Purged:
    """Result of a purge: ``records`` overwritten, and ``missing``, the files that are not in this data folder.

    With missing files the purge is not done: the text, withheld, waits for the machine that has them.
    """

    purge: Purge
    records: int
    missing: tuple[str, ...]


def carry_out(
    archive: Archive, folder: Path, *, now: datetime, tick: Callable[[int], None] = lambda _: None
) -> list[Purged]:
    """Carry out every purge that is outstanding; whatever was begun is carried on.

    ``tick`` is told how many records were read. Raises ``ArchiveError`` where something cannot be written.
    """
    takedowns.restore(archive, folder)
    with archive.reading() as session:
        purges = [purge for purge, _ in outstanding(session, folder / WARC_FOLDER)]
    done = [_destroyed(archive, folder, purge, now, tick) for purge in purges]
    if not all(one.missing for one in done):
        archive.scrub()
        forget(archive, folder / BROWSE_INDEX)
    for one in done:
        if not one.missing:
            note_purged(archive, folder, one.purge, now=now)
    return done


def finish(archive: Archive, folder: Path, *, now: datetime) -> None:
    """Carry out what is outstanding; a failure is a line of the log, and costs a run nothing else."""
    try:
        for one in carry_out(archive, folder, now=now):
            _log.warning("purged: %s, %d records%s", one.purge.subject.url, one.records, _waiting(one))
    except (ArchiveError, OSError) as error:
        _log.error("a purge is not done, the next run goes on with it: %s", error)


def _waiting(one: Purged) -> str:
    return f"; not those in {', '.join(one.missing)}, which are not in this folder" if one.missing else ""


def _destroyed(archive: Archive, folder: Path, purge: Purge, now: datetime, tick: Callable[[int], None]) -> Purged:
    """Overwrite what is in this folder. The text, by which more is found, stays until all files were searched."""
    warc = folder / WARC_FOLDER
    with archive.reading() as session:
        captures = erasure.captures(session, purge.subject)
    here = {name for name in {row.warc_file for row in captures} if (warc / name).is_file()}
    places = records_of(archive, warc, purge.subject, tick=tick)
    purge = note_records(archive, folder, purge, places, here)
    due = [place for place in purge.records if (warc / place.warc_file).is_file()]
    ids = {place.record_id for place in purge.records}
    elsewhere = {
        row.warc_file for row in captures if row.warc_file not in purge.searched or row.record_id in ids
    } - here
    count = sum(_buried(warc, place, purge) for place in due)
    reached(PURGE_AFTER_RECORDS)
    with archive.writing() as session:
        erasure.forget_records(session, [place.record_id for place in due])
        if not elsewhere:
            erase(session, purge.subject, now=now)
    return Purged(purge, count, tuple(sorted(elsewhere)))


def _buried(warc: Path, place: RecordPlace, purge: Purge) -> bool:
    """Overwrite a record unless another one stands in its place, as after a file came back from elsewhere."""
    try:
        found = read_record(warc, place.warc_file, place.offset, place.length)
    except WarcError:
        pass  # half of it is overwritten
    else:
        if found.record_id != place.record_id:
            return False
    return bury(warc, place, purge.subject.article_id, purge.ordered_at)


def records_of(
    archive: Archive, warc: Path, subject: Subject, *, tick: Callable[[int], None] = lambda _: None
) -> list[RecordPlace]:
    """Find the records that hold the text of an article, whatever they were asked for as.

    Pages at its addresses, parts of it, and feeds and other answers of its outlet in which a passage of it stands; and
    the records that refer to one of these. Every record of the outlet is read, which ``tick`` counts.
    """
    with archive.reading() as session:
        ids = erasure.record_ids(session, subject)
        sightings = erasure.addresses(session, subject)
        passages = set().union(*map(_passages, erasure.texts(session, subject)))
        captures = erasure.captures(session, subject)
    urls = {subject.url, *(one.url for one in sightings)}
    keys = {subject.url_key, *(one.url_key for one in sightings)}
    found: dict[str, Capture] = {}
    for count, row in enumerate(captures, 1):
        tick(count)
        if row.url in urls or row.record_id in ids or row.revisits in found or _holds(warc, row, keys, found, passages):
            found[row.record_id] = row
    return [RecordPlace(row.warc_file, row.offset, row.length, row.record_id) for row in found.values()]


def _holds(
    warc: Path, row: Capture, keys: Collection[str], found: Collection[str], passages: Collection[tuple[str, ...]]
) -> bool:
    try:
        record = read_record(warc, row.warc_file, row.offset, row.length)
    except (WarcError, OSError):
        return False  # `scrapy verify` names it
    if record.record_type not in RESPONSES:
        return False  # a tombstone: the purge of another article was killed
    if record.notes.get("url_key") in keys or record.notes.get("part_of") in found:
        return True
    return row.kind != "article" and bool(passages) and any(one in passages for one in _passages(_text(record)))


def _text(record: RawRecord) -> str:
    """Return the words of an answer in HTML, XML or JSON, in reading order."""
    try:
        decoded = Decoder(_MAX_BYTES).decoded(archived_response(record, Request(record.url)))
    except UndecodableError:
        return ""
    text = decoded.body.decode("utf-8", "replace")
    # markup may stand in markup: escaped HTML in a feed or in JSON
    text = _ESCAPES.sub(lambda escape: chr(int(escape[1], 16)) if escape[1] else " ", text)
    return _TAGS.sub(" ", unescape(_TAGS.sub(" ", text.replace("<![CDATA[", " "))))


def _passages(text: str) -> Iterable[tuple[str, ...]]:
    words = _WORDS.findall(text.lower())
    return _runs(words, min(_PASSAGE, len(words))) if words else ()


def _runs(words: list[str], length: int) -> Iterator[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(length)), strict=False)
