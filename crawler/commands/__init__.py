"""The commands of ``scrapy``: each parses its arguments, calls one function and prints."""
