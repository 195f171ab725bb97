"""Outlets that are as declared, and outlets broken in ten ways: named, mended where a declaration can mend them."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from crawler.onboarding.check.evidence import Checked
from crawler.onboarding.check.record import checks
from crawler.onboarding.check.report import as_json, table
from crawler.onboarding.check.run import FRESH, CheckRun, check_all
from crawler.onboarding.check.write import write_proposals
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


BROKEN = (
    "source", "element", "addresses", "date", "javascript", "host", "split", "dead", "challenge", "robots",
)  # fmt: skip
MENDED = {*BROKEN} - {"challenge", "robots"}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for outlets' modules, forgotten afterwards."""
    package = tmp_path / "checked_outlets"
    package.mkdir()
    (package / "__init__.py").touch()
    sys.path.insert(0, str(tmp_path))
    yield package
    sys.path.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.startswith("checked_outlets")]:
        del sys.modules[name]


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


def test_each_of_ten_faults_is_named_and_eight_are_mended(folder: Path, tmp_path: Path) -> None:
    broken = dict.fromkeys(("sehat",), "") | {name: name for name in BROKEN}
    made = outlets(folder, list(broken))
    healthy = (folder / "sehat.py").read_bytes()
    run = checked(tmp_path, made, broken, proposing=True)
    assert {name: next(iter(one.faults), "") for name, one in run.checked.items()} == broken
    assert {name for name, one in run.proposals.items() if one.facts} == MENDED
    assert {name for name, one in run.proposals.items() if one.unsupported} == {"challenge", "robots"}
    changed = {path.stem for path in write_proposals(run.proposals, made)}
    assert changed == MENDED
    assert (folder / "sehat.py").read_bytes() == healthy
    again = outlets(folder, list(broken))
    assert again["dead"].paused
    crawled = {name: one for name, one in again.items() if name not in ("dead", "challenge", "robots")}
    after = checked(tmp_path, crawled, broken, proposing=True)
    assert {name: one.faults for name, one in after.checked.items()} == {name: {} for name in crawled}
    assert all(one.verified for one in after.checked.values())
    assert after.proposals == {}


def test_the_change_is_the_smallest_that_is_supported(folder: Path, tmp_path: Path) -> None:
    made = outlets(folder, ["element", "addresses", "host"])
    run = checked(tmp_path, made, {name: name for name in made}, proposing=True)
    told = "\n".join(table(run, {}))
    assert [*run.proposals["element"].facts] == ["layouts"]
    assert run.proposals["element"].facts["layouts"][0].article == ("div.naskah-berita",)
    assert run.proposals["element"].facts["layouts"][1:] == made["element"].layouts, "old pages are read as before"
    assert run.proposals["addresses"].facts["article_path"].startswith(made["addresses"].article_path + "|")
    assert run.proposals["host"].facts == {"site": "https://baru-host.example/", "mirrors": ("host.example",)}
    assert 'proposed site = "https://baru-host.example/"' in told
    assert '"not_supported": {}' in as_json(run, {})


def test_what_is_down_is_not_taken_for_gone(folder: Path, tmp_path: Path) -> None:
    made = outlets(folder, ["turun"])
    down = {"turun.example": lambda _: Response(503)}
    ask = asker(down)
    asked = check_all(ask, [*made.values()], FAMILIES, folder=tmp_path, now=NOW, agent="x", budget=9, proposing=True)
    run = asyncio.run(asked)
    assert run.proposals["turun"].facts == {}
    assert run.proposals["turun"].unsupported["dead"] == "it may come back: check it again on another day"


def test_a_check_goes_on_where_its_budget_was_spent(folder: Path, tmp_path: Path) -> None:
    made = outlets(folder, ["satu", "dua"])
    for one in made.values():
        one.network = "bersama"
    broken = dict.fromkeys(made, "")
    first = checked(tmp_path, made, broken, budget=3)
    assert (list(first.checked), first.waiting) == (["satu"], ["dua"])
    second = checked(tmp_path, made, broken)
    assert (set(second.checked), second.waiting) == ({"satu", "dua"}, [])
    assert second.checked["satu"] == first.checked["satu"], "it was not asked again"
    assert set(checks(tmp_path)) == {"satu", "dua"}


def test_the_record_holds_what_was_seen(folder: Path, tmp_path: Path) -> None:
    made = outlets(folder, ["satu"])
    run = checked(tmp_path, made, {"satu": "date"})
    assert checks(tmp_path) == run.checked
    one = Checked.of_row(run.checked["satu"].row())
    assert one == run.checked["satu"]
    assert (one.sources[0].articles, len(one.articles), one.verified) == (6, 2, False)
    assert one.articles[0].first.startswith("Petugas perlindungan")
    assert one.requests < 8
    with pytest.raises(ValueError, match="no kind of fault: musim"):
        Checked.of_row(one.row() | {"faults": {"musim": "hujan"}})
    assert timedelta(hours=1) < FRESH
