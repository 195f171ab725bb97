"""A collection into the archive: understood, then taken in, all of it or nothing."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from crawler.annotation.annotate import annotate
from crawler.annotation.places import region
from crawler.exceptions import UsageFailure
from crawler.extraction.boilerplate import split_dateline
from crawler.importing.articles import Candidate
from crawler.importing.faults import Faults, LeftOut, NoArticle, RowFault
from crawler.importing.tables import Row
from crawler.importing.texts import Repairs
from crawler.importing.understanding import Understood, Wishes
from crawler.items import ArticleItem, article_fields
from crawler.urls import article_id, url_key
from storage.archive.archive import Archive
from storage.archive.intake import CollectionFacts, Intake, Outcome, filled, is_crawled, taking_in
from storage.raw.exchange import Exchange, capture_row
from storage.raw.warc import WarcWriter

_BATCH = 500


@dataclass
class Report:
    """Outcome of a collection.

    ``faults`` and ``doubts`` are of its rows. ``passed`` counts pages without an article, ``two_outlets`` rows whose
    address came under another outlet before.
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    read: int = 0
    relevant: int = 0
    dated: int = 0
    faults: Faults = field(default_factory=Faults)
    doubts: Faults = field(default_factory=Faults)
    repairs: Repairs = field(default_factory=Counter)
    outlets: Counter[str] = field(default_factory=Counter)
    two_outlets: int = 0
    passed: int = 0
    _seen: dict[int, int] = field(default_factory=dict)

    def note(self, item: ArticleItem) -> None:
        """Counts an article that a row was read as."""
        self.read += 1
        self.outlets[item.outlet] += 1
        self.dated += item.published_at is not None
        outlet = hash(item.outlet)
        before = self._seen.setdefault(hash(item.url_key), outlet)
        self.two_outlets += before != outlet

    def summary(self) -> str:
        """Fate of the rows, on one line."""
        told: dict[Outcome, str] = {
            "new": "new",
            "changed": "changed",
            "completed": "brought up to date",
            "known": "known already",
            "crawled": "kept as crawled",
        }
        always = ("new", "changed", "known")
        parts = [
            f"{self.outcomes[outcome]} {words}"
            for outcome, words in told.items()
            if outcome in always or self.outcomes[outcome]
        ]
        left = f"; {self.faults.count} rows left out" if self.faults.count else ""
        return f"{self.read} articles: {', '.join(parts)}; {self.relevant} relevant{left}. Next: scrapy cluster"

    def lines(self, *, several: bool) -> Iterator[str]:
        """Repairs and doubts, line by line."""
        if self.repairs:
            yield "mended in texts: " + ", ".join(f"{name} {count}" for name, count in self.repairs.most_common())
        if self.passed:
            yield f"passed over: {self.passed} pages without an article"
        if self.two_outlets:
            yield f"doubtful: {self.two_outlets} rows have an address of another outlet before: an article of each"
        for doubt in self.doubts.lines(several=several):
            yield f"doubtful: {doubt}"


def read(
    tables: Iterable[Understood], report: Report, *, left_out: LeftOutFile, tick: Callable[[], None]
) -> Iterator[Candidate]:
    """The articles of all tables; what is wrong with rows goes to ``report`` and ``left_out``."""
    for understood in tables:
        yield from _read_table(understood, report, left_out=left_out, tick=tick)


def _read_table(
    understood: Understood, report: Report, *, left_out: LeftOutFile, tick: Callable[[], None]
) -> Iterator[Candidate]:
    table = understood.table
    with closing(understood.reader):
        for record in table.rows():
            tick()
            try:
                if not isinstance(record, Row):
                    raise RowFault(record.reason.partition(" (")[0], record.reason)
                candidate = understood.reader.read(record.values, report.repairs)
            except NoArticle:
                report.passed += 1
                continue
            except RowFault as fault:
                report.faults.add(table.name, table.unit, record.place, fault.kind, fault.detail)
                values = record.values if isinstance(record, Row) else {_UNREAD: record.raw}
                left_out.add(LeftOut(table.name, f"{table.unit} {record.place}", fault.detail, values))
                continue
            for doubt in candidate.doubts:
                report.doubts.add(table.name, table.unit, record.place, doubt, doubt)
            report.note(candidate.item)
            yield candidate


def check(tables: Iterable[Understood], report: Report, *, tick: Callable[[], None]) -> Report:
    """Reads a collection and keeps nothing of it."""
    for _ in read(tables, report, left_out=LeftOutFile(None, ()), tick=tick):
        pass
    return report


def take_in(
    archive: Archive,
    tables: Iterable[Understood],
    facts: CollectionFacts,
    wishes: Wishes,
    *,
    folder: Path,
    now: datetime,
    left_out: LeftOutFile,
    tick: Callable[[], None],
) -> Report:
    """Takes a collection into the archive, in one transaction. Faulty rows are left out where ``left_out`` has a file.

    Raises :class:`Refused` when a row has a fault (the report then holds all of them), and when
    no row is left.
    """
    report = Report()
    with PagesKept(folder, now) as kept, taking_in(archive, facts, now) as intake:
        batches = _Batches(intake, report, kept, filtered=wishes.filtered)
        stream = read(tables, report, left_out=left_out, tick=tick)
        while batch := list(islice(stream, _BATCH)):
            # after the first fault the rest is read for its faults only
            if left_out.wanted or not report.faults.count:
                batches.save(batch)
        report.outcomes = intake.counts
        intake.save_captures(kept.finished())
        if report.faults.count and not left_out.wanted:
            raise Refused(report)
        if not report.read:
            raise Refused(report)
    return report


class Refused(UsageFailure):
    """A collection that was not taken in; ``report`` says why."""

    def __init__(self, report: Report) -> None:
        rows = "1 row" if report.faults.count == 1 else f"{report.faults.count} rows"
        super().__init__(f"{rows} cannot be taken" if report.faults.count else "no row was found")
        self.report = report


class _Batches:
    """Brings batches of articles together with what is known of them, and gives them to the tables."""

    def __init__(self, intake: Intake, report: Report, kept: PagesKept, *, filtered: bool) -> None:
        self._intake = intake
        self._kept = kept
        self._report = report
        self._filtered = filtered
        self._outlets: set[str] = set()
        self._filed = dict(_filed_otherwise(intake))

    def save(self, batch: list[Candidate]) -> None:
        batch = [self._as_filed(one) for one in batch]
        known: dict[str, dict[str, Any]] = self._intake.known(one.item.article_id for one in batch)
        self._save_outlets(batch)
        saved: list[tuple[Outcome, Mapping[str, Any]]] = []
        for candidate in batch:
            outcome, fields = self._outcome(candidate, known.get(candidate.item.article_id))
            name = candidate.item.article_id
            before = known.get(name, {"collections": [], "package": None})
            known[name] = {**before, **fields}
            self._report.relevant += bool(known[name]["relevant"])
            saved.append((outcome, {**fields, "collections": before["collections"]}))
        self._intake.save(saved)

    def _as_filed(self, candidate: Candidate) -> Candidate:
        """The candidate under the key and id by which the archive has its article, where an earlier rule made them."""
        filed = self._filed.get(candidate.item.article_id)
        if filed is None:
            return candidate
        return replace(candidate, item=replace(candidate.item, article_id=filed[0], url_key=filed[1]))

    def _save_outlets(self, batch: list[Candidate]) -> None:
        fresh = {one.item.outlet: one for one in batch if one.item.outlet not in self._outlets}
        self._outlets |= fresh.keys()
        self._intake.save_outlets([_outlet_row(one) for one in fresh.values()])

    def _outcome(self, candidate: Candidate, known: Mapping[str, Any] | None) -> tuple[Outcome, Mapping[str, Any]]:
        if known is None:
            return "new", article_fields(self._with_page(candidate, self._annotated(candidate, candidate.item)))
        if is_crawled(known):
            return "crawled", {"article_id": known["article_id"], "relevant": known["relevant"]}
        said = _as_item(candidate.item, filled(article_fields(candidate.item), known))
        item = self._with_page(candidate, self._annotated(candidate, said, known))
        fields = filled(article_fields(item), known)
        if item.text_sha256 != known["text_sha256"]:
            return "changed", fields
        differ = any(fields[name] != known[name] for name in fields if name not in ("body", "fetched_at", "url"))
        return ("completed", {**fields, "fetched_at": known["fetched_at"]}) if differ else ("known", fields)

    def _with_page(self, candidate: Candidate, item: ArticleItem) -> ArticleItem:
        if candidate.exchange is None:
            return item
        return replace(item, warc_record_id=self._kept.keep(candidate.exchange))

    def _annotated(
        self, candidate: Candidate, item: ArticleItem, known: Mapping[str, Any] | None = None
    ) -> ArticleItem:
        if candidate.exchange is not None:
            return self._decided(candidate, item, known)
        dateline, _ = split_dateline(item.body.partition("\n\n")[0], (item.outlet,))
        outlet = candidate.outlet
        zone = outlet.zone if outlet else "Asia/Jakarta"
        read = annotate(item, dateline=dateline, outlet_region=outlet.region if outlet else None, zone=zone)
        return self._decided(candidate, read, known)

    def _decided(self, candidate: Candidate, read: ArticleItem, known: Mapping[str, Any] | None) -> ArticleItem:
        if candidate.relevant is not None:
            return replace(read, relevant=candidate.relevant, relevance_origin="person")
        decided = known is not None and known["relevance_origin"]
        if decided == "person" or (decided == "rules" and not self._filtered):
            assert known is not None
            return replace(read, relevant=known["relevant"], relevance_origin=known["relevance_origin"])
        if self._filtered:
            return replace(read, relevance_origin="rules")
        return replace(read, relevant=True, relevance_origin="importer")


def _filed_otherwise(intake: Intake) -> Iterator[tuple[str, tuple[str, str]]]:
    """Ids of today with the ids and keys of the archive, for articles that an earlier rule for keys has filed."""
    for name, outlet, url, key in intake.filed_addresses():
        with suppress(ValueError):  # a text without an address
            today = url_key(url)
            if today != key and article_id(outlet, key) == name:
                yield article_id(outlet, today), (name, key)


def _as_item(item: ArticleItem, fields: Mapping[str, Any]) -> ArticleItem:
    return replace(
        item,
        title=fields["title"],
        published_at=fields["published_at"],
        published_precision=fields["published_precision"],
        published_origin=fields["published_origin"],
        authors=tuple(fields["authors"]),
        editors=tuple(fields["editors"]),
    )


def _outlet_row(candidate: Candidate) -> dict[str, Any]:
    item, outlet = candidate.item, candidate.outlet
    return {
        "name": item.outlet,
        "title": outlet.title if outlet else item.outlet,
        "site": outlet.site if outlet else None,
        "network": outlet.network_name() if outlet else item.network,
        "family": outlet.family() if outlet else None,
        "region_code": outlet.region if outlet else None,
        "region": region(outlet.region).name if outlet else None,
    }


class PagesKept:
    """Keeps the pages of imported web archives in the raw archive, before their rows are written.

    A context manager: when anything is raised, the files that were begun are taken away again.
    """

    def __init__(self, folder: Path, now: datetime) -> None:
        """``folder`` is that of the raw archive."""
        self._folder = folder
        self._opened: dict[str, datetime] = {}
        self._sealed: dict[str, int] = {}
        self._captures: list[dict[str, Any]] = []
        self._run_id = f"import-{now:%Y%m%dt%H%M%S}-{uuid4().hex[:8]}"
        self._writer = WarcWriter(
            folder,
            run_id=self._run_id,
            now=lambda: now,
            software="Kliping",
            opened=self._opened.__setitem__,
            sealed=self._sealed.__setitem__,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._writer.close()
        for name in self._opened if kind is not None else ():
            (self._folder / name).unlink(missing_ok=True)

    def keep(self, exchange: Exchange) -> str:
        """Writes a page; gives its record id."""
        located = self._writer.write(exchange)
        self._captures.append(capture_row(exchange, located))
        return located.record_id

    def finished(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Rows of the files, now complete and durable, and of the captures in them."""
        self._writer.close()
        files = [
            {"name": name, "run_id": self._run_id, "opened_at": at, "sealed": True, "size": self._sealed[name]}
            for name, at in self._opened.items()
        ]
        return files, self._captures


class LeftOutFile:
    """The rows that are left out, with their reasons, in a file: CSV by its suffix, JSON Lines else.

    ``path`` is ``None`` where faulty rows are not left out. A context manager; a file that was there is replaced.
    """

    def __init__(self, path: Path | None, tables: Iterable[Understood]) -> None:
        """Opens the file. Raises ``UsageFailure`` when it cannot be written."""
        self.wanted = path is not None
        self._file = None
        self._writer: csv.DictWriter[str] | None = None
        if path is None:
            return
        try:
            self._file = path.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise UsageFailure(f"--skip-bad: {path} cannot be written: {error.strerror}") from None
        if path.suffix.lower() == ".csv":
            columns = dict.fromkeys(name for one in tables for name in one.columns.found)
            self._writer = csv.DictWriter(self._file, [_REASON, *columns, _UNREAD], extrasaction="ignore")
            self._writer.writeheader()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, left: LeftOut) -> None:
        """Writes a row."""
        if self._file is None:
            return
        row = {_REASON: f"{left.table}, {left.place}: {left.reason}", **left.values}
        if self._writer is not None:
            self._writer.writerow(row)
        else:
            self._file.write(
                json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "replace").decode() + "\n"
            )


_REASON = "left_out"
_UNREAD = "unread"
