"""InfoPublik, texts of the regions' press offices, by the ministry of communication.

The form of its addresses is known from stored pages; lists and markup were not seen.
"""

from crawler.outlets.sources import Listing
from spiders.families.own_system import FRONT_PAGE, OwnSystemSpider


class InfopublikSpider(OwnSystemSpider):
    """Says "Oleh MC KOTA …" and "Redaktur: …" above the text."""

    name = "infopublik"
    title = "InfoPublik"
    site = "https://infopublik.id/"
    region = "31"
    article_path = r"/kategori/nusantara/(?P<id>\d+)/[\w.-]+/?"
    sources = (Listing(url="/kategori/nusantara", links="a[href]"), FRONT_PAGE)
    examples = (
        "https://infopublik.id/kategori/nusantara/304156/tugu-khatulistiwa-pontianak-membelah-bumi-menjadi-dua-bagian",
    )
