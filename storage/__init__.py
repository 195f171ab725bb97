"""What is kept and what is the same: database, WARC files, event clusters. Works with no Scrapy installed."""
