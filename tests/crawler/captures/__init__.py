"""Tests of ``crawler.captures``."""
