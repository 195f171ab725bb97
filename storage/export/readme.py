"""Files for people beside the tables of an export: a page that answers for the package, and its codebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from storage.clustering.score import COPY_SHARE, weights
from storage.events.pairs import version
from storage.export.descriptor import COPYRIGHT, LICENSES, Query, Written, filters, identity, title
from storage.export.dictionary import Table
from storage.export.folder import CITATION, CODEBOOK, DESCRIPTOR
from storage.export.formats import SEPARATOR, Format
from storage.export.tables import Facts, Gaps
from storage.signatures import signature

_SPANS = 15
"""Spans of days named for a status of an outlet; the table ``coverage`` has all."""

_STATUSES = {
    "failed": "failed",
    "blocked": "blocked",
    "interrupted": "interrupted",
    "skipped": "skipped",
    "running": "unfinished",
    "none": "without a crawl",
}


def readme(query: Query, tables: Sequence[Written], facts: Facts) -> str:
    """``README.md``: what this is, how it was asked for, how to read it, what is missing."""
    parts = [
        f"# {title(facts)}",
        "An export of a Kliping archive: articles of regional outlets, grouped into event clusters.",
        "## What was asked for",
        _bullets(_asked(query)),
        "An event is here when one of its articles is; its counts describe the whole event, so they may exceed its "
        "rows in `articles`.",
        "## What is here",
        _bullets(f"`{one.path.name}`: {one.rows} rows. {one.table.title}." for one in tables),
        f"Every field is described in `{CODEBOOK}`, and for machines in `{DESCRIPTOR}` (Frictionless Data Package), "
        "with the SHA-256 of each file.",
        *(["## How the articles were chosen", _bullets(_chosen(facts))] if facts.origins.total() else []),
        "## What an event is",
        _definition(),
        "## How it was made",
        _bullets(_made(query, tables, facts)),
        "## How to read it",
        _bullets(_reading(query.format)),
        "## Known gaps",
        _bullets(_gaps(facts)),
        "## Rights and citation",
        f"{COPYRIGHT} (UU 28/2014). {_text_notice(query)} Names of persons in the texts are personal data "
        "(UU 27/2022), and so are the names of those who judged: publish no more of them than your question needs.",
        f"{LICENSES[0]['title']}: `{CITATION}` says how, and names this package by its contents "
        f"(`{identity(tables)}`).",
    ]
    return "\n\n".join(parts) + "\n"


def codebook(query: Query, tables: Sequence[Written], facts: Facts) -> str:
    """``codebook.md``: every field of every table, its type and its meaning."""
    parts = [
        "# Codebook",
        f"{title(facts)}.",
        "Required fields are never empty. Lists are "
        + (f"joined by `{SEPARATOR}`." if query.format == "csv" else "lists of text."),
        *(dictionary(one.table) for one in tables),
    ]
    return "\n\n".join(parts)


def dictionary(table: Table) -> str:
    """One table of the dictionary in Markdown."""
    rows = "".join(
        f"| `{one.name}` | {one.kind}{', required' if one.required else ''} | {one.description} |\n"
        for one in table.fields
    )
    key = f" One row for each `{'`, `'.join(table.key)}`." if table.key else ""
    return f"## `{table.name}`\n\n{table.title}.{key}\n\n| field | type | meaning |\n|---|---|---|\n{rows}"


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _asked(query: Query) -> Iterator[str]:
    asked = filters(query)
    yield f"published from: {asked['since'] or 'the beginning'}"
    yield f"published before: {asked['until'] or 'open'}"
    if asked["event_since"] or asked["event_until"]:
        yield f"what is reported happened from {asked['event_since'] or 'ever'} to {asked['event_until'] or 'open'}"
    yield f"region: {asked['region'] or 'all'}"
    yield f"outlets: {', '.join(asked['outlets']) or 'all'}"
    yield f"networks: {', '.join(asked['networks']) or 'all'}"
    if asked["collections"]:
        yield f"collections: {', '.join(asked['collections'])}"
    if asked["term"]:
        yield f"term: {asked['term']}"
    if asked["text"]:
        yield f"words in title or body: {asked['text']}"
    if asked["min_reports"] > 1:
        yield f"only events with at least {asked['min_reports']} reports"
    yield f"text: {'full' if query.with_text else 'excerpts only'}"
    yield f"format: {query.format}"


def _chosen(facts: Facts) -> Iterator[str]:
    if count := facts.origins["rules"]:
        yield f"{count} articles: the rules of the project took them for election-security reporting"
    if count := facts.origins["importer"]:
        yield (
            f"{count} articles: whoever imported their collection chose them; the rules were not asked, and they may "
            "be about anything"
        )
    if count := facts.origins["person"]:
        yield f"{count} articles: a person's label in the imported collection says that they are relevant"
    for one in facts.collections:
        known = (("", one.title), ("licence: ", one.licence), ("source: ", one.source))
        told = "; ".join(f"{label}{value}" for label, value in known if value)
        yield f"`{one.name}`: {one.articles} articles of this imported collection{f' ({told})' if told else ''}"


def _definition() -> str:
    return (
        "An event is one occasion: the same act, meeting, decision or incident on one date at one place. Articles "
        f"published within {signature.WINDOW_DAYS} days of each other are compared; a pair's `score` says how likely "
        "they report one event (`pairs` has the evidence). Clusters are built by average link from "
        f"{weights().threshold} on, and do not depend on the order in which articles came; what a person "
        "judged (`judgements`) outranks the score. Texts of which one holds at least "
        f"{COPY_SHARE:.0%} of the other's passages are copies (`copy_group`). Every article has an event, "
        "alone or not. `articles`, `outlets`, `networks` and `texts` of an event are four different numbers: outlets "
        "of one network share their reports, and copies of one text are one independent text. An `event_id` stays when "
        "an event grows, merges or splits; `event_ids` leads from an id that was merged to the event it is today."
    )


def _made(query: Query, tables: Sequence[Written], facts: Facts) -> Iterator[str]:
    yield f"Kliping {query.version}"
    yield (
        f"state of the archive: last crawl begun {facts.last_run.isoformat(timespec='minutes')}"
        if facts.last_run
        else "state of the archive: no crawl recorded"
    )
    yield (f"clustering: version {version()} (signatures {signature.VERSION}, weights {weights().version})")
    for name, count in _by_rules(facts.extractors).items():
        yield f"extraction rules {name or 'unknown'}: {count} articles"
    yield f"contents: {identity(tables)} (over the SHA-256 of all tables)"


def _by_rules(extractors: Mapping[str, int]) -> Mapping[str, int]:
    return dict(sorted(extractors.items()))


def _reading(format: Format) -> Iterator[str]:
    yield "Times are in +07:00 (Asia/Jakarta). With precision `day` only the day is known, and the time is midnight."
    if format == "csv":
        yield (
            "UTF-8 without a byte order mark, comma, RFC 4180, every cell in quotes. An empty cell means: not known. "
            "In Excel: Data, From Text/CSV, origin 65001 (UTF-8), delimiter comma, and the codes as text."
        )
        yield (
            f"Lists are joined by `{SEPARATOR}`; a `;` inside a value is written `\\;`, a backslash `\\\\`, an empty "
            "value `\\e`."
        )
        yield (
            "A cell that a spreadsheet would take for a formula has a `'` before it: one that begins with any number "
            "of `'` and then `=`, `+`, `-`, `@`, a tab, a line break, `＝`, `＋`, `－` or `＠`. Take one `'` away "
            "from such cells to have the exact text, or export as jsonl or parquet, where texts are unchanged."
        )
    else:
        yield "Texts are exactly as archived. Do not paste them into a spreadsheet: a text may begin like a formula."
    yield (
        "`region_code` is text: `35.10` is not the number 35.1. `region_id` is the same without its point (`3510`); "
        "`regions.geojson` has outlines under both, simplified for maps (MIT licence, cahyadsn/wilayah_boundaries)."
    )
    yield "`scrapy import` takes this folder back into an archive."


def _gaps(facts: Facts) -> Iterator[str]:
    gaps = facts.gaps
    if facts.without_event:
        yield f"{facts.without_event} articles have no event yet: they came in after the last clustering."
    if facts.withheld:
        yield (
            f"{facts.withheld} articles withheld: they were taken down, or their pages ask not to be archived; they "
            "are in no table and no count."
        )
    if facts.judgements_withheld:
        yield f"{facts.judgements_withheld} judgements left out: they name an article that is withheld."
    if facts.from_package:
        yield (
            f"{facts.from_package} articles came with an imported package: what was and was not covered then is in "
            "the coverage of that package."
        )
    if facts.excerpts:
        yield f"of {facts.excerpts} articles this archive holds the beginning only, and compares them with nothing new."
    for outlet in sorted(gaps.counts):
        yield _outlet(outlet, gaps)
    if facts.never_crawled:
        yield (
            f"never crawled: {', '.join(f'`{name}`' for name in facts.never_crawled)}. Their articles come from an "
            "imported collection, and nothing is known of what they published besides."
        )
    if not gaps.counts:
        yield "No crawl of these outlets is recorded."
    yield (
        "Days are those of the crawls, each of which looks some days back. A day with a completed crawl and no article "
        "is silence; a day without one says nothing."
    )
    yield "What an outlet took offline before the first crawl, and what the relevance rules missed, is not here."


def _outlet(outlet: str, gaps: Gaps) -> str:
    counts = gaps.counts[outlet]
    missing = ", ".join(
        f"{counts[status]} {words} ({_days(gaps.spans[outlet][status])})"
        for status, words in _STATUSES.items()
        if counts[status]
    )
    period = f"{gaps.first[outlet]} to {gaps.last[outlet]}"
    nights = f"{counts['completed']} of {counts.total()} days crawled"
    reach = f"; articles from {gaps.reach[outlet]} on were looked for" if outlet in gaps.reach else ""
    return f"`{outlet}`, {period}: {nights}{reach}" + (f"; {missing}." if missing else ".")


def _days(spans: Sequence[tuple[date, date]]) -> str:
    named = ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in spans[:_SPANS])
    return named + (f", and {len(spans) - _SPANS} more spans" if len(spans) > _SPANS else "")


def _text_notice(query: Query) -> str:
    if query.with_text:
        return "This package holds full texts: keep it for your own analysis and do not pass it on."
    return "This package holds excerpts only; read the articles at their addresses."
