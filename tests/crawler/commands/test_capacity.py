"""``scrapy capacity``, run for real."""

from __future__ import annotations

from pathlib import Path

from tests.shell import environment, scrapy


def test_the_table_has_a_row_for_each_number(tmp_path: Path) -> None:
    done = scrapy("capacity", "94", "2000", "--articles", "30", env=environment(tmp_path / "none"))
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()[1:3]] == ["94", "2000"]
    assert "30 articles a day" in done.stdout
    assert not (tmp_path / "none").exists(), "nothing is written"


def test_rubbish_is_refused_in_one_line(tmp_path: Path) -> None:
    for arguments in (["many"], ["10", "--articles", "0"]):
        done = scrapy("capacity", *arguments, env=environment(tmp_path))
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
