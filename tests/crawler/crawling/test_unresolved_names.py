"""Nights on which names cannot be resolved: said as such, and nothing is taken for deleted."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.shell import FAST, environment, scrapy
from tests.web.calendar import NOW, iso
from tests.web.made import MadeOutlet, write_spiders
from tests.web.misbehaviour import challenge, status
from tests.web.server import SampleWeb

NO_PROXY = {"http_proxy": "", "https_proxy": "", "HTTP_PROXY": "", "HTTPS_PROXY": ""}


def test_a_name_that_does_not_resolve_deletes_nothing_and_is_tried_again(tmp_path: Path) -> None:
    outlet = MadeOutlet("warta", 3)
    failing = outlet.paths()[2]
    night = ("nightly", "--since", "2024-11-20", *FAST, "-s", "RETRY_TIMES=0", *write_spiders(tmp_path, [outlet]))
    with SampleWeb([]) as web:
        web.sites[outlet.host] = outlet
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        with web.misbehave(how=status(500), host=outlet.host, path=f"^{failing}$"):
            assert scrapy(*night, env=env).returncode == 0
        # .example is nowhere in the DNS (RFC 2606); the copy of robots.txt holds for the first of these nights
        for day, said in (
            (1, "the name cannot be resolved"),
            (2, "robots.txt cannot be had: the name cannot be resolved"),
        ):
            later = {"KLIPING_NOW": iso(NOW + timedelta(days=day))}
            done = scrapy(*night, env=env | NO_PROXY | later)
            assert done.returncode == 12, done.stdout + done.stderr
            assert said in done.stdout
        with Archive.open(default_url(tmp_path / "data")) as archive:
            row = archive.run_outlets(archive.runs(1)[0].run_id)[0]
            assert row.status == "failed"
            assert row.counts["dns_errors"] >= 1
            states = {one.url.removeprefix(f"https://{outlet.host}"): one for one in archive.memory("warta").values()}
            assert [states[path].state for path in outlet.paths()] == ["article", "article", "failed"]
            assert states[failing].attempts < 3, "it is not given up"
            kept = [archive.article(states[path].article_id or "") for path in outlet.paths()[:2]]
            assert all(one is not None and one.gone_at is None for one in kept)
        last = scrapy(*night, env=env | {"KLIPING_NOW": iso(NOW + timedelta(days=3))})
        assert last.returncode in (0, 10), last.stdout
    with Archive.open(default_url(tmp_path / "data")) as archive:
        assert {one.state for one in archive.memory("warta").values()} == {"article"}


def test_a_night_without_a_network_says_so_in_one_line(tmp_path: Path) -> None:
    made = [MadeOutlet(f"warta_{name}", 1) for name in ("satu", "dua", "tiga")]
    night = ("nightly", "--since", "2024-11-20", *FAST, "-s", "RETRY_TIMES=0", *write_spiders(tmp_path, made))
    with SampleWeb([]) as web:
        done = scrapy(*night, env=environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path)) | NO_PROXY)
    reason = "robots.txt cannot be had: the name cannot be resolved"
    told = [line for line in done.stdout.splitlines() if " failing" in line]
    assert told == [f"3 outlets are failing: {reason} (warta_dua, warta_satu, warta_tiga)"], done.stdout


def test_a_site_that_challenges_robots_txt_too_is_blocked(tmp_path: Path) -> None:
    made = {name: MadeOutlet(name, 1) for name in ("tantang", "tantang_200", "tolak", "rusak")}
    behaviours = {
        "tantang": challenge(),
        "tantang_200": challenge(code=200),
        "tolak": status(403),
        "rusak": status(500),
    }
    night = ("nightly", "--since", "2024-11-20", *FAST, *write_spiders(tmp_path, list(made.values())))
    with SampleWeb([]) as web:
        for name, outlet in made.items():
            web.sites[outlet.host] = outlet
            web.misbehave(how=behaviours[name], host=outlet.host)
        done = scrapy(*night, "-s", "RETRY_TIMES=0", env=environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path)))
        assert {hit.path for hit in web.log} == {"/robots.txt"}
    with Archive.open(default_url(tmp_path / "data")) as archive:
        rows = {row.outlet: row for row in archive.run_outlets(archive.runs(1)[0].run_id)}
    became = {name: row.status for name, row in rows.items()}
    assert became == {"tantang": "blocked", "tantang_200": "blocked", "tolak": "blocked", "rusak": "failed"}, (
        done.stdout
    )
    assert rows["tantang"].reason == "robots.txt is answered by a Cloudflare challenge"


def test_a_site_that_does_not_answer_has_no_pages_to_count(tmp_path: Path) -> None:
    many = 'sources = (Listing(url="/indeks?date={day}&page={page}", links="h2 a"),)'
    outlet = MadeOutlet("warta", 1, more=many)
    night = ("nightly", "--since", "2024-01-01", *FAST, "-s", "RETRY_TIMES=0", *write_spiders(tmp_path, [outlet]))
    with SampleWeb([]) as web:
        web.sites[outlet.host] = outlet
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        with web.misbehave(how=status(500), host=outlet.host, path=r"^/robots\.txt$"):
            scrapy(*night, env=env)
        with Archive.open(default_url(tmp_path / "data")) as archive:
            row = archive.run_outlets(archive.runs(1)[0].run_id)[0]
    assert row.status == "failed"
    assert row.reason == "robots.txt answers HTTP 500", "and not that it has more than 300 pages"
