"""A check as a table and as JSON."""

from __future__ import annotations

from pathlib import Path

from crawler.onboarding.check.report import document, table
from tests.crawler.onboarding.check.sites import checked, outlets


def test_everything_that_was_found_is_told(folder: Path, tmp_path: Path) -> None:
    made = outlets(folder, ["host", "robots", "sehat"])
    run = checked(tmp_path, made, {"host": "host", "robots": "robots", "sehat": ""}, proposing=True)
    told = list(table(run, {"lain": "paused: 2026-12-01: a reason"}))
    assert '    proposed site = "https://baru-host.example/"' in told
    assert any(line.startswith("    not proposed for robots: robots.txt is obeyed") for line in told)
    assert any(line.startswith("sehat ") and line.endswith("-") and "1/1" in line and "2/2" in line for line in told)
    assert "lain                     not checked: paused: 2026-12-01: a reason" in told
    assert told[-1] == "3 checked, 1 hold, 2 do not"
    value = document(run, {"lain": "paused"})
    assert [row["outlet"] for row in value["checked"]] == ["host", "robots", "sehat"]
    assert value["proposals"]["host"]["declare"][0] == 'site = "https://baru-host.example/"'
    assert value["not_checked"] == {"lain": "paused"}


def test_who_had_to_wait_is_named(folder: Path, tmp_path: Path) -> None:
    run = checked(tmp_path, outlets(folder, ["satu"]), {"satu": ""}, budget=0)
    assert "the budget of requests was spent" in "\n".join(table(run, {}))
