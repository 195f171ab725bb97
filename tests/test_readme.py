"""The README does not drift: commands, settings, exit codes and the data dictionary are those of the code.

``python -m tests.test_readme`` writes the data dictionary into it anew.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from crawler import exits, settings
from crawler.items import ArticleItem
from storage.export_dictionary import COVERAGE, EVENTS, OUTLETS, Table, articles_table
from storage.models import Article

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
COMMANDS = sorted(path.stem for path in (ROOT / "crawler" / "commands").glob("[a-z]*.py"))
TABLES = (EVENTS, articles_table(with_text=True), OUTLETS, COVERAGE)
MARKS = ("<!-- dictionary -->\n", "<!-- end of dictionary -->\n")


def dictionary() -> str:
    """The tables of an export, as Markdown."""
    return "\n".join(_table(table) for table in TABLES)


def _table(table: Table) -> str:
    rows = "".join(f"| `{field.name}` | {field.kind} | {field.description} |\n" for field in table.fields)
    return f"**`{table.name}`** {table.title}.\n\n| field | type | meaning |\n|---|---|---|\n{rows}"


def with_dictionary(text: str) -> str:
    """The README with today's dictionary between its marks."""
    before, _, rest = text.partition(MARKS[0])
    return before + MARKS[0] + dictionary() + MARKS[1] + rest.partition(MARKS[1])[2]


def test_the_dictionary_is_that_of_the_export() -> None:
    text = README.read_text(encoding="utf-8")
    assert text == with_dictionary(text), "write it anew: python -m tests.test_readme"


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
    README.write_text(with_dictionary(README.read_text(encoding="utf-8")), encoding="utf-8")
