"""Suara Jatim Post, East Java.

The form of its addresses is known from stored pages; lists and markup were not seen.
"""

from spiders.families.own_system import OwnSystemSpider


class SuarajatimpostSpider(OwnSystemSpider):
    """Slugs at the root."""

    name = "suarajatimpost"
    title = "Suara Jatim Post"
    site = "https://suarajatimpost.com/"
    region = "35"
