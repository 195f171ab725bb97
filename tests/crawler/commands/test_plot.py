"""``scrapy plot``: pictures that can be read, and the data behind them."""

from __future__ import annotations

import csv
from pathlib import Path

from lxml import etree

from storage.events.update import update_events
from tests.shell import environment, scrapy
from tests.storage.clippings import APEL, NOW, open_archive, save
from tests.storage.export.packages import nights


def test_pictures_and_their_data(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    env = environment(tmp_path / "data")
    with open_archive(tmp_path / "data") as archive:
        done = scrapy("plot", "events", env=env)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert "nothing to draw of events" in done.stderr
        save(archive, "apel-0", APEL[0], published="2024-11-25T08:00:00+07:00")
        save(archive, "apel-1", APEL[0], outlet="suara_pesisir", published="2024-11-25T13:00:00+07:00")
        save(archive, "apel-2", APEL[1], outlet="pesisir_kota", published="2024-11-26T09:00:00+07:00")
        update_events(archive, now=NOW)
        nights(archive)
    expected: dict[str, dict[str, list[list[str]] | None]] = {
        "events": {"events": [["2024-11-25", "Jawa Timur", "1"]], "lag": None},
        "network": {"network": [["kabar_timur", "jaringan_pesisir", "1", "0"]]},
        "coverage": {"coverage": None},
    }
    for subject, pictures in expected.items():
        done = scrapy("plot", subject, "--output", str(tmp_path / "pics"), "--min-reports", "2", env=env)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        for name, rows in pictures.items():
            svg = etree.parse(tmp_path / "pics" / f"{name}.svg")
            assert svg.getroot().tag.endswith("svg")
            assert (tmp_path / "pics" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
            with (tmp_path / "pics" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                read = list(csv.reader(file, strict=True))[1:]
            assert read
            assert rows is None or read == rows
    with (tmp_path / "pics" / "coverage.csv").open(encoding="utf-8", newline="") as file:
        assert ["kabar_timur", "2024-11-26", "none"] in list(csv.reader(file))
    assert b"Probolinggo" not in (tmp_path / "pics" / "events.svg").read_bytes(), "provinces"


def test_what_is_refused(tmp_path: Path) -> None:
    for arguments, says in (
        (["cuaca"], "give one of events, coverage"),
        (["events", "--region", "99"], "no region '99'"),
        (["events", "--network", "tidak_ada"], "no network 'tidak_ada'"),
        (["events", "--event-since", "kemarin"], "'kemarin' is not a day"),
    ):
        done = scrapy("plot", *arguments, env=environment(tmp_path))
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
        assert says in done.stderr
