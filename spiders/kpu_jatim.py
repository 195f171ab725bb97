"""KPU Jawa Timur (stored list pages; markup and dates of its articles were not seen)."""

from spiders.families.kpu import KpuSpider


class KpuJatimSpider(KpuSpider):
    """A portal of the election commission."""

    name = "kpu_jatim"
    title = "KPU Jawa Timur"
    site = "https://jatim.kpu.go.id/"
    region = "35"
