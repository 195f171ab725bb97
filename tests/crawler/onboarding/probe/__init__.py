"""Tests of ``crawler.onboarding.probe``."""
