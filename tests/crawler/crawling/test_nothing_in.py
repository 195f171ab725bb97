"""No outlet is well when nothing came in, or when its lists leave days out: rows, exit codes, health."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from storage.archive.archive import Archive
from storage.archive.runs import balance
from storage.db.engine import default_url
from storage.health.coverage import looked_back
from storage.models import RunOutlet
from tests.shell import FAST, environment, exported, scrapy
from tests.web.calendar import NOW
from tests.web.made import MadeOutlet, article_page, write_spiders
from tests.web.messages import Request, Response, html, plain
from tests.web.misbehaviour import status
from tests.web.server import SampleWeb

KORANRB = "harianrakyatbengkulu.bacakoran.co"


def rows(data: Path) -> dict[str, RunOutlet]:
    with Archive.open(default_url(data)) as archive:
        found = {row.outlet: row for row in archive.run_outlets(archive.runs(1)[0].run_id)}
    assert all(balance(row.counts) == 0 for row in found.values())
    return found


@dataclass(frozen=True)
class Edition:
    """A paper of 34 articles in eight days: 30 are on the front page, the search is forbidden."""

    rubric: bool = False
    """True when the rubric's own list answers."""

    def __call__(self, request: Request) -> Response:
        if request.path == "/robots.txt":
            return plain("User-agent: *\nDisallow: /search/\n")
        assert not request.path.startswith("/search"), "robots.txt forbids it"
        if request.path == "/":
            return html(self.links(range(30)))
        if self.rubric and request.path.startswith("/kategori/politik"):
            first = int(request.path.removeprefix("/kategori/politik").strip("/") or 0)
            return html(self.links(range(first, min(34, first + 30))))
        if request.path.startswith("/read/"):
            number = int(request.path.split("/")[2]) - 100
            page = article_page(
                f"koranrb {number}", number, NOW - timedelta(hours=(4.5 if number < 30 else 5.5) * number + 1)
            )
            return html(page.replace("<div class='isi'>", "<div class='post text-black-1'>"))
        return html("<h1>Tidak ada</h1>", status=404)

    @staticmethod
    def links(numbers: range) -> str:
        rows = "".join(
            f"<h2 class='media-heading'><a href='/read/{100 + number}/apel-siaga'>Apel {number}</a></h2>"
            for number in numbers
        )
        return f"<html><body>{rows}</body></html>"


@pytest.mark.parametrize(("rubric", "articles"), [(False, 30), (True, 34)])
def test_a_front_page_that_ends_too_early_names_the_days_it_leaves_out(
    tmp_path: Path, rubric: bool, articles: int
) -> None:
    with SampleWeb([]) as web:
        web.sites[KORANRB] = Edition(rubric)
        env = environment(tmp_path, web)
        done = scrapy("nightly", "--outlets", "koranrb", "--since", "2024-11-20", *FAST, env=env)
    row = rows(tmp_path)["koranrb"]
    assert row.counts["articles"] == articles
    assert row.status == "completed"
    assert done.returncode == 10
    assert "not seen whole: 2024-11-20 to 2024-11-21" in (row.reason or "")
    assert "not seen whole: 2024-11-20 to 2024-11-21" in done.stdout
    assert "not seen whole: 2024-11-20 to 2024-11-21" in scrapy("health", env=env).stdout
    assert "not seen whole: 2024-11-20 to 2024-11-21" in next((tmp_path / "reports").glob("*.html")).read_text()
    with Archive.open(default_url(tmp_path)) as archive, archive.reading() as session:
        assert f"{looked_back(session)['koranrb']:%Y-%m-%d}" == "2024-11-22"


def test_an_outlet_of_which_every_article_failed_is_named(tmp_path: Path) -> None:
    well, ill = MadeOutlet("sehat", 2), MadeOutlet("sakit", 6)
    arguments = write_spiders(tmp_path, [well, ill])
    with SampleWeb([]) as web:
        web.sites |= {well.host: well, ill.host: ill}
        web.misbehave(how=status(500), host=ill.host, path="^/berita/")
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        night = ("nightly", "--since", "2024-11-20", *FAST, "-s", "RETRY_TIMES=0", *arguments)
        done = scrapy(*night, env=env)
    assert done.returncode == 10
    found = rows(tmp_path / "data")
    assert (found["sehat"].status, found["sakit"].status) == ("completed", "failed")
    assert found["sakit"].reason == "nothing came in: of 6 announced articles 6 failed; mostly: HTTP 500"
    with Archive.open(default_url(tmp_path / "data")) as archive:
        assert archive.covered("sakit") is None, "the window stays open"


BAD_ROWS = (
    "<h2><a href='http://[situs]/x'>x</a></h2><h2><a href='/berita/\ufffe\ufffe'>x</a></h2>"
    "<h2><a href='https://hp@[::1/berita/x'>x</a></h2><h2><a href='/unduh/siaran.pdf'>Siaran pers</a></h2>"
)


def test_one_bad_row_costs_itself(tmp_path: Path) -> None:
    outlet = MadeOutlet("baris", 4)

    def site(request: Request) -> Response:
        answer = outlet(request)
        if request.path == "/indeks" and request.number("page", 1) == 1:
            body = answer.body.replace(b"<body>", b"<body>" + BAD_ROWS.encode())
            return Response(200, body, (("Content-Type", "text/html; charset=base64"),))
        return answer

    arguments = write_spiders(tmp_path, [outlet])
    with SampleWeb([]) as web:
        web.sites[outlet.host] = site
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        done = scrapy("nightly", "--since", "2024-11-20", *FAST, *arguments, env=env)
    row = rows(tmp_path / "data")["baris"]
    assert (done.returncode, row.status, row.counts["articles"]) == (0, "completed", 4), row.reason
    assert row.counts["documents"] == 1
    assert "1 documents" in (row.reason or "")


def announced(outlet: MadeOutlet, address: Callable[[int], str]) -> Callable[[Request], Response]:
    """The outlet under other addresses, of which it answers these and no others."""
    addresses = {address(number): number for number in range(outlet.count)}

    def site(request: Request) -> Response:
        if request.path == "/indeks":
            rows = "".join(f"<h2><a href='{one}'>Apel {number}</a></h2>" for one, number in addresses.items())
            return html(f"<html><body>{rows}</body></html>")
        if request.path == "/robots.txt":
            return plain("")
        number = addresses.get(f"{request.path}?{request.query}" if request.query else request.path)
        return html(outlet.page(number)) if number is not None else html("<h1>Tidak ada</h1>", status=404)

    return site


@pytest.mark.parametrize(
    ("address", "pattern"),
    [
        (lambda number: f"/baca.php?{number}17", r"/baca\.php\?\d+"),
        (
            lambda number: f"/m.php?name=Kabar&file=isi&sid={number}",
            r"/m\.php\?file=isi&name=Kabar&sid=\d+",
        ),
        (lambda number: f"/cari.asp?judul=caf%E9&no={number}", r"/cari\.asp\?judul=.+"),
        (lambda number: f"/x.php?source={number}&m=kabar&from=depan", r"/x\.php\?source=\d+&m=kabar&from=depan"),
        (lambda number: "/berita/" + f"{number}-" + "panjang-" * 190, r"/berita/\d+-[a-z-]+"),
    ],
    ids=["nameless", "sid", "latin", "decide", "long"],
)
def test_a_night_asks_for_what_was_announced(tmp_path: Path, address: Callable[[int], str], pattern: str) -> None:
    outlet = MadeOutlet("alamat", 3, more=f"article_path = r{pattern!r}".replace("\\\\", "\\"))
    arguments = write_spiders(tmp_path, [outlet])
    with SampleWeb([]) as web:
        web.sites[outlet.host] = announced(outlet, address)
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        done = scrapy("nightly", "--since", "2024-11-20", *FAST, *arguments, env=env)
        asked = {f"{hit.path}?{hit.query}".rstrip("?") for hit in web.hits(host=outlet.host)}
    assert done.returncode == 0, done.stdout
    articles, _ = exported(tmp_path / "export", env)
    assert len(articles) == 3
    assert {address(number) for number in range(3)} <= asked


def test_addresses_that_differ_in_a_dropped_parameter_alone_are_named(tmp_path: Path) -> None:
    outlet = MadeOutlet("lebur", 3, more=r'article_path = r"/x\.php"')
    arguments = write_spiders(tmp_path, [outlet])
    with SampleWeb([]) as web:
        # the titles differ from their first letters on
        site = announced(outlet, lambda number: f"/x.php?berita={number}")

        def titled(request: Request) -> Response:
            answer = site(request)
            for number, title in enumerate(("Simulasi pencoblosan", "Logistik tiba", "Debat calon")):
                answer = Response(
                    answer.status, answer.body.replace(b"Apel %d" % number, title.encode()), answer.headers
                )
            return answer

        web.sites[outlet.host] = titled
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        scrapy("nightly", "--since", "2024-11-20", *FAST, *arguments, env=env)
    reason = rows(tmp_path / "data")["lebur"].reason or ""
    assert "/x.php?berita=0 and https://lebur.example/x.php?berita=1 are one article by article_path" in reason
