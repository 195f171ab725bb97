"""The night, from the web to the export: the real command on the sample web."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.utils.project import get_project_settings

from crawler.outlets.loader import outlet_classes
from tests.shell import FAST, ROOT, environment, exported, scrapy
from tests.web.articles import SampleArticle
from tests.web.gold import canonical_url, gold_articles, gold_events
from tests.web.misbehaviour import status
from tests.web.server import SampleWeb

SINCE, UNTIL = date(2024, 10, 15), date(2024, 11, 28)
OUTLETS = ("antara_jatim", "koranrb", "perkaranews", "petisi", "probolinggo_kota")
"""Outlets of the project that the sample web has."""

NIGHT = ("nightly", "--outlets", ",".join(OUTLETS), "--since", f"{SINCE}", *FAST)


def gold() -> dict[tuple[str, str], SampleArticle]:
    """The relevant sample articles of the project's own outlets, by outlet and address."""
    return {
        (article.outlet, canonical_url(article)): article
        for article in gold_articles(SINCE, UNTIL)
        if article.outlet in OUTLETS
    }


def folded(text: str) -> str:
    return " ".join(text.split())


def partition(articles: list[dict[str, Any]]) -> set[frozenset[tuple[str, str]]]:
    events = defaultdict(set)
    for article in articles:
        events[article["event_id"]].add((article["outlet"], article["url"]))
    return {frozenset(members) for members in events.values()}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One night, and the same night once more."""
    data = tmp_path_factory.mktemp("night")
    with SampleWeb() as web:
        env = environment(data, web)
        first = scrapy(*NIGHT, env=env)
        articles, events = exported(data / "export", env)
        asked = web.log
        web.clear_log()
        second = scrapy(*NIGHT, env=env)
        again, _ = exported(data / "export", env)
        return {
            "data": data, "env": env, "first": first, "second": second, "articles": articles, "events": events,
            "again": again, "asked": asked, "asked_again": web.log,
        }  # fmt: skip


def test_every_relevant_article_is_found_once(crawled: dict[str, Any]) -> None:
    assert crawled["first"].returncode == 0, crawled["first"].stdout + crawled["first"].stderr
    found = sorted((article["outlet"], article["url"]) for article in crawled["articles"])
    assert found == sorted(gold())


def test_bodies_titles_and_dates_are_exact(crawled: dict[str, Any]) -> None:
    for article in crawled["articles"]:
        expected = gold()[article["outlet"], article["url"]]
        assert folded(article["body"]) == folded(expected.body), article["url"]
        assert article["region_code"] == expected.region_code, article["url"]
        if article["published_precision"] == "minute":
            published = datetime.fromisoformat(article["published_at"])
            assert published == expected.published.replace(second=published.second), article["url"]


def test_events_are_exactly_the_gold_ones(crawled: dict[str, Any]) -> None:
    expected = gold_events(SINCE, UNTIL)
    ours = {frozenset(one for one in members if one[0] in OUTLETS) for members in expected.values()} - {frozenset()}
    assert partition(crawled["articles"]) == ours
    assert len(crawled["events"]) == len(ours)


def test_robots_is_asked_before_anything_else(crawled: dict[str, Any]) -> None:
    first_of_host: dict[str, str] = {}
    for hit in crawled["asked"]:
        first_of_host.setdefault(f"{hit.scheme} {hit.host}", hit.path)
    assert set(first_of_host.values()) == {"/robots.txt"}


def test_everybody_is_told_who_asks(crawled: dict[str, Any]) -> None:
    agents = {hit.headers["user-agent"] for hit in crawled["asked"] if hit.method != "CONNECT"}
    assert len(agents) == 1
    assert re.fullmatch(r"KlipingBot/\S+ \(\+test@example\.org\)", agents.pop())


def test_crawling_twice_adds_nothing_and_fetches_no_known_article(crawled: dict[str, Any]) -> None:
    assert crawled["second"].returncode == 0
    assert crawled["again"] == crawled["articles"]
    addresses = {url for _, url in gold()}
    for hit in crawled["asked_again"]:
        assert f"{hit.scheme}://{hit.host}{hit.path}" not in addresses


def test_the_second_night_says_so(crawled: dict[str, Any]) -> None:
    assert "0 articles grouped; 0 new events" in crawled["second"].stdout


def test_raw_pages_are_kept_and_sealed(crawled: dict[str, Any]) -> None:
    files = list((crawled["data"] / "warc").iterdir())
    assert files
    assert all(file.name.endswith(".warc.gz") for file in files)


def test_an_outlet_whose_terms_are_not_acknowledged_is_skipped_and_no_failure(tmp_path: Path) -> None:
    with SampleWeb() as web:
        env = environment(tmp_path, web, KLIPING_TERMS_ACKNOWLEDGED="")
        done = scrapy("nightly", "--outlets", "antara_jatim", *FAST, env=env)
        assert done.returncode == 0
        assert "KLIPING_TERMS_ACKNOWLEDGED=antara" in done.stdout
        assert not web.log


def test_where_nothing_can_be_reached_it_says_so_for_each_outlet_and_harms_nothing(tmp_path: Path) -> None:
    with SampleWeb([]) as web:
        web.sites.clear()
        done = scrapy("nightly", *FAST, env=environment(tmp_path, web))
    assert done.returncode == 12
    outlets = outlet_classes(get_project_settings())
    assert len(outlets) > len(OUTLETS)
    for name, outlet in outlets.items():
        fate = "skipped .*paused" if outlet.paused else r"failed .*robots\.txt"
        assert re.search(rf"^{name} +{fate}", done.stdout, re.MULTILINE), done.stdout


def test_one_outlet_down_is_a_degraded_night(tmp_path: Path) -> None:
    with SampleWeb() as web:
        web.misbehave(how=status(500), host="perkaranews.com")
        done = scrapy("nightly", "--outlets", "perkaranews,petisi", *FAST, env=environment(tmp_path, web))
    assert done.returncode == 10
    assert re.search(r"^perkaranews +failed", done.stdout, re.MULTILINE)
    assert re.search(r"^petisi +completed", done.stdout, re.MULTILINE)


def test_a_second_run_at_the_same_time_touches_nothing(tmp_path: Path) -> None:
    with SampleWeb() as web:
        env = environment(tmp_path, web)
        with _running(env, "-s", "DOWNLOAD_DELAY=1") as first:
            _wait_for(lambda: len(web.log) > 2)
            done = scrapy(*NIGHT, env=env)
            assert done.returncode == 75
            assert done.stderr.startswith("error:")
            first.send_signal(signal.SIGTERM)
            assert first.wait(timeout=60) == 11


@pytest.mark.parametrize("after", [12, 45, pytest.param(90, marks=pytest.mark.long)])
def test_a_killed_night_is_completed_by_the_next(tmp_path: Path, after: int, crawled: dict[str, Any]) -> None:
    with SampleWeb() as web:
        env = environment(tmp_path, web)
        with _running(env, *FAST) as night:
            _wait_for(lambda: len(web.log) >= after or night.poll() is not None)
            night.kill()
            night.wait()
        done = scrapy(*NIGHT, env=env)
        assert done.returncode == 0, done.stderr
        articles, events = exported(tmp_path / "export", env)
    assert [(one["article_id"], one["event_id"]) for one in articles] == [
        (one["article_id"], one["event_id"]) for one in crawled["articles"]
    ]
    assert events == crawled["events"]


@pytest.mark.parametrize(
    ("arguments", "variables", "says"),
    [
        (("--outlets", "koran_x"), {}, "there is no outlet 'koran_x'"),
        (("--since", "kemarin"), {}, "'kemarin' is not a date"),
        (("--since", "2024-11-20", "--until", "2024-11-10"), {}, "before it begins"),
        ((), {"KLIPING_CONTACT": ""}, "KLIPING_CONTACT"),
        ((), {"KLIPING_NOW": "soon"}, "KLIPING_NOW"),
        ((), {"KLIPING_DATA": "/proc/kliping"}, "/proc/kliping cannot be written"),
    ],
)
def test_bad_input_gets_one_clear_line(
    tmp_path: Path, arguments: tuple[str, ...], variables: dict[str, str], says: str
) -> None:
    done = scrapy("nightly", *arguments, env=environment(tmp_path, None, **variables))
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_dry_run_asks_nothing(tmp_path: Path) -> None:
    with SampleWeb() as web:
        done = scrapy("nightly", "--dry-run", "--outlets", "petisi", env=environment(tmp_path, web))
        assert done.returncode == 0
        assert done.stdout.startswith("petisi: from 2024-11-20")
        assert not web.log


class _running:  # noqa: N801 - reads as a phrase: with _running(...) as night
    """A night in the background; nothing of it outlives the block."""

    def __init__(self, env: dict[str, str], *arguments: str) -> None:
        command = [sys.executable, "-m", "scrapy", *NIGHT, *arguments]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def __enter__(self) -> subprocess.Popen[bytes]:
        return self.process

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


def _wait_for(condition: Any) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)
