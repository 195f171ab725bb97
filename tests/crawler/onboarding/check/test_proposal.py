"""The smallest change that the evidence supports."""

from __future__ import annotations

import asyncio
from pathlib import Path

from crawler.onboarding.check.proposal import propose
from crawler.onboarding.check.run import check_all
from tests.crawler.onboarding.check.sites import FAMILIES, checked, looked, outlets, web
from tests.web.asker import asker
from tests.web.calendar import NOW
from tests.web.messages import Response


def test_an_outlet_that_holds_gets_no_proposal(folder: Path) -> None:
    look = looked(outlets(folder, ["sehat"])["sehat"], "")
    proposal = asyncio.run(propose(look, asker(web({"sehat": ""})), FAMILIES, NOW, "x"))
    assert (proposal.facts, proposal.unsupported) == ({}, {})


def test_the_change_is_the_smallest_that_is_supported(folder: Path, tmp_path: Path) -> None:
    made = outlets(folder, ["element", "addresses", "host"])
    run = checked(tmp_path, made, {name: name for name in made}, proposing=True)
    assert [*run.proposals["element"].facts] == ["layouts"]
    assert run.proposals["element"].facts["layouts"][0].article == ("div.naskah-berita",)
    assert run.proposals["element"].facts["layouts"][1:] == made["element"].layouts, "old pages are read as before"
    assert run.proposals["addresses"].facts["article_path"].startswith(made["addresses"].article_path + "|")
    assert run.proposals["host"].facts == {"site": "https://baru-host.example/", "mirrors": ("host.example",)}


def test_what_is_down_is_not_taken_for_gone(folder: Path, tmp_path: Path) -> None:
    made = outlets(folder, ["turun"])
    down = {"turun.example": lambda _: Response(503)}
    ask = asker(down)
    asked = check_all(ask, [*made.values()], FAMILIES, folder=tmp_path, now=NOW, agent="x", budget=9, proposing=True)
    run = asyncio.run(asked)
    assert run.proposals["turun"].facts == {}
    assert run.proposals["turun"].unsupported["dead"] == "it may come back: check it again on another day"
