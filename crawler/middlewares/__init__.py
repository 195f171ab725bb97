"""Scrapy's hooks around a request, one verb a module; the order is the table in ``crawler/settings.py``."""
