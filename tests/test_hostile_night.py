"""One night on a web that is half ill: the healthy outlets are complete, and each ill one is named with its illness."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

import pytest

from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.shell import FAST, ROOT, environment, scrapy
from tests.web.made import MadeOutlet, write_spiders
from tests.web.messages import Handler, Request, Response, html
from tests.web.misbehaviour import Behaviour, challenge, drip, gzip_bomb, large, status
from tests.web.server import SampleWeb

MEMORY_LIMIT = 600 * 2**20
"""Bytes of resident memory of the crawl process; a bomb alone took 1.7 GB under Scrapy's defaults."""

_MEASURED = """
import pathlib, re, runpy, sys

sys.argv = ["scrapy", *sys.argv[1:]]
try:
    runpy.run_module("scrapy", run_name="__main__")
finally:
    status = pathlib.Path("/proc/self/status").read_text()
    print("peak", re.search(r"VmHWM:\\s+(\\d+)", status)[1], file=sys.stderr)
"""
"""``getrusage`` would begin with the peak of the process that starts this one."""


@dataclass(frozen=True)
class Ill:
    """An outlet that goes wrong: on which paths and how, or a whole site; what its row of the night says."""

    says: tuple[str, str]
    path: str | None = None
    how: Behaviour | None = None
    site: Handler | None = None


def endless_calendar(request: Request) -> Response:
    """Every page leads to two more months, and every month to articles that are none."""
    number = request.number("page", 1)
    days = "".join(f"<h2><a href='/berita/agenda-{number}-{day}'>x</a></h2>" for day in range(3))
    if request.path.startswith("/berita/"):
        return html("<html><body><h1>Agenda</h1><p>Tidak ada agenda.</p></body></html>")
    return html(f"<html><body>{days}</body></html>") if request.path == "/indeks" else html("", status=404)


def endless_list(request: Request) -> Response:
    """Behind the last page comes the last page."""
    links = "".join(f"<h2><a href='/berita/lama-{one}'>x</a></h2>" for one in range(5))
    if request.path.startswith("/berita/"):
        return html("<html><body><h1>Kosong</h1><p>Tidak ada isi.</p></body></html>")
    return html(f"<html><body>{links}</body></html>") if request.path == "/indeks" else html("", status=404)


def maze(request: Request) -> Response:
    """Every page redirects to another one."""
    if request.path == "/robots.txt":
        return html("", status=404)
    return Response(302, b"", (("Location", f"/indeks?langkah={request.number('langkah', 0) + 1}"),))


def ill(megabytes: int) -> dict[str, Ill]:
    """The nine of them; ``megabytes`` is how large a bomb unfolds."""
    return {
        "kalender": Ill(("completed", ""), site=endless_calendar),
        "halaman": Ill(("completed", ""), site=endless_list),
        "lambat": Ill(("failed", "timeout"), "^/indeks", drip()),
        "bom": Ill(("failed", "DOWNLOAD_MAXSIZE"), "^/indeks", gzip_bomb(megabytes)),
        "besar": Ill(("failed", "longer than"), "^/indeks", large(60)),
        "labirin": Ill(("failed", "redirections"), site=maze),
        "aturan": Ill(("failed", "robots.txt"), r"^/robots\.txt", status(503)),
        "penuh": Ill(("failed", "HTTP 429"), "^/(indeks|berita)", status(429, retry_after=1)),
        "tantangan": Ill(("blocked", "challenge"), "^/(indeks|berita)", challenge()),
    }


@pytest.mark.parametrize(
    ("articles", "megabytes", "patience"),
    [(3, 100, 3), pytest.param(40, 800, 20, marks=pytest.mark.long)],
    ids=["short", "long"],
)
def test_the_healthy_are_complete_and_the_ill_are_named(
    tmp_path: Path, articles: int, megabytes: int, patience: int
) -> None:
    healthy = [MadeOutlet(f"sehat_{number}", articles) for number in range(10)]
    illnesses = ill(megabytes)
    patients = {name: MadeOutlet(name, articles) for name in illnesses}
    impatient = f"custom_settings = {{'DOWNLOAD_TIMEOUT': {patience}}}"
    patients["lambat"] = replace(patients["lambat"], more=impatient)
    ours = write_spiders(tmp_path, [*healthy, *patients.values()])
    limits = ("-s", "RETRY_TIMES=0", "-s", "CLOSESPIDER_TIMEOUT=300")
    with SampleWeb([]) as web:
        web.sites |= {outlet.host: outlet for outlet in healthy}
        for name, illness in illnesses.items():
            host = patients[name].host
            web.sites[host] = illness.site or patients[name]
            if illness.how is not None:
                web.misbehave(how=illness.how, host=host, path=illness.path)
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        began = monotonic()
        night = subprocess.run(
            [sys.executable, "-c", _MEASURED, "nightly", "--since", "2024-10-15", *FAST, *ours, *limits],
            cwd=ROOT, env=env, capture_output=True, encoding="utf-8", timeout=600, check=False,
        )  # fmt: skip
        seconds = monotonic() - began
        asked = Counter(hit.host for hit in web.log)
    assert night.returncode == 10, night.stdout + night.stderr
    peak = int(night.stderr.rpartition("peak ")[2].split()[0]) * 1024
    with Archive.open(default_url(tmp_path / "data")) as archive:
        for outlet in healthy:
            found = Counter(one.state for one in archive.memory(outlet.name).values())
            assert found == {"article": articles}, outlet.name
        rows = {row.outlet: row for row in archive.run_outlets(archive.runs(1)[0].run_id)}
    lines = {line.split()[0]: line for line in night.stdout.splitlines()[1:] if line.strip()}
    for name, illness in illnesses.items():
        state, reason = illness.says
        assert rows[name].status == state, (name, rows[name].reason)
        assert reason in lines[name], lines[name]
    print(json.dumps({"seconds": round(seconds, 1), "peak_mb": peak // 2**20, "asked": asked}))  # noqa: T201
    assert peak < MEMORY_LIMIT
    assert asked[patients["halaman"].host] <= 12
    assert asked[patients["kalender"].host] <= 100, "no more pages than a listing declares"
    assert asked[patients["labirin"].host] <= 16
    assert asked[patients["aturan"].host] == 1
    verdicts = scrapy("health", *ours, env=env).stdout
    for name, illness in illnesses.items():
        verdict = {"failed": "failing", "blocked": "blocked"}.get(illness.says[0], "")
        assert any(line.startswith(name) and verdict in line for line in verdicts.splitlines()), verdicts
