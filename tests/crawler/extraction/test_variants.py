"""Articles from markup that the families were not written against.

Three templates and more for each family (`tests/web/variants`), every sample article of the family's outlets in each:
once with the family's layout, once as a page of an outlet that nothing is known of. The goals are the project's; the
floors of the second pass are pinned below what was measured.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import pytest

from crawler.extraction.article import extract
from crawler.items import ArticleItem
from crawler.outlets.saved_pages import saved_page
from tests.crawler.extraction.test_article import SPIDERS
from tests.web.addresses import canonical_url
from tests.web.articles import SampleArticle, load_articles
from tests.web.calendar import NOW, local_day
from tests.web.variants import DAY_ONLY, OUTLETS, VARIANTS, as_printed

TEMPLATES = [(family, variant) for family, variants in VARIANTS.items() for variant in variants]


@dataclass(frozen=True)
class Reading:
    """One page of a variant: what it shows, and what was taken."""

    family: str
    variant: str
    gold: SampleArticle
    item: ArticleItem

    @property
    def body(self) -> bool:
        return self.item.body == self.gold.body

    @property
    def clean(self) -> bool:
        """No sentence that the article does not hold."""
        text = _folded(self.gold.body)
        return all(_folded(sentence) in text for sentence in re.split(r"(?<=[.!?”\"])\s+|\n+", self.item.body))

    @property
    def title(self) -> bool:
        return self.item.title == self.gold.title

    @property
    def published(self) -> bool:
        found = self.item.published_at
        if found is None:
            return False
        if (self.family, self.variant) in DAY_ONLY:
            return self.item.published_precision == "day" and local_day(found) == local_day(self.gold.published)
        return self.item.published_precision == "minute" and found == self.gold.published

    @property
    def authors(self) -> bool:
        return self.item.authors == tuple(name for name in self.gold.authors if name != "Redaksi")

    @property
    def editors(self) -> bool:
        return set(self.gold.editors) <= set(self.item.editors)


def _folded(text: str) -> str:
    return " ".join(text.split())


@cache
def readings(*, declared: bool) -> tuple[Reading, ...]:
    """All pages of all variants, with the family's layout or without any."""
    found = []
    for family, variant in TEMPLATES:
        for article in load_articles():
            if article.outlet not in OUTLETS[family]:
                continue
            source = saved_page(
                VARIANTS[family][variant](article), canonical_url(article), SPIDERS[article.outlet], NOW
            )
            item = extract(source if declared else replace(source, layouts=()))
            found.append(Reading(family, variant, as_printed(family, variant, article), item))
    return tuple(found)


CHECKS: dict[str, Callable[[Reading], bool]] = {
    "bodies": lambda one: one.body,
    "clean": lambda one: one.clean,
    "titles": lambda one: one.title,
    "published": lambda one: one.published,
    "authors": lambda one: one.authors,
    "editors": lambda one: one.editors,
}

GOALS = {"bodies": 0.99, "clean": 1.0, "titles": 1.0, "published": 1.0, "authors": 0.98, "editors": 0.98}
"""Share of all pages, with the family's layout."""

GENERIC_FLOORS = {"bodies": 0.99, "clean": 0.99, "titles": 0.99, "published": 0.99, "authors": 0.98, "editors": 0.98}
"""Share of all pages, of unknown outlets."""


def test_every_family_has_three_templates_and_a_dozen_articles() -> None:
    assert all(len(variants) >= 3 for variants in VARIANTS.values())
    for family, outlets in OUTLETS.items():
        assert sum(article.outlet in outlets for article in load_articles()) >= 12, family


@pytest.mark.parametrize("check", CHECKS)
def test_a_familys_layout_holds_on_other_templates(check: str) -> None:
    _assert_share(check, GOALS[check], declared=True)


@pytest.mark.parametrize("check", CHECKS)
def test_an_unknown_outlet_is_read_from_the_same_templates(check: str) -> None:
    _assert_share(check, GENERIC_FLOORS[check], declared=False)


def _assert_share(check: str, floor: float, *, declared: bool) -> None:
    pages = readings(declared=declared)
    failing = [one for one in pages if not CHECKS[check](one)]
    reached = 1 - len(failing) / len(pages)
    report = "\n".join(f"{one.family}/{one.variant} {one.gold.key}: {_difference(check, one)}" for one in failing[:40])
    assert reached >= floor, f"{check}: {len(pages) - len(failing)} of {len(pages)} pages\n{report}"


def _difference(check: str, one: Reading) -> str:
    """Difference from the gold, in one line."""
    if check in ("bodies", "clean"):
        gold, found = one.gold.paragraphs, tuple(one.item.body.split("\n\n"))
        extra, missing = [p for p in found if p not in gold], [p for p in gold if p not in found]
        return f"{one.item.extractor} extra {[p[:90] for p in extra]} missing {[p[:60] for p in missing]}"
    if check == "published":
        return f"{one.item.published_at} ({one.item.published_origin}), not {one.gold.published}"
    return repr({name: getattr(one.item, name) for name in ("title", "authors", "editors")})
