"""Conventions that every outlet keeps to. A new outlet adds no test code here."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from statistics import median
from urllib.parse import urljoin, urlsplit

import pytest
from scrapy.utils.project import get_project_settings

from crawler.annotation.places import region
from crawler.crawling.spider import OutletSpider
from crawler.outlets.loader import OutletLoader, outlet_classes

SPIDERS = Path(__file__).resolve().parents[2] / "spiders"
OUTLETS = outlet_classes(get_project_settings())
FAMILIES = sorted((SPIDERS / "families").glob("[a-z]*.py"))

WITA = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
WIT = {"81", "82", "91", "92", "93", "94", "95", "96"}
ZONES = dict.fromkeys(WITA, "Asia/Makassar") | dict.fromkeys(WIT, "Asia/Jayapura")
"""Zone of a province by its code (Keppres 41/1987 and the divisions since); the others have Asia/Jakarta."""

outlets = pytest.mark.parametrize("outlet", OUTLETS.values(), ids=OUTLETS.keys())
families = pytest.mark.parametrize("path", FAMILIES, ids=lambda path: path.stem)


def code_lines(path: Path) -> int:
    return sum(bool(line.strip()) for line in path.read_text().splitlines())


def test_every_module_is_an_outlet_that_can_be_crawled() -> None:
    assert OutletLoader.from_settings(get_project_settings()).broken == {}
    assert set(OUTLETS) == {path.stem for path in SPIDERS.glob("*.py")} - {"__init__"}


def test_there_are_two_hundred_outlets_two_of_them_free_in_each_of_38_provinces() -> None:
    crawled = [outlet for outlet in OUTLETS.values() if not outlet.paused]
    assert len(crawled) >= 200
    free = Counter(outlet.region[:2] for outlet in crawled if not outlet.terms)
    assert len(free) == 38
    assert {code: number for code, number in free.items() if number < 2} == {}


@outlets
def test_an_outlet_says_what_it_rests_on(outlet: type[OutletSpider]) -> None:
    about = ast.get_docstring(ast.parse((SPIDERS / f"{outlet.name}.py").read_text())) or ""
    assert outlet.verified or "(" in about or about.count(".") > 1, "say where its facts are from"


def test_outlets_are_short() -> None:
    lines = {name: code_lines(SPIDERS / f"{name}.py") for name in OUTLETS}
    assert median(lines.values()) <= 13
    assert {name: number for name, number in lines.items() if number > 30} == {}


@outlets
def test_file_name_and_class_agree(outlet: type[OutletSpider]) -> None:
    camel = "".join(word.capitalize() for word in outlet.name.split("_"))
    assert outlet.__name__ == f"{camel}Spider"
    assert outlet.__module__ == f"spiders.{outlet.name}"


@outlets
def test_declared_facts_are_sound(outlet: type[OutletSpider]) -> None:
    assert outlet.__doc__
    assert outlet.site.startswith("https://") or "has no HTTPS" in outlet.__doc__, "say that it has no HTTPS"
    assert outlet.site.endswith("/")
    own_zone = outlet.zone == ZONES.get(region(outlet.region).province, "Asia/Jakarta")
    assert own_zone or outlet.zone in outlet.__doc__, "say that its dates are not those of its region"
    assert outlet.addresses().article(outlet.site) is None, "the front page is no article"
    assert len({source.label for source in outlet.sources}) == len(outlet.sources)
    for source in outlet.sources:
        host = urlsplit(source.url).netloc
        assert not host or host in outlet.addresses().allowed
    for layout in outlet.layouts:
        assert layout.zone == "Asia/Jakarta", "the outlet declares its zone, not a layout"


@outlets
def test_the_address_pattern_knows_the_examples(outlet: type[OutletSpider]) -> None:
    assert outlet.examples, "give the address of an article, or the form that its family has"
    for example in outlet.examples:
        address = outlet.addresses().article(urljoin(outlet.site, example))
        assert address is not None, example
        whole = outlet.addresses().article(outlet.on_one_page(address))
        assert whole is not None
        assert outlet.addresses().key(whole) == outlet.addresses().key(address)
    for source in outlet.sources:
        page = urljoin(outlet.site, re.sub(r"\{[^{}]*\}", "1", source.url))
        assert outlet.addresses().article(page) is None, f"a page of {source.label} is no article"


@outlets
def test_what_is_verified_begins_with_the_day(outlet: type[OutletSpider]) -> None:
    for text in (outlet.verified, outlet.paused):
        if text is not None:
            day, _, what = text.partition(": ")
            date.fromisoformat(day)
            assert what
    if outlet.verified is not None:
        assert " not " in outlet.verified, "say also what is not"
        assert all(urlsplit(example).netloc in outlet.addresses().allowed for example in outlet.examples)


@outlets
def test_an_outlet_is_facts(outlet: type[OutletSpider]) -> None:
    tree = ast.parse((SPIDERS / f"{outlet.name}.py").read_text())
    assert ast.get_docstring(tree)
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert not names, "an outlet declares; it does not crawl"
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.For | ast.While | ast.Try)]
    assert outlet.custom_settings is None


def test_no_host_is_declared_twice() -> None:
    owners = defaultdict(set)
    for outlet in OUTLETS.values():
        for host in outlet.addresses().allowed:
            owners[host].add(outlet.name)
    assert {host: names for host, names in owners.items() if len(names) > 1} == {}


def test_what_two_outlets_share_belongs_to_a_family() -> None:
    """No selector and no address pattern stands in two outlets' modules."""
    written: Counter[str] = Counter()
    for name in OUTLETS:
        tree = ast.parse((SPIDERS / f"{name}.py").read_text())
        strings = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        written.update(text for text in strings if re.search(r"\[|\\|\*|^[.#]", text) and not text.startswith("ANTARA"))
    shared = {text: number for text, number in written.items() if number > 1 and text not in OF_EVERY_SITE}
    assert shared == {}


OF_EVERY_SITE = {"a[href]"}
"""Selectors that say nothing of a site."""


@families
def test_a_family_is_short_and_nameless_and_says_how_to_recognise_it(path: Path) -> None:
    assert code_lines(path) <= 80
    tree = ast.parse(path.read_text())
    assert "How to recognise" in (ast.get_docstring(tree) or "")
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
        assert ("antaranews.com" in outlet.site) == (outlet.network == "antara")
        if outlet.network == "antara":
            assert outlet.terms
            assert "permission" in (outlet.__doc__ or "")
