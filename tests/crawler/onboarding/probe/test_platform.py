"""Platforms by their marks."""

from __future__ import annotations

from scrapy.http import HtmlResponse, Response
from scrapy.utils.project import get_project_settings

from crawler.onboarding.probe.platform import candidates
from crawler.outlets.loader import family_classes

FAMILIES = family_classes(get_project_settings())


def seen(url: str, text: str = "") -> list[tuple[str, bool]]:
    response = HtmlResponse(url, body=text.encode(), encoding="utf-8")
    return [(one.family, one.certain) for one in candidates(FAMILIES, response)]


def test_a_form_of_address_that_others_share_is_not_enough() -> None:
    assert seen("https://kabar.example/", "<a href='/read/12/berita'>") == [("disway", False)]
    assert seen("https://kabar.example/", "<div class='latest__item'>") == [("jawapos", False)]


def test_a_host_outranks_all_that_a_page_prints() -> None:
    found = seen("https://kota.inews.id/", "/wp-content/ /wp-json/ /wp-includes/ content='WordPress 6'")
    assert found == [("inews", True), ("wordpress", True)]


def test_a_government_with_wordpress_is_wordpress() -> None:
    assert seen("https://kab.go.id/", "<img src='/wp-content/a.png'>") == [("wordpress", True), ("pemda", False)]
    assert seen("https://kab.go.id/", "content='Joomla! 4'") == [("pemda", True)]


def test_the_marks_are_described_for_people() -> None:
    (found,) = candidates(FAMILIES, Response("https://harian.disway.id/"))
    assert found.described() == "disway (host disway.id|bacakoran.co)"
    assert candidates(FAMILIES, Response("https://kabar.example/")) == []
