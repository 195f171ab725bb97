"""A filtering proxy on loopback: the only way out of the browser that renders an outlet's pages.

A browser follows redirects, opens sockets and resolves names by itself, and no rule inside it is asked about all of
that: a proxy auto-configuration is never asked about loopback. Here every connection names its target first. The proxy
holds it against the rules for addresses, resolves the name by the crawl's own resolver, which refuses private
machines, and connects to the very address that was proven. Behind an operator's proxy, names are resolved there.

The way is open for the time of one page, and for so many bytes. What is refused gets no answer that could be taken for
a page: the connection ends.
"""

from __future__ import annotations

import asyncio
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from crawler.fetching.address_rules import objection

_MAX_HEAD = 64 * 1024
_PIECE = 64 * 1024
_HEAD_SECONDS = 15.0
_DEFAULT_PORTS = {"http": 80, "https": 443}
_OWN_TO_A_HOP = re.compile(r"(?:connection|keep-alive|proxy-[^:]*|te|trailer|upgrade):", re.IGNORECASE)
"""Headers that are for the next machine and not for the site (RFC 9110, 7.6.1)."""

Resolve = Callable[[str], Awaitable[str]]
"""Gives the address that a name leads to; raises when there is none, or when it is not public."""


class _RefusedError(Exception):
    """A connection that is not made; the message says why."""


@dataclass
class Traffic:
    """Traffic of one page so far."""

    limit: int
    """Bytes, of both directions together."""
    taken: int = 0
    exceeded: asyncio.Event = field(default_factory=asyncio.Event)
    refused: dict[str, str] = field(default_factory=dict)
    """Reason for which a host was not connected to, by host."""
    addresses: dict[str, str] = field(default_factory=dict)
    """The address that was connected to, by host; none behind an operator's proxy."""

    def count(self, data: bytes) -> None:
        """Adds to the page's bytes; raises ``ConnectionError`` beyond the limit."""
        self.taken += len(data)
        if self.taken > self.limit:
            self.exceeded.set()
            raise ConnectionAbortedError(f"more than {self.limit} bytes for one page")


class BrowserProxy:
    """The proxy of one crawl. ``allowed`` are the outlet's hosts, ``limit`` the bytes that one page may cause."""

    def __init__(self, allowed: frozenset[str], resolve: Resolve, limit: int) -> None:
        self.allowed = allowed
        self.limit = limit
        self._resolve = resolve
        self._traffic: Traffic | None = None
        self.address = ""
        """Its own address, once it listens."""
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self) -> str:
        """Listens on a free port of loopback; gives the proxy's address."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_MAX_HEAD)
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self.address

    def close(self) -> None:
        """Stops listening and ends what is open."""
        self._end_connections()
        if self._server is not None:
            self._server.close()

    @contextmanager
    def page(self) -> Iterator[Traffic]:
        """Opens the way for the time of one page. At its end every connection is cut."""
        traffic = self._traffic = Traffic(self.limit)
        try:
            yield traffic
        finally:
            self._traffic = None
            self._end_connections()

    def _end_connections(self) -> None:
        for task in self._connections:
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        traffic, task = self._traffic, asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            if traffic is not None:
                await self._answer(reader, writer, traffic)
        # A connection that breaks, drips or is no HTTP concerns nobody but the page that opened it.
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError):
            writer.transport.abort()
        except asyncio.CancelledError:  # the page is over
            writer.transport.abort()
        finally:
            self._connections.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, traffic: Traffic) -> None:
        async with asyncio.timeout(_HEAD_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
        traffic.count(head)
        first, *lines = head.decode("latin-1").split("\r\n")[:-2]
        method, target, _ = first.split(" ")
        tunnel = method == "CONNECT"
        url = f"https://{target}/" if tunnel else target
        host = urlsplit(url).hostname or ""
        try:
            out_reader, out_writer = await self._connect(url, traffic, tunnel=tunnel)
        except Exception as error:  # whatever keeps a name from being resolved or reached
            traffic.refused[host] = str(error) or type(error).__name__
            if tunnel:
                writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
            return
        try:
            if tunnel:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await _both_ways(reader, writer, out_reader, out_writer, traffic)
            else:
                out_writer.write(_onwards(method, url, lines))
                await _one_exchange(reader, writer, out_reader, out_writer, traffic, _body_length(lines))
        finally:
            out_writer.close()

    async def _connect(
        self, url: str, traffic: Traffic, *, tunnel: bool
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection on which the target can be talked to. Raises when it may not be asked or cannot be reached."""
        if reason := objection(url, self.allowed):
            raise _RefusedError(reason)
        parts = urlsplit(url)
        if parts.scheme != ("https" if tunnel else "http"):
            raise _RefusedError(f"{parts.scheme} is asked for through a tunnel")
        host, port = (parts.hostname or "").rstrip("."), parts.port or _DEFAULT_PORTS[parts.scheme]
        proxy = operators_proxy(parts.scheme, host)
        if proxy is None:
            address = await self._resolve(host)
            traffic.addresses[host] = address
            return await asyncio.open_connection(address, port, limit=_MAX_HEAD)
        reader, writer = await asyncio.open_connection(proxy.hostname, proxy.port or 80, limit=_MAX_HEAD)
        if tunnel:
            try:
                writer.write(f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n{_login(proxy)}\r\n".encode())
                async with asyncio.timeout(_HEAD_SECONDS):
                    head = await reader.readuntil(b"\r\n\r\n")
                if head.split(b" ", 2)[1:2] != [b"200"]:
                    raise _RefusedError(f"the proxy says {head.splitlines()[0].decode('latin-1')}")
            except BaseException:
                writer.transport.abort()
                raise
        return reader, writer


def operators_proxy(scheme: str, host: str) -> SplitResult | None:
    """The proxy that the environment names for a host, as ``urllib`` reads it; ``None`` where it is asked directly."""
    address = getproxies().get(scheme)
    if not address or proxy_bypass(host):
        return None
    parts = urlsplit(address if "://" in address else f"http://{address}")
    return parts if parts.hostname else None


def _login(proxy: SplitResult) -> str:
    if proxy.username is None:
        return ""
    words = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}".encode()
    return f"Proxy-Authorization: Basic {b64encode(words).decode()}\r\n"


def _onwards(method: str, url: str, lines: list[str]) -> bytes:
    """Head of a plain request as the next machine gets it: for one exchange, after which the connection is closed."""
    parts = urlsplit(url)
    proxy = operators_proxy(parts.scheme, (parts.hostname or "").rstrip("."))
    target = url if proxy else (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kept = [line for line in lines if not _OWN_TO_A_HOP.match(line)]
    head = "\r\n".join((f"{method} {target} HTTP/1.1", *kept, "Connection: close", ""))
    return (head + (_login(proxy) if proxy else "") + "\r\n").encode("latin-1")


def _body_length(lines: list[str]) -> int:
    """Bytes of a request's body. Raises ``ValueError`` where they are not told: browsers tell them."""
    names = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if "transfer-encoding" in names:
        raise ValueError("a request in chunks")
    return int(names.get("content-length", "0"))


async def _both_ways(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    out_reader: asyncio.StreamReader,
    out_writer: asyncio.StreamWriter,
    traffic: Traffic,
) -> None:
    await _first_of(_pour(reader, out_writer, traffic), _pour(out_reader, writer, traffic))


async def _one_exchange(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    out_reader: asyncio.StreamReader,
    out_writer: asyncio.StreamWriter,
    traffic: Traffic,
    length: int,
) -> None:
    """One request and its answer. A further request on the same connection was held against no rule: it ends there."""

    async def request() -> None:
        await _pour(reader, out_writer, traffic, length)
        await reader.read(1)

    await _first_of(request(), _pour(out_reader, writer, traffic))


async def _first_of(*directions: Awaitable[None]) -> None:
    tasks = [asyncio.ensure_future(direction) for direction in directions]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
            with suppress(OSError, asyncio.CancelledError):
                await task


async def _pour(
    source: asyncio.StreamReader, target: asyncio.StreamWriter, traffic: Traffic, length: int | None = None
) -> None:
    """Hands bytes on until the source ends, or ``length`` of them are through."""
    left = length
    while left is None or left > 0:
        data = await source.read(_PIECE if left is None else min(_PIECE, left))
        if not data:
            return
        traffic.count(data)
        left = None if left is None else left - len(data)
        target.write(data)
        await target.drain()
