"""Tests of ``crawler.probing``."""
