"""The settings file, and what wins over it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from crawler.settings_file import KEYS, NAME, draft, find
from tests.shell import environment, scrapy

WHOLE = """
contact = "desk@example.org"
terms_acknowledged = ["antara"]
database = "postgresql+psycopg://kliping:rahasia@localhost/kliping"
notify = ["mailtos://me:rahasia@mail.example.org?to=a@example.org", "json://127.0.0.1/rahasia"]
[budgets]
pages_per_night = 50
run_minutes = 12.5
[outlets]
only = ["petisi", "koranrb"]
without = ["koranrb"]
[schedule]
night = "02:15"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / NAME
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_is_a_setting() -> None:
    found = tomllib.loads(draft().replace("\n#", "\n").replace("\n ", "\n# "))
    assert found["contact"] == ""
    values = {
        f"{above}.{name}" if above else name: value
        for above, table in [("", found), *((name, table) for name, table in found.items() if isinstance(table, dict))]
        for name, value in table.items()
        if not isinstance(value, dict)
    }
    assert {*values} == {*KEYS}


def test_what_it_says(tmp_path: Path) -> None:
    written(tmp_path, WHOLE)
    file = find({"KLIPING_DATA": str(tmp_path)}, Path("/nowhere"))
    assert file.problem is None
    assert file.values["KLIPING_TERMS_ACKNOWLEDGED"] == "antara"
    assert file.values["KLIPING_OUTLETS"] == "petisi,koranrb"
    assert file.values["KLIPING_NOTIFY"].split()[1] == "json://127.0.0.1/rahasia"
    assert (file.values["PAGES_PER_NIGHT"], file.values["RUN_MINUTES"]) == (50, 12.5)
    assert find({}, tmp_path).values == file.values
    assert find({}, tmp_path / "empty").values == {}


def test_a_file_elsewhere_may_name_the_data_folder(tmp_path: Path) -> None:
    path = written(tmp_path, 'data = "arsip"\n')
    assert find({"KLIPING_CONFIG": str(path)}, Path("/nowhere")).values == {"KLIPING_DATA": str(tmp_path / "arsip")}
    assert "data stands only in a file" in (find({}, tmp_path).problem or "")
    gone = find({"KLIPING_CONFIG": str(tmp_path / "gone.toml")}, Path("/nowhere"))
    assert "cannot be read (No such file" in (gone.problem or "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("contact = ", "is no TOML"), ("kontak = 'rahasia'", "there is no 'kontak' (is it contact?)"),
        ("[budgets]\npages = 5", "there is no 'budgets.pages'"), ("contact = 5", "contact is not a text"),
        ("[budgets]\npages_per_night = '50'", "budgets.pages_per_night is not a whole number"),
        ("[budgets]\nrun_minutes = true", "budgets.run_minutes is not a number"),
        ("[outlets]\nonly = 'petisi'", "outlets.only is not a list of texts"),
        ("[schedule]\nnight = '25:00'", "schedule.night is not a time of day"),
        ("a = " + "[" * 9000, "is no TOML"),
        ("notify = [['rahasia']]", "notify is not a list of texts"), ("\udcff", "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_a_line(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / NAME).write_bytes(text.encode(errors="surrogateescape"))
    told = find({}, tmp_path).problem or ""
    assert problem in told
    assert str(tmp_path / NAME) in told
    assert "rahasia" not in told
    assert "\n" not in told


def test_environment_and_command_line_win(tmp_path: Path) -> None:
    written(tmp_path, WHOLE)
    env = environment(tmp_path)
    for name in ("KLIPING_CONTACT", "KLIPING_DATABASE_URL", "KLIPING_TERMS_ACKNOWLEDGED"):
        del env[name]
    done = scrapy("config", "-s", "PAGES_PER_NIGHT=7", env=env | {"KLIPING_OUTLETS_WITHOUT": "petisi"})
    rows = {line.split()[0]: line for line in done.stdout.splitlines()}
    assert rows["PAGES_PER_NIGHT"].split() == ["PAGES_PER_NIGHT", "7", "-s"]
    assert rows["KLIPING_OUTLETS_WITHOUT"].endswith("the environment")
    assert rows["RUN_MINUTES"].endswith(f"{tmp_path / NAME} (budgets.run_minutes)")
    assert rows["RUN_MINUTES"].split()[1] == "12.5"
    assert rows["OUTLET_MINUTES"].split() == ["OUTLET_MINUTES", "60", "default"]
    assert "postgresql+psycopg://kliping:***@localhost/kliping" in rows["KLIPING_DATABASE_URL"]
    assert "mailtos://… json://…" in rows["KLIPING_NOTIFY"]
    assert "rahasia" not in done.stdout + done.stderr
    assert (done.returncode, "others can read" in done.stderr) == (0, True)
    night = scrapy("nightly", "--dry-run", "-s", "KLIPING_DATABASE_URL=", env=env)
    assert [line.partition(":")[0] for line in night.stdout.splitlines()] == ["petisi"]


def test_a_first_file_and_every_fault(tmp_path: Path) -> None:
    env = environment(tmp_path / "data")
    del env["KLIPING_CONTACT"]
    first = scrapy("config", "--init", env=env)
    path = tmp_path / "data" / NAME
    assert (first.returncode, first.stdout) == (0, f"{path}\n")
    assert path.stat().st_mode & 0o777 == 0o600
    again = scrapy("config", "--init", env=env)
    assert (again.returncode, "is there already" in again.stderr) == (2, True)
    empty = scrapy("config", env=env)
    assert (empty.returncode, empty.stderr.count("\n")) == (2, 1)
    assert "KLIPING_CONTACT='' is no mail address" in empty.stderr
    path.write_text('contact = "desk@example.org"\nnotify = ["nonsense://x"]\n[outlets]\nonly = ["petis"]\n')
    wrong = scrapy("config", env=env)
    of_outlets, of_notifier = wrong.stderr.splitlines()
    assert of_outlets.startswith("error: KLIPING_OUTLETS: there is no outlet 'petis' (is it petisi?)")
    assert of_notifier.startswith("error: KLIPING_NOTIFY: the URL of 'nonsense' cannot be used")
    path.write_text("[budgets]\npages_per_night = -1\n")
    night = scrapy("outlets", env=env)
    assert (night.returncode, night.stderr.count("\n")) == (2, 1)
    assert "PAGES_PER_NIGHT='-1' is out of bounds" in night.stderr
