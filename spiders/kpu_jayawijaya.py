"""KPU Kabupaten Jayawijaya (a link of public code to an article; lists and markup were not seen)."""

from spiders.families.kpu import KpuSpider


class KpuJayawijayaSpider(KpuSpider):
    """A portal of the election commission."""

    name = "kpu_jayawijaya"
    title = "KPU Kabupaten Jayawijaya"
    site = "https://kab-jayawijaya.kpu.go.id/"
    region = "95.01"
    zone = "Asia/Jayapura"
