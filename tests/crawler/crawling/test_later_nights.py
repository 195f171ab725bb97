"""One night after the other on a web that goes on: what is new, what was edited, withdrawn, restored, unchanged."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from crawler.extraction.pool import Workers
from crawler.outlets.loader import outlet_classes
from crawler.reextraction.reextract import Reextraction
from storage.archive.archive import Archive
from storage.archive.runs import balance
from storage.archive.versions import versions
from storage.data_folder import WARC_FOLDER
from storage.db.engine import default_url
from storage.integrity.recovery import bring_together
from storage.integrity.verification import unlike
from storage.models import Article, RunOutlet, Sighting, Validator
from tests.benchmarks.reextraction import settings
from tests.shell import FAST, environment, scrapy
from tests.web.articles import SampleArticle, load_articles
from tests.web.calendar import NOW
from tests.web.gold import canonical_url
from tests.web.messages import Hit
from tests.web.misbehaviour import status
from tests.web.server import SampleWeb

OUTLETS = ("antara_jatim", "koranrb", "petisi", "probolinggo_kota")
ARTICLES = tuple(one for one in load_articles() if one.outlet in OUTLETS)
SINCE = datetime.fromisoformat("2024-11-21T00:00:00+07:00")
DAYS = (NOW - timedelta(days=1), NOW, NOW + timedelta(days=1), NOW + timedelta(days=2))
SOURCES = ("feed", "listing", "sitemap")


def of_petisi() -> list[SampleArticle]:
    return [one for one in ARTICLES if one.outlet == "petisi" and one.relevant and SINCE <= one.published < DAYS[0]]


EDITED, WITHDRAWN, HIDDEN, LOST = of_petisi()[:4]
"""Changed before the second night; gone in the second and third; not to be had in the second alone; gone from then."""

REWRITTEN = replace(
    EDITED, paragraphs=(*EDITED.paragraphs, "Ralat: jumlah personel telah diperbaiki."), modified=DAYS[1]
)


@dataclass
class Night:
    hits: list[Hit]
    data: Path
    rows: dict[str, RunOutlet]
    articles: dict[str, Article]
    sightings: dict[str, Sighting]
    texts: dict[str, int]
    asked: dict[str, set[str]] = field(default_factory=dict)


def night(data: Path, number: int, articles: list[SampleArticle], *, hide: SampleArticle | None = None) -> Night:
    """One real night on the web of that day, and what it left behind."""
    outlets = OUTLETS if number < 2 else ("petisi",)
    with SampleWeb(articles, now=DAYS[number]) as web:
        if hide is not None:
            web.misbehave(how=status(404), path=f"/{hide.slug}/")
        done = scrapy("nightly", "--outlets", ",".join(outlets), *FAST, env=environment(data, web))
        assert done.returncode == 0, done.stdout + done.stderr
        hits = [hit for hit in web.log if hit.method == "GET" and hit.path != "/robots.txt"]
    with Archive.open(default_url(data)) as archive, archive.reading() as session:
        run = archive.runs(1)[0]
        rows = {row.outlet: row for row in archive.run_outlets(run.run_id)}
        sightings = {one.url: one for name in OUTLETS for one in archive.memory(name).values()}
        ids = {one.article_id for one in sightings.values() if one.article_id}
        kept = {found.url: found for one in ids if (found := archive.article(one))}
        texts = {url: len(versions(session, found.article_id)) for url, found in kept.items()}
        asked: dict[str, set[str]] = {}
        for capture in archive.captures():
            asked.setdefault(capture.kind, set()).add(capture.url)
    return Night(hits, data, rows, kept, sightings, texts, asked)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> list[Night]:
    data = tmp_path_factory.mktemp("nights")
    later = [REWRITTEN if one is EDITED else one for one in ARTICLES if one not in (WITHDRAWN, LOST)]
    return [
        night(data, 0, list(ARTICLES)),
        night(data, 1, later, hide=HIDDEN),
        night(data, 2, later),
        night(data, 3, [*later, WITHDRAWN]),
    ]


def requests(one: Night, *kinds: str) -> list[Hit]:
    wanted = {url for kind in kinds for url in one.asked.get(kind, ())}
    return [hit for hit in one.hits if hit.url in wanted]


def is_conditional(hit: Hit) -> bool:
    return "if-none-match" in hit.headers or "if-modified-since" in hit.headers


def test_the_second_night_asks_with_validators(nights: list[Night]) -> None:
    first, second = requests(nights[0], *SOURCES), requests(nights[1], *SOURCES)
    assert not any(map(is_conditional, first))
    assert len(second) >= 8
    there = [hit for hit in second if hit.status != 404]  # what is not there has no validators
    assert sum(map(is_conditional, there)) >= 0.9 * len(there), [hit.url for hit in there if not is_conditional(hit)]
    assert any(hit.status == 304 for hit in second)
    assert sum(row.counts.get("unchanged", 0) for row in nights[1].rows.values()) == sum(
        hit.status == 304 for hit in nights[1].hits
    )


def test_only_new_and_due_articles_are_fetched(nights: list[Night]) -> None:
    for before, after in pairwise(nights):
        due = {url for url, one in before.sightings.items() if one.state in ("article", "failed", "queued")}
        due |= {one.url for one in before.articles.values()}
        new = set(after.sightings) - set(before.sightings)
        asked = {hit.url for hit in requests(after, "article")}
        parts = {url for url in asked if re.search(r"/\d{2}$", url)}
        assert asked - parts <= due | new
    day_one = {canonical_url(one) for one in ARTICLES if one.relevant and one.published <= DAYS[0]}
    asked = {hit.url for hit in requests(nights[1], "article")}
    assert len(day_one & asked) >= 0.9 * len(day_one & set(nights[0].articles)), "the first re-check is after one day"
    third = {hit.url for hit in requests(nights[2], "article")}
    assert canonical_url(EDITED) not in third, "the second after three"
    assert canonical_url(EDITED) in {hit.url for hit in requests(nights[3], "article")}


def test_what_is_new_is_found_behind_unchanged_pages_too(nights: list[Night]) -> None:
    expected = {canonical_url(one) for one in ARTICLES if one.relevant and one is not WITHDRAWN}
    recent = {canonical_url(one) for one in ARTICLES if one.relevant and one.published > DAYS[0]}
    assert recent
    assert recent <= set(nights[1].articles) <= expected | {canonical_url(WITHDRAWN)}


def test_an_edit_is_a_version_and_no_new_article(nights: list[Night]) -> None:
    url = canonical_url(EDITED)
    assert [one.texts[url] for one in nights] == [1, 2, 2, 2]
    assert nights[1].articles[url].body.endswith(REWRITTEN.paragraphs[-1])
    assert nights[1].rows["petisi"].counts["rechecked_changed"] == 1
    untouched = [count for address, count in nights[3].texts.items() if address != url]
    assert set(untouched) == {1}


def test_a_page_is_gone_when_it_is_missing_on_two_nights(nights: list[Night]) -> None:
    lost = [one.articles[canonical_url(LOST)] for one in nights]
    assert [bool(one.gone_at and one.body) for one in lost] == [False, False, True, True]
    url = canonical_url(WITHDRAWN)
    assert [bool(one.articles[url].gone_at) for one in nights] == [False, False, True, False]
    assert all(one.articles[url].body for one in nights)
    assert nights[2].rows["petisi"].counts["rechecked_gone"] == 2
    assert nights[3].rows["petisi"].counts["back"] == 1
    assert (nights[3].sightings[url].reason or "").startswith("back on 2024-11-")


def test_one_404_is_not_the_end(nights: list[Night]) -> None:
    url = canonical_url(HIDDEN)
    assert [bool(one.articles[url].gone_at) for one in nights] == [False] * 4
    assert nights[1].rows["petisi"].counts["rechecked_missing"] == 3
    assert nights[1].sightings[url].missing_at and not nights[2].sightings[url].missing_at


def test_the_counts_of_every_night_add_up(nights: list[Night]) -> None:
    for one in nights:
        for row in one.rows.values():
            assert balance(row.counts) == 0, (row.outlet, row.counts)


def test_the_raw_archive_alone_tells_all_of_it(nights: list[Night], tmp_path: Path) -> None:
    data = nights[-1].data
    (tmp_path / WARC_FOLDER).symlink_to(data / WARC_FOLDER)
    outlets = {name: outlet for name, outlet in outlet_classes(settings()).items() if name in OUTLETS}
    with (
        Workers(1) as workers,
        Archive.open(default_url(data)) as live,
        Archive.open(default_url(tmp_path)) as again,
    ):
        rereading = Reextraction(live, data / WARC_FOLDER, outlets, workers, settings())
        report = rereading.compare()
        assert report.pages() > report.pages("new", "changed", "dismissed", "decision") == 0, report
        bring_together(again, tmp_path / WARC_FOLDER)
        rereading = Reextraction(again, tmp_path / WARC_FOLDER, outlets, workers, settings())
        rereading.compare()
        rereading.apply(now=DAYS[-1])
        assert list(unlike(live, again, outlets=outlets)) == []
        for name in OUTLETS:
            known, made = (one.memory(name) for one in (live, again))
            for key, row in known.items():
                if row.state == "article":
                    told = ("state", "reason", "checked_at", "missing_at", "article_id")
                    assert [getattr(made[key], each) for each in told] == [getattr(row, each) for each in told]
        assert any(row.checked_at for row in again.memory("petisi").values())
        validators = select(Validator.outlet, Validator.url, Validator.etag, Validator.last_modified)
        with live.reading() as session, again.reading() as other:
            expected, found = (set(map(tuple, one.execute(validators))) for one in (session, other))
        assert expected and expected <= found
