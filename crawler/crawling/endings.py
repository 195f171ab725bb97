"""The ways in which an outlet's crawl ends, and what they are called."""

from __future__ import annotations

ENDINGS = {
    "shutdown": ("interrupted", "stopped before the end"),
    "memusage_exceeded": ("interrupted", "memory limit reached"),
    "blocked": ("blocked", "challenge or block pages; nothing is done to get around them"),
    "refused": ("failed", "the host asked to be left alone"),
}
"""Scrapy's reasons for closing a spider, as status and reason of the outlet's row."""


BUDGETS = {
    "budget_pages": "PAGES_PER_NIGHT",
    "budget_outlet": "OUTLET_MINUTES",
    "budget_run": "RUN_MINUTES",
}
"""Reasons for closing a spider, and the settings that they are about."""
