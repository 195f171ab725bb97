"""iNews Pemalang, Central Java (a link of public code to an article; index and markup are another city's)."""

from spiders.families.inews import InewsSpider, city_index


class InewsPemalangSpider(InewsSpider):
    """A portal of the iNews network."""

    name = "inews_pemalang"
    title = "iNews Pemalang"
    site = "https://pemalang.inews.id/"
    region = "33"
    sources = city_index("pemalang")
