"""The house, held against its plan: layers, rows, no circle, sole importers, host names."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Collection, Iterator, Mapping
from fnmatch import fnmatch
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import storage

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("spiders", "crawler", "storage")
"""An arrow may only go to the right."""

ROWS = {
    "crawler": (
        ("commands",),
        ("distributed",),
        ("night",),
        ("onboarding", "reextraction", "importing", "pipelines", "middlewares", "extensions"),
        ("crawling",),
        ("fetching", "captures"),
        ("outlets",),
        ("extraction",),
        ("notify",),
        ("cli",),
        ("annotation",),
        ("proven_settings",),
        ("config",),
        ("exceptions", "headers", "items", "settings", "settings_file", "signals", "urls"),
    ),
    "storage": (
        ("browse",),
        ("export",),
        ("health",),
        ("events",),
        ("records", "integrity"),
        ("archive",),
        ("clustering", "raw", "migrations"),
        ("signatures", "db"),
        ("data_folder",),
        ("calendar", "exceptions", "exit_codes", "failpoints", "models"),
    ),
}
"""A folder is a journey: a row imports from the rows below it and from its own folder, the ground from itself."""

MOST_MODULES = 20
"""In one folder; more, and nobody can tell which room a line belongs to. ``commands`` and ``spiders`` are lists."""

SOLE_IMPORTERS = {
    "trafilatura": "crawler/extraction/article.py",
    "langdetect": "crawler/annotation/language.py",
    "warcio": "storage/raw/",
    "sqlalchemy": "storage/",
    "alembic": "storage/",
    "scrapy_playwright": "crawler/fetching/",
    "playwright": "crawler/fetching/",
    "apprise": "crawler/notify/",
}

NO_BEHAVIOUR = frozenset(
    {
        "crawler.onboarding.probe.findings",
        "crawler.settings",
        "crawler.signals",
        "storage.exit_codes",
        "storage.health.alerts",
        "storage.migrations.env",
        "storage.models",
    }
)
"""Modules of values and names, which the tests of their users test."""

TESTED_BY = {
    # what needs a whole crawl is tested by nights of the sample web
    "crawler.commands.crawl": "tests/crawler/crawling/test_spider.py",
    "crawler.crawling.discovery": "tests/crawler/crawling/test_spider.py",
    "crawler.crawling.rechecks": "tests/crawler/crawling/test_later_nights.py",
    "crawler.crawling.validators": "tests/crawler/crawling/test_later_nights.py",
    "crawler.extensions": "tests/crawler/crawling/test_nothing_in.py",
    "crawler.middlewares.budget": "tests/crawler/crawling/test_backfill.py",
    "crawler.pipelines.extract": "tests/crawler/crawling/test_spider.py",
    "crawler.pipelines.repeated": "tests/crawler/crawling/test_hostile_answers.py",
    "crawler.pipelines.store": "tests/crawler/crawling/test_spider.py",
    "crawler.commands.days": "tests/crawler/crawling/test_backfill.py",
    # what a command prints or orders is tested through it
    "crawler.cli.json_output": "tests/crawler/commands/test_json.py",
    "crawler.night.metrics": "tests/crawler/commands/test_json.py",
    "crawler.night.orders": "tests/crawler/commands/test_outlets.py",
    "storage.db.read_only": "tests/crawler/commands/test_read_only.py",
    "crawler.reextraction.archived": "tests/crawler/commands/test_reextract.py",
    "crawler.reextraction.rebuild": "tests/crawler/commands/test_reextract.py",
    "crawler.reextraction.reextract": "tests/crawler/commands/test_reextract.py",
    "crawler.commands.verify": "tests/crawler/commands/test_reextract.py",
    # a real browser, a real server, several processes
    "crawler.fetching.browser_handler": "tests/crawler/fetching/test_browser.py",
    "crawler.fetching.browser_process": "tests/crawler/fetching/test_browser_limits.py",
    "crawler.fetching.handlers": "tests/crawler/crawling/test_hostile_answers.py",
    "crawler.commands.worker": "tests/crawler/distributed/test_workers_night.py",
    "crawler.distributed.fence": "tests/crawler/distributed/test_workers_night.py",
    "crawler.distributed.planning": "tests/crawler/distributed/test_workers_night.py",
    "storage.browse.follow": "tests/crawler/commands/test_browse.py",
    # what a command does from end to end
    "crawler.commands.capture": "tests/crawler/commands/test_probe.py",
    "crawler.commands.config": "tests/crawler/test_settings_file.py",
    "crawler.night.alerts": "tests/crawler/notify/test_tell.py",
    "crawler.notify.wording": "tests/crawler/notify/test_tell.py",
    "crawler.onboarding.visit": "tests/crawler/commands/test_probe.py",
    "storage.export.plot_files": "tests/crawler/commands/test_plot.py",
    "storage.export.plots": "tests/crawler/commands/test_plot.py",
    "storage.health.report_charts": "tests/storage/health/test_report.py",
    "storage.archive.erasure": "tests/crawler/crawling/test_purging.py",
    "storage.archive.purge": "tests/crawler/crawling/test_purging.py",
    "storage.browse.desk": "tests/storage/browse/test_pages.py",
    "storage.browse.downloads": "tests/storage/browse/test_pages.py",
    "storage.browse.facets": "tests/storage/browse/test_pages.py",
    "storage.browse.finding": "tests/storage/browse/test_pages.py",
    "storage.db.scrub": "tests/crawler/crawling/test_purging.py",
    "storage.health.trouble_file": "tests/storage/health/test_troubles.py",
    "storage.records.purges": "tests/crawler/crawling/test_purging.py",
    "storage.browse.event_view": "tests/storage/browse/test_pages.py",
    "storage.browse.server": "tests/storage/browse/test_pages.py",
    "storage.export.read_package": "tests/storage/export/test_import_package.py",
    "storage.migrations.__main__": "tests/storage/migrations/test_migrations.py",
    # collections in many forms
    "crawler.importing.articles": "tests/crawler/importing/test_collection.py",
    "crawler.importing.json_tables": "tests/crawler/importing/test_files.py",
    "crawler.importing.tables": "tests/crawler/importing/test_files.py",
    "crawler.importing.understanding": "tests/crawler/importing/test_collection.py",
    "crawler.importing.web_archives": "tests/crawler/importing/test_files.py",
}
"""Modules without a test file of their name, and the file that tests them. This list only gets shorter."""

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
    """Imports of a module that its place forbids."""
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


def modules(*folders: str) -> dict[str, Path]:
    """Every module of these top-level folders, by its dotted name."""
    return {
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__"): path
        for path in sources(*folders)
    }


def arrows(name: str, code: str, known: Collection[str]) -> set[str]:
    """Modules of the project that a module imports, wherever in it; under ``TYPE_CHECKING`` too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found.update(inner & set(known) or {node.module})
    return (found & set(known)) - {name}


def row_of(module: str) -> int | None:
    """Number of the row that a module stands in, from the top; ``None`` for a package's own ``__init__``."""
    package, _, rest = module.partition(".")
    if not rest:
        return None
    room = rest.partition(".")[0]
    return next((number for number, row in enumerate(ROWS[package]) if room in row), -1)


def runs_up(source: str, target: str) -> bool:
    """True when an arrow leaves its row otherwise than downwards; rooms of one row do not know each other."""
    if source.partition(".")[0] != target.partition(".")[0] or row_of(target) is None or row_of(source) is None:
        return False
    rooms = [module.split(".")[1] for module in (source, target)]
    here, there = row_of(source), row_of(target)
    assert here is not None and there is not None
    ground = here == there == len(ROWS[source.partition(".")[0]]) - 1
    return rooms[0] != rooms[1] and not ground and there <= here


def test_every_room_has_a_row() -> None:
    assert [name for name in modules("crawler", "storage") if row_of(name) == -1] == []
    for package, rows in ROWS.items():
        for room in (room for row in rows for room in row):
            path = ROOT / package / room
            assert path.is_dir() or path.with_suffix(".py").exists(), f"{package}/{room} is not there"


def test_a_row_knows_only_the_rows_below_it() -> None:
    known = modules("crawler", "storage")
    found = [
        f"{name} imports {target}"
        for name, path in known.items()
        for target in sorted(arrows(name, path.read_text(), known))
        if runs_up(name, target)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("crawler.outlets.loader", "crawler.crawling.spider"),
        ("crawler.extraction.dates", "crawler.night.plan"),
        ("crawler.pipelines.store", "crawler.middlewares.guard"),
        ("storage.clustering.score", "storage.events.pairs"),
        ("storage.raw.warc", "storage.clustering.score"),
        ("storage.models", "storage.archive.archive"),
    ],
)
def test_an_arrow_that_runs_up_is_found(source: str, target: str) -> None:
    package, _, name = target.rpartition(".")
    for line in (f"from {package} import {name}", f"if TYPE_CHECKING:\n    from {target} import X"):
        assert arrows(source, line, {target}) == {target}
    assert runs_up(source, target)


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Modules that import each other, however many are in between."""
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError as error:
        return [error.args[1]]
    return []


def test_no_circle_of_modules() -> None:
    known = modules(*LAYERS)
    assert circles({name: arrows(name, path.read_text(), known) for name, path in known.items()}) == []
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}})


def test_no_folder_is_crowded() -> None:
    for package in ("crawler", "storage"):
        for folder in (ROOT / package, *(path for path in (ROOT / package).rglob("*") if path.is_dir())):
            if folder.name not in ("commands", "versions"):
                assert len(list(folder.glob("*.py"))) <= MOST_MODULES, folder


def test_every_module_has_a_test_beside_it() -> None:
    """``tests/`` mirrors the tree: whoever changes a module finds its test by the name, and ``make mutate`` runs it."""
    known = {name: path for name, path in modules("crawler", "storage").items() if path.name != "__init__.py"}
    without = {
        name
        for name, path in known.items()
        if ".versions." not in name
        and not (ROOT / "tests" / path.relative_to(ROOT)).with_name(f"test_{path.name}").exists()
    }
    listed = {*NO_BEHAVIOUR, *TESTED_BY}
    assert sorted(name for name in without if not any(fnmatch(name, one) for one in listed)) == []
    assert sorted(one for one in listed if not any(fnmatch(name, one) for name in without)) == [], "they have one now"
    assert [file for file in TESTED_BY.values() if not (ROOT / file).exists()] == []


def test_tables_files_and_texts_keep_apart() -> None:
    """SQLAlchemy never in what is pure, tables never in the raw archive, WARC never in the database's ground."""
    for folder, forbidden in (
        ("storage/clustering", {"sqlalchemy", "storage.models"}),
        ("storage/signatures", {"sqlalchemy", "storage.models"}),
        ("storage/raw", {"sqlalchemy", "storage.models"}),
        ("storage/db", {"warcio", "storage.raw"}),
    ):
        for path in sources(folder):
            names = set(imported(ast.parse(path.read_text())))
            assert not [name for name in names if any(f"{name}.".startswith(f"{one}.") for one in forbidden)], path


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
