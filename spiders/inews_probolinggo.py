"""iNews Probolinggo, East Java (its addresses are known from stored pages; index and markup are another city's)."""

from spiders.families.inews import InewsSpider, city_index


class InewsProbolinggoSpider(InewsSpider):
    """A portal of the iNews network."""

    name = "inews_probolinggo"
    title = "iNews Probolinggo"
    site = "https://probolinggo.inews.id/"
    region = "35"
    sources = city_index("probolinggo")
