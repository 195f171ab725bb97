"""The raw archive, in parts that one worker each reads again: which there are, and what came of them.

A part is some whole WARC files of one machine, as only their machine can read them. What a worker finds lies in a table
beside the queue, written in one transaction when the part is done: a part that is begun again, or done by two, counts
once. Which of two addresses of one article came first only all parts together tell, so a page that another address may
have led to before is noted both ways.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import psycopg
from procrastinate.jobs import Job

from crawler.distributed.queue import REREAD, SCHEMA, own_queue
from crawler.reextraction.reextract import Reextraction
from crawler.reextraction.report import EXAMPLES
from storage.archive.revision import Difference, Rereading, comparing
from storage.raw.files import WRITER_MARK, file_facts, holds

PAGES = 5_000
"""Pages of a part, about; reading one takes a minute, starting the process for it three seconds."""

_PRIORITY = -100
"""After everything that a night has to do."""

_TABLE = f"{SCHEMA}.reread"
_MAKE = f"""
CREATE TABLE IF NOT EXISTS {_TABLE} (
    batch text, part text, run_id text, began timestamptz, number integer, content text,
    PRIMARY KEY (batch, part, run_id, number)
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a worker is told to read: of these files, the pages of ``outlet`` (all: ``None``) fetched since ``since``.

    ``batch`` names the rereading that it belongs to, ``rules`` the version of the code that planned it.
    """

    batch: str
    part: str
    worker: str
    warc_files: list[str]
    pages: int
    rules: str
    outlet: str | None
    since: str | None

    def queued(self) -> Job:
        """The job, which only the worker of this name takes."""
        return Job(
            queue=own_queue(self.worker),
            priority=_PRIORITY,
            lock=f"reread {self.part}",
            queueing_lock=f"reread {self.batch} {self.part}",
            task_name=REREAD,
            task_kwargs=asdict(self),
        )


def divided(
    files: Mapping[str, int], own: str | None, present: frozenset[str], *, outlet: str | None, since: datetime | None
) -> tuple[list[Part], list[str]]:
    """The parts, and the files that no worker is known to hold. ``files``: pages by WARC file.

    ``own`` is the worker of this data folder and ``present`` the files in it; all others lie where they were written.
    """
    by_worker: dict[str, list[tuple[str, list[str]]]] = {}
    nowhere = []
    for written_by, names in groupby(sorted(files, key=lambda name: (_writing(name), name)), key=_writing):
        group = list(names)  # an article may go over from one file of a writer into the next
        worker = own if own and present.issuperset(group) else written_by[1].partition("-")[0]
        if worker:
            by_worker.setdefault(worker, []).append((group[0], group))
        else:
            nowhere += group
    rules, first = code_version(), since.isoformat() if since else None
    shares = [
        (worker, share) for worker, groups in sorted(by_worker.items()) for share in _shares(sorted(groups), files)
    ]
    batch = sha256(json.dumps([rules, outlet, first, shares]).encode()).hexdigest()[:16]
    return [
        Part(
            batch=batch,
            part=f"{number:05d}",
            worker=worker,
            warc_files=share,
            pages=sum(files[name] for name in share),
            rules=rules,
            outlet=outlet,
            since=first,
        )
        for number, (worker, share) in enumerate(shares)
    ], nowhere


def _writing(name: str) -> tuple[str, str]:
    """The run of a file, and the one of its writers; empty for a run of one process."""
    run_id = file_facts(name)[1]
    writer = name.partition(f"-{run_id}{WRITER_MARK}")[2].rpartition("-")[0]
    return run_id, writer


def _shares(groups: list[tuple[str, list[str]]], files: Mapping[str, int]) -> Iterator[list[str]]:
    share: list[str] = []
    for _, group in groups:
        share += group
        if sum(files[name] for name in share) >= PAGES:
            yield share
            share = []
    if share:
        yield share


def code_version() -> str:
    """A digest of all that decides how a page is read: a machine with other rules must not take part."""
    root = Path(__file__).resolve().parent.parent.parent
    digest = sha256()
    for folder in ("crawler", "spiders", "storage"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".py", ".toml", ".csv", ".tsv"):
                digest.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


# ---- what a worker notes


async def reread(again: Reextraction, part: Part) -> list[tuple[str, datetime | None, int, Any]]:
    """Reads the files of a part; gives rows of the table: run, when that run's first page was fetched, number, content.

    Row 0 of a run has a line for each page in order, further rows are the rereadings that change something. Row 0
    without a run is written last and holds what else there is to tell.
    """
    lines: dict[str, list[dict[str, Any]]] = {}
    changed: list[tuple[str, datetime | None, int, Any]] = []
    told: Counter[tuple[str, str]] = Counter()
    missing = [name for name in part.warc_files if not holds(again.warc_folder, name)]
    problems = [f"{again.warc_folder / name} is not there: its pages were not read" for name in missing]
    if part.rules != code_version():
        problems = [
            f"worker {part.worker} has other rules than the planner: {part.pages} pages were not read; update it"
        ]
        missing = part.warc_files
    there = [name for name in part.warc_files if name not in missing]
    since = datetime.fromisoformat(part.since) if part.since else None
    with comparing(again.archive) as differences:
        async for batch in again.read(outlet=part.outlet, since=since, warc_files=there):
            changes = differences([found for *_, found in batch])
            as_twins = iter(
                differences([as_twin(found) for *_, found in batch if found.requested_key != found.url_key])
            )
            for (run_id, left_open, found), change in zip(batch, changes, strict=True):
                line: dict[str, Any] = {
                    "at": found.fetched_at,
                    "left_open": left_open,
                    "outlet": found.outlet,
                    "url": found.url,
                    "key": found.url_key,
                    "requested": found.requested_key,
                    "change": _short(change, found, told),
                }
                if found.requested_key != found.url_key:
                    line["as_twin"] = _short(next(as_twins), found, None)
                if line["change"] or line.get("as_twin"):
                    line["number"] = len(changed) + 1
                    changed.append((run_id, None, len(changed) + 1, asdict(found)))
                lines.setdefault(run_id, []).append(line)
    own = [(run_id, min(line["at"] for line in run), 0, run) for run_id, run in lines.items()]
    rest = {"problems": [*problems, *again.report.problems], "unread": dict(again.report.unread)}
    return [*own, *changed, ("", None, 0, rest)]


def as_twin(found: Rereading) -> Rereading:
    """The same page as that of an address that led to an article which another address had led to before."""
    return replace(
        found, url_key=found.requested_key, state="duplicate", reason=f"is {found.url}", fields=None, outside=False
    )


def _short(change: Difference | None, found: Rereading, told: Counter[tuple[str, str]] | None) -> Any:
    """The difference, its values only where they may become examples."""
    if change is None:
        return None
    fields: dict[str, Any] = {}
    for name, values in change.fields.items():
        fields[name] = values if told is None or told[found.outlet, name] < EXAMPLES else (None, None)
        if told is not None:
            told[found.outlet, name] += 1
    return [change.kind, fields]


def keep(address: str, part: Part, rows: list[tuple[str, datetime | None, int, Any]]) -> None:
    """Writes what came of a part, in place of what an earlier attempt wrote."""
    with psycopg.connect(address) as connection:
        connection.execute(_MAKE.encode())
        connection.execute(f"DELETE FROM {_TABLE} WHERE batch = %s AND part = %s".encode(), (part.batch, part.part))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {_TABLE} VALUES (%s, %s, %s, %s, %s, %s)".encode(),
                [(part.batch, part.part, run, at, number, _dumped(content)) for run, at, number, content in rows],
            )


def is_done(address: str, part: Part) -> bool:
    """Whether somebody has done a part."""
    with psycopg.connect(address) as connection:
        connection.execute(_MAKE.encode())
        return part.part in done(connection, part.batch)


# ---- what the planner gathers


def begin(connection: psycopg.Connection[Any], batch: str) -> set[str]:
    """Forgets what was left of other rereadings; gives the parts of this one that are done."""
    connection.execute(_MAKE.encode())
    connection.execute(f"DELETE FROM {_TABLE} WHERE batch <> %s".encode(), (batch,))
    return done(connection, batch)


def done(connection: psycopg.Connection[Any], batch: str) -> set[str]:
    """The parts that are done."""
    query = f"SELECT part FROM {_TABLE} WHERE batch = %s AND run_id = ''"
    return {row[0] for row in connection.execute(query.encode(), (batch,))}


def forget(connection: psycopg.Connection[Any], batch: str) -> None:
    """Deletes what came of a rereading."""
    connection.execute(f"DELETE FROM {_TABLE} WHERE batch = %s".encode(), (batch,))


def gather(connection: psycopg.Connection[Any], batch: str, again: Reextraction) -> None:
    """Tells ``again`` of every page in the order of one process: run by run, by time of fetching, half ones last."""
    first_led_from: dict[tuple[str, str], str] = {}
    runs = f"SELECT run_id FROM {_TABLE} WHERE batch = %s AND run_id <> '' GROUP BY 1 ORDER BY min(began), 1"
    for (run_id,) in connection.execute(runs.encode(), (batch,)).fetchall():
        for part, line in _in_order(connection, batch, run_id):
            first = first_led_from.setdefault((line["outlet"], line["key"]), line["requested"])
            is_twin = line["requested"] not in (first, line["key"])
            change = line["as_twin"] if is_twin else line["change"]
            found = None
            if change is not None:
                found = _found(connection, (batch, part, run_id, line["number"]))
                found = as_twin(found) if is_twin else found
            again.note(line["outlet"], line["url"], Difference(*change) if change is not None else None, found)
    rest = f"SELECT content FROM {_TABLE} WHERE batch = %s AND run_id = '' ORDER BY part"
    for (content,) in connection.execute(rest.encode(), (batch,)).fetchall():
        told = _loaded(content)
        again.report.problems += told["problems"]
        again.report.unread.update(told["unread"])


def _in_order(connection: psycopg.Connection[Any], batch: str, run_id: str) -> list[tuple[str, dict[str, Any]]]:
    query = f"SELECT part, content FROM {_TABLE} WHERE batch = %s AND run_id = %s AND number = 0"
    found = []
    for part, content in connection.execute(query.encode(), (batch, run_id)).fetchall():
        latest = None
        for number, line in enumerate(_loaded(content)):
            # of an article in several parts the last was fetched after what was read before it
            latest = max(latest or line["at"], line["at"])
            found.append((line["left_open"], latest, part, number, line))
    return [(part, line) for *_, part, _, line in sorted(found, key=itemgetter(0, 1, 2, 3))]


def _found(connection: psycopg.Connection[Any], place: tuple[str, str, str, int]) -> Rereading:
    query = f"SELECT content FROM {_TABLE} WHERE batch = %s AND part = %s AND run_id = %s AND number = %s"
    row = connection.execute(query.encode(), place).fetchone()
    assert row is not None
    return Rereading(**_loaded(row[0]))


# ---- moments in JSON, which has none; escapes only, as PostgreSQL takes no NUL

_MOMENT, _DAY = "~moment", "~day"


def _dumped(content: Any) -> str:
    return json.dumps(
        content, default=lambda value: {_MOMENT if isinstance(value, datetime) else _DAY: value.isoformat()}
    )


def _loaded(text: str) -> Any:
    return json.loads(text, object_hook=_revived)


def _revived(value: dict[str, Any]) -> Any:
    if _MOMENT in value:
        return datetime.fromisoformat(value[_MOMENT])
    return date.fromisoformat(value[_DAY]) if _DAY in value else value
