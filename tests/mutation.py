"""Mutation tests of the pure modules: small changes to the code, each of which a test of its own module must notice.

``make mutate`` takes every module of ``mutation.toml``, ``make mutate MODULES="crawler.urls"`` only these. It prints
every change that survived, and fails when more do than the list there allows, or a fifth of all.

mutmut changes one thing at a time (a comparison, a number, ``and`` for ``or``, a flag) and runs those tests that reach
the function, of the test file with the module's name alone: a change that only a test elsewhere notices has survived.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".mutants"
"""Scratch folder: mutmut copies the project into it. Safe to delete."""

MUTATED = "MUTATED_MODULE"
"""Environment variable that names the module under test to its tests."""

SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
"""First letters of the lines by which mutmut shows that it lives."""

LISTED = tomllib.loads((ROOT / "tests/mutation.toml").read_text())


SHARE = 0.2
"""Share of all changes that may survive."""


@dataclass(frozen=True)
class Survivor:
    """A change that no test noticed: mutmut's name of it, and module and function."""

    mutant: str
    place: str


def path_of(module: str) -> str:
    """File of a module, from the root of the project."""
    return f"{module.replace('.', '/')}.py"


def own_tests(module: str) -> str:
    """Test file of a module, from the root of the project."""
    folder, _, name = module.replace(".", "/").rpartition("/")
    return f"tests/{folder}/test_{name}.py"


def prepare(module: str) -> None:
    """Lay out the scratch folder so that mutmut finds the project, one module to change and its tests."""
    WORK.mkdir(exist_ok=True)
    for name in ("crawler", "spiders", "storage", "tests", "scrapy.cfg"):
        link = WORK / name
        if not link.is_symlink():
            link.symlink_to(ROOT / name)
    settings = (ROOT / "pyproject.toml").read_text()
    chosen = f'only_mutate = ["{path_of(module)}"]\npytest_add_cli_args_test_selection = ["{own_tests(module)}"]'
    (WORK / "pyproject.toml").write_text(settings.replace("[tool.mutmut]", f"[tool.mutmut]\n{chosen}"))
    shutil.rmtree(WORK / "mutants", ignore_errors=True)  # its results belong to other tests


def run(module: str) -> dict[str, int]:
    """Exit code of the tests for every mutant of a module; 0 is a survivor, 33 one that no test reaches."""
    prepare(module)
    mutmut = [str(Path(sys.executable).with_name("mutmut")), "run"]
    answer = subprocess.run(mutmut, cwd=WORK, env={**os.environ, MUTATED: module}, capture_output=True, text=True)
    found = WORK / "mutants" / f"{path_of(module)}.meta"
    if answer.returncode or not found.exists():
        lines = re.split(r"[\r\n]+", answer.stdout + answer.stderr)
        sys.exit("\n".join([f"{module}: mutmut failed", *(line for line in lines if line[:1] not in SPINNER)][:200]))
    codes: dict[str, int] = json.loads(found.read_text())["exit_code_by_key"]
    return codes


def survivors(module: str, codes: dict[str, int]) -> Iterator[Survivor]:
    """Mutants that no test noticed."""
    for mutant, code in codes.items():
        if code in (0, 5, 33):
            yield Survivor(mutant, f"{module}.{function_of(mutant)}")


def function_of(mutant: str) -> str:
    """Name of the function that a mutant changes: ``x_parse__mutmut_3`` is ``parse``."""
    name = mutant.rpartition(".")[2].partition("__mutmut_")[0]
    return name.removeprefix("xǁ").replace("ǁ", ".") if "ǁ" in name else name.removeprefix("x_")


def differences(mutants: list[str]) -> str:
    """Changed lines of these mutants, each under its name; by a process of its own, as mutmut reads its folder once."""
    script = (
        "import sys; from mutmut.mutation.diff_apply import get_diff_for_mutant as of\n"
        "for name in sys.argv[1:]: print(name, *(f'    {line}' for line in of(name).splitlines()\n"
        "    if line[:1] in '+-' and line[:3] not in ('+++', '---')), sep='\\n')"
    )
    return subprocess.run([sys.executable, "-c", script, *mutants], cwd=WORK, capture_output=True, text=True).stdout


def pytest_configure() -> None:
    """Forget what functions of the module under test have cached: the process of a mutant is forked after a run of all
    tests, and would be given answers of the unchanged code.
    """
    module = sys.modules.get(os.environ.get(MUTATED, ""))
    for cached in vars(module).values() if module else ():
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()


def tell(text: str) -> None:
    """Write a text for people at once: the next module takes minutes."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def beyond(left: list[Survivor]) -> Iterator[str]:
    """A line for each list entry of which more survive than may, and for each survivor that no entry allows."""
    counts: Counter[str] = Counter()
    for one in left:
        entry = next((each for each in LISTED["may_survive"] if fnmatch(one.place, each["where"])), None)
        if entry is None:
            yield f"not listed in tests/mutation.toml: {one.mutant}"
        else:
            counts[entry["where"]] += 1
    for each in LISTED["may_survive"]:
        if counts[each["where"]] > each["most"]:
            yield f"{each['where']}: {counts[each['where']]} survive, at most {each['most']} may ({each['reason']})"


def main(chosen: list[str]) -> int:
    """Run the modules one by one, tell what survived, and return 1 when more did than may."""
    total, excess = Counter[str](), list[str]()
    for module in chosen:
        codes = run(module)
        left = list(survivors(module, codes))
        total += Counter(mutants=len(codes), survived=len(left))
        excess += beyond(left)
        tell(f"{differences([one.mutant for one in left])}{module}: {len(left)} of {len(codes)} survive")
    tell("\n".join([*excess, f"{total['survived']} of {total['mutants']} survive"]))
    return int(bool(excess) or total["survived"] > SHARE * total["mutants"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or LISTED["modules"]))
