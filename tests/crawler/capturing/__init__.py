"""Tests of ``crawler.capturing``."""
