"""Checks of a declaration: the first fault, in one line."""

from __future__ import annotations

import pytest

from crawler.items import Layout
from crawler.outlets.checks import REQUIRED, fault
from crawler.outlets.outlet import Outlet
from crawler.outlets.sources import Feed, GrowingListing, JsonListing, Listing, Source

SOUND = {
    "name": "warta", "title": "Warta", "site": "https://warta.example/", "region": "35", "article_path": r"/baca/\d+",
    "sources": (Feed(url="/feed"),), "layouts": (Layout(article=("article",)),),
}  # fmt: skip


def outlet(**facts: object) -> type[Outlet]:
    return type("Warta", (Outlet,), {**SOUND, **facts})


def test_a_sound_declaration_has_no_fault() -> None:
    assert fault(outlet()) is None


@pytest.mark.parametrize("name", REQUIRED)
def test_what_is_missing_is_named(name: str) -> None:
    assert fault(outlet(**{name: ""})) == f"declares no {name}"


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"site": "warta.example"}, "site 'warta.example' is no address"),
        ({"region": "99"}, "region '99' is no Kemendagri code"),
        ({"zone": "WIB"}, "zone 'WIB' is no IANA zone"),
        ({"zone": "/etc"}, "zone '/etc' is no IANA zone"),
        ({"article_path": "("}, "article_path '('"),
        ({"prune": ("a[",)}, "'a['"),
        ({"parts": ("a[",)}, "'a['"),
        ({"layouts": (Layout(article=("a[",)),)}, "'a['"),
        ({"layouts": (Layout(article=("a",), prune=("a[",)),)}, "'a['"),
        ({"layouts": (Layout(article=("a",), title=("a[",)),)}, "'a['"),
        ({"layouts": (Layout(article=("a",), published=("a[",)),)}, "'a['"),
    ],
)
def test_what_is_wrong_is_said(facts: dict[str, object], says: str) -> None:
    found = fault(outlet(**facts))
    assert found is not None
    assert says in found


@pytest.mark.parametrize(
    "source",
    [
        Listing(url="/", links="a["),
        Listing(url="/", links="a", dates="a["),
        GrowingListing(url="/", links="a["),
        JsonListing(url="/", links="a["),
    ],
)
def test_the_selectors_of_every_kind_of_source_are_checked(source: Source) -> None:
    found = fault(outlet(sources=(source,)))
    assert found is not None
    assert "'a['" in found
