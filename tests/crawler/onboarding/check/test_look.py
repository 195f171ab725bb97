"""A look at one outlet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawler.onboarding.check.sites import looked, outlets


def test_an_outlet_as_declared_costs_five_requests(folder: Path) -> None:
    seen = looked(outlets(folder, ["sehat"])["sehat"], "").checked
    assert (seen.faults, seen.robots, seen.requests) == ({}, "allows", 5)
    assert [(one.links, one.articles, one.dated, one.works) for one in seen.sources] == [(6, 6, 0, True)]
    first, second = seen.articles
    assert (first.element, first.precision, first.language) == (True, "minute", "id")
    assert first.title == "Petugas ke 1 menjaga gudang logistik"
    assert first.first.startswith("Petugas perlindungan")
    assert second.last.endswith("pengangkut.")


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("source", "listing /indeks?hal={page}: HTTP 404"),
        ("addresses", "0 of 6 links are articles, such as https://satu.example/baca/1/petugas-1-menjaga-gudang"),
        ("element", "the declared element is on none of the articles, or not on all"),
        ("date", "the moment of publication is not where it is declared, and was found by general rules"),
        ("split", "articles go on over several pages; ?page=all shows them whole"),
        ("host", "the front page leads to baru-satu.example"),
        ("dead", "HTTP 404"),
        ("challenge", "HTTP 403"),
        ("robots", "robots.txt forbids us the front page or articles"),
    ],
)
def test_what_does_not_hold_is_named(folder: Path, how: str, told: str) -> None:
    assert looked(outlets(folder, ["satu"])["satu"], how).checked.faults == {how: told}


def test_scripts_are_told_from_another_element_by_a_browser(folder: Path) -> None:
    made = outlets(folder, ["satu"])["satu"]
    assert list(looked(made, "javascript").checked.faults) == ["javascript"]
    without = looked(made, "javascript", browser=False).checked.faults
    assert without == {"element": "no text was read, and no browser to compare (there is no Chromium)"}
