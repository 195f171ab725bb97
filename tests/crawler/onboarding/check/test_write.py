"""Proposals in the modules of their outlets."""

from __future__ import annotations

from pathlib import Path

from crawler.onboarding.check.proposal import Proposal
from crawler.onboarding.check.write import write_proposals
from tests.crawler.onboarding.check.sites import outlets


def test_only_modules_with_new_facts_are_changed(folder: Path) -> None:
    made = outlets(folder, ["satu", "dua"])
    before = (folder / "dua.py").read_text(encoding="utf-8")
    proposals = {"satu": Proposal("satu", {"whole": "?page=all"}), "dua": Proposal("dua", {}, {"robots": "obeyed"})}
    assert list(write_proposals(proposals, made)) == [folder / "satu.py"]
    assert outlets(folder, ["satu"])["satu"].whole == "?page=all"
    assert (folder / "dua.py").read_text(encoding="utf-8") == before
