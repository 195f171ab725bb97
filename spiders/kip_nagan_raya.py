"""KIP Nagan Raya, Kabupaten Nagan Raya (a stored link to an article; lists and markup were not seen)."""

from spiders.families.kpu import KpuSpider


class KipNaganRayaSpider(KpuSpider):
    """A portal of the election commission."""

    name = "kip_nagan_raya"
    title = "KIP Nagan Raya"
    site = "https://kip-naganraya.kpu.go.id/"
    region = "11.15"
