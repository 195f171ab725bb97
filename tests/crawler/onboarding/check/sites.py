"""Sites of outlets that are as declared, or broken in one way; modules of their outlets; a check of them."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from scrapy.utils.project import get_project_settings

from crawler.onboarding.check.look import Look
from crawler.onboarding.check.run import CheckRun, check_all
from crawler.outlets.loader import family_classes
from crawler.outlets.outlet import Outlet
from tests.web.asker import asker
from tests.web.calendar import NOW, clock, long_day
from tests.web.messages import Handler, Request, Response, html, moved, plain

FAMILIES = family_classes(get_project_settings())
MODULE = '''"""{title}, Jawa Timur (made for a test)."""

from crawler.items import Layout
from crawler.outlets.sources import Listing
from spiders.families.own_system import OwnSystemSpider


class {title}Spider(OwnSystemSpider):
    """An index with pages."""

    name = "{name}"
    title = "{title}"
    site = "https://{name}.example/"
    region = "35"
    article_path = r"/berita/(?P<id>\\d+)/[\\w-]+"
    examples = ("/berita/1/petugas-menjaga-gudang-logistik",)
    sources = (Listing(url="/indeks?hal={{page}}", links="h2 a", pages=2),)
    layouts = (Layout(article=("div.isi",), title=("h1",), published=("div.waktu",)),)
'''
TEXT = (
    "Petugas perlindungan masyarakat mulai menjaga gudang logistik pemilu di kecamatan itu sejak Senin malam, kata "
    "ketua panitia pemilihan setempat kepada wartawan.",
    "Mereka mendampingi polisi yang sudah lebih dahulu ditempatkan di sana, dan mencatat setiap kotak suara yang "
    "keluar dari gudang dan yang tiba di kantor desa.",
    "Sampai sore tidak ada laporan gangguan, dan pengawas pemilu menempatkan dua orang pada setiap truk pengangkut.",
)


class Site:
    """A small site as its outlet declares it, but for what ``broken`` says."""

    def __init__(self, name: str, broken: str = "") -> None:
        self.name, self.broken = name, broken

    def __call__(self, request: Request) -> Response:
        if self.broken == "dead":
            return html("<html><body>Tidak ada.</body></html>", status=404)
        if self.broken == "challenge":
            return html("<html><body>Anda manusia?</body></html>", status=403)
        if self.broken == "host" and not request.host.startswith("baru"):
            return moved(f"https://baru-{self.name}.example{request.target}")
        if request.path == "/robots.txt":
            return plain("User-agent: *\nDisallow: /\n" if self.broken == "robots" else "User-agent: *\nAllow: /\n")
        if request.path == ("/kabar" if self.broken == "source" else "/indeks") or request.path == "/":
            return html(self._index())
        if request.path.startswith(("/berita/", "/baca/")):
            return html(self._article(request))
        return html("<html><body>Tidak ada.</body></html>", status=404)

    def _index(self) -> str:
        form = (
            "/baca/{0}/petugas-{0}-menjaga-gudang" if self.broken == "addresses" else "/berita/{0}/petugas-{0}-gudang"
        )
        rows = "".join(
            f"<h2><a href='{form.format(number)}'>Petugas ke {number} menjaga gudang logistik</a></h2>"
            for number in range(1, 7)
        )
        return f"<html><head><title>Warta</title></head><body><a href='/kabar'>Terkini</a>{rows}</body></html>"

    def _article(self, request: Request) -> str:
        number = int(request.path.split("/")[2])
        at = NOW - timedelta(hours=number)
        when, body = f"{long_day(at)}, {clock(at)} WIB", "".join(f"<p>{text}</p>" for text in TEXT)
        if self.broken == "javascript" and "x-rendered" not in request.headers:
            body = ""
        if self.broken == "split":
            body += "" if request.query == "page=all" else "<a href='?page=all'>Semua halaman</a>"
        box = {"element": "naskah-berita"}.get(self.broken, "isi")
        stamp = {"date": "tanggal-terbit"}.get(self.broken, "waktu")
        return (
            f"<html lang='id'><head><title>Petugas ke {number} menjaga gudang logistik - Warta</title></head><body>"
            f"<div class='{stamp}'>{when}</div><h1>Petugas ke {number} menjaga gudang logistik</h1>"
            f"<div class='{box}'>{body}</div></body></html>"
        )


def outlets(folder: Path, names: Sequence[str]) -> dict[str, type[Outlet]]:
    """The outlets as their modules stand now, written where they are missing."""
    found = {}
    for name in names:
        path = folder / f"{name}.py"
        if not path.exists():
            path.write_text(MODULE.format(name=name, title=name.title()), encoding="utf-8")
        sys.modules.pop(f"checked_outlets.{name}", None)
        importlib.invalidate_caches()
        namespace = importlib.import_module(f"checked_outlets.{name}")
        found[name] = vars(namespace)[f"{name.title()}Spider"]
    return found


def web(broken: Mapping[str, str]) -> dict[str, Handler]:
    sites: dict[str, Handler] = {}
    for name, how in broken.items():
        sites[f"{name}.example"] = sites[f"baru-{name}.example"] = Site(name, how)
    return sites


def checked(
    data: Path,
    made: Mapping[str, type[Outlet]],
    broken: Mapping[str, str],
    *,
    proposing: bool = False,
    budget: int = 900,
) -> CheckRun:
    ask = asker(web(broken), browser=True)
    return asyncio.run(
        check_all(
            ask,
            list(made.values()),
            FAMILIES,
            folder=data,
            now=NOW,
            agent="KlipingBot",
            budget=budget,
            proposing=proposing,
            again=proposing,
        )
    )


def looked(made: type[Outlet], how: str, *, browser: bool = True) -> Look:
    """A look at one outlet whose site is broken so."""
    look = Look(made, asker(web({made.name: how}), browser=browser), NOW, "KlipingBot")
    asyncio.run(look.run())
    return look
