"""KPU Kabupaten Ngawi (stored list pages; markup and dates of its articles were not seen)."""

from spiders.families.kpu import KpuSpider


class KpuNgawiSpider(KpuSpider):
    """A portal of the election commission."""

    name = "kpu_ngawi"
    title = "KPU Kabupaten Ngawi"
    site = "https://kab-ngawi.kpu.go.id/"
    region = "35.21"
