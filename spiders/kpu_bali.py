"""KPU Bali (stored list pages; markup and dates of its articles were not seen)."""

from spiders.families.kpu import KpuSpider


class KpuBaliSpider(KpuSpider):
    """A portal of the election commission."""

    name = "kpu_bali"
    title = "KPU Bali"
    site = "https://bali.kpu.go.id/"
    region = "51"
    zone = "Asia/Makassar"
