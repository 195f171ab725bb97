"""Findings of a probe in words, and the command that declares the outlet."""

from __future__ import annotations

import shlex

import pytest

from crawler.onboarding.probe.findings import Findings, Offer
from crawler.onboarding.probe.report import genspider, outlet_name, report
from crawler.outlets.sources import Feed, Listing, Search

FOUND = Findings(
    "https://www.warta-contoh.co.id/",
    title="Warta Contoh",
    region="35.74",
    pattern=r"/baca/\d+",
    pattern_from=(8, 9),
    element="div.isi",
    offers=[
        Offer(Feed(url="/feed/"), 9),
        Offer(Listing(url="/b?h={page}", links="h2 a"), 4, note="its second page brought nothing new"),
        Offer(Search(url="/cari?q={term}", links="h2 a"), 2),
    ],
    missing=[("https://www.warta-contoh.co.id/sitemap.xml", "HTTP 404"), ("https://lain.example/", "HTTP 404")],
)


def test_each_offer_and_each_failure_has_its_line() -> None:
    lines = list(report(FOUND, None))
    assert "feed        /feed/: 9 articles" in lines
    assert "listing     /b?h={page} by 'h2 a': 4 articles (its second page brought nothing new)" in lines
    assert "  not       /sitemap.xml https://lain.example/: HTTP 404" in lines
    assert "addresses   /baca/\\d+ fits 8 of 9" in lines
    assert "region      35.74 Kota Probolinggo" in lines


def test_the_command_declares_what_was_found_without_the_search() -> None:
    words = shlex.split(genspider(FOUND, None))
    assert words[:6] == ["scrapy", "genspider", "-t", "own_system", "warta_contoh", FOUND.site]
    given = dict(zip(words[6::2], words[7::2], strict=False))
    assert given["--article-path"] == r"/baca/\d+"
    assert given["--article"] == "div.isi"
    sources = [words[at + 1] for at, word in enumerate(words) if word == "--source"]
    assert sources == ["feed:/feed/", "listing:/b?h={page} | h2 a"]


def test_what_the_family_declares_is_not_declared_again() -> None:
    inherited = type("Keluarga", (), {"sources": (Feed(url="/feed/"),)})
    declared = Findings("https://w.example/", pattern="/x", pattern_declared=True, offers=FOUND.offers[:1])
    command = genspider(declared, inherited)
    assert "--source" not in command
    assert "--article-path" not in command


def test_nothing_found_is_said() -> None:
    lines = list(report(Findings("https://kosong.example/"), None))
    assert lines[-1] == "Nothing to declare yet."
    assert "region      not recognised: give the Kemendagri code in --region" in lines


@pytest.mark.parametrize(
    ("site", "name"),
    [
        ("https://www.warta-contoh.co.id/", "warta_contoh"),
        ("https://kota.go.id/", "kota_go"),
        ("https://localhost/", "localhost"),
        ("https://24jam.example/", "outlet_24jam"),
    ],
)
def test_a_name_of_the_host(site: str, name: str) -> None:
    assert outlet_name(site) == name
