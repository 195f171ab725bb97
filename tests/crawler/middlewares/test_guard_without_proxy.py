"""The address guard, with nothing between the crawler and the sockets.

The one outlet stands on loopback, where a test can serve it: a resolver made for the test lets that name through, and
hands every other one to the guard.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.shell import FAST, environment, scrapy
from tests.web.made import MadeOutlet, write_spiders
from tests.web.messages import Request

SPELLINGS = (
    "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "[::1]", "[::ffff:127.0.0.1]", "localhost",
)  # fmt: skip
"""The nine of the table, each of which a C library or a browser takes for this machine."""

OTHER_LINKS = (
    "file:///etc/hostname", "data:text/html,x", "ftp://kantor.example/berita/x", "javascript:alert(1)",
    "gopher://127.0.0.1/", "//kantor.example:22/berita/x", "http://kantor.example:x/berita/x",
)  # fmt: skip
"""Links in the index that lead to nothing a crawler asks for."""

RESOLVER = '''"""Names of a test."""

from twisted.internet.defer import succeed

from crawler.middlewares.guard import PublicResolver


class Names(PublicResolver):
    """``kantor`` is served; ``pindah`` at first, and then leads inside; ``gudang`` always leads inside."""

    def __init__(self, *args):
        super().__init__(*args)
        self.asked = []

    def getHostByName(self, name, timeout=()):
        self.asked.append(name)
        if name == "kantor.example" or (name == "pindah.example" and self.asked.count(name) == 1):
            return succeed("127.0.0.1")
        return super().getHostByName(name, timeout)

    def look_up(self, name, timeout):
        if name.endswith(".example"):
            return succeed("127.0.0.1")
        return super().look_up(name, timeout)
'''


class Served:
    """Requests that reached one loopback server."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.redirects: dict[str, list[tuple[int, str]]] = {}
        self.pages: dict[str, bytes] = {}
        self.port = 0


@contextmanager
def serving(outlet: MadeOutlet) -> Iterator[Served]:
    served = Served()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(f"{self.headers['Host']}{self.path}")
            status, headers, body = 200, {"Content-Type": "text/html"}, served.pages.get(self.path, b"")
            if steps := served.redirects.get(self.path):
                status, target = steps.pop(0) if len(steps) > 1 else steps[0]
                headers |= {"Location": target} if target else {}
            elif not body:
                path, _, query = self.path.partition("?")
                answer = outlet(Request("GET", "http", outlet.host, path, query))
                status, body = answer.status, answer.body
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def crawl(tmp_path: Path, outlet: MadeOutlet, *arguments: str) -> dict[str, tuple[str, str | None]]:
    """State and reason of every address, after a night without any proxy."""
    ours = write_spiders(tmp_path, [outlet])
    (tmp_path / "made_outlets" / "names").mkdir()
    (tmp_path / "made_outlets" / "names" / "__init__.py").write_text(RESOLVER, encoding="utf-8")
    env = {
        name: value
        for name, value in environment(tmp_path / "data", PYTHONPATH=str(tmp_path)).items()
        if not name.lower().endswith("_proxy")
    }
    resolver = ("-s", "TWISTED_DNS_RESOLVER=made_outlets.names.Names", "-s", "RETRY_TIMES=1")
    clock = ("-s", "KLIPING_NOW=2024-11-28T06:00:00+07:00")
    scrapy("nightly", "--since", "2024-10-15", *FAST, *ours, *resolver, *clock, *arguments, env=env)
    with Archive.open(default_url(tmp_path / "data")) as archive:
        return {one.url: (one.state, one.reason) for one in archive.memory(outlet.name).values()}


@pytest.mark.parametrize("guarded", ["by both", "by the resolver alone"])
def test_no_spelling_of_this_machine_is_asked(tmp_path: Path, guarded: str) -> None:
    outlet = MadeOutlet("kantor", len(SPELLINGS) + 4)
    with serving(outlet) as served:
        outlet = MadeOutlet("kantor", outlet.count, address=f"http://kantor.example:{served.port}/")
        inside = [f"http://{host}:{served.port}/rahasia" for host in (*SPELLINGS, "gudang.example")]
        for path, target in zip(outlet.paths(), inside, strict=False):
            served.redirects[path] = [(302, target)]
        retried, refreshed, *_ = outlet.paths()[len(inside) :]
        served.redirects[retried] = [(500, ""), (302, inside[0])]
        refresh = f"<html><meta http-equiv='refresh' content='0; url={inside[0]}'></html>"
        served.pages[refreshed] = refresh.encode()
        anchors = "".join(f"<h2><a href='{link}'>x</a></h2>" for link in (*OTHER_LINKS, *outlet.paths()))
        served.pages["/indeks?page=1"] = f"<html>{anchors}</html>".encode()
        more: tuple[str, ...] = ()
        if guarded == "by the resolver alone":
            ours = {"scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
                    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
                    "crawler.middlewares.archive.ArchiveCapture": 950}  # fmt: skip
            more = ("-s", f"DOWNLOADER_MIDDLEWARES={json.dumps(ours)}")
        became = crawl(tmp_path, outlet, *more)
        asked = served.asked
    assert len(asked) > len(inside)
    assert not [url for url in asked if "rahasia" in url]
    assert {url.partition("/")[0] for url in asked} == {f"kantor.example:{served.port}"}
    by_path = {url.removeprefix(outlet.site.rstrip("/")): outcome for url, outcome in became.items()}
    assert set(by_path) == set(outlet.paths())
    for path in (*outlet.paths()[: len(inside)], retried):
        assert by_path[path][0] == "failed"
    assert by_path[refreshed][0] == "empty"
    assert by_path[outlet.paths()[-1]][0] == "article"
    if guarded == "by both":
        assert all("no public address" in (by_path[path][1] or "") for path in outlet.paths()[: len(SPELLINGS)])
        assert "not asked for" in (by_path[outlet.paths()[len(SPELLINGS)]][1] or "")


def test_a_name_that_is_rebound_is_not_followed_inside(tmp_path: Path) -> None:
    with serving(MadeOutlet("pindah")) as served:
        crawl(tmp_path, MadeOutlet("pindah", address=f"http://pindah.example:{served.port}/"))
        assert served.asked == [f"pindah.example:{served.port}/robots.txt"], "the one time it led outside"
