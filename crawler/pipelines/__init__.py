"""What happens to a page, one verb a module; the order is the table in ``crawler/settings.py``."""
