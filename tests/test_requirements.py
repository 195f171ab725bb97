"""The packages this project stands on: each is chosen or brought in, pinned, proven by hashes, and its licence known.

``python -m tests.test_requirements`` writes THIRD_PARTY.md anew from what is installed; ``make requirements`` calls it.
"""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PARTS = {
    "requirements": "operator",
    "requirements-optional": "optional",
    "requirements-test": "tests",
}
TABLE = ROOT / "THIRD_PARTY.md"
HEAD = """# Licences of the packages

What `make setup` and `make test` install, none of it part of this repository. `operator` is needed by everybody,
`optional` for Parquet and pages that a browser renders, `tests` for tests and checks only. Written by
`make requirements`.

| package | version | for | licence |
|---|---|---|---|
"""
ROW = re.compile(r"^\| (\S+) \| (\S+) \| (\w+) \| (.+) \|$", re.MULTILINE)
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", re.MULTILINE)
BLOCK = re.compile(r"^(?=[A-Za-z0-9])", re.MULTILINE)


def canonical(name: str) -> str:
    """The name of a package as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(name: str) -> dict[str, str]:
    """Version of each package in a file of requirements."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {canonical(package): version for package, version in PIN.findall(text)}


def packages() -> dict[str, tuple[str, str]]:
    """Version of each package, and the first part that needs it."""
    found: dict[str, tuple[str, str]] = {}
    for part, meaning in PARTS.items():
        for package, version in pins(f"{part}.txt").items():
            found.setdefault(package, (version, meaning))
    return dict(sorted(found.items()))


def licence(package: str) -> str | None:
    """Licence that an installed package declares, in a line; ``None`` where it is not installed."""
    try:
        facts = metadata.metadata(package).json
    except metadata.PackageNotFoundError:
        return None
    classifiers = [line.split(" :: ")[-1] for line in facts.get("classifier", ()) if line.startswith("License ")]
    named = [one for one in classifiers if one != "OSI Approved"]
    told = str(facts.get("license_expression") or "; ".join(named) or facts.get("license") or "").partition("\n")[0]
    return told.replace("|", "/").strip() or "not declared"


def table() -> str:
    """THIRD_PARTY.md; a package that is for other platforms only keeps the row that it has."""
    known = {name: row for name, *row in ROW.findall(TABLE.read_text(encoding="utf-8") if TABLE.exists() else "")}
    rows = []
    for package, (version, part) in packages().items():
        told = licence(package) or known.get(package, ["", "", "not installed here"])[2]
        rows.append(f"| {package} | {version} | {part} | {told} |\n")
    return HEAD + "".join(rows)


@pytest.mark.parametrize("part", PARTS)
def test_what_is_chosen_is_pinned_as_chosen(part: str) -> None:
    chosen, pinned = pins(f"{part}.in"), pins(f"{part}.txt")
    assert chosen
    assert chosen.items() <= pinned.items(), "make them anew: make requirements"


@pytest.mark.parametrize("part", PARTS)
def test_every_package_has_hashes(part: str) -> None:
    text = (ROOT / f"{part}.txt").read_text(encoding="utf-8")
    blocks = [block for block in BLOCK.split(text) if PIN.match(block)]
    assert blocks
    assert [block.split()[0] for block in blocks if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", block)] == []


def test_the_parts_agree() -> None:
    versions: dict[str, set[str]] = {}
    for part in PARTS:
        for package, version in pins(f"{part}.txt").items():
            versions.setdefault(package, set()).add(version)
    assert {package: found for package, found in versions.items() if len(found) > 1} == {}


def test_every_licence_is_listed() -> None:
    rows = ROW.findall(TABLE.read_text(encoding="utf-8").partition("|---")[2])
    assert all(told for *_, told in rows)
    listed = {name: (version, part) for name, version, part, _ in rows}
    assert listed == packages(), "write it anew: make requirements"


def test_an_operator_needs_neither_tests_nor_the_large_ones() -> None:
    operator = pins("requirements.txt")
    assert {"pytest", "mypy", "pandas", "duckdb", "pyarrow", "playwright"} & {*operator} == set()
    assert "scrapy" in operator


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
