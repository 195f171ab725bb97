"""Pages that take without end, in a real Chromium: time, memory, traffic, requests, size."""

from __future__ import annotations

import re
import subprocess
from os import urandom
from pathlib import Path
from time import monotonic

import pytest
from scrapy.utils.project import get_project_settings

from crawler.fetching.browser import chromium
from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.shell import FAST, environment, scrapy
from tests.web.made import MadeOutlet, write_spiders
from tests.web.messages import Request, Response, html
from tests.web.server import SampleWeb

pytestmark = pytest.mark.skipif(
    chromium(get_project_settings()) is None, reason="no Chromium: apt install chromium, or set KLIPING_CHROMIUM"
)

MAX_SIZE = 400_000
LIMITS = ("-s", "DOWNLOAD_TIMEOUT=5", "-s", f"DOWNLOAD_MAXSIZE={MAX_SIZE}", "-s", "RETRY_TIMES=0")
HUNG = "<html><body><script>for (;;);</script></body></html>"
TAKERS = {
    "did not end within 5 s": "for (;;);",
    "did not end within 10 s": "addEventListener('load', () => setTimeout(() => { for (;;); }, 300));",
    f"longer than {MAX_SIZE} bytes": "document.body.append('x'.repeat(4 << 20));",
    "MB of memory": (
        "fetch('/lama'); const kept = []; setInterval(() => kept.push(new Uint8Array(32 << 20).fill(1)), 20);"
    ),
    "bytes of traffic": "fetch('/besar');",
    "asked for more than 50": "for (let n = 0; n < 200; n++) fetch(`/kecil?${n}`);",
}
"""Scripts of pages, by what is said of the address."""


SMALLER = """
from crawler.fetching import browser_handler

browser_handler.MAX_MEMORY = 600 * 2**20  # the machine of a test has more to do
browser_handler.MAX_REQUESTS = 50
browser_handler._GOODBYE = 2.0
"""
"""Limits of the tests' own, a fraction of the real ones, so that all of them are met in one short night."""


def test_a_page_that_takes_too_much_ends_and_the_others_are_read(tmp_path: Path) -> None:
    outlet = MadeOutlet("rakus", len(TAKERS) + 2, more="rendered = True", address="http://rakus.example/")
    scripts = dict(zip(outlet.paths()[1:], TAKERS.values(), strict=False))

    def site(request: Request) -> Response:
        if request.path == "/besar":
            return Response(200, urandom(5 * MAX_SIZE))
        if request.path == "/kecil":
            return Response(200, b"x", delay=0.01)
        if request.path == "/lama":
            return Response(200, b"x", delay=4)
        answer = outlet(request)
        script = f"<script>{scripts.get(request.path, '')}</script></body>"
        return Response(200, answer.body.replace(b"</body>", script.encode()), answer.headers)

    ours = write_spiders(tmp_path, [outlet])
    (tmp_path / "made_outlets" / "__init__.py").write_text(SMALLER, encoding="utf-8")
    with SampleWeb([]) as web:
        web.sites[outlet.host] = site
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        done = scrapy("nightly", "--since", "2024-10-15", *FAST, *ours, *LIMITS, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    with Archive.open(default_url(tmp_path / "data")) as archive:
        found = {one.url.removeprefix("http://rakus.example"): one for one in archive.memory(outlet.name).values()}
    healthy = (outlet.paths()[0], outlet.paths()[-1])
    assert [found[path].state for path in healthy] == ["article", "article"]
    for path, why in zip(scripts, TAKERS, strict=True):
        assert found[path].state == "failed", (path, found[path].reason)
        assert why in (found[path].reason or ""), (path, found[path].reason)
    archived = subprocess.run(
        ["gzip", "-dc", *map(str, (tmp_path / "data" / "warc").iterdir())], capture_output=True, check=True
    ).stdout
    lengths = [int(length) for length in re.findall(rb"\r\nContent-Length: (\d+)\r\n", archived)]
    assert MAX_SIZE <= max(lengths) < MAX_SIZE + 10_000, "a rendered page obeys DOWNLOAD_MAXSIZE"
    assert b"WARC-Truncated: length" in archived
    assert b"WARC-IP-Address: 127.0.0.1" not in archived.partition(b"rakus.example/berita")[2], "that is our own proxy"
    assert not leftovers(tmp_path)


def leftovers(folder: Path) -> list[str]:
    """Processes that run in this environment still."""
    mark = f"KLIPING_DATA={folder / 'data'}".encode()
    running = []
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and mark in (process / "environ").read_bytes():
                running.append((process / "cmdline").read_text())
        except OSError:
            continue
    return running


def test_an_outlets_budget_does_not_wait_for_a_hung_page(tmp_path: Path) -> None:
    outlet = MadeOutlet("macet", 2, more="rendered = True", address="http://macet.example/")
    ours = write_spiders(tmp_path, [outlet])
    with SampleWeb([]) as web:
        web.sites[outlet.host] = lambda request: html(HUNG) if request.path != "/robots.txt" else html("", status=404)
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        began = monotonic()
        done = scrapy("nightly", "--since", "2024-10-15", "-s", "OUTLET_MINUTES=0.1", *FAST, *ours, env=env)
        seconds = monotonic() - began
    assert re.search(r"^macet .*OUTLET_MINUTES=0.1 used up", done.stdout, re.MULTILINE), done.stdout
    assert seconds < 45, "the page's own time"
    assert not leftovers(tmp_path)


def test_a_probe_of_a_hung_site_ends(tmp_path: Path) -> None:
    with SampleWeb([]) as web:
        web.sites["macet.example"] = lambda request: (
            html(HUNG) if request.path == "/" else html("<html><body>tidak ada</body></html>", status=404)
        )
        done = scrapy("probe", "http://macet.example/", *FAST, *LIMITS, env=environment(tmp_path, web))
    assert "did not end within 5 s" in done.stdout + done.stderr, done.stdout + done.stderr
