"""Words on an outlet's declaration after its first nights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from crawler.crawling.source_answer import SourceAnswer
from crawler.outlets.outlet import Outlet

ENOUGH_PAGES = 5
"""Number of articles without the declared element from which the markup is taken to have changed."""


def missing_element(outlet: type[Outlet], counts: Counter[str]) -> str | None:
    """Notice of a night in which no article page had the declared element, though there were enough of them."""
    declared = any(layout.article for layout in outlet.layouts)
    if declared and counts["read"] >= ENOUGH_PAGES and not counts["with_element"]:
        return f"the declared article element is on none of {counts['read']} pages: has the site changed?"
    return None


def first_night(outlet: type[Outlet], answers: Mapping[str, SourceAnswer], counts: Counter[str]) -> str:
    """Summary of an unverified declaration in one line: sources that answered, links, element."""
    gave = [f"{label}: {answer.articles} of {answer.links} links are articles" for label, answer in answers.items()]
    told = f"not verified, first night: {len(answers)} of {len(outlet.sources)} sources answered"
    told += f" ({', '.join(gave)})" if gave else ""
    if not any(layout.article for layout in outlet.layouts):
        return f"{told}; no article element declared, {counts['read']} pages read by the rules for unknown pages"
    return f"{told}; declared article element on {counts['with_element']} of {counts['read']} pages"
