"""``scrapy outlets``, run for real."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.shell import FAST, ROOT, environment, scrapy
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
    with SampleWeb() as web:
        env = environment(tmp_path, web)
        done = scrapy("outlets", "--check", "petisi", "perkaranews", "--json", *FAST, env=env)
        asked = [hit.path for hit in web.log]
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {row["outlet"]: row["verified"] for row in told["checked"]} == {"petisi": True, "perkaranews": True}
    assert len(asked) < 30
    rows = scrapy("outlets", "--region", "19", env=env).stdout
    assert re.search(
        r"^perkaranews +wordpress +perkaranews +Kepulauan Bangka Belitung +2024-11-27 ", rows, re.MULTILINE
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--propose",), "--propose goes with --check"),
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
