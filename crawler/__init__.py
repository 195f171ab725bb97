"""Crawling: Scrapy, and what turns a fetched page into an article."""

PRODUCT_TOKEN = "KlipingBot"
"""Name of this crawler in robots.txt and pages (RFC 9309, 2.2.1)."""

VERSION = "0.1.0"
"""Version of the project, as the user agent and the raw archive name it."""
