"""Where each article of the sample web stands: the one place that both the sites and the gold values read."""

from __future__ import annotations

from tests.web.articles import SampleArticle
from tests.web.calendar import local_day

PETISI = "petisi.co"
ANTARA_JATIM = "jatim.antaranews.com"
KORANRB = "harianrakyatbengkulu.bacakoran.co"
KORANRB_ALIAS = "koranrb.id"
PERKARANEWS = "perkaranews.com"
PROBOLINGGO = "probolinggokota.go.id"
KABAR_LAYAR = "kabarlayar.example"

PROBOLINGGO_HOSTS = {
    "main": PROBOLINGGO,
    "bag-hukum": f"bag-hukum.{PROBOLINGGO}",
    "bag-pemerintahan": f"bag-pemerintahan.{PROBOLINGGO}",
}
"""Portal (``SampleArticle.system``) to host."""


def canonical_url(article: SampleArticle) -> str:
    """The article's one address, in the outlet's own canonical spelling; raises ``KeyError`` for an unknown outlet."""
    return {
        "petisi": _petisi,
        "antara_jatim": _antara_jatim,
        "koranrb": _koranrb,
        "perkaranews": _perkaranews,
        "probolinggo_kota": _probolinggo_kota,
        "kabar_layar": _kabar_layar,
    }[article.outlet](article)


def _petisi(article: SampleArticle) -> str:
    return f"https://{PETISI}/{article.slug}/"


def _antara_jatim(article: SampleArticle) -> str:
    return f"https://{ANTARA_JATIM}/berita/{article.id}/{article.slug}"


def _koranrb(article: SampleArticle) -> str:
    return f"https://{KORANRB}/read/{article.id}/{article.slug}"


def _perkaranews(article: SampleArticle) -> str:
    day = local_day(article.published)
    return f"https://{PERKARANEWS}/{day.year}/{day.month:02}/{article.slug}/"


def _probolinggo_kota(article: SampleArticle) -> str:
    if article.system == "main":
        return f"https://{PROBOLINGGO}/berita-1-2/{local_day(article.published).year}/{article.slug}"
    return f"https://{PROBOLINGGO_HOSTS[article.system]}/detail/{article.slug}"


def _kabar_layar(article: SampleArticle) -> str:
    return f"http://{KABAR_LAYAR}/baca/{article.id}/{article.slug}"
