"""The list of what ``make mutate`` takes, and of what may survive it."""

from __future__ import annotations

from fnmatch import fnmatch

import pytest

from tests.mutation import LISTED, ROOT, Survivor, beyond, function_of, own_tests, path_of


def test_every_module_of_the_list_has_tests_of_its_own() -> None:
    assert LISTED["modules"] == sorted(set(LISTED["modules"]))
    assert [module for module in LISTED["modules"] if not (ROOT / path_of(module)).exists()] == []
    assert [module for module in LISTED["modules"] if not (ROOT / own_tests(module)).exists()] == []


def test_what_may_survive_is_of_the_list_and_has_a_reason() -> None:
    for entry in LISTED["may_survive"]:
        assert any(fnmatch(f"{module}.x", entry["where"]) for module in LISTED["modules"]), entry
        assert entry["most"] > 0
        assert len(entry["reason"]) > 20


@pytest.mark.parametrize(
    ("mutant", "function"),
    [
        ("crawler.urls.x_trap_in__mutmut_3", "trap_in"),
        ("crawler.urls.x__host__mutmut_12", "_host"),
        ("crawler.outlets.window.xǁWindowǁholds__mutmut_1", "Window.holds"),
    ],
)
def test_the_function_of_a_mutant(mutant: str, function: str) -> None:
    assert function_of(mutant) == function


def test_more_than_may_survive_is_told() -> None:
    entry = LISTED["may_survive"][0]
    place = entry["where"].replace("*", "f")
    allowed = [Survivor(f"m{number}", place) for number in range(entry["most"])]
    assert list(beyond(allowed)) == []
    assert entry["reason"] in next(beyond([*allowed, Survivor("m", place)]))
    assert next(beyond([Survivor("m9", "storage.calendar.f")])) == "not listed in tests/mutation.toml: m9"
