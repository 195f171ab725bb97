"""Steps of a page on its way to the archive, one verb a module; their order stands in ``crawler/settings.py``."""
