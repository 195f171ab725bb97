"""The house, held against its plan: layers, sole importers, host names, and nothing that runs at import."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

import storage

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("spiders", "crawler", "storage")
"""An arrow may only go to the right."""

SOLE_IMPORTERS = {
    "trafilatura": "crawler/extraction/article.py",
    "langdetect": "crawler/annotation/language.py",
    "warcio": "storage/raw/",
    "sqlalchemy": "storage/",
    "alembic": "storage/",
    "scrapy_playwright": "crawler/fetching/browser.py",
}

SITE_NAME = re.compile(r"\b[a-z0-9-]+\.(?:co\.id|go\.id|id|co|com|net|news)\b")
HARMLESS = re.compile(r"(?:\.github\.com|example\.(?:id|com|org)|w3\.org|your-domain\.id|scrapy\.org)")


def sources(*folders: str) -> Iterator[Path]:
    """Every Python file of these top-level folders."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def imported(tree: ast.AST) -> Iterator[str]:
    """Dotted names that a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def violations(relative: str, code: str) -> list[str]:
    """What a module of the project imports although its place forbids it."""
    layer = relative.split("/")[0]
    found = []
    for name in imported(ast.parse(code)):
        package = name.split(".")[0]
        if package in LAYERS and LAYERS.index(package) < LAYERS.index(layer):
            found.append(f"{relative} imports {name}: {layer} must not know {package}")
        if package == "tests":
            found.append(f"{relative} imports {name}")
        home = SOLE_IMPORTERS.get(package)
        if home is not None and not relative.startswith(home):
            found.append(f"{relative} imports {name}, whose home is {home}")
        if layer == "storage" and package in ("scrapy", "twisted", "parsel"):
            found.append(f"{relative} imports {name}: storage works with no Scrapy installed")
        if relative.startswith("spiders/") and package == "storage":
            found.append(f"{relative} imports {name}: an outlet knows no database")
    return found


def test_imports_follow_the_layers() -> None:
    found = [
        line for path in sources(*LAYERS) for line in violations(path.relative_to(ROOT).as_posix(), path.read_text())
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("storage/archive/archive.py", "from crawler.items import ArticleItem"),
        ("storage/events/update.py", "import scrapy"),
        ("crawler/crawling/spider.py", "from spiders.families import antara"),
        ("crawler/crawling/spider.py", "import trafilatura"),
        ("crawler/crawling/run.py", "from sqlalchemy import select"),
        ("spiders/petisi.py", "from storage.archive.archive import Archive"),
        ("storage/models.py", "def f():\n    from warcio import WARCWriter"),
    ],
)
def test_a_forbidden_import_is_found(place: str, line: str) -> None:
    assert violations(place, textwrap.dedent(line))


def test_host_names_stand_in_spiders_and_tests_only() -> None:
    found = []
    for path in sources("crawler", "storage"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for match in SITE_NAME.finditer(node.value.lower()):
                    if not HARMLESS.search(match.group()) and match.group() in HOSTS:
                        found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {match.group()}")
    assert not found, "\n".join(found)


def declared_hosts() -> frozenset[str]:
    """Every host that an outlet's module names, and the domains above it."""
    names: set[str] = set()
    for path in sources("spiders"):
        for match in re.finditer(r"\b(?:[a-z0-9-]+\.)+(?:id|co|com|net|news|org)\b", path.read_text()):
            labels = match.group().split(".")
            names.update(".".join(labels[start:]) for start in range(len(labels) - 1))
    return frozenset(names - {"go.id", "co.id", "or.id"})


HOSTS = declared_hosts()


def test_hosts_are_declared_at_all() -> None:
    assert "petisi.co" in HOSTS


def test_the_project_is_what_gets_imported() -> None:
    # Scrapy appends the project to sys.path, so an installed package of the same name would win.
    assert storage.__file__ is not None
    assert Path(storage.__file__).is_relative_to(ROOT)


def test_nobody_swallows_every_error_in_an_outlet() -> None:
    for path in sources("spiders"):
        for node in ast.walk(ast.parse(path.read_text())):
            assert not isinstance(node, ast.ExceptHandler), f"{path.name}:{node.lineno} catches errors"


def test_top_level_is_as_planned() -> None:
    ours = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert ours - {"data", "__pycache__"} == {"crawler", "spiders", "storage", "tests"}
