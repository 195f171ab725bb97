"""KPU Kota Probolinggo (stored list pages; markup and dates of its articles were not seen)."""

from spiders.families.kpu import KpuSpider


class KpuKotaProbolinggoSpider(KpuSpider):
    """A portal of the election commission."""

    name = "kpu_kota_probolinggo"
    title = "KPU Kota Probolinggo"
    site = "https://kota-probolinggo.kpu.go.id/"
    region = "35.74"
