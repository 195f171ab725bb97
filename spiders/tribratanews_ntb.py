"""Tribratanews Polda NTB, Nusa Tenggara Barat.

Public links to its uploads and to an article, which are WordPress's; its theme was not seen.
"""

from spiders.families.polri import PolriSpider


class TribratanewsNtbSpider(PolriSpider):
    """The regional police's own news."""

    name = "tribratanews_ntb"
    title = "Tribratanews Polda NTB"
    site = "https://tribratanews.ntb.polri.go.id/"
    region = "52"
    zone = "Asia/Makassar"
