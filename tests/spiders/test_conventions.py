"""What every outlet keeps to. A new outlet adds no test code here."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from scrapy.utils.project import get_project_settings

from crawler.loader import OutletLoader, outlet_classes
from crawler.markup import selector
from crawler.outlet import OutletSpider
from crawler.places import region

SPIDERS = Path(__file__).resolve().parents[2] / "spiders"
OUTLETS = outlet_classes(get_project_settings())

outlets = pytest.mark.parametrize("outlet", OUTLETS.values(), ids=OUTLETS.keys())


def code_lines(path: Path) -> int:
    return sum(bool(line.strip()) for line in path.read_text().splitlines())


def test_every_module_is_an_outlet_that_can_be_imported() -> None:
    assert not OutletLoader.from_settings(get_project_settings()).broken
    assert set(OUTLETS) == {path.stem for path in SPIDERS.glob("*.py")} - {"__init__"}


@outlets
def test_file_name_and_class_agree(outlet: type[OutletSpider]) -> None:
    camel = "".join(word.capitalize() for word in outlet.name.split("_"))
    assert outlet.__name__ == f"{camel}Spider"
    assert outlet.__module__ == f"spiders.{outlet.name}"


@outlets
def test_declared_facts_are_sound(outlet: type[OutletSpider]) -> None:
    assert outlet.__doc__
    assert outlet.title
    assert urlsplit(outlet.site).scheme == "https"
    assert outlet.site.endswith("/")
    region(outlet.region)
    re.compile(outlet.article_path)
    assert outlet.addresses().article(outlet.site) is None, "the front page is no article"
    assert outlet.sources
    assert len({source.label for source in outlet.sources}) == len(outlet.sources)
    for source in outlet.sources:
        host = urlsplit(source.url).netloc
        assert not host or host in outlet.addresses().allowed
    for layout in outlet.read_as():
        ZoneInfo(layout.zone)
        for expression in (*layout.article, *layout.prune, *layout.title, *layout.published, *layout.authors):
            selector(expression)


@outlets
def test_an_outlet_is_facts_and_short(outlet: type[OutletSpider]) -> None:
    path = SPIDERS / f"{outlet.name}.py"
    assert code_lines(path) <= 30
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree)
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert names <= {"links"}, "an outlet declares; it does not crawl"
    assert outlet.custom_settings is None


@pytest.mark.parametrize("path", sorted((SPIDERS / "families").glob("[a-z]*.py")), ids=lambda path: path.stem)
def test_a_family_is_short_and_nameless(path: Path) -> None:
    assert code_lines(path) <= 100
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            assert "name" not in {target.id for target in node.targets if isinstance(target, ast.Name)}


@outlets
def test_nobody_is_less_polite_than_the_project(outlet: type[OutletSpider]) -> None:
    settings = get_project_settings()
    before = {name: settings[name] for name in POLITE}
    outlet.update_settings(settings)
    assert {name: settings[name] for name in POLITE} == before
    assert settings.getfloat("DOWNLOAD_DELAY") >= 3
    assert settings.getfloat("DOWNLOAD_DELAY_JITTER") == 0
    assert settings["USER_AGENT"].startswith("KlipingBot/")
    assert settings.getdict("DOWNLOAD_HANDLERS")["file"] is None


POLITE = ("DOWNLOAD_DELAY", "DOWNLOAD_DELAY_JITTER", "CONCURRENT_REQUESTS", "ROBOTSTXT_OBEY", "COOKIES_ENABLED")


def test_a_network_that_forbids_crawling_says_so_everywhere() -> None:
    for outlet in OUTLETS.values():
        if outlet.network == "antara":
            assert outlet.terms
            assert "permission" in (outlet.__doc__ or "")
