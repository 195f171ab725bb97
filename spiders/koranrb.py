"""KoranRB (Harian Rakyat Bengkulu), the e-paper texts of a Disway house (list pages are not verified on this host)."""

from spiders.families.disway import DiswaySpider


class KoranrbSpider(DiswaySpider):
    """Signs as KORANRB.ID; that host is taken for an alias of this one."""

    name = "koranrb"
    title = "KoranRB"
    site = "https://harianrakyatbengkulu.bacakoran.co/"
    mirrors = ("koranrb.id",)
    region = "17"
    examples = ("https://harianrakyatbengkulu.bacakoran.co/amp/26212/jaga-netralitas-asn-dan-kelancaran-pilkada-2024",)
    verified = "2026-11-21: addresses, split pages and a text; not its lists, nor that koranrb.id leads there"
