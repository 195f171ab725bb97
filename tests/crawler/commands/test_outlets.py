"""``scrapy outlets``, run for real."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.onboarding.check.evidence import Checked
from crawler.onboarding.check.record import save
from tests.shell import FAST, ROOT, environment, scrapy
from tests.web.misbehaviour import status
from tests.web.server import SampleWeb


def listed(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return scrapy("outlets", *arguments, env=environment(tmp_path, None, KLIPING_TERMS_ACKNOWLEDGED=""))


def names(done: subprocess.CompletedProcess[str]) -> list[str]:
    assert done.returncode == 0, done.stderr
    return [line.split()[0] for line in done.stdout.splitlines()[1:]]


def test_every_outlet_is_listed_with_its_state(tmp_path: Path) -> None:
    done = listed(tmp_path)
    assert names(done) == sorted(path.stem for path in (ROOT / "spiders").glob("[a-z]*.py"))
    assert re.search(r"^petisi +wordpress +petisi +Jawa Timur +2026-11-21 +never +ready$", done.stdout, re.MULTILINE)
    assert re.search(r"^antara_bali +antara +antara +Bali +no +never +needs permission$", done.stdout, re.MULTILINE)
    assert re.search(r"^antara_papuatengah .* paused: 2026-11-21: ", done.stdout, re.MULTILINE)
    assert "antara: ANTARA's pages forbid" in done.stderr
    assert done.stderr.count("KLIPING_TERMS_ACKNOWLEDGED=antara") == 1
    total = len(names(done))
    assert re.search(rf"^{total} outlets in 3\d provinces, \d+ ready; 5 verified in part, {total - 5} not verified$",
                     done.stderr, re.MULTILINE)  # fmt: skip


def test_filters_narrow_the_list_together(tmp_path: Path) -> None:
    assert names(listed(tmp_path, "--region", "19", "--family", "wordpress", "--unverified")) == [
        "channel8news", "negerilaskarpelangi", "nidianews", "suarabangka",
    ]  # fmt: skip
    assert "polresta_bengkulu" in names(listed(tmp_path, "--region", "17", "--network", "polri"))
    assert (
        "\n    posts /wp-json/wp/v2/posts: no answer yet\n"
        in listed(tmp_path, "--family", "bawaslu", "--sources").stdout
    )


def test_a_check_is_remembered_by_the_list(tmp_path: Path) -> None:
    save(tmp_path, Checked("nidianews", datetime(2024, 11, 26, tzinfo=UTC), faults={"dead": "HTTP 404"}))
    with SampleWeb() as web:
        env = environment(tmp_path, web)
        done = scrapy("outlets", "--check", "petisi", "perkaranews", "--json", *FAST, env=env)
        asked = [hit.path for hit in web.log]
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {row["outlet"]: row["verified"] for row in told["checked"]} == {"petisi": True, "perkaranews": True}
    assert len(asked) < 30
    rows = scrapy("outlets", "--region", "19", env=env).stdout
    assert re.search(r"^nidianews .* no +never +ready; on 2024-11-26 did not hold: dead$", rows, re.MULTILINE)
    assert re.search(
        r"^perkaranews +wordpress +perkaranews +Kepulauan Bangka Belitung +2024-11-27 ", rows, re.MULTILINE
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--propose",), "--propose and --from-archive go with --check"),
        (("--check", "tidakada"), "there is no outlet 'tidakada'"),
        (("--family", "joomla"), "--family 'joomla' is none of antara, "),
        (("--network", "kompas"), "--network 'kompas' is none of "),
        (("--region", "Jatim"), "--region 'Jatim' is no Kemendagri code"),
    ],
)
def test_a_filter_that_names_nothing_says_what_there_is(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    done = listed(tmp_path, *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stdout == ""


def test_one_broken_outlet_is_named_and_takes_no_other_with_it(tmp_path: Path) -> None:
    package = tmp_path / "more_outlets"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "rusak.py").write_text("def broken(:\n")
    env = environment(tmp_path / "data", None, PYTHONPATH=str(tmp_path))
    done = scrapy("outlets", "-s", "SPIDER_MODULES=spiders,more_outlets", env=env)
    assert done.returncode == 1
    assert re.search(r"^rusak +broken: SyntaxError", done.stdout, re.MULTILINE)
    assert re.search(r"^petisi ", done.stdout, re.MULTILINE)


def test_orders_reach_the_night_and_the_verdicts(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with SampleWeb() as web:
        web.misbehave(how=status(500), host="perkaranews.com")
        env = environment(data, web)
        paused = scrapy("outlets", "--pause", "koranrb", "--until", "2024-12-01", "--why", "pindah", env=env)
        assert paused.stdout == "koranrb: paused until 2024-12-01: pindah\n"
        limited = scrapy("outlets", "--limit", "petisi", "--pages", "6", "--why", "lambat", env=env)
        assert limited.stdout == "petisi: limited to 6 pages a day: lambat\n"
        night = ("nightly", "--outlets", "koranrb,petisi,perkaranews", "--since", "2024-11-20", *FAST)
        first = scrapy(*night, env=env)
        assert first.returncode == 10
        assert re.search(r"^koranrb +skipped .* paused until 2024-12-01: pindah$", first.stdout, re.MULTILINE)
        assert re.search(r"^petisi +completed .*budget: PAGES_PER_NIGHT=6 used up", first.stdout, re.MULTILINE)
        known = scrapy("outlets", "--acknowledge", "perkaranews", "--why", "tahu", "--by", "Rina", env=env)
        assert known.stdout == "perkaranews: acknowledged: tahu\n"
        second = scrapy(*night, env=env)
        assert second.returncode == 0, "what is known alarms nobody"
    health = scrapy("health", env=env)
    assert health.returncode == 0
    assert re.search(r"^koranrb +paused .* paused until 2024-12-01: pindah$", health.stdout, re.MULTILINE)
    assert re.search(r"^perkaranews +failing .*; acknowledged: tahu$", health.stdout, re.MULTILINE)
    pages = [page.read_text(encoding="utf-8") for page in (data / "reports").iterdir()]
    assert ["acknowledged: tahu" in page for page in pages].count(True) == 1
    exported = scrapy("export", str(tmp_path / "paket"), env=env)
    assert exported.returncode == 0, exported.stderr
    coverage = (tmp_path / "paket" / "coverage.csv").read_text(encoding="utf-8")
    assert '"skipped","paused until 2024-12-01: pindah"' in coverage
    assert scrapy("outlets", "--resume", "koranrb", env=env).stdout.startswith("koranrb: no longer paused until")
    every = scrapy("outlets", "--orders", env=env).stdout
    assert every.count("    withdrawn ") == 1
    assert "by Rina: tahu" in every
    states = scrapy("outlets", env=env).stdout
    assert re.search(r"^koranrb .* ready$", states, re.MULTILINE)
    assert re.search(r"^petisi .* limited to 6 pages a day: lambat$", states, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--pause", "petis", "--why", "x"), "there is no outlet 'petis' (is it petisi?)"),
        (("--pause", "petisi"), "say --why"), (("--pause", "petisi", "--why", "x", "--until", "besok"), "is not a day"),
        (("--pause", "petisi", "--why", "x", "--until", "2020-01-01"), "--until 2020-01-01 is past"),
        (("--pause", "petisi", "--why", "x", "--pages", "5"), "go with --limit"),
        (("--acknowledge", "petisi", "--why", "x"), "petisi needs nobody now"),
        (("--resume", "petisi"), "there is no order about petisi"),
    ],
)  # fmt: skip
def test_an_order_that_cannot_be_meant_is_refused(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    done = listed(tmp_path, *arguments)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert told in done.stderr
