"""Tests of ``crawler.onboarding.check``."""
