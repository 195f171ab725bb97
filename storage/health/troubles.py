"""Troubles of which somebody was told: each once when it begins, after a week, and once when it is over. Pure.

A trouble that comes and goes is told again once. Then its end is told only when it has stayed away for a week:
an outlet that fails every other night gives no message a night. Troubles that go on are told together, once a week.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

AGAIN = timedelta(days=7)
"""Time after which a trouble that goes on is told again."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that needs a person.

    ``key`` names it for as long as it goes on: ``outlet:petisi``, ``machine:disk``, ``job:nightly:disk full``.
    ``text`` is a line that says what it is, ``advice`` a line that says what to do. ``title`` is the first line of a
    message about it; empty where others like it are counted together.
    """

    key: str
    text: str
    advice: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A trouble that was told. Times are aware.

    ``gone_at`` is when it was first found to be gone. ``end_told`` is whether that was told. ``returned``: it had been
    told to be over, and came back.
    """

    trouble: Trouble
    began_at: datetime
    told_at: datetime
    gone_at: datetime | None = None
    end_told: bool = False
    returned: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """Content of a message: troubles that begin, that go on for a week more, and that are over.

    ``open`` are all that go on, those that begin included.
    """

    begun: tuple[Trouble, ...] = ()
    lasting: tuple[Told, ...] = ()
    over: tuple[Told, ...] = ()
    open: tuple[Trouble, ...] = ()

    def __bool__(self) -> bool:
        """True where there is something to tell."""
        return bool(self.begun or self.lasting or self.over)


def settle(
    known: Mapping[str, Told], present: Sequence[Trouble], *, covers: Callable[[str], bool], now: datetime
) -> tuple[dict[str, Told], News]:
    """Compare what was told with what is there now; return what is then told, and the news.

    ``covers`` says of a key whether this look would have found the trouble. Others stay as they are.
    """
    after = dict(known)
    begun, over = [], []
    for trouble in present:
        before = known.get(trouble.key)
        if before is None or before.end_told:
            begun.append(trouble)
            returned = before is not None
            after[trouble.key] = Told(trouble=trouble, began_at=now, told_at=now, returned=returned)
        else:
            after[trouble.key] = replace(before, trouble=trouble, gone_at=None)
    there = {trouble.key for trouble in present}
    for key, before in known.items():
        if key in there or not covers(key):
            continue
        ended = replace(before, gone_at=before.gone_at or now)
        away = ended.gone_at is not None and now - ended.gone_at >= AGAIN
        if not before.end_told and (not before.returned or away):
            over.append(ended)
            ended = replace(ended, end_told=True)
        if away:
            del after[key]
        else:
            after[key] = ended
    lasting = _lasting(after, there, now)
    after |= {one.trouble.key: replace(one, told_at=now) for one in lasting}
    still = tuple(one.trouble for one in after.values() if one.gone_at is None)
    return after, News(tuple(begun), lasting, tuple(over), still)


def _lasting(after: Mapping[str, Told], there: set[str], now: datetime) -> tuple[Told, ...]:
    """The troubles that go on, all of them, when one was not told of for a week; else none."""
    open_ones = tuple(one for key, one in after.items() if key in there and one.told_at < now)
    return open_ones if any(now - one.told_at >= AGAIN for one in open_ones) else ()
