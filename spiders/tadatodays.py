"""Tadatodays, Probolinggo (the form of its addresses is known from stored pages; lists and markup were not seen)."""

from spiders.families.own_system import OwnSystemSpider


class TadatodaysSpider(OwnSystemSpider):
    """Prints English dates with WIB."""

    name = "tadatodays"
    title = "Tadatodays"
    site = "https://tadatodays.com/"
    region = "35"
    article_path = r"/detail/[\w-]+/?"
    examples = ("/detail/kpu-kota-probolinggo-gelar-simulasi",)
