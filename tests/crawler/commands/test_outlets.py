"""``scrapy outlets``, run for real."""

from __future__ import annotations

import re
from pathlib import Path

from tests.shell import ROOT, environment, scrapy


def test_every_outlet_is_listed_with_its_state(tmp_path: Path) -> None:
    done = scrapy("outlets", env=environment(tmp_path, None, KLIPING_TERMS_ACKNOWLEDGED=""))
    assert done.returncode == 0, done.stderr
    for path in (ROOT / "spiders").glob("[a-z]*.py"):
        assert re.search(rf"^{path.stem} ", done.stdout, re.MULTILINE)
    assert re.search(r"^petisi +wordpress +petisi +Jawa Timur +never +ready$", done.stdout, re.MULTILINE)
    assert re.search(r"^antara_jatim .*needs permission", done.stdout, re.MULTILINE)
    assert "written permission" in done.stdout


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
