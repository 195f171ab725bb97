"""The pages of ``scrapy browse``."""
