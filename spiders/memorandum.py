"""Memorandum, East Java (addresses of stored pages were seen; markup is the family's)."""

from spiders.families.disway import DiswaySpider


class MemorandumSpider(DiswaySpider):
    """An online edition of the network."""

    name = "memorandum"
    title = "Memorandum"
    site = "https://memorandum.disway.id/"
    region = "35"
