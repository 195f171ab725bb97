"""Serambi Indonesia, Aceh.

Its host is in the network's own list of domains in public code of 2026; its pages were not seen.
"""

from spiders.families.tribun import TribunSpider


class TribunAcehSpider(TribunSpider):
    """A portal of the Tribun network."""

    name = "tribun_aceh"
    title = "Serambi Indonesia"
    site = "https://aceh.tribunnews.com/"
    region = "11"
