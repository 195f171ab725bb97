"""``kliping``, from any folder."""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path

import pytest

from crawler.cli.console import GROUPS, main, names, write_script
from tests.shell import ROOT, environment


@pytest.fixture(autouse=True)
def settings_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "crawler.settings")


def test_every_command_stands_in_one_group() -> None:
    assert sorted(names()) == sorted(path.stem for path in (ROOT / "crawler" / "commands").glob("[a-z]*.py"))


def test_the_first_page_is_short(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    first = capsys.readouterr().out
    assert len(first.splitlines()) <= 24
    assert max(map(len, first.splitlines())) <= 80
    assert "events, explain, judge" in first
    assert "group anew" not in first
    assert main(["--all"]) == 0
    assert "group anew" in capsys.readouterr().out
    assert [group.title for group in GROUPS if group.advanced] == ["Advanced"]


@pytest.mark.parametrize(("typed", "meant"), [("nigthly", "nightly"), ("event", "events"), ("shell", None)])
def test_a_typo_is_answered(typed: str, meant: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([typed]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert (f"(is it {meant}?)" in told) is (meant is not None)


def test_a_command_runs_with_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["capacity", "5", "--cores", "2", "-s", "DOWNLOAD_DELAY=10"]) == 0
    assert "2 cores" in (said := capsys.readouterr().out)
    assert "10 s between two requests" in said
    assert main(["capacity", "none"]) == 2
    with pytest.raises(SystemExit) as ended:
        main(["runs", "--limit", "x"])
    assert ended.value.code == 2
    assert "kliping runs: error: argument --limit" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["health", "--help"])
    told = capsys.readouterr().out
    assert "kliping health [--expect-run-within 26h]" in told
    assert "Example: kliping health" in " ".join(told.split())


def test_the_script_finds_the_project_from_any_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a folder's 100%"
    (folder / "storage").mkdir(parents=True)  # of the same name as a package of ours
    script = folder / "kliping"
    write_script(script)
    assert os.access(script, os.X_OK)
    env = environment(tmp_path / "data")
    env.pop("SCRAPY_SETTINGS_MODULE", None)
    done = subprocess.run([script, "runs"], cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert "No run yet" in done.stderr


def test_an_installation_by_pip_has_every_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    kept = {pattern.removeprefix("*") for pattern in project["tool"]["setuptools"]["package-data"]["*"]}
    found = {
        path.suffix
        for package in ("crawler", "spiders", "storage")
        for path in (ROOT / package).rglob("*.*")
        if path.is_file() and path.suffix not in (".py", ".pyc", ".md", ".png")
    }
    assert found <= kept
    entry, _, function = project["project"]["scripts"]["kliping"].partition(":")
    assert (entry, function) == (main.__module__, main.__name__)
