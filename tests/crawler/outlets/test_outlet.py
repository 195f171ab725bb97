"""A declaration, and what follows from it."""

from __future__ import annotations

import pytest

from crawler.items import Layout
from crawler.outlets.outlet import Outlet
from spiders.families.wordpress import WordPressSpider


class Warta(Outlet):
    """An outlet of its own."""

    name = "warta"
    title = "Warta"
    site = "https://www.warta.example/"
    region = "35.74"
    zone = "Asia/Makassar"
    article_path = r"/baca/\d+"
    mirrors = ("alias.example",)
    layouts = (Layout(article=("article",), prune=(".iklan",)), Layout(article=("main",)))
    prune = (".promo",)


class Jaringan(Warta):
    """One of a network."""

    network = "jaringan"


def test_an_outlet_without_a_network_is_its_own() -> None:
    assert (Warta.network_name(), Jaringan.network_name()) == ("warta", "jaringan")


def test_the_family_is_the_module_of_the_first_base_among_the_families() -> None:
    assert Warta.family() is None

    class Anggota(WordPressSpider):
        """A member."""

    assert Anggota.family() == "wordpress"


def test_the_archive_keeps_the_facts() -> None:
    assert Jaringan.facts() == {
        "name": "warta", "title": "Warta", "site": "https://www.warta.example/", "network": "jaringan", "family": None,
        "region_code": "35.74", "region": "Kota Probolinggo",
    }  # fmt: skip


def test_its_own_prune_rules_and_zone_go_into_every_layout() -> None:
    assert [layout.prune for layout in Warta.read_as()] == [(".iklan", ".promo"), (".promo",)]
    assert {layout.zone for layout in Warta.read_as()} == {"Asia/Makassar"}


def test_an_outlet_signs_with_its_names_and_hosts() -> None:
    assert Warta.signs_as() == (
        "Warta", "warta", "alias.example", "warta.example", "www.alias.example", "www.warta.example"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("whole", "url", "shown"),
    [
        ("", "https://warta.example/baca/5", "https://warta.example/baca/5"),
        ("?page=all", "https://warta.example/baca/5", "https://warta.example/baca/5?page=all"),
        ("?page=all", "https://warta.example/baca/5?id=1", "https://warta.example/baca/5?id=1&page=all"),
        ("?page=all", "https://warta.example/baca/5?page=all", "https://warta.example/baca/5?page=all"),
        ("/all", "https://warta.example/baca/5/", "https://warta.example/baca/5/all"),
        ("/all", "https://warta.example/baca/5/all?id=1", "https://warta.example/baca/5/all?id=1"),
    ],
)
def test_a_split_article_is_shown_on_one_page_at_its_own_address(
    monkeypatch: pytest.MonkeyPatch, whole: str, url: str, shown: str
) -> None:
    monkeypatch.setattr(Warta, "whole", whole)
    assert Warta.on_one_page(url) == shown
