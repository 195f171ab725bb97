"""Signals of Kliping's own, besides Scrapy's."""

from __future__ import annotations

ARTICLE_READ = object()
"""Signal that an article was read from its page (``article``: the ``ArticleItem``), before any of it is filtered."""

BUDGET_SPENT = object()
"""Signal that the budget of an outlet's crawl is used up (no arguments): what is on its way is not waited for."""
