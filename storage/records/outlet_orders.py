"""Standing orders of the operator about outlets: paused, its trouble known, limited; who gave them, why, until when.

They cannot be derived from anything, so they are kept in a file beside the database too: first in the database, then in
the file. Each change first enters what the file alone knows, and ends with the file as the database has it, so that a
kill in between is mended by the next change or run.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.archive.archive import Archive
from storage.calendar import JAKARTA
from storage.data_folder import OUTLET_ORDERS_FILE
from storage.db.dialects import cleaned, insert_unknown
from storage.exceptions import ArchiveError
from storage.models import OutletOrder
from storage.records import jsonl
from storage.records.lock import records_lock

Kind = Literal["pause", "acknowledge", "limit"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_MOMENTS = ("ordered_at", "withdrawn_at")
_ORDER = (OutletOrder.ordered_at, OutletOrder.outlet, OutletOrder.kind)
_KEY = ("outlet", "kind", "ordered_at")
_COLUMNS = tuple(column.name for column in OutletOrder.__table__.columns)


class Orders:
    """The orders that hold at a time, by outlet and kind."""

    def __init__(self, orders: Mapping[tuple[str, str], OutletOrder] | None = None) -> None:
        self._orders = dict(orders or {})

    def get(self, outlet: str, kind: Kind) -> OutletOrder | None:
        """The order of this kind, if one holds."""
        return self._orders.get((outlet, kind))

    def paused(self, outlet: str) -> str | None:
        """The reason for which an outlet is paused, with the last day of the pause; ``None`` where it is not."""
        order = self.get(outlet, "pause")
        return None if order is None else f"paused{_until(order)}: {order.why}"

    def told(self, outlet: str) -> str | None:
        """Every order about an outlet, in a line; ``None`` where there is none."""
        lines = [in_words(order) for kind in KINDS if (order := self.get(outlet, kind)) is not None]
        return "; ".join(lines) or None


NO_ORDERS = Orders()


def in_words(order: OutletOrder) -> str:
    """An order in a line: what, until when, and why."""
    what = {"pause": "paused", "acknowledge": "acknowledged"}.get(order.kind) or f"limited to {_limits(order.detail)}"
    return f"{what}{_until(order)}: {order.why}"


def give(
    archive: Archive,
    folder: Path,
    outlet: str,
    kind: Kind,
    *,
    by: str,
    why: str,
    now: datetime,
    until: date | None = None,
    detail: Mapping[str, Any] | None = None,
) -> OutletOrder:
    """Gives an order, which takes the place of the one of its kind that holds. ``now`` is aware."""
    with records_lock(folder):
        _take_over(archive, folder)
        with archive.writing() as session:
            for former in _standing(session, outlet, kind):
                _withdraw(former, by=by, why="another order took its place", now=now)
            # a moment that is taken is one of the same second of a fixed clock
            while session.get(OutletOrder, (outlet, kind, now)) is not None:
                now += timedelta(microseconds=1)
            order = OutletOrder(
                outlet=outlet,
                kind=kind,
                ordered_at=now,
                ordered_by=cleaned(by),
                why=cleaned(why),
                until=until,
                detail=dict(detail or {}),
            )
            session.add(order)
        _save(archive, folder)
    return order


def withdraw(archive: Archive, folder: Path, outlet: str, *, by: str, why: str, now: datetime) -> list[OutletOrder]:
    """Withdraws every order about an outlet. Raises :class:`ArchiveError` where there is none."""
    with records_lock(folder):
        _take_over(archive, folder)
        with archive.writing() as session:
            standing = [order for kind in KINDS for order in _standing(session, outlet, kind)]
            if not standing:
                raise ArchiveError(f"there is no order about {outlet}: it is crawled as declared")
            for order in standing:
                _withdraw(order, by=by, why=why, now=now)
        _save(archive, folder)
    return standing


def in_force(archive: Archive, now: datetime) -> Orders:
    """The orders that hold at a time (aware)."""
    day = now.astimezone(JAKARTA).date()
    query = select(OutletOrder).where(OutletOrder.withdrawn_at.is_(None)).order_by(*_ORDER)
    standing = [order for order in archive.select_all(query) if order.until is None or order.until >= day]
    return Orders({(order.outlet, order.kind): order for order in standing})


def listed(archive: Archive) -> list[OutletOrder]:
    """Every order, those withdrawn or past too, in the order in which they were given."""
    return archive.select_all(select(OutletOrder).order_by(*_ORDER))


def restore(archive: Archive, folder: Path) -> int:
    """Brings database and file to one state, as after a kill between them or the loss of one.

    Gives the number of orders and withdrawals that the database lacked. Raises :class:`ArchiveError` with file and line
    for what cannot be read.
    """
    with records_lock(folder):
        count = _take_over(archive, folder)
        known = list(map(_row, listed(archive)))
        if known != [_row(OutletOrder(**row)) for row in _read(folder)]:
            _save(archive, folder)
    return count


def _standing(session: Session, outlet: str, kind: str) -> list[OutletOrder]:
    query = select(OutletOrder).where(OutletOrder.outlet == outlet, OutletOrder.kind == kind)
    return list(session.scalars(query.where(OutletOrder.withdrawn_at.is_(None))))


def _withdraw(order: OutletOrder, *, by: str, why: str, now: datetime) -> None:
    order.withdrawn_at, order.withdrawn_by, order.withdrawn_why = now, cleaned(by), cleaned(why)


def _take_over(archive: Archive, folder: Path) -> int:
    """Enters what the file knows and the database does not; the caller holds the lock of the records."""
    rows = _read(folder)
    if not rows:
        return 0
    known = {tuple(getattr(row, name) for name in _KEY): row.withdrawn_at for row in listed(archive)}
    unknown = [row for row in rows if tuple(row[name] for name in _KEY) not in known]
    withdrawn = [
        row
        for row in rows
        if row["withdrawn_at"] and known.get(tuple(row[name] for name in _KEY), row["withdrawn_at"]) is None
    ]
    if unknown or withdrawn:
        with archive.writing() as session:
            insert_unknown(session, OutletOrder, unknown)
            for row in withdrawn:
                session.merge(OutletOrder(**row))
    return len(unknown) + len(withdrawn)


def _read(folder: Path) -> list[dict[str, Any]]:
    path = folder / OUTLET_ORDERS_FILE
    if not path.exists():
        return []
    return [row for _, row in jsonl.read(path, _order, advice="mend the line, or restore it from a backup")]


def _order(row: dict[str, Any]) -> dict[str, Any]:
    """The columns of an order. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for a row that is none."""
    values = {name: row[name] for name in _COLUMNS}
    values |= {name: datetime.fromisoformat(values[name]) if values[name] else None for name in _MOMENTS}
    if values["ordered_at"] is None or values["ordered_at"].tzinfo is None:
        raise ValueError("ordered_at is not a time with an offset")
    if values["kind"] not in KINDS or not isinstance(values["detail"], dict):
        raise ValueError(f"{values['kind']!r:.40} is no kind of order, or its detail is no object")
    return values | {"until": date.fromisoformat(values["until"]) if values["until"] else None}


def _save(archive: Archive, folder: Path) -> None:
    """Writes all orders to the file, or leaves it as it was."""
    jsonl.write(folder / OUTLET_ORDERS_FILE, map(_row, listed(archive)))


def _row(order: OutletOrder) -> dict[str, Any]:
    values = {name: getattr(order, name) for name in _COLUMNS}
    return values | {name: values[name].isoformat() if values[name] else None for name in (*_MOMENTS, "until")}


def _until(order: OutletOrder) -> str:
    return f" until {order.until}" if order.until else ""


def _limits(detail: Mapping[str, Any]) -> str:
    words = {"pages": "{} pages a day", "minutes": "{} minutes a run", "delay": "a request every {} seconds"}
    return ", ".join(text.format(f"{detail[name]:g}") for name, text in words.items() if name in detail)
