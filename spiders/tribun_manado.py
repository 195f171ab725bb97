"""Tribun Manado, Sulawesi Utara.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunManadoSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_manado"
    title = "Tribun Manado"
    site = "https://manado.tribunnews.com/"
    region = "71"
    zone = "Asia/Makassar"
