"""The README does not drift: commands, settings, exit codes and the data dictionary are those of the code.

``python -m tests.test_readme`` writes the data dictionary and the catalogue of outlets into it anew.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from crawler import settings
from crawler.annotation.places import region
from crawler.cli import exits
from crawler.items import ArticleItem
from crawler.outlets.loader import outlet_classes
from crawler.outlets.outlet import Outlet
from storage.export.dictionary import Table, tables
from storage.models import Article

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
COMMANDS = sorted(path.stem for path in (ROOT / "crawler" / "commands").glob("[a-z]*.py"))
TABLES = tables(with_text=True)
MARKS = ("<!-- {} -->\n", "<!-- end of {} -->\n")


def dictionary() -> str:
    """The tables of an export, as Markdown."""
    return "\n".join(_table(table) for table in TABLES)


def _table(table: Table) -> str:
    rows = "".join(f"| `{field.name}` | {field.kind} | {field.description} |\n" for field in table.fields)
    return f"**`{table.name}`** {table.title}.\n\n| field | type | meaning |\n|---|---|---|\n{rows}"


def catalogue() -> str:
    """The outlets by family, as Markdown."""
    outlets = outlet_classes(get_project_settings())
    families = sorted({outlet.family() or "" for outlet in outlets.values()})
    seen = sum(outlet.verified is not None for outlet in outlets.values())
    paused = sum(outlet.paused is not None for outlet in outlets.values())
    permitted = sum(outlet.terms is not None for outlet in outlets.values())
    provinces = len({outlet.region[:2] for outlet in outlets.values()})
    rows = "".join(_family_row(name, [one for one in outlets.values() if one.family() == name]) for name in families)
    return (
        f"{len(outlets)} outlets in {provinces} provinces: {seen} verified in part (**bold**), "
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


WRITTEN = {"dictionary": dictionary, "outlets": catalogue}
"""What is written into the README by this module, by the name in its marks."""


def written_anew(text: str) -> str:
    """The README with today's texts between their marks."""
    for name, write in WRITTEN.items():
        begin, end = (mark.format(name) for mark in MARKS)
        before, _, rest = text.partition(begin)
        text = before + begin + write() + end + rest.partition(end)[2]
    return text


def test_the_dictionary_and_the_catalogue_are_those_of_the_code() -> None:
    text = README.read_text(encoding="utf-8")
    assert text == written_anew(text), "write it anew: python -m tests.test_readme"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme_and_has_help_with_an_example(command: str) -> None:
    assert f"`scrapy {command}" in README.read_text(encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", command, "--help"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert re.search(rf"Example: .*\bscrapy {command}\b", " ".join(done.stdout.split()))


def test_every_field_of_an_article_that_is_exported_is_one_of_the_item() -> None:
    of_the_archive = {"event_id", "copy_group", "first_seen_at", "gone_at"}
    exported = {field.name for field in TABLES[1].fields}
    assert exported - of_the_archive <= {field.name for field in fields(ArticleItem)}


def test_every_field_of_the_item_is_a_column() -> None:
    assert {field.name for field in fields(ArticleItem)} <= set(Article.__table__.columns.keys())


def test_every_setting_of_ours_is_in_the_readme() -> None:
    text = README.read_text(encoding="utf-8")
    for name in vars(settings):
        if name.startswith("KLIPING_"):
            assert f"`{name}`" in text, name


def test_every_exit_code_is_in_the_readme() -> None:
    text = README.read_text(encoding="utf-8")
    for name, code in vars(exits).items():
        if name.isupper():
            assert re.search(rf"^\| {code} \|", text, re.MULTILINE), name


def test_nothing_is_left_to_be_filled_in() -> None:
    assert not re.search(r"^[A-Z]{6,}$", README.read_text(encoding="utf-8"), re.MULTILINE)


if __name__ == "__main__":
    README.write_text(written_anew(README.read_text(encoding="utf-8")), encoding="utf-8")
