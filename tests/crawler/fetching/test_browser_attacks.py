"""A hostile page in a real Chromium: what it tries to reach, and what it tries to take."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import async_playwright
from scrapy.utils.project import get_project_settings

from crawler.fetching.browser import chromium
from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.crawler.middlewares.test_guard_without_proxy import RESOLVER
from tests.shell import FAST, ROOT, environment, scrapy
from tests.web.made import MadeOutlet, write_spiders
from tests.web.messages import Handler, Request, Response, html, javascript, moved
from tests.web.server import SampleWeb

pytestmark = pytest.mark.skipif(
    chromium(get_project_settings()) is None, reason="no Chromium: apt install chromium, or set KLIPING_CHROMIUM"
)

INSIDE = "KLIPING_TEST_NAMESPACE"
"""Set within a network namespace of a test: there, addresses of private networks are this machine's own."""

PRIVATE = ("169.254.169.254", "10.9.8.7") if INSIDE in os.environ else ()
HOSTS = ("127.0.0.1", "127.1", "2130706433", "0x7f.1", "localhost", *PRIVATE)
"""Spellings of machines that nothing may reach."""

SECRET = "rahasia perusahaan"

ROUTES = """
const hosts = %(hosts)s, port = %(port)d;
const quietly = (work) => { try { const done = work(); if (done && done.catch) done.catch(() => {}); } catch (e) {} };
const add = (tag, facts) => document.body.append(Object.assign(document.createElement(tag), facts));
for (const host of hosts) {
  const there = `http://${host}:${port}/`;
  const jump = `/lompat?${there}`;
  for (const url of [there, jump]) {
    quietly(() => fetch(url, {mode: "no-cors"}));
    quietly(() => fetch(url, {mode: "no-cors", method: "POST", body: "x"}));
    quietly(() => navigator.sendBeacon(url, "x"));
    quietly(() => new EventSource(url));
    quietly(() => add("iframe", {src: url}));
    quietly(() => add("script", {src: url}));
    quietly(() => add("link", {rel: "preconnect", href: url}));
    quietly(() => add("link", {rel: "prefetch", href: url}));
    quietly(() => add("link", {rel: "dns-prefetch", href: url}));
    quietly(() => window.open(url));
    quietly(() => window.open(url, "_blank", "noopener"));
    quietly(() => import(url));
    quietly(() => new Worker(URL.createObjectURL(new Blob([`fetch("${there}", {mode: "no-cors"})`]))));
    quietly(() => new SharedWorker(`/pekerja.js?${there}`));
    quietly(() => navigator.serviceWorker.register(`/pekerja.js?${there}`));
  }
  quietly(() => { const empty = window.open("about:blank"); empty.eval(`fetch("${there}", {mode: "no-cors"})`); });
  quietly(() => new WebSocket(`ws://${host}:${port}/`));
  quietly(() => new WebSocket(`wss://${host}:${port}/`));
  quietly(() => new WebTransport(`https://${host}:${port}/`));
  quietly(async () => {
    const login = {username: "a", credential: "b"};
    const servers = [{urls: `stun:${host}:${port}`}, {urls: `turn:${host}:${port}?transport=tcp`, ...login},
                     {urls: `turn:${host}:${port}?transport=udp`, ...login},
                     {urls: `turns:${host}:${port}?transport=tcp`, ...login}];
    const [one, two] = [new RTCPeerConnection({iceServers: servers}), new RTCPeerConnection()];
    one.createDataChannel("x");
    await one.setLocalDescription(await one.createOffer());
    await two.setRemoteDescription(one.localDescription);
    await two.setLocalDescription(await two.createAnswer());
    await one.setRemoteDescription(two.localDescription);
    for (const way of ["udp 2122260223", "tcp 1518280447"])
      one.addIceCandidate({sdpMid: "0", candidate:
        `candidate:1 1 ${way} ${host} ${port} typ host${way[0] == "t" ? " tcptype passive" : ""}`});
  });
}
fetch("/lama");
"""
"""Every way in which a page can ask another machine for something."""

MOVES = {
    "pindah": lambda url: moved(url, status=302),
    "ganti": lambda url: html(f"<html><script>location = '{url}'</script></html>"),
    "segarkan": lambda url: html(f"<html><meta http-equiv='refresh' content='0; url={url}'></html>"),
    "unduh": lambda url: html(
        f"<html><body><a href='{url}' download>x</a><script>document.querySelector('a').click()</script></body></html>"
    ),
    "kirim": lambda url: html(f"<form method=post action='{url}'></form><script>document.forms[0].submit()</script>"),
}
"""Ways in which a page itself goes elsewhere."""


class Forbidden:
    """What listens where nobody may ask: every connection and every datagram is a hit."""

    def __init__(self) -> None:
        self.hits: list[str] = []
        self.port = 0

    @contextmanager
    def listening(self) -> Iterator[Forbidden]:
        with ExitStack() as stack:
            ended = threading.Event()
            for address in ("127.0.0.1", *PRIVATE):
                for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                    one = stack.enter_context(socket.socket(socket.AF_INET, kind))
                    one.bind((address, self.port))
                    self.port = one.getsockname()[1]
                    one.settimeout(0.05)
                    listen = self._accept if kind == socket.SOCK_STREAM else self._receive
                    thread = threading.Thread(target=listen, args=(one, address, ended), daemon=True)
                    thread.start()
                    stack.callback(thread.join)
            stack.callback(ended.set)
            yield self

    def _accept(self, server: socket.socket, address: str, ended: threading.Event) -> None:
        server.listen(64)
        while not ended.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            self.hits.append(f"tcp {address}")
            body = f"<html><body><p>{SECRET}</p></body></html>".encode()
            with connection:
                head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
                connection.sendall(head.encode() + body)

    def _receive(self, server: socket.socket, address: str, ended: threading.Event) -> None:
        while not ended.is_set():
            try:
                server.recvfrom(2048)
            except TimeoutError:
                continue
            self.hits.append(f"udp {address}")


def hostile(outlet: MadeOutlet, port: int) -> Handler:
    """The site of an outlet some of whose articles attack: the first by every route, the next by going elsewhere.

    The last one is as it should be, however few there are.
    """
    script = ROUTES % {"hosts": list(HOSTS), "port": port}

    def site(request: Request) -> Response:
        if request.path == "/lompat":
            return moved(request.query, status=302)
        if request.path == "/pekerja.js":
            return javascript(f"fetch('{request.query}', {{mode: 'no-cors'}})")
        if request.path == "/lama":
            return Response(200, b"ok", (("Content-Type", "text/plain"),), delay=1.5)
        attacks = dict(zip(outlet.paths()[1:-1], MOVES.values(), strict=False))
        if request.path in attacks:
            return attacks[request.path](f"http://127.0.0.1:{port}/")
        answer = outlet(request)
        if request.path == outlet.paths()[0]:
            return Response(200, answer.body.replace(b"</body>", f"<script>{script}</script></body>".encode()),
                            answer.headers)  # fmt: skip
        return answer

    return site


@contextmanager
def on_loopback(site: Callable[[Request], Response], host: str) -> Iterator[int]:
    """Serves a site on a port of this machine, for a crawl without any proxy."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            answer = site(Request(self.command, "http", host, path, query))
            self.send_response(answer.status)
            for name, value in (*answer.headers, ("Content-Length", str(len(answer.body)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        do_POST = do_GET  # noqa: N815 - named by http.server

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def direct_environment(tmp_path: Path) -> dict[str, str]:
    """Environment without a proxy, in which ``kantor.example`` is this machine."""
    (tmp_path / "made_outlets" / "names").mkdir()
    (tmp_path / "made_outlets" / "names" / "__init__.py").write_text(RESOLVER, encoding="utf-8")
    whole = environment(tmp_path / "data", PYTHONPATH=str(tmp_path), KLIPING_NOW="2024-11-28T06:00:00+07:00")
    return {name: value for name, value in whole.items() if not name.lower().endswith("_proxy")}


QUICK = """
from crawler.fetching import browser_handler

browser_handler._GOODBYE = 1.0
"""
"""A page that attacks is not waited for politely."""

PATIENCE = ("-s", "DOWNLOAD_TIMEOUT=4")
NO_MORE: tuple[str, ...] = ()
DIRECT = ("-s", "TWISTED_DNS_RESOLVER=made_outlets.names.Names")


@pytest.mark.parametrize("operators_proxy", [True, False], ids=["operators-proxy", "direct"])
def test_no_route_leads_a_page_to_a_machine_of_a_private_network(tmp_path: Path, operators_proxy: bool) -> None:
    # what a page goes to is asked for in the same way behind a proxy: there, the routes and one of the moves suffice
    moves = 1 if operators_proxy else len(MOVES)
    outlet = MadeOutlet("kantor", moves + 2, more="rendered = True", address="http://kantor.example/")
    with ExitStack() as stack:
        forbidden = stack.enter_context(Forbidden().listening())
        site = hostile(outlet, forbidden.port)
        if operators_proxy:
            web = stack.enter_context(SampleWeb([]))
            web.sites[outlet.host] = site
            ours = write_spiders(tmp_path, [outlet])
            env, more = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path)), NO_MORE
        else:
            port = stack.enter_context(on_loopback(site, outlet.host))
            outlet = MadeOutlet("kantor", outlet.count, outlet.more, f"http://kantor.example:{port}/")
            ours = write_spiders(tmp_path, [outlet])
            env, more = direct_environment(tmp_path), DIRECT
        (tmp_path / "made_outlets" / "__init__.py").write_text(QUICK, encoding="utf-8")
        done = scrapy("nightly", "--since", "2024-10-15", *FAST, *PATIENCE, *ours, *more, env=env)
        assert forbidden.hits == [], done.stdout + done.stderr
    with Archive.open(default_url(tmp_path / "data")) as archive:
        states = [one.state for one in sorted(archive.memory(outlet.name).values(), key=lambda one: one.url)]
    assert states[1:] == [*(moves * ["failed"]), "article"], done.stdout + done.stderr
    for file in (tmp_path / "data" / "warc").iterdir():
        kept = subprocess.run(["gzip", "-dc", str(file)], capture_output=True, check=True).stdout
        assert SECRET.encode() not in kept, "nothing is archived before the guard has spoken"


def test_the_routes_are_real(tmp_path: Path) -> None:
    outlet = MadeOutlet("kantor", 6)

    async def look(port: int, forbidden: Forbidden) -> None:
        async with async_playwright() as driver:
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            path = chromium(get_project_settings())
            browser = await driver.chromium.launch(executable_path=path, args=arguments)
            page = await browser.new_page()
            await page.goto(f"http://127.0.0.1:{port}{outlet.paths()[0]}")
            for _ in range(100):
                if {hit.partition(" ")[0] for hit in forbidden.hits} == {"tcp", "udp"}:
                    break
                await page.wait_for_timeout(100)
            await browser.close()

    with Forbidden().listening() as forbidden, on_loopback(hostile(outlet, forbidden.port), outlet.host) as port:
        asyncio.run(look(port, forbidden))
        assert {hit.partition(" ")[0] for hit in forbidden.hits} == {"tcp", "udp"}


@pytest.mark.long
@pytest.mark.skipif(INSIDE in os.environ, reason="within the namespace already")
def test_nor_to_a_link_local_or_private_address(tmp_path: Path) -> None:
    ip = shutil.which("ip")
    enter = ["unshare", "--user", "--map-root-user", "--net"]
    if ip is None or subprocess.run([*enter, "true"], capture_output=True, check=False).returncode:
        pytest.skip("needs a network namespace of its own: util-linux, iproute2, and a kernel that lets users have one")
    inside = f"{ip} link set lo up && {ip} address add 169.254.169.254/32 dev lo && {ip} address add 10.9.8.7/32 dev lo"
    direct = f"{test_no_route_leads_a_page_to_a_machine_of_a_private_network.__name__}[direct]"
    test = f"{Path(__file__).relative_to(ROOT)}::{direct}"
    command = f"{inside} && exec {sys.executable} -m pytest -q -x -p no:cacheprovider -p no:xdist '{test}'"
    done = subprocess.run(
        [*enter, "sh", "-c", command],
        cwd=ROOT, env=os.environ | {INSIDE: "1"}, capture_output=True, encoding="utf-8", timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("."), done.stdout
