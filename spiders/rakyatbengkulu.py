"""Rakyat Bengkulu, the online sister of KoranRB (addresses of stored pages were seen; markup is the family's)."""

from spiders.families.disway import DiswaySpider


class RakyatbengkuluSpider(DiswaySpider):
    """Slugs can be odd; rubrics stand before ``/read/`` at times."""

    name = "rakyatbengkulu"
    title = "Rakyat Bengkulu"
    site = "https://rakyatbengkulu.disway.id/"
    region = "17"
    examples = ("https://rakyatbengkulu.disway.id/read/435041/rakyatbengkulu.com",)
