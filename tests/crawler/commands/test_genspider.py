"""``scrapy genspider`` as its users meet it."""

from __future__ import annotations

from pathlib import Path

from scrapy.utils.project import get_project_settings

from crawler.outlets.loader import family_classes
from tests.shell import environment, scrapy

FAMILIES = family_classes(get_project_settings())


def test_the_command_writes_once_and_lists_the_families(tmp_path: Path) -> None:
    package = tmp_path / "extra_outlets"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    env = environment(tmp_path / "data", PYTHONPATH=str(tmp_path))
    line = (
        "genspider",
        "-t",
        "wordpress",
        "warta_contoh",
        "https://warta.example/",
        "--title",
        "Warta",
        "--region",
        "35",
    )
    first = scrapy(*line, "-s", "NEWSPIDER_MODULE=extra_outlets", env=env)
    assert first.returncode == 0, first.stderr
    assert (package / "warta_contoh.py").is_file()
    again = scrapy(*line, "-s", "NEWSPIDER_MODULE=extra_outlets", env=env)
    assert again.returncode == 2
    taken = scrapy("genspider", "-t", "wordpress", "petisi", "https://petisi.example/", env=env)
    assert taken.returncode == 2
    assert "there is an outlet 'petisi' already" in taken.stderr
    listed = scrapy("genspider", "-l", env=env)
    assert {line.split()[0] for line in listed.stdout.splitlines()} == set(FAMILIES)
