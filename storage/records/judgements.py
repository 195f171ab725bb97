"""Judgements of people about articles, in the database and the data folder: recorded, withdrawn, shared.

A judgement outranks the score and is never deleted, only withdrawn. It cannot be derived from the raw archive, so that
after each change all of them are written to the data folder too (``storage.records.judgement_file``). The events of its
articles are marked by an empty ``cohesion``, and ``storage.events.update`` groups them anew. A decision is written to
the file first, at once, whoever holds the database; what the file alone knows is entered with the next change or run,
so that a kill in between is mended. A whole file of judgements, or a package, comes into the database first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage import models
from storage.archive.archive import Archive
from storage.clustering.constraints import Closure, Constraint, Judgement, withdrawn
from storage.data_folder import JUDGEMENTS_FILE
from storage.db.dialects import portions
from storage.exceptions import ArchiveError
from storage.models import Article, Event
from storage.records import judgement_file
from storage.records.lock import records_lock

Told = Callable[[Judgement], None]
"""Function that is given a decision as soon as it is durable."""


class Contradiction(ArchiveError):
    """A judgement that contradicts others; the message names the chain."""


@dataclass(frozen=True, slots=True)
class JudgementsImported:
    """Result of importing a file of judgements.

    ``recorded``: were not here; ``withdrawn``: were in force here and are withdrawn there; ``known``: the rest.
    ``elsewhere``: judgements of the file about articles that this archive does not hold: they wait for them.
    """

    recorded: int
    withdrawn: int
    known: int
    elsewhere: int


def listed(session: Session) -> list[Judgement]:
    """Every judgement, those withdrawn too, in the order in which they were made."""
    rows = session.scalars(select(models.Judgement).order_by(models.Judgement.judged_at, models.Judgement.judgement_id))
    return [_judgement(row) for row in rows]


def closure(session: Session) -> Closure:
    """Closure of the judgements in force."""
    rows = select(models.Judgement).where(models.Judgement.withdrawn_at.is_(None))
    return Closure(_judgement(row) for row in session.scalars(rows.order_by(models.Judgement.judgement_id)))


def record(archive: Archive, folder: Path, judgement: Judgement, *, told: Told = lambda _: None) -> Judgement:
    """Records a judgement; gives the one that this person already made of the same articles, where there is one.

    ``folder`` is the data folder; ``told`` is given it as soon as it is durable there. Raises ``Contradiction``, with
    nothing recorded, and ``ArchiveError`` when the database or the file in the folder cannot be read or written.
    """
    with _deciding(archive, folder) as every:
        same = (one for one in every.values() if one.in_force and _statement(one) == _statement(judgement))
        kept = next(same, None)
        if kept is None:
            kept = judgement
            _require_sound(every, judgement)
            every[judgement.judgement_id] = judgement
    told(kept)
    enter(archive, folder)
    return kept


def withdraw(
    archive: Archive,
    folder: Path,
    judgement_id: str,
    *,
    by: str,
    why: str,
    now: datetime,
    told: Told = lambda _: None,
) -> Judgement:
    """Takes a judgement back; it stays in the list. Raises ``ArchiveError`` for one that is not in force, and as
    ``record``, ``ValueError`` for a missing name or reason.
    """
    with _deciding(archive, folder) as every:
        one = every.get(judgement_id)
        if one is None:
            raise ArchiveError(f"no judgement {judgement_id!r} in the archive; scrapy judge --list shows them")
        if not one.in_force:
            raise ArchiveError(f"{judgement_id} was withdrawn already, by {one.withdrawn_by}: {one.withdrawn_why}")
        taken_back = every[judgement_id] = withdrawn(one, by=by, why=why, at=now)
    told(taken_back)
    enter(archive, folder)
    return taken_back


def enter(archive: Archive, folder: Path) -> int:
    """Enters what the file knows and the database does not; gives the number of judgements and withdrawals.

    Raises :class:`~storage.exceptions.ArchiveBusy` where another writer holds the database: the file keeps it.
    """
    path = folder / JUDGEMENTS_FILE
    if not path.exists():
        return 0
    with archive.reading() as session:
        known = {one.judgement_id: one for one in listed(session)}
    if not _changed(known, _merged(known, path, judgement_file.read(path))):
        return 0
    with archive.writing() as session:
        known = {one.judgement_id: one for one in listed(session)}
        return len(_changed(known, _known(session, folder)))


def _require_sound(before: Mapping[str, Judgement], judgement: Judgement) -> None:
    if judgement.judgement_id in before:
        raise ArchiveError(f"{judgement.judgement_id} says the same and was withdrawn; say why it holds after all")
    after = [*before.values(), judgement]
    if (found := Closure(after).contradiction({judgement.judgement_id})) is not None:
        raise Contradiction(f"not recorded: {found}; withdraw what is wrong first (scrapy judge --withdraw ID)")


def import_file(archive: Archive, folder: Path, path: Path) -> JudgementsImported:
    """Takes over the judgements of a file, and what it knows to be withdrawn; the same file twice adds nothing.

    Raises ``Contradiction`` with file and line, and nothing is taken over, as for a file that cannot be read.
    """
    shared = list(judgement_file.read(path))
    with _deciding(archive, folder) as every:
        before = dict(every)
        every.update(_merged(before, path, shared))
    enter(archive, folder)
    with archive.reading() as session:
        return _imported(session, before, every, shared)


def take_over(
    session: Session, folder: Path, path: Path, shared: Sequence[tuple[int, Judgement]], *, mark: bool = True
) -> JudgementsImported:
    """As ``import_file``, within a transaction, for judgements that were read from ``path``, with their lines.

    The caller saves them (``save``) when it is committed. Without ``mark`` no event is marked to be grouped anew: the
    events that are here follow from these judgements.
    """
    before = _known(session, folder, mark=mark)
    after = _merged(before, path, shared)
    _write(session, before, after, mark=mark)
    return _imported(session, before, after, shared)


def _imported(
    session: Session,
    before: Mapping[str, Judgement],
    after: Mapping[str, Judgement],
    shared: Sequence[tuple[int, Judgement]],
) -> JudgementsImported:
    present = _present(session, (article for _, one in shared for article in one.articles))
    taken_back = sum(not one.in_force and before[name].in_force for name, one in after.items() if name in before)
    recorded = len(after) - len(before)
    distinct = {one.judgement_id: one for _, one in shared}
    return JudgementsImported(
        recorded=recorded,
        withdrawn=taken_back,
        known=len(distinct) - recorded - taken_back,
        elsewhere=sum(not one.articles <= present for one in distinct.values()),
    )


def save(archive: Archive, folder: Path) -> None:
    """Writes to the data folder what the database alone knows."""
    with _deciding(archive, folder):
        pass


def restore(archive: Archive, folder: Path) -> int:
    """Brings database and file to one state, as after a kill between them or the loss of one.

    Gives the number of judgements and withdrawals that the database lacked. Raises ``ArchiveError`` with file and line
    for what cannot be read, and ``Contradiction`` where the two do not go together.
    """
    count = enter(archive, folder)
    with _deciding(archive, folder):
        pass
    return count


@contextmanager
def _deciding(archive: Archive, folder: Path) -> Iterator[dict[str, Judgement]]:
    """Every judgement that database or file know of, by id; as they are at the end of the block, the file has them.

    Nobody else decides meanwhile, and the database is only read.
    """
    path = folder / JUDGEMENTS_FILE
    with records_lock(folder):
        with archive.reading() as session:
            every = {one.judgement_id: one for one in listed(session)}
        kept = [one for _, one in judgement_file.read(path)] if path.exists() else []
        if kept:
            every = _merged(every, path, judgement_file.read(path))
        yield every
        after = sorted(every.values(), key=lambda one: (one.judged_at, one.judgement_id))
        if after != kept:
            judgement_file.write(path, after)


def _known(session: Session, folder: Path, *, mark: bool = True) -> dict[str, Judgement]:
    """Every judgement by id. The database is given first what the file alone knows, as after its loss."""
    known = {one.judgement_id: one for one in listed(session)}
    path = folder / JUDGEMENTS_FILE
    if not path.exists():
        return known
    every = _merged(known, path, judgement_file.read(path))
    _write(session, known, every, mark=mark)
    return every


def _merged(
    before: Mapping[str, Judgement], path: Path, shared: Sequence[tuple[int, Judgement]]
) -> dict[str, Judgement]:
    """The judgements together with those of a file. Raises ``Contradiction`` with file and line."""
    after = dict(before)
    for _, one in shared:
        known = after.get(one.judgement_id)
        if known is None or (known.in_force and not one.in_force):
            after[one.judgement_id] = one
    added = [(line, one) for line, one in shared if one.judgement_id not in before and after[one.judgement_id] is one]
    if added:
        _require_agreement(path, [after[one.judgement_id] for one in before.values()], added)
    return after


def _changed(before: Mapping[str, Judgement], after: Mapping[str, Judgement]) -> list[Judgement]:
    return [one for name, one in after.items() if before.get(name) != one]


def _require_agreement(path: Path, before: list[Judgement], added: list[tuple[int, Judgement]]) -> None:
    def trouble(count: int) -> str | None:
        read = [one for _, one in added[:count]]
        return Closure([*before, *read]).contradiction()

    if trouble(len(added)) is None:
        return
    # more judgements never agree better: the first line that contradicts is found by halving
    right, wrong = 0, len(added)
    while wrong - right > 1:
        middle = (right + wrong) // 2
        right, wrong = (middle, wrong) if trouble(middle) is None else (right, middle)
    raise Contradiction(f"{path}:{added[wrong - 1][0]}: {trouble(wrong)}; nothing was taken from this file")


def _write(
    session: Session, before: Mapping[str, Judgement], after: Mapping[str, Judgement], *, mark: bool = True
) -> None:
    changed = _changed(before, after)
    for one in changed:
        session.merge(_row(one))
    session.flush()
    if not mark:
        return
    about = frozenset().union(*(one.articles for one in changed))
    # what follows anew follows from these and from what was there, so that no article beyond is touched
    for portion in portions(Closure(before.values()).with_all(about)):
        events = select(Article.event_id).where(Article.article_id.in_(portion), Article.event_id.is_not(None))
        session.execute(
            update(Event).where(Event.event_id.in_(events)).values(cohesion=None),
            execution_options={"synchronize_session": False},
        )


def _present(session: Session, articles: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for portion in portions(set(articles)):
        found.update(session.scalars(select(Article.article_id).where(Article.article_id.in_(portion))))
    return frozenset(found)


def _statement(one: Judgement) -> tuple[Constraint, tuple[str, ...], tuple[str, ...], str]:
    return one.verdict, one.a, one.b, one.by


def _judgement(row: models.Judgement) -> Judgement:
    return Judgement(
        judgement_id=row.judgement_id,
        verdict="same" if row.verdict == "same" else "different",
        a=tuple(row.a),
        b=tuple(row.b),
        by=row.judged_by,
        why=row.why,
        judged_at=row.judged_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
        withdrawn_why=row.withdrawn_why,
    )


def _row(one: Judgement) -> models.Judgement:
    return models.Judgement(
        judgement_id=one.judgement_id,
        verdict=one.verdict,
        a=list(one.a),
        b=list(one.b),
        judged_by=one.by,
        why=one.why,
        judged_at=one.judged_at,
        withdrawn_at=one.withdrawn_at,
        withdrawn_by=one.withdrawn_by,
        withdrawn_why=one.withdrawn_why,
    )
