"""How to crawl: Scrapy, and what turns a fetched page into an article."""
