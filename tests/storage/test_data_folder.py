"""The layout of the data folder is written in one place."""

from __future__ import annotations

import ast
from pathlib import Path

from storage import data_folder

ROOT = Path(data_folder.__file__).resolve().parent.parent
NAMES = {value for name, value in vars(data_folder).items() if name.isupper() and isinstance(value, str)}
AMBIGUOUS = {"warc", "worker"}
"""Also the name of a format, and of a kind of process."""


def test_no_other_module_spells_a_name_of_the_data_folder() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value}"
        for package in ("crawler", "storage")
        for path in sorted((ROOT / package).rglob("*.py"))
        if path != Path(data_folder.__file__).resolve()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value in NAMES - AMBIGUOUS
    ]
    assert not found, "\n".join(found)


def test_every_record_is_part_of_a_backup() -> None:
    names = [value for name, value in vars(data_folder).items() if name.endswith("_FILE") and ".jsonl" in value]
    assert len(names) >= 4
    for name in names:
        assert Path(name).match(data_folder.RECORDS)
        assert not Path(f".{name}.draft").match(data_folder.RECORDS)
