"""The verdicts at the end of a night."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from crawler.crawling.run import Run
from crawler.night import report
from crawler.night.closing import close_night
from crawler.night.report import Checkup, checkup, night_report
from crawler.outlets.loader import outlet_classes
from storage.archive.archive import Archive
from storage.db.engine import default_url
from storage.health.alerts import Alert
from storage.health.verdict import Health
from tests.storage.clippings import NOW

URGENT = Alert("disk", "failing", "no room", "Make room.")


@pytest.mark.parametrize(
    ("healths", "house", "needed"),
    [
        ([], [], False),
        ([Health("petisi", "quiet", "nothing new")], [], False),
        ([Health("petisi", "blocked", "a challenge page")], [], True),
        ([], [URGENT], True),
        ([], [Alert("torn", "ok", "a torn end", "Nothing.", person=False)], False),
    ],
)
def test_a_person_is_needed(healths: list[Health], house: list[Alert], needed: bool) -> None:
    assert Checkup(healths, house).person_needed is needed


def test_every_declared_outlet_has_a_verdict_by_name(tmp_path: Path) -> None:
    settings = get_project_settings()
    with Archive.open(default_url(tmp_path)) as archive:
        found = checkup(archive, settings, tmp_path, now=NOW)
        assert [health.outlet for health in found.healths] == sorted(outlet_classes(settings))
        given = Checkup([Health("petisi", "blocked", "a challenge page")], [URGENT])
        page = night_report(archive, settings, tmp_path, None, now=NOW, found=given)
        assert [health.outlet for health in page.troubled] == ["petisi"]
        assert list(page.house) == [URGENT]


def test_a_night_is_judged_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = get_project_settings()
    settings.set("KLIPING_DATA", str(tmp_path), priority="cmdline")
    settings.set("KLIPING_DATABASE_URL", "", priority="cmdline")
    settings.set("KLIPING_NOW", NOW.isoformat(), priority="cmdline")
    times = []

    def troubled(*_: object, **__: object) -> list[Health]:
        times.append(1)
        return [Health("petisi", "blocked", "a challenge page")]

    monkeypatch.setattr(report, "outlet_verdicts", troubled)
    with Run.open(settings, "nightly") as run:
        run.begin()
        closed = close_night(settings, run, [])
        row = run.archive.run(run.run_id)
    assert row is not None
    assert (closed.code, row.exit_code, row.status) == (10, 10, "completed")
    assert [health.outlet for health in closed.page.troubled] == ["petisi"]
    assert len(times) == 1


def test_a_night_that_finds_pages_lost_says_so_by_its_exit_code(tmp_path: Path) -> None:
    settings = get_project_settings()
    settings.set("KLIPING_DATA", str(tmp_path), priority="cmdline")
    settings.set("KLIPING_DATABASE_URL", "", priority="cmdline")
    settings.set("KLIPING_NOW", NOW.isoformat(), priority="cmdline")
    with Run.open(settings, "nightly") as run:
        run.begin()
        run.archive.save_warc_file("20241127T000000Z-r1-1.warc.gz", "r1", NOW)
        run.archive.seal_warc_file("20241127T000000Z-r1-1.warc.gz", 812)
        closed = close_night(settings, run, [])
        row = run.archive.run(run.run_id)
    assert row is not None
    assert (closed.code, row.exit_code, row.status) == (70, 70, "completed")
    assert [alert.rule for alert in closed.page.house] == ["raw_archive"]
