"""Article pages in markup that no family was written against: three templates for each family, and more.

They follow what is known of real themes and platforms, and show the articles of the sample web with noise of their
own. They test that a family's layout, and extraction without one, hold beyond the markup they were built beside.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.web.articles import SampleArticle
from tests.web.variants import antara, disway, held_out, pemda, wordpress

PageBuilder = Callable[[SampleArticle], bytes]

VARIANTS: dict[str, dict[str, PageBuilder]] = {
    "wordpress": {
        "newspaper": wordpress.newspaper,
        "jnews": wordpress.jnews,
        "magazine": wordpress.magazine,
        "block_theme": held_out.block_theme,
        "wpberita": held_out.wpberita,
    },
    "antara": {
        "national": antara.national,
        "line_breaks": antara.line_breaks,
        "english_amp": antara.english_amp,
        "mixed_breaks": held_out.mixed_breaks,
    },
    "disway": {
        "rubric": disway.rubric,
        "other_amp": disway.other_amp,
        "migrated": disway.migrated,
        "newspaper_text": held_out.newspaper_text,
    },
    "pemda": {"joomla": pemda.joomla, "k2": pemda.k2, "tables": pemda.tables, "drupal": held_out.drupal},
}
"""Family to variant to the builder of a page."""

OUTLETS: dict[str, tuple[str, ...]] = {
    "wordpress": ("perkaranews", "petisi"),
    "antara": ("antara_jatim",),
    "disway": ("koranrb",),
    "pemda": ("probolinggo_kota",),
}
"""Family to its outlets in the sample web, whose articles its variants show."""

DAY_ONLY: frozenset[tuple[str, str]] = frozenset({("pemda", "tables")})
"""Variants whose pages carry the day of publication and no hour."""

_PRINTED: dict[tuple[str, str], Callable[[SampleArticle], SampleArticle]] = {
    ("disway", "other_amp"): disway.upper_case_authors,
    ("disway", "migrated"): disway.straight_quotes,
}


def as_printed(family: str, variant: str, article: SampleArticle) -> SampleArticle:
    """The article as a variant's page shows it: what a perfect reader would take from there."""
    printed = _PRINTED.get((family, variant))
    return article if printed is None else printed(article)
