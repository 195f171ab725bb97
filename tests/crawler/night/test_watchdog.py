"""A process that outlives its budget."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.cli import exits
from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.shell import FAST, ROOT, environment, scrapy
from tests.web.made import MadeOutlet, write_spiders
from tests.web.server import SampleWeb

HUNG = """
    def parse_article(self, response, lead):
        import time

        if lead.key.endswith("siaga-1"):
            time.sleep(600)
        yield from super().parse_article(response, lead)
"""
IMPATIENT = "from crawler.night import watchdog\n\nwatchdog.GRACE = 1.0\n"

BLOCK = """
import re, sys, time
from crawler.night import watchdog

watchdog.GRACE, watchdog._LAST_RESORT = 0.3, 1.0
with watchdog.watched(0.0):
    {what}
with watchdog.watched(0.2):
    pass
time.sleep(2)
"""


@pytest.mark.parametrize(
    ("what", "code", "says"),
    [
        ("pass", 0, ""),
        ("time.sleep(60)", exits.INTERRUPTED, "outlived its budget by 0.3 s"),
        ("re.match('(a+)+$', 40 * 'a' + 'b')", 1, "Timeout"),  # which lets no other thread run
    ],
)
def test_what_does_not_end_by_itself_is_ended(what: str, code: int, says: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BLOCK.format(what=what)],
        cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert ("line 7" in done.stderr) == bool(code), "it says where it hung"


def test_a_night_that_hangs_ends_and_the_next_goes_on(tmp_path: Path) -> None:
    outlet, healthy = MadeOutlet("macet", 3, more=HUNG.strip()), MadeOutlet("sehat", 3)
    ours = write_spiders(tmp_path, [outlet, healthy])
    package = tmp_path / "made_outlets"
    (package / "__init__.py").write_text(IMPATIENT, encoding="utf-8")
    with SampleWeb([]) as web:
        web.sites |= {one.host: one for one in (outlet, healthy)}
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        night = ("nightly", "--since", "2024-10-15", *FAST, *ours)
        hung = scrapy(*night, "-s", "RUN_MINUTES=0.15", env=env)
        assert hung.returncode == exits.INTERRUPTED, hung.stdout + hung.stderr
        assert "time.sleep" in hung.stderr or "parse_article" in hung.stderr
        module = package / "macet.py"
        module.write_text(module.read_text(encoding="utf-8").replace("time.sleep(600)", "pass"), encoding="utf-8")
        again = scrapy(*night, env=env)
        assert again.returncode == 0, again.stdout + again.stderr
        asked = [hit.path for hit in web.hits(path="^/berita/")]
    with Archive.open(default_url(tmp_path / "data")) as archive:
        for one in (outlet, healthy):
            assert {known.state for known in archive.memory(one.name).values()} == {"article"}
        assert {run.status for run in archive.runs(2)} == {"completed", "crashed"}  # both began in the same second
    assert len(asked) <= 7, "what was archived is not asked for again"
