"""Tribun Jakarta, Daerah Khusus Ibukota Jakarta.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunJakartaSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_jakarta"
    title = "Tribun Jakarta"
    site = "https://jakarta.tribunnews.com/"
    region = "31"
