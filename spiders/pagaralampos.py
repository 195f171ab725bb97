"""Pagar Alam Pos, Pagar Alam, South Sumatra (its host is named in public code; no page was seen)."""

from spiders.families.disway import DiswaySpider


class PagaralamposSpider(DiswaySpider):
    """The e-paper texts of a Disway house; whether the lists are those of disway.id is unknown."""

    name = "pagaralampos"
    title = "Pagar Alam Pos"
    site = "https://pagaralampos.bacakoran.co/"
    region = "16.72"
