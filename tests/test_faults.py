"""The table of faults: every row has tests, and they are there."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.shell import ROOT

TABLE: Mapping[str, Mapping[str, str | list[str]]] = tomllib.loads(
    (ROOT / "tests" / "faults.toml").read_text(encoding="utf-8")
)
ROWS = {"A": 19, "B": 21, "C": 10, "D": 23, "E": 12, "F": 19}


@cache
def functions(path: Path) -> frozenset[str]:
    """Names of the tests in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_fault_is_in_the_table() -> None:
    assert list(TABLE) == [f"{part}{number}" for part, count in ROWS.items() for number in range(1, count + 1)]


@pytest.mark.parametrize("fault", TABLE)
def test_a_fault_has_tests_that_are_there(fault: str) -> None:
    row = TABLE[fault]
    assert row.keys() == {"fault", "promise", "tests"}
    assert row["tests"]
    for named in row["tests"]:
        path, _, function = named.partition("::")
        assert re.fullmatch(r"tests/[\w/]+\.py::test_\w+", named)
        assert (ROOT / path).is_file(), f"{named}: no such file"
        assert function in functions(ROOT / path), f"{named}: no such test"
