"""Signals of Kliping's own, besides Scrapy's."""

from __future__ import annotations

ARTICLE_READ = object()
"""Signal that an article was read from its page (``article``: the ``ArticleItem``), before any of it is filtered."""
