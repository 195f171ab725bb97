"""Validators (RFC 9110, 8.8): a page is asked for with them on the condition that it has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from storage.db.dialects import cleaned, upsert
from storage.db.sessions import Sessions, the_one
from storage.models import Capture, Validator


class Validators(Sessions):
    """The part of the archive with the validators of pages."""

    def validator(self, outlet: str, url: str) -> Validator | None:
        """Last validator of the page at this address, if the page was read without error."""
        with self.reading() as session:
            return session.get(Validator, (outlet, cleaned(url)))

    def save_validators(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Enters validators (columns of ``Validator``), in place of earlier ones; their responses must be durable."""
        rows = list(rows)
        with self.writing(the_one(row["outlet"] for row in rows)) as session:
            for row in rows:
                upsert(session, Validator, row)

    def enter_validators(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Enters validators as they are found in the raw archive, unless a later one of the same page is known."""
        latest = {(row["outlet"], cleaned(row["url"])): row for row in rows}
        if not latest:
            return
        with self.writing(the_one(outlet for outlet, _ in latest)) as session:
            for key, row in latest.items():
                known = session.get(Validator, key)
                if known is None or known.fetched_at < row["fetched_at"]:
                    upsert(session, Validator, row)

    def forget_validator(self, outlet: str, url: str) -> None:
        """The next request for this address is to be answered in full."""
        with self.writing(outlet) as session:
            session.execute(delete(Validator).where(Validator.outlet == outlet, Validator.url == cleaned(url)))

    def forget_validators(self, outlet: str, *, before: datetime) -> None:
        """Takes out what is too old to be asked with."""
        with self.writing(outlet) as session:
            session.execute(delete(Validator).where(Validator.outlet == outlet, Validator.fetched_at < before))

    def count_captures(self, outlet: str, *, since: datetime) -> int:
        """Number of answers of an outlet that were archived since a moment (inclusive)."""
        query = select(func.count()).where(Capture.outlet == outlet, Capture.fetched_at >= since)
        with self.reading() as session:
            return session.scalars(query).one()
