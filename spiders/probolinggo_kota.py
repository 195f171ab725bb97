"""Kota Probolinggo: the city's main portal and the portals of its units (listing and date markup are not verified)."""

from crawler.outlets.sources import Listing
from spiders.families.pemda import PemdaSpider


class ProbolinggoKotaSpider(PemdaSpider):
    """Two systems: ``/berita-1-2/{year}/{slug}`` on the main portal, ``/detail/{slug}`` on the units' portals."""

    name = "probolinggo_kota"
    title = "Pemerintah Kota Probolinggo"
    site = "https://probolinggokota.go.id/"
    hosts = ("bag-hukum.probolinggokota.go.id", "bag-pemerintahan.probolinggokota.go.id")
    region = "35.74"
    examples = (
        "https://probolinggokota.go.id/berita-1-2/2024/pimpin-rakor-penanganan-konflik-sosial-ini-arahan-sekda-ninik",
        "https://bag-hukum.probolinggokota.go.id/detail/rakor-tim-terpadu-pks-bahas-pengamanan-pilkada-2024",
    )
    verified = "2026-11-21: addresses, texts and one list page; not its markup, titles and dates"
    article_path = r"/berita-1-2/\d{4}/[\w-]+/?|/detail/[\w-]+/?"
    sources = (
        Listing(url="/berita-1-2/{year}?start={page}", links="a[href*='/berita-1-2/']", first=0, step=10),
        *(
            Listing(url=f"https://{host}/berita?page_hal={{page}}", links="a[href*='/detail/']")
            for host in ("bag-hukum.probolinggokota.go.id", "bag-pemerintahan.probolinggokota.go.id")
        ),
    )
