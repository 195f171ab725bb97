"""Outlets broken in ten ways: named, mended where a declaration can mend them; a check that is broken off."""

from __future__ import annotations

from pathlib import Path

from crawler.onboarding.check.record import checks
from crawler.onboarding.check.write import write_proposals
from tests.crawler.onboarding.check.sites import checked, outlets

BROKEN = (
    "source", "element", "addresses", "date", "javascript", "host", "split", "dead", "challenge", "robots",
)  # fmt: skip
MENDED = {*BROKEN} - {"challenge", "robots"}


def test_each_of_ten_faults_is_named_and_eight_are_mended(folder: Path, tmp_path: Path) -> None:
    broken = dict.fromkeys(("sehat",), "") | {name: name for name in BROKEN}
    made = outlets(folder, list(broken))
    healthy = (folder / "sehat.py").read_bytes()
    run = checked(tmp_path, made, broken, proposing=True)
    assert {name: next(iter(one.faults), "") for name, one in run.checked.items()} == broken
    assert {name for name, one in run.proposals.items() if one.facts} == MENDED
    assert {name for name, one in run.proposals.items() if one.unsupported} == {"challenge", "robots"}
    changed = {path.stem for path in write_proposals(run.proposals, made)}
    assert changed == MENDED
    assert (folder / "sehat.py").read_bytes() == healthy
    again = outlets(folder, list(broken))
    assert again["dead"].paused
    crawled = {name: one for name, one in again.items() if name not in ("dead", "challenge", "robots")}
    after = checked(tmp_path, crawled, broken, proposing=True)
    assert {name: one.faults for name, one in after.checked.items()} == {name: {} for name in crawled}
    assert all(one.verified for one in after.checked.values())
    assert after.proposals == {}


def test_a_check_goes_on_where_its_budget_was_spent(folder: Path, tmp_path: Path) -> None:
    made = outlets(folder, ["satu", "dua"])
    for one in made.values():
        one.network = "bersama"
    broken = dict.fromkeys(made, "")
    first = checked(tmp_path, made, broken, budget=3)
    assert (list(first.checked), list(first.waiting)) == (["satu"], ["dua"])
    second = checked(tmp_path, made, broken)
    assert (set(second.checked), second.waiting) == ({"satu", "dua"}, {})
    assert second.checked["satu"] == first.checked["satu"], "it was not asked again"
    assert set(checks(tmp_path)) == {"satu", "dua"}
