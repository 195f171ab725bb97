"""Facts put into a module."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.exceptions import UsageFailure
from crawler.items import Layout
from crawler.onboarding.check.edit import changed, described
from crawler.outlets.sources import Feed, Listing
from spiders.petisi import PetisiSpider
from tests.crawler.onboarding.check.sites import MODULE

PETISI = '''"""Petisi."""

from spiders.families.wordpress import WordPressSpider


class PetisiSpider(WordPressSpider):
    """Slugs at the root."""

    name = "petisi"  # as it signs
    site = "https://petisi.example/"
'''


def test_what_is_declared_is_replaced_and_all_else_stays() -> None:
    text = changed(PETISI, PetisiSpider, {"site": "https://baru.example/", "rendered": True})
    assert text == PETISI.replace("petisi.example", "baru.example") + "    rendered = True\n"


def test_what_comes_from_the_family_is_written_by_it() -> None:
    layouts = PetisiSpider.layouts
    new = replace(layouts[0], article=(".naskah",))
    text = changed(PETISI, PetisiSpider, {"layouts": (new, *layouts)})
    line = "    layouts = (replace(WordPressSpider.layouts[0], article=('.naskah',)), *WordPressSpider.layouts)"
    assert line.replace("'", '"') in text
    assert text.index("from dataclasses import replace") < text.index("from spiders.families")
    family = PetisiSpider.__mro__[1].sources  # type: ignore[attr-defined]
    kept = tuple(one for one in family if one.url != "/feed/")
    text = changed(PETISI, PetisiSpider, {"sources": (Feed(url="/rss"), *kept)})
    assert '    sources = (Feed(url="/rss"), *without(WordPressSpider.sources, "/feed/"))' in text
    assert "from crawler.outlets.sources import Feed, without" in text


def test_what_the_module_declares_itself_is_written_in_full() -> None:
    text = MODULE.format(name="satu", title="Satu")
    namespace: dict[str, object] = {}
    exec(compile(text, "satu.py", "exec"), namespace)
    outlet = namespace["SatuSpider"]
    old = outlet.layouts  # type: ignore[attr-defined]
    sources = (Listing(url="/kabar", links="h2 a", pages=1), Feed(url="/rss"))
    made = changed(text, outlet, {"layouts": (replace(old[0], article=(".baru",)), *old), "sources": sources})  # type: ignore[arg-type]
    exec(compile(made, "satu.py", "exec"), namespace)
    again = namespace["SatuSpider"]
    assert again.layouts == (replace(old[0], article=(".baru",)), *old)  # type: ignore[attr-defined]
    assert again.sources == sources  # type: ignore[attr-defined]


def test_a_module_without_the_class_is_left_alone() -> None:
    with pytest.raises(UsageFailure, match="declares no class PetisiSpider: change it by hand"):
        changed("x = 1\n", PetisiSpider, {"rendered": True})


def test_facts_are_described_as_they_are_written() -> None:
    facts = {"whole": "?page=all", "layouts": (Layout(article=(".a",), published=("time",)),)}
    assert list(described(facts)) == [
        '    whole = "?page=all"',
        '    layouts = (Layout(article=(".a",), published=("time",)),)',
    ]
