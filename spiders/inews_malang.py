"""iNews Malang, East Java (its addresses are known from stored pages; index and markup are another city's)."""

from spiders.families.inews import InewsSpider, city_index


class InewsMalangSpider(InewsSpider):
    """A portal of the iNews network."""

    name = "inews_malang"
    title = "iNews Malang"
    site = "https://malang.inews.id/"
    region = "35"
    sources = city_index("malang")
