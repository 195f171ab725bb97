"""Nights on which names cannot be resolved: said as such, and nothing is taken for deleted."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.shell import FAST, environment, scrapy
from tests.web.calendar import NOW, iso
from tests.web.made import MadeOutlet, write_spiders
from tests.web.misbehaviour import status
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
        for day, said in ((1, "cannot resolve host"), (2, "cannot be had (CannotResolveHostError)")):
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
