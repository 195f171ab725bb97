"""Output for programs: every document of ``--json`` against its schema, and the metrics."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from storage.archive.archive import Archive
from storage.events.update import update_events
from tests.shell import environment, scrapy
from tests.storage.clippings import APEL, NOW, article_id, event_id, open_archive, save

TEXT = {"type": "string"}
MAYBE = {"type": ["string", "null"]}
NUMBER = {"type": "number"}
WHOLE = {"type": "integer"}
FLAG = {"type": "boolean"}
TEXTS = {"type": "array", "items": TEXT}
COUNTS = {"type": "object", "additionalProperties": WHOLE}
TIME = {"type": ["string", "null"], "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$"}
DAY = {"type": ["string", "null"], "pattern": r"^\d{4}-\d\d-\d\d$"}
SPANS = {"type": "array", "items": {"type": "array", "items": DAY, "minItems": 2, "maxItems": 2}}


def thing(**fields: dict[str, Any]) -> dict[str, Any]:
    """Schema of an object with all of these fields and no others."""
    return {"type": "object", "properties": fields, "required": [*fields], "additionalProperties": False}


def each(schema: dict[str, Any]) -> dict[str, Any]:
    """Schema of a list that is not empty."""
    return {"type": "array", "items": schema, "minItems": 1}


EVENT = thing(
    event_id=TEXT, title=MAYBE, first_published_at=TIME, last_published_at=TIME, event_date=DAY, region_code=MAYBE,
    region=MAYBE, place=MAYBE, articles=WHOLE, outlets=WHOLE, networks=WHOLE, texts=WHOLE, representative_url=TEXT,
    outlet_names=TEXTS, matched_terms=TEXTS, cohesion={"type": ["number", "null"]}, judged=FLAG,
)  # fmt: skip
REPORT = thing(
    article_id=TEXT, outlet=TEXT, title=MAYBE, url=TEXT, published_at=TIME, published_precision=MAYBE, gone_at=TIME,
    copy_of=MAYBE, later=FLAG, nearest={"type": ["object", "null"]},
)  # fmt: skip
SCHEMAS = {
    "health": thing(
        person_needed=FLAG,
        outlets=each(thing(
            outlet=TEXT, verdict=TEXT, needs_person=FLAG, acknowledged=FLAG, reason=TEXT, advice=MAYBE, since=DAY,
            recovered=MAYBE, orders=MAYBE, last_run=TIME, last_article_at=TIME, new_last_run=WHOLE, new_7_days=WHOLE,
        )),
        machine=each(thing(rule=TEXT, message=TEXT, advice=TEXT, needs_person=FLAG)),
        room=thing(free_bytes=WHOLE, nights_left={"type": ["integer", "null"]}),
    ),
    "runs": each(thing(
        run=TEXT, command=TEXT, started_at=TIME, ended_at=TIME, seconds={"type": ["number", "null"]}, status=TEXT,
        exit_code={"type": ["integer", "null"]}, outlets=COUNTS, articles=WHOLE,
    )),
    "runs r1": each(thing(
        outlet=TEXT, status=TEXT, reason=MAYBE, since=TIME, until=TIME, started_at=TIME, ended_at=TIME,
        seconds={"type": ["number", "null"]}, counts=COUNTS,
    )),
    "days": each(thing(
        outlet=TEXT, first=DAY, last=DAY, not_reached=SPANS,
        sources=each(thing(source=TEXT, reached=SPANS, pages_read=WHOLE, pages_waiting=WHOLE, why=TEXT)),
    )),
    "outlets": each(thing(
        outlet=TEXT, title=TEXT, site=TEXT, family=MAYBE, network=TEXT, region_code=TEXT, region=TEXT, verified=MAYBE,
        last_completed_at=TIME, state=TEXT,
    )),
    "events": each(EVENT),
    f"events {event_id('apel-1')}": thing(
        event_id=TEXT, summary=EVENT, reports=each(REPORT),
        history=each(thing(changed_at=TIME, kind=TEXT, detail={"type": "object"})),
    ),
    f"article {article_id('apel-1')}": thing(
        article_id=TEXT, url=TEXT, withheld={"type": "null"}, outlet=TEXT, network=TEXT, title=MAYBE, authors=TEXTS,
        editors=TEXTS, published_at=TIME, published_precision=MAYBE, published_origin=MAYBE, modified_at=TIME,
        fetched_at=TIME, first_seen_at=TIME, gone_at=TIME, event_date=DAY, event_date_precision=MAYBE,
        region_code=MAYBE, region=MAYBE, place=MAYBE, language=MAYBE, relevant=FLAG,
        relevance={"type": ["number", "null"]}, relevance_origin=TEXT, matched_terms=TEXTS, words=WHOLE,
        text_sha256=TEXT, event_id=MAYBE, copy_group=MAYBE, warc_record_id=MAYBE, extractor=TEXT, body=TEXT,
        versions=each(thing(title=MAYBE, body=TEXT, sha256=TEXT, fetched_at=TIME)),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a night, a backfill, and an event."""
    folder = tmp_path_factory.mktemp("json")
    with open_archive(folder) as archive:
        save(archive, "apel-1", APEL[0], published="2024-11-26T08:00:00+07:00")
        save(archive, "apel-2", APEL[1], outlet="suara_pesisir", published="2024-11-26T10:00:00+07:00")
        update_events(archive, now=NOW)
        fill(archive)
    return folder


def fill(archive: Archive) -> None:
    archive.start_run(run_id="r1", command="nightly", started_at=NOW - timedelta(hours=3), settings={})
    archive.start_outlet("r1", "petisi", since=NOW, until=None, started_at=NOW - timedelta(hours=3))
    archive.finish_outlet(
        "r1", "petisi", status="failed", reason='robots.txt: "503"', ended_at=NOW, seconds=9.5, counts={"articles": 2}
    )
    archive.finish_run("r1", ended_at=NOW, seconds=9.5, status="completed", exit_code=10)
    archive.save_warc_file("20241128T000000Z-r1-1.warc.gz", "r1", NOW)
    archive.seal_warc_file("20241128T000000Z-r1-1.warc.gz", 812)
    page = {
        "outlet": "petisi", "since": NOW - timedelta(days=30), "until": NOW - timedelta(days=10), "series": "",
        "url": "https://petisi.example/arsip", "source": "arsip", "number": 1, "scope": "all", "state": "read",
        "ending": "whole", "updated_at": NOW,
    }  # fmt: skip
    archive.enter_source_pages([page])


@pytest.mark.parametrize("command", SCHEMAS)
def test_a_document_is_as_its_schema_says(command: str, data: Path) -> None:
    done = scrapy(*command.split(), "--json", env=environment(data, KLIPING_NOW=NOW.isoformat()))
    jsonschema.validate(json.loads(done.stdout), SCHEMAS[command], cls=jsonschema.Draft202012Validator)


def test_metrics_are_text_of_prometheus(data: Path) -> None:
    done = scrapy("health", "--openmetrics", env=environment(data, KLIPING_NOW=NOW.isoformat()))
    assert done.returncode == 70
    lines = done.stdout.splitlines()
    sample = re.compile(r'kliping_[a-z0-9_]+(?:\{[a-z]+="(?:[^"\\]|\\.)*"(?:,[a-z]+="(?:[^"\\]|\\.)*")*\})? \S+')
    assert [line for line in lines if not line.startswith("#") and not sample.fullmatch(line)] == []
    assert lines[-1] == "# EOF"
    assert len({line for line in lines if line.startswith("# TYPE")}) == sum(
        line.startswith("# TYPE") for line in lines
    )
    for told in (
        "kliping_last_run_exit_code 10", "kliping_last_run_articles 2", "kliping_person_needed 1",
        'kliping_outlet_verdict{outlet="petisi",verdict="failing"} 1', 'kliping_outlet_needs_person{outlet="petisi"} 1',
        'kliping_machine_alert{rule="raw_archive"} 1',
    ):  # fmt: skip
        assert told in lines
