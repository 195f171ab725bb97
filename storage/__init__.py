"""Archive and event clusters: database, WARC files, grouping. Works with no Scrapy installed."""
