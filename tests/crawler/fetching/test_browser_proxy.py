"""The browser's proxy, asked as a browser asks it."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from crawler.fetching.browser_proxy import BrowserProxy, Traffic

PLAIN = "GET http://{host}/a?b=c HTTP/1.1\r\nHost: {host}\r\nProxy-Connection: keep-alive\r\nAccept: */*\r\n\r\n"
TUNNEL = "CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n\r\n"


class Site:
    """A machine that answers, and keeps what it was sent."""

    def __init__(self, answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nya") -> None:
        self.answer = answer
        self.heard: list[bytes] = []
        self.port = 0

    @asynccontextmanager
    async def served(self) -> AsyncIterator[int]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(OSError, asyncio.IncompleteReadError):
                self.heard.append(await reader.readuntil(b"\r\n\r\n"))
                writer.write(self.answer)
                await writer.drain()
                while data := await reader.read(1000):
                    self.heard.append(data)
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        yield self.port
        server.close()


class Names:
    """A resolver whose answers are those of a test, one after the other."""

    def __init__(self, *leads_to: str) -> None:
        self.leads_to = list(leads_to)
        self.asked: list[str] = []

    async def __call__(self, name: str) -> str:
        self.asked.append(name)
        address = self.leads_to.pop(0)
        if address == "inside":
            raise OSError(f"{name} leads inside")
        return address


async def ask(proxy: BrowserProxy, *texts: str, end: float = 0.3) -> bytes:
    """Everything that comes back on one connection until the proxy ends it, or is silent."""
    host, _, port = proxy.address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    came = b""
    with suppress(TimeoutError, OSError):
        for text in texts:
            writer.write(text.encode())
            while data := await asyncio.wait_for(reader.read(100_000), end):
                came += data
                if not came.rstrip().endswith(b"x"):
                    break
        while data := await asyncio.wait_for(reader.read(100_000), end):
            came += data
    writer.close()
    return came


def run(work: Coroutine[Any, Any, None], monkeypatch: pytest.MonkeyPatch, proxy: str = "") -> None:
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, proxy)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("no_proxy", "")
    asyncio.run(work)


async def opened(site: Site, names: Names, limit: int = 10**6) -> BrowserProxy:
    proxy = BrowserProxy(frozenset({"kabar.example", f"kabar.example:{site.port}"}), names, limit)
    await proxy.start()
    return proxy


def test_a_declared_host_is_asked_at_the_address_that_was_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        site, names = Site(), Names("127.0.0.1", "127.0.0.1", "inside")
        async with site.served() as port:
            proxy = await opened(site, names)
            host = f"kabar.example:{port}"
            with proxy.page() as traffic:
                assert (await ask(proxy, PLAIN.format(host=host))).endswith(b"ya")
                assert b"200" in await ask(proxy, TUNNEL.format(host=host), "GET / HTTP/1.1\r\n\r\n")
                assert b"200" not in await ask(proxy, TUNNEL.format(host=host))
            assert names.asked == 3 * ["kabar.example"], "once for each connection"
            assert traffic.addresses == {"kabar.example": "127.0.0.1"}
            assert traffic.refused == {"kabar.example": "kabar.example leads inside"}
            proxy.close()
        heard = site.heard[0].decode()
        assert heard.startswith("GET /a?b=c HTTP/1.1\r\n")
        assert "Connection: close\r\n" in heard
        assert "Proxy-" not in heard

    run(work(), monkeypatch)


@pytest.mark.parametrize(
    "host",
    ["elsewhere.example:443", "127.0.0.1:443", "0x7f.1:443", "2130706433:443", "[::1]:443", "[::ffff:127.0.0.1]:443",
     "169.254.169.254:80", "localhost:443", "kabar.example:22", "kabar.example@127.0.0.1:443", "127.0.0.1:x", ":443",
     "kabar.example.attacker.example:443"],
)  # fmt: skip
def test_nothing_else_is_resolved_or_answered(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        names = Names()
        proxy = await opened(Site(), names)
        with proxy.page():
            assert b"200" not in await ask(proxy, TUNNEL.format(host=host))
            assert await ask(proxy, PLAIN.format(host=host.removesuffix(":443"))) == b"", "nothing to take for a page"
            assert await ask(proxy, "GET file:///etc/hostname HTTP/1.1\r\n\r\n") == b""
            assert await ask(proxy, "\x16\x03\x01 kein HTTP\r\n\r\n") == b""
        proxy.close()
        assert names.asked == []

    run(work(), monkeypatch)


def test_a_second_request_on_the_same_connection_goes_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        site = Site()
        async with site.served() as port:
            proxy = await opened(site, Names("127.0.0.1"))
            with proxy.page():
                twice = PLAIN.format(host=f"kabar.example:{port}")
                await ask(proxy, twice, twice.replace("kabar", "lain"))
            proxy.close()
        assert len(site.heard) == 1

    run(work(), monkeypatch)


def test_a_page_has_its_bytes_and_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        site = Site(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 300_000)
        async with site.served() as port:
            proxy = await opened(site, Names(*4 * ["127.0.0.1"]), limit=100_000)
            question = PLAIN.format(host=f"kabar.example:{port}")
            assert await ask(proxy, question) == b"", "no page is being rendered"
            with proxy.page() as traffic:
                assert len(await ask(proxy, question)) <= traffic.limit
                assert traffic.exceeded.is_set()
            with proxy.page() as traffic:
                held = asyncio.ensure_future(ask(proxy, TUNNEL.format(host=f"kabar.example:{port}"), end=30))
                await asyncio.sleep(0.2)
            assert b"200" in await asyncio.wait_for(held, 5), "cut with the end of its page"
            proxy.close()

    run(work(), monkeypatch)


def test_through_an_operators_proxy_with_its_login(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        office = Site()
        async with office.served() as port:
            for name in ("http_proxy", "https_proxy"):
                monkeypatch.setenv(name, f"http://orang:rahasia%21@127.0.0.1:{port}")
            names = Names()
            proxy = await opened(office, names)
            with proxy.page() as traffic:
                await ask(proxy, PLAIN.format(host="kabar.example"))
                assert b"200" in await ask(proxy, TUNNEL.format(host="kabar.example:443"))
                assert b"200" not in await ask(proxy, TUNNEL.format(host="127.0.0.1:443"))
            proxy.close()
        login = b"Proxy-Authorization: Basic " + b64encode(b"orang:rahasia!")
        plain, tunnel = office.heard[:2]
        assert plain.startswith(b"GET http://kabar.example/a?b=c HTTP/1.1\r\n")
        assert tunnel.startswith(b"CONNECT kabar.example:443 HTTP/1.1\r\n")
        assert login in plain
        assert login in tunnel
        assert names.asked == [], "who answers for a name is the office's proxy"
        assert isinstance(traffic, Traffic)
        assert traffic.addresses == {}

    run(work(), monkeypatch)
