"""The READMEs do not drift: commands, settings, exit codes, outlets and tables are those of the code; links resolve.

``python -m tests.test_readme`` writes the generated parts anew.
"""

from __future__ import annotations

import ast
import inspect
import io
import os
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import chdir, redirect_stdout, suppress
from dataclasses import fields
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple, get_args
from unittest.mock import patch

import pytest
from scrapy import cmdline
from scrapy.settings import default_settings
from scrapy.utils.project import get_project_settings

from crawler import settings
from crawler.annotation.places import region
from crawler.cli import exits
from crawler.items import ArticleItem, Layout
from crawler.outlets import sources
from crawler.outlets.loader import family_classes, outlet_classes
from crawler.outlets.outlet import Outlet
from storage.export.dictionary import Table, tables
from storage.health.alerts import Verdict
from storage.models import Article
from tests.test_architecture import ROWS

ROOT = Path(__file__).resolve().parent.parent
FRONT = ROOT / "README.md"
OPERATING, OUTLETS, RESEARCH, FIGURES = (
    ROOT / folder / "README.md" for folder in ("crawler", "spiders", "storage", "tests")
)
CHANGING = ROOT / "CONTRIBUTING.md"
DOCUMENTS = (FRONT, OPERATING, OUTLETS, RESEARCH, FIGURES, CHANGING, ROOT / "CHANGELOG.md")
MOST_BYTES = 12_000
"""Of the README: a door is read in five minutes."""
MOST_PICTURE_BYTES = 150_000
COMMANDS = sorted(path.stem for path in (ROOT / "crawler" / "commands").glob("[a-z]*.py"))
TABLES = tables(with_text=True)
MARKS = ("<!-- {} -->\n", "<!-- end of {} -->\n")
WIDTH = 100
"""Columns of the command reference."""


# ---- the generated parts


class Help(NamedTuple):
    """Help of one command: the usage line, the text, and each option with its meaning."""

    usage: str
    text: str
    options: tuple[tuple[str, str], ...]


@cache
def help_of(command: str) -> Help:
    """The help of a command, without the options that all commands share."""
    said = io.StringIO()
    with chdir(ROOT), patch.dict(os.environ, COLUMNS="10000"), redirect_stdout(said), suppress(SystemExit):
        cmdline.execute(["scrapy", command, "--help"])
    head, _, options = said.getvalue().partition("\nGlobal Options\n")[0].partition("\nOptions\n=======\n")
    usage, _, text = head.removeprefix("Usage\n=====\n").strip().partition("\n\n")
    # A flag and its meaning stand on one line, or on two where the flag is long; there is room for everything else.
    found = re.findall(r"^  (-\S.*?)(?:  +|\n {5,})(\S.*)$", options, re.MULTILINE)
    return Help(usage, text, tuple((_flag(flag), meaning) for flag, meaning in found))


def _flag(text: str) -> str:
    """The names of an option and its value as Python 3.13 prints them: the value once."""
    names, _, value = text.rpartition(" ")
    return names.replace(f" {value},", ",") + f" {value}" if names else text


def reference() -> str:
    """The command reference, as Markdown."""
    return "\n".join(_reference_of(command) for command in COMMANDS)


def _reference_of(command: str) -> str:
    said = help_of(command)
    lines = [*textwrap.wrap(said.usage, WIDTH, subsequent_indent="    ", break_on_hyphens=False), ""]
    lines += textwrap.wrap(said.text, WIDTH, break_on_hyphens=False, break_long_words=False)
    lines += [""] if said.options[1:] else []
    for flag, meaning in said.options[1:]:  # the first is --help itself
        wrapped = textwrap.wrap(meaning, WIDTH - 24, break_on_hyphens=False)
        lines += [f"  {flag}"] if len(flag) > 20 else [f"  {flag:<22}{wrapped.pop(0)}"]
        lines += [" " * 24 + line for line in wrapped]
    return f"### `scrapy {command}`\n\n```text\n" + "\n".join(lines) + "\n```\n"


def dictionary() -> str:
    """The tables of an export, as Markdown."""
    return "\n".join(_table(table) for table in TABLES)


def _table(table: Table) -> str:
    rows = "".join(f"| `{field.name}` | {field.kind} | {field.description} |\n" for field in table.fields)
    return f"**`{table.name}`** {table.title}.\n\n| field | type | meaning |\n|---|---|---|\n{rows}"


def reach() -> str:
    """Number of outlets, provinces and platforms, in one sentence."""
    outlets = outlet_classes(get_project_settings()).values()
    seen = sum(outlet.verified is not None for outlet in outlets)
    platforms = len({outlet.family() for outlet in outlets})
    return (
        f"There are {len(outlets)} outlets in {_provinces(outlets)} provinces, on {platforms} platforms: "
        f"{seen} are verified in part, {len(outlets) - seen} are not verified.\n"
    )


def _provinces(outlets: Iterable[type[Outlet]]) -> int:
    return len({outlet.region[:2] for outlet in outlets})


def catalogue() -> str:
    """The outlets by family, as Markdown."""
    outlets = outlet_classes(get_project_settings())
    families = sorted({outlet.family() or "" for outlet in outlets.values()})
    seen = sum(outlet.verified is not None for outlet in outlets.values())
    paused = sum(outlet.paused is not None for outlet in outlets.values())
    permitted = sum(outlet.terms is not None for outlet in outlets.values())
    rows = "".join(_family_row(name, [one for one in outlets.values() if one.family() == name]) for name in families)
    return (
        f"{len(outlets)} outlets in {_provinces(outlets.values())} provinces: {seen} verified in part (**bold**), "
        f"{len(outlets) - seen} not verified; {permitted} need permission, {paused} are paused (*italic*).\n\n"
        f"| family | outlets | names and regions |\n|---|--:|---|\n{rows}"
    )


def _family_row(family: str, outlets: list[type[Outlet]]) -> str:
    by_region: dict[str, list[str]] = {}
    for outlet in sorted(outlets, key=lambda one: (one.region, one.name)):
        mark = "**" if outlet.verified else "*" if outlet.paused else ""
        by_region.setdefault(outlet.region, []).append(f"{mark}`{outlet.name}`{mark}")
    named = "; ".join(f"{region(code).name}: {', '.join(names)}" for code, names in by_region.items())
    return f"| `{family}` | {len(outlets)} | {named} |\n"


def provinces() -> str:
    """Outlets of each province, its regencies and cities included, and those that need nobody's permission."""
    by_province: dict[str, list[type[Outlet]]] = {}
    for outlet in outlet_classes(get_project_settings()).values():
        by_province.setdefault(outlet.region[:2], []).append(outlet)
    rows = []
    for code, outlets in sorted(by_province.items()):
        free = [one for one in outlets if not one.terms and not one.paused]
        networks = sorted({one.network or "own" for one in free})
        rows.append((code, region(code).name, str(len(outlets)), str(len(free)), ", ".join(networks)))
    return _rows(("code", "province", "outlets", "without need of permission", "networks of these"), rows)


def families() -> str:
    """The publishing platforms and their marks, as Markdown."""
    rows = []
    for name, cls in family_classes(get_project_settings()).items():
        about, marks = (inspect.getdoc(inspect.getmodule(cls)) or "").split("\n\n")[:2]
        rows.append((f"`{name}`", _cell(about), _cell(re.sub(r"^How to recognise \w+:\s*", "", marks))))
    return _rows(("family", "platform", "how to recognise it"), rows)


def facts() -> str:
    """Facts that an outlet may declare, as Markdown."""
    return _rows(("fact", "meaning"), _attributes(Outlet))


def layout() -> str:
    """Fields of a page layout, as Markdown."""
    return _rows(("field", "meaning"), _attributes(Layout))


def kinds_of_sources() -> str:
    """The kinds of sources, as Markdown."""
    kinds = [one for one in vars(sources).values() if inspect.isclass(one) and issubclass(one, sources.Source)]
    rows = [(f"`{kind.__name__}`", _cell(inspect.getdoc(kind) or "")) for kind in kinds if kind is not sources.Source]
    return _rows(("source", "meaning"), rows)


def benchmarks() -> str:
    """The benchmarks that are run by name, as Markdown."""
    rows = []
    for path in sorted((ROOT / "tests" / "benchmarks").glob("[a-z]*.py")):
        code = path.read_text(encoding="utf-8")
        if not path.stem.startswith("test_") and '__name__ == "__main__"' in code:
            rows.append((f"`python -m tests.benchmarks.{path.stem}`", _about(path.with_suffix(""))))
    return _rows(("command", "what it measures"), rows)


def rooms(package: str) -> str:
    """The rooms of a package from the top, as Markdown: those of one row have one number; the ground is one line."""
    *rows, ground = ROWS[package]
    lines = [
        (str(row), f"`{room}`", _about(ROOT / package / room)) for row, names in enumerate(rows, 1) for room in names
    ]
    lines.append((str(len(rows) + 1), ", ".join(f"`{name}`" for name in ground), "The ground: known to all."))
    return _rows(("row", "room", "what lives there"), lines)


def _about(room: Path) -> str:
    """The first paragraph of the docstring of a module or package."""
    path = room / "__init__.py" if room.is_dir() else room.with_suffix(".py")
    return _cell((ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n\n")[0])


def _attributes(cls: type) -> list[tuple[str, str]]:
    """Attributes of a class with the texts that stand below them; several with one text below the last share it."""
    found: list[tuple[str, str]] = []
    names: list[str] = []
    body = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
    assert isinstance(body, ast.ClassDef)
    for node in body.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.append(f"`{node.target.id}`")
        elif names and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            *without, last = names
            found += [(", ".join(without), "Selectors of this field.")] if without else []
            found.append((last, _cell(str(node.value.value))))
            names = []
    return found


def _cell(text: str) -> str:
    """A text of the code as a cell of a table in Markdown."""
    return " ".join(re.sub(r":\w+:`", "`", text.replace("``", "`")).replace("|", r"\|").split())


def _rows(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(cells)} |\n" for cells in (head, *rows)]
    return "".join((lines[0], "|" + "---|" * len(head) + "\n", *lines[1:]))


WRITTEN: dict[Path, dict[str, Callable[[], str]]] = {
    FRONT: {"reach": reach},
    OPERATING: {"commands": reference},
    OUTLETS: {
        "outlets": catalogue,
        "provinces": provinces,
        "families": families,
        "facts": facts,
        "sources": kinds_of_sources,
        "layout": layout,
    },
    RESEARCH: {"dictionary": dictionary},
    FIGURES: {"benchmarks": benchmarks},
    CHANGING: {"crawler": partial(rooms, "crawler"), "storage": partial(rooms, "storage")},
}
"""Writers of the generated parts of each document, by the name in their marks."""


def written_anew(document: Path) -> str:
    """A document with today's texts between their marks."""
    text = document.read_text(encoding="utf-8")
    for name, write in WRITTEN[document].items():
        begin, end = (mark.format(name) for mark in MARKS)
        before, _, rest = text.partition(begin)
        text = before + begin + write() + end + rest.partition(end)[2]
    return text


@pytest.mark.parametrize("document", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_generated_parts_are_those_of_the_code(document: Path) -> None:
    assert document.read_text(encoding="utf-8") == written_anew(document), "write it anew: python -m tests.test_readme"


# ---- what is written by hand


def test_the_readme_is_a_door() -> None:
    text = FRONT.read_bytes()
    assert len(text) <= MOST_BYTES
    ((alt, picture),) = re.findall(r"!\[(.*?)\]\((.*?)\)", text.decode())
    assert alt
    assert (ROOT / picture).stat().st_size < MOST_PICTURE_BYTES


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme_and_has_help_with_an_example(command: str) -> None:
    assert re.search(rf"^\| `scrapy {command}\b", FRONT.read_text(encoding="utf-8"), re.MULTILINE)
    assert re.search(rf"Example: .*\bscrapy {command}\b", help_of(command).text)


def test_no_command_is_described_that_is_not_there() -> None:
    for document in DOCUMENTS:
        for span in _code_spans(document):
            for command, rest in re.findall(r"(?:^|/|\$ )scrapy ([a-z]+)\b([^|;]*)", span):
                assert command in COMMANDS, f"{document.relative_to(ROOT)}: {span}"
                known = {name for flag, _ in help_of(command).options for name in re.findall(r"--[a-z-]+", flag)}
                assert set(re.findall(r"--[a-z]+(?:-[a-z]+)*", rest)) <= known, f"{document.relative_to(ROOT)}: {span}"


def test_every_setting_of_ours_is_listed_with_its_default() -> None:
    text = OPERATING.read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", text, re.MULTILINE))
    ours = {name for name in vars(settings) if name.isupper() and not hasattr(default_settings, name)}
    assert set(rows) == ours - {"ROOT", "BOT_NAME", "PRODUCT_TOKEN"}
    for name, default in rows.items():
        value = getattr(settings, name)
        if isinstance(value, list):
            value = ", ".join(map(str, value))
        if not isinstance(value, str) or name == "RECHECK_DAYS":
            assert default == str(value), name


def test_the_settings_of_the_readme_are_ours() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|", FRONT.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows
    assert [name for name in rows if not hasattr(settings, name)] == []


def test_every_exit_code_is_listed() -> None:
    text = OPERATING.read_text(encoding="utf-8")
    codes = {code for name, code in vars(exits).items() if name.isupper()}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)} == codes


def test_every_verdict_is_explained() -> None:
    cells = "".join(re.findall(r"^\| (`.*?) \|", OPERATING.read_text(encoding="utf-8"), re.MULTILINE))
    assert [verdict for verdict in get_args(Verdict) if f"`{verdict}`" not in cells] == []


def test_every_field_of_an_article_that_is_exported_is_one_of_the_item() -> None:
    of_the_archive = {"event_id", "copy_group", "collections", "first_seen_at", "gone_at"}
    exported = {field.name for field in TABLES[1].fields if not field.derived}
    assert exported - of_the_archive <= {field.name for field in fields(ArticleItem)}


def test_every_field_of_the_item_is_a_column() -> None:
    assert {field.name for field in fields(ArticleItem)} <= set(Article.__table__.columns.keys())


# ---- links and paths

FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PLACE = re.compile(r"(?<![\w./-])(?:\.\./)?((?:crawler|spiders|storage|tests)/[\w./-]*\w/?)")
MODULE = re.compile(r"python -m ((?:crawler|storage|tests)[\w.]*)")


def _code_spans(document: Path) -> Iterator[str]:
    """Code in the parts of a document that are written by hand: each span, and each line of a block."""
    text = re.sub(r"<!-- (\w+) -->.*<!-- end of \1 -->", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    for block in FENCE.findall(text):
        yield from block.splitlines()[1:-1]
    yield from (" ".join(span.split()) for span in re.findall(r"`([^`]+)`", FENCE.sub("", text)))


def anchors(document: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a document."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", document.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(document: Path) -> list[str]:
    """Relative links of a document that lead nowhere: no file, or no such heading in it."""
    found = []
    for target in LINK.findall(FENCE.sub("", document.read_text(encoding="utf-8"))):
        if not re.match(r"[a-z]+:", target):
            place, _, anchor = target.partition("#")
            path = (document.parent / place).resolve() if place else document
            if not path.exists() or (anchor and anchor not in anchors(path)):
                found.append(target)
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    assert dead_links(document) == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    text = "# One door\n[a](#one-door) [b](#two-doors) [c](there.md) [d](https://example.org/) ![e](there.png)\n"
    (tmp_path / "here.md").write_text(text, encoding="utf-8")
    assert dead_links(tmp_path / "here.md") == ["#two-doors", "there.md", "there.png"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_modules_that_are_named_are_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    places = [place for place in PLACE.findall(text) if not (ROOT / place).exists()]
    modules = [name for name in MODULE.findall(text) if not _is_module(name)]
    assert (places, modules) == ([], [])


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__main__.py").exists()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_make_knows_what_is_made(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for span in _code_spans(document):
        for words in re.findall(r"^make ((?:[a-z-]+ ?)+)(?![\w=])", span):
            assert set(words.split()) <= targets, span


def test_tests_that_are_named_are_there() -> None:
    """``pytest PATH -k WORD`` selects something."""
    for span in _code_spans(FIGURES):
        for path, word in re.findall(r"pytest .*?(tests/\S+) -k (\w+)", span):
            files = [ROOT / path] if path.endswith(".py") else sorted((ROOT / path).rglob("test_*.py"))
            assert any(re.search(rf"def test_\w*{word}", file.read_text(encoding="utf-8")) for file in files), span


if __name__ == "__main__":
    for one in WRITTEN:
        one.write_text(written_anew(one), encoding="utf-8")
