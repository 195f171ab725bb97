"""Portals of the police: Tribratanews of a regional police, sites of city police, on ``{unit}.polri.go.id``.

How to recognise it: ``.polri.go.id``; those seen are WordPress (``/?p=13001`` on a city's site: sure; Tribratanews of a
province: taken for the same, low). Theme, feed and REST: unknown.
"""

from spiders.families.wordpress import WordPressSpider


class PolriSpider(WordPressSpider):
    """A unit of the police; all are one network."""

    marks = (r"\Ahttps?://[^/]*\.polri\.go\.id/",)
    network = "polri"
    examples = ("/?p=13001",)
