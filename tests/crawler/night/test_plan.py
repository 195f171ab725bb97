"""The outlets that a night crawls."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from crawler.config import parse_since, parse_until
from crawler.exceptions import UsageFailure
from crawler.night.plan import Plan, plan_night, why_skipped
from crawler.night.report import outlet_facts
from crawler.outlets.window import Window
from spiders.antara_jatim import AntaraJatimSpider
from spiders.petisi import PetisiSpider
from tests.web.outlets.kabar_layar import KabarLayarSpider

NOW = datetime(2024, 11, 27, 23, tzinfo=UTC)


@dataclass
class Run:
    """As much of a run as planning looks at."""

    stopping: bool = False
    windows: dict[str, Window] = field(default_factory=dict)

    def window(self, outlet: str, settings: Settings) -> Window:
        return self.windows.get(outlet, Window(NOW - timedelta(days=7)))


def settings(**values: str) -> Settings:
    found = get_project_settings()
    for name, value in values.items():
        found.set(name, value, priority="cmdline")
    return found


def test_terms_are_acknowledged_by_network() -> None:
    assert "KLIPING_TERMS_ACKNOWLEDGED=antara" in str(why_skipped(AntaraJatimSpider, settings()))
    acknowledged = settings(KLIPING_TERMS_ACKNOWLEDGED="disway, antara")
    assert why_skipped(AntaraJatimSpider, acknowledged) is None
    assert why_skipped(PetisiSpider, settings()) is None


def test_a_rendered_outlet_needs_a_browser() -> None:
    reason = why_skipped(KabarLayarSpider, settings(KLIPING_CHROMIUM="/nowhere/chromium"))
    assert reason and "chromium" in reason


def test_a_paused_outlet_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PetisiSpider, "paused", "moved house, 2024-11-20")
    assert why_skipped(PetisiSpider, settings()) == "paused: moved house, 2024-11-20"


def plan(**arguments: Any) -> Plan:
    run = Run(windows={"petisi": Window(NOW - timedelta(days=3))})
    return plan_night(settings(), run, **arguments)  # type: ignore[arg-type]


def test_each_outlet_has_the_window_of_its_own_history() -> None:
    since = {each.outlet.name: each.window.since for each in plan().planned}
    assert since["petisi"] == NOW - timedelta(days=3)
    assert since["koranrb"] == NOW - timedelta(days=7)
    assert "antara_jatim" in plan().skipped


def test_a_window_that_was_asked_for_is_everyones() -> None:
    asked = plan(names=("koranrb", "petisi"), since=parse_since("2024-11-01"), until=parse_until("2024-11-02"))
    assert [each.outlet.name for each in asked.planned] == ["koranrb", "petisi"]
    assert {each.window for each in asked.planned} == {Window(parse_since("2024-11-01"), parse_until("2024-11-02"))}


def test_an_unknown_outlet_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageFailure, match=r"there is no outlet 'koran_x' \(is it koranrb\?\); `scrapy outlets` lists"):
        plan(names=("koran_x",))
    with pytest.raises(UsageFailure, match=r"there is no outlet '\?'; `scrapy outlets` lists them$"):
        plan(names=("?",))


def test_outlets_that_the_settings_leave_out_are_not_in_the_night() -> None:
    only = settings(KLIPING_OUTLETS="petisi, koranrb", KLIPING_OUTLETS_WITHOUT="koranrb")
    whole = plan_night(only, Run())  # type: ignore[arg-type]
    assert [each.outlet.name for each in whole.planned] == ["petisi"]
    assert whole.skipped == {}
    named = plan_night(only, Run(), names=("koranrb",))  # type: ignore[arg-type]
    assert [each.outlet.name for each in named.planned] == ["koranrb"], "who names an outlet means it"
    facts = {one.name: one.paused for one in outlet_facts(only)}
    assert facts["petisi"] is None
    assert facts["koranrb"] == "left out: it is among KLIPING_OUTLETS_WITHOUT"
    with pytest.raises(UsageFailure, match="KLIPING_OUTLETS_WITHOUT: there is no outlet 'petis'"):
        plan_night(settings(KLIPING_OUTLETS_WITHOUT="petis"), Run())  # type: ignore[arg-type]
