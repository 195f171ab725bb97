"""Settings are proven before anything is done: a wrong one is a line and exit code 2, never a traceback."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scrapy.settings import Settings, default_settings
from scrapy.utils.project import get_project_settings

from crawler import config
from crawler import settings as ours
from crawler.crawling.state import CrawlState
from crawler.exceptions import UsageFailure
from crawler.fetching.browser import browser_settings
from crawler.night.capacity import Habits
from crawler.notify.services import services
from crawler.proven_settings import prove
from spiders.petisi import PetisiSpider
from tests.shell import ROOT, environment, scrapy

EXAMPLE = re.compile(r"""CONTACT[=:]["']?([\w.-]+@[\w-]+(?:\.[\w-]+)+|https?://[^\s"'`)]+)""")
"""A contact in a text of the project."""


def given_by(**values: object) -> Settings:
    """The project's settings with those that ``-s`` has given."""
    found = get_project_settings()
    for name, value in {"KLIPING_CONTACT": "desk@example.org", **values}.items():
        found.set(name, value, priority="cmdline")
    return found


def refusal(**values: object) -> str:
    with pytest.raises(UsageFailure) as refused:
        prove(given_by(**values))
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PAGES_PER_NIGHT", "-1"),
        ("PAGES_PER_NIGHT", "many"),
        ("PAGES_PER_NIGHT", "1.5"),
        ("PAGES_PER_NIGHT", "9" * 400),
        ("PAGES_PER_NIGHT", "9" * 5000),
        ("RUN_MINUTES", "nan"),
        ("OUTLET_MINUTES", "-0.1"),
        ("DOWNLOAD_DELAY", "-3"),
        ("DOWNLOAD_MAXSIZE", "0"),
        ("CONCURRENT_REQUESTS", "0"),
        ("FIRST_WINDOW_DAYS", "99999999"),
        ("FAILED_URL_ATTEMPTS", "1000"),
        ("RECHECK_DAYS", "1,three"),
        ("RECHECK_DAYS", "0"),
        ("RETRY_HTTP_CODES", "5"),
        ("KLIPING_WORKERS", "two"),
        ("ROBOTSTXT_OBEY", "perhaps"),
        ("SPIDER_MODULES", "nowhere"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "%(nothing"),
        ("LOG_ENCODING", "klingon"),
        ("LOG_FORMATTER", "crawler.nowhere.Formatter"),
        ("ITEM_PIPELINES", '{"crawler.pipelines.store.Store": "first"}'),
        ("KLIPING_NOW", "0001-01-01T00:00:00+07:00"),
        ("KLIPING_NOW", "9999-12-31T23:59:59-07:00"),
        ("KLIPING_CONTACT", "desk\x1b[2J@example.org"),
    ],
)
def test_a_value_that_cannot_be_meant_is_named(name: str, value: str) -> None:
    told = refusal(**{name: value})
    assert name in told
    assert len(told.splitlines()) == 1
    assert len(told) < 300


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PAGES_PER_NIGHT", "0"),
        ("RUN_MINUTES", "0.15"),
        ("DOWNLOAD_DELAY", "0.02"),
        ("RECHECK_DAYS", "2, 5"),
        ("RETRY_PRIORITY_ADJUST", "-1"),
        ("KLIPING_WORKERS", 1),
        ("ROBOTSTXT_OBEY", "True"),
        ("PLAYWRIGHT_MAX_CONTEXTS", "3"),
        ("SPIDER_MODULES", "spiders,tests.web.outlets"),
    ],
)
def test_what_can_be_meant_is_taken(name: str, value: object) -> None:
    prove(given_by(**{name: value}))


def test_a_name_that_is_nearly_ours_is_no_setting() -> None:
    assert refusal(KLIPING_CONTCT="x@y.id").startswith("there is no setting KLIPING_CONTCT (is it KLIPING_CONTACT?)")
    assert "is it PAGES_PER_NIGHT?" in refusal(PAGES_PER_NIHGT="5")


def test_an_unknown_name_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLIPING_DATBASE_URL", "postgresql://x")
    assert "is it KLIPING_DATABASE_URL?" in refusal()


def test_the_contacts_of_our_own_texts_are_nobody() -> None:
    texts = [*ROOT.glob("*.md"), *ROOT.glob("*/README.md"), ROOT / "Makefile", *ROOT.glob("crawler/**/*.py")]
    shown = {one for text in texts for one in EXAMPLE.findall(text.read_text(encoding="utf-8"))}
    assert shown >= {"you@example.org", "you@your-domain.id"}
    for one in shown:
        assert "is the example of our texts" in refusal(KLIPING_CONTACT=one)


# ---- as a command


@pytest.mark.parametrize(
    "arguments",
    [
        ["nightly", "--dry-run", "-s", "PAGES_PER_NIGHT=-1"],
        ["runs", "-s", "RUN_MINUTES=soon"],
        ["nightly", "--dry-run", "-s", "KLIPING_TERMS_ACKNOWLEDGED=antarra"],
        ["crawl", "petisi", "-s", "KLIPING_CONTACT=you@example.org"],
        ["nightly", "--dry-run", "--until", "9999-12-31"],
        ["nightly", "--dry-run", "--since", "0001-01-01T00:00"],
        ["fetch", "http://127.0.0.1:9/", "-s", "KLIPING_CONTACT="],
        ["view", "http://127.0.0.1:9/", "-s", "KLIPING_CONTACT=you@your-domain.id"],
        ["parse", "http://127.0.0.1:9/", "-s", "KLIPING_CONTACT="],
        ["shell", "http://127.0.0.1:9/", "-c", "1", "-s", "KLIPING_CONTACT="],
        ["shell", "-c", "1", "-s", "DOWNLOAD_DELAY=-1"],
    ],
)
def test_a_command_says_it_in_a_line_and_does_nothing(tmp_path: Path, arguments: list[str]) -> None:
    done = scrapy(*arguments, env=environment(tmp_path / "data"))
    assert (done.returncode, done.stdout) == (2, "")
    said = [line for line in done.stderr.splitlines() if not re.match(r"\d{4}-\d\d-\d\d ", line)]
    assert len(said) == 1, done.stderr
    assert said[0].startswith("error: ")


@pytest.mark.parametrize("disguise", [(), ("-s", "USER_AGENT=Mozilla/5.0")])
def test_an_own_shell_of_scrapy_says_who_asks(tmp_path: Path, disguise: tuple[str, ...]) -> None:
    told = ("shell", "--nolog", "-c", "crawler.settings['USER_AGENT']", *disguise)
    done = scrapy(*told, env=environment(tmp_path / "data"))
    assert done.stdout == "KlipingBot/0.1.0 (+test@example.org)\n", done.stderr


def test_a_number_in_place_of_a_mapping(tmp_path: Path) -> None:
    done = scrapy("runs", "-s", "ITEM_PIPELINES=0", env=environment(tmp_path / "data"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


# ---- whatever somebody writes


NAMES = sorted(name for module in (ours, default_settings) for name in vars(module) if name.isupper())
OURS = sorted(name for name in vars(ours) if name.isupper() and not name.startswith("ROOT"))
VALUES = st.one_of(
    st.sampled_from([
        "", " ", "0", "1", "-1", "1e9", "1e999", "nan", "-inf", "0x10", "1_000", "³", "True", "yes", "None", "[]", "{}",
        "[1, 2]", '{"a": 1}', '{"crawler.pipelines.store.Store": null}', "null", "1,2,,x", ",", "a.b", "os.path.join",
        "..", ".a", "~nobody-of-this-name/x", "/dev/null", "/dev/null/x", "http://[", "smtp://[::1", "smtp://h:99999",
        "smtp://localhost:25", "a@b", "@", "a@b, c@d", "a@b\udcff", "x@y.id\r\nBcc: z@y.id", "sqlite://", "sqlite:///",
        "postgresql://", "mysql://x/y", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "2024-11-28",
        "2024-11-28T00:00:00+07:00", "* * * * *", "you@your-domain.id", "9" * 400, "%(x)s", "%", "{", "\udcff",
    ]),
    st.integers().map(str),
    st.floats().map(str),
    st.text(st.characters(exclude_characters="\0"), max_size=20),
)  # fmt: skip
GIVEN = st.dictionaries(st.sampled_from(OURS) | st.sampled_from(NAMES), VALUES, min_size=1, max_size=3)


def read_all(found: Settings) -> None:
    """Read the settings as a night does. Raises ``UsageFailure`` and nothing else."""
    now = config.clock(found)()
    for read in (config.contact, config.acknowledged_networks, config.user_agent):
        with suppress(UsageFailure):
            str(read(found)).encode()
    for days in ("FIRST_WINDOW_DAYS", "WINDOW_OVERLAP_DAYS"):
        assert now - timedelta(days=found.getint(days)) <= now
    CrawlState(PetisiSpider, None, None).configure(found)
    Habits.of(found, ["a", "b"])
    browser_settings(found, frozenset())
    for name in ("DISK_RESERVE_MB", "PAGES_PER_NIGHT", "KLIPING_WORKERS", "DOWNLOAD_MAXSIZE", "JOB_ATTEMPTS",
                 "CONCURRENT_REQUESTS", "REDIRECT_MAX_TIMES", "RETRY_TIMES", "MEMUSAGE_LIMIT_MB"):  # fmt: skip
        assert found.getint(name) >= 0
    for name in ("OUTLET_MINUTES", "RUN_MINUTES", "DOWNLOAD_DELAY", "WORKER_BEAT_SECONDS", "JOB_RETRY_SECONDS"):
        assert found.getfloat(name) >= 0
    with suppress(UsageFailure):
        services(found)


def tried(number: int) -> Callable[[], None]:
    @hypothesis_settings(max_examples=number, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(GIVEN)
    def once(values: dict[str, str]) -> None:
        try:
            found = given_by(**values)
        except (TypeError, ValueError):
            return  # Scrapy itself cannot set it, and the command says so
        try:
            prove(found)
        except UsageFailure as refused:
            assert len(str(refused).splitlines()) == 1, refused
            return
        with suppress(UsageFailure):
            read_all(found)

    return once


def test_a_few_hundred_settings() -> None:
    tried(400)()


@pytest.mark.long
def test_twenty_thousand_settings() -> None:
    tried(20_000)()
