"""Memory of which sources of an outlet ever answered.

A family declares every place where its platform may announce articles, and many a site has only some of them. One that
is not there is asked for seldom, once another source of the outlet has answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from storage.calendar import JAKARTA

REST = timedelta(days=14)
"""Time after which a source that never answered is asked again: platforms are changed some times in a decade."""

Remembered = Mapping[str, Mapping[str, str | None]]
"""By label of the source: ``answered`` and ``absent``, the last days (ISO, Asia/Jakarta) on which it gave articles and
on which nothing was there."""


@dataclass(frozen=True, slots=True)
class SourceMemory:
    """What earlier nights learnt, as it is kept among the measures of a night (``RunOutlet.measures``)."""

    days: Remembered

    def last_answer(self, label: str) -> date | None:
        """Last day on which the source gave articles; ``None`` when it never did."""
        return _day(self.days.get(label, {}).get("answered"))

    def asked_again(self, label: str) -> date | None:
        """Day from which a source that never answered is asked again; ``None`` for one that is asked every night."""
        absent = _day(self.days.get(label, {}).get("absent"))
        another = any(known.get("answered") for name, known in self.days.items() if name != label)
        return absent + REST if absent and another and self.last_answer(label) is None else None

    def rests(self, label: str, now: datetime) -> bool:
        """True when the source is not asked tonight."""
        again = self.asked_again(label)
        return again is not None and now.astimezone(JAKARTA).date() < again

    def after(
        self, labels: Iterable[str], *, answered: Iterable[str], absent: Iterable[str], now: datetime
    ) -> dict[str, dict[str, str | None]]:
        """The memory of the ``labels`` that are declared, after a night with these answers."""
        today = f"{now.astimezone(JAKARTA):%Y-%m-%d}"
        days: dict[str, dict[str, str | None]] = {label: dict(self.days.get(label, {})) for label in labels}
        for state, some in (("answered", answered), ("absent", absent)):
            for label in some:
                if label in days:
                    days[label][state] = today
        return {label: known for label, known in days.items() if known}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
