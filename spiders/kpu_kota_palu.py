"""KPU Kota Palu (a stored link to an article; lists and markup were not seen)."""

from spiders.families.kpu import KpuSpider


class KpuKotaPaluSpider(KpuSpider):
    """A portal of the election commission."""

    name = "kpu_kota_palu"
    title = "KPU Kota Palu"
    site = "https://kota-palu.kpu.go.id/"
    region = "72.71"
    zone = "Asia/Makassar"
