"""The sockets of the sample web: an HTTP/1.1 proxy on the loopback interface that ends every connection itself.

Plain requests come with the absolute address; for ``https`` a client asks for a tunnel (CONNECT), and the proxy
itself speaks TLS at its far end. Nothing is ever forwarded.
"""

from __future__ import annotations

import contextlib
import gzip
import http.client
import socket
import ssl
import struct
import sys
import threading
import time
import traceback
from http.server import BaseHTTPRequestHandler
from socketserver import StreamRequestHandler, TCPServer, ThreadingMixIn
from typing import Any, Protocol

from tests.web.messages import Request, Response

_GZIP_FROM = 256  # bytes; smaller bodies are sent as they are
_IDLE = 120.0  # seconds after which a silent connection is closed
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER: on, 0 seconds


class Web(Protocol):
    """Request of the proxy to the web behind it."""

    def tunnel(self, host: str, port: int, arrived: float) -> ssl.SSLContext | None:
        """TLS settings for a tunnel to ``host``, or ``None`` when there is no such host."""

    def answer(self, request: Request, arrived: float) -> Response:
        """The answer to a request that arrived at ``arrived`` (``time.monotonic()``)."""


class ProxyServer(ThreadingMixIn, TCPServer):
    """One thread for each connection; ``close()`` ends the open ones too."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, web: Web, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Connection)
        self.web = web
        self.stopping = threading.Event()
        self.errors: list[str] = []
        """Tracebacks of sites that raised: a defect of the sample web or of a test's own site."""
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()

    def opened(self, connection: socket.socket) -> None:
        """Note an open socket."""
        with self._lock:
            self._open.add(connection)

    def closed(self, connection: socket.socket) -> None:
        """Forget a socket."""
        with self._lock:
            self._open.discard(connection)

    def close(self) -> None:
        """Stop listening, and end what is open."""
        self.stopping.set()
        self.shutdown()
        self.server_close()
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep the traceback; a client that went away, or does not trust the authority, is no error."""
        gone = isinstance(sys.exception(), ConnectionError | TimeoutError | ssl.SSLError)
        if not gone and not self.stopping.is_set():
            with self._lock:
                self.errors.append(traceback.format_exc())


class _Connection(BaseHTTPRequestHandler):
    """One client's connection: plain requests, or, after CONNECT, those of one host inside TLS."""

    protocol_version = "HTTP/1.1"
    timeout = _IDLE
    wbufsize = -1  # head and body leave together
    disable_nagle_algorithm = True
    server: ProxyServer

    def setup(self) -> None:
        super().setup()
        self._tunnel_host: str | None = None
        self._broken = False
        self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        if self._broken:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        with contextlib.suppress(OSError):  # the client may be gone
            super().finish()
        if self._tunnel_host or self._broken:
            # before socketserver would say goodbye politely; a tunnel's socket is not the one it knows
            self.connection.close()

    def do_CONNECT(self) -> None:
        """Open the tunnel, and go on inside it."""
        arrived = time.monotonic()
        host, _, port = self._target().rpartition(":")
        host = _host_name(host)
        context = self.server.web.tunnel(host, int(port) if port.isdigit() else 0, arrived)
        if context is None or self._tunnel_host:
            self._send(Request("CONNECT", "https", host, ""), Response(502))
            self.close_connection = True
            return
        self.send_response_only(200, "Connection established")
        self.end_headers()
        self.wfile.flush()
        self.server.closed(self.connection)
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.server.opened(self.connection)
        self.rfile.close()
        # the streams of the connection, as socketserver makes them, over the new socket
        self.request = self.connection
        StreamRequestHandler.setup(self)
        self._tunnel_host = host
        self.close_connection = False

    def do_GET(self) -> None:
        """Answer."""
        arrived = time.monotonic()
        request = self._request()
        if request is None:
            self.send_error(400, "This is a proxy", "Ask it for absolute addresses.")
            return
        response = self.server.web.answer(request, arrived)
        if response.delay:
            self.server.stopping.wait(response.delay)
        if response.fault == "reset":
            self._broken = True
            self.close_connection = True
            return
        if response.wire is not None:
            self.close_connection = True
            for wait, piece in response.wire():
                if self.server.stopping.wait(wait):
                    return
                self.wfile.write(piece)
                self.wfile.flush()
            return
        self._send(request, response)

    do_HEAD = do_GET  # noqa: N815 (named by http.server)
    do_POST = do_GET  # noqa: N815

    def _target(self) -> str:
        """The request's target as sent: ``http.server`` folds leading slashes in ``self.path``."""
        return self.requestline.split()[1]

    def _request(self) -> Request | None:
        target = self._target()
        if self._tunnel_host:
            scheme, host, rest = "https", self._tunnel_host, target
        else:
            scheme, separator, address = target.partition("://")
            if not separator or scheme.lower() != "http":
                return None
            authority, slash, rest = address.partition("/")
            host, rest = _host_name(authority.removesuffix(":80")), slash + rest or "/"
        path, _, query = rest.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        length = headers.get("content-length", "0")
        body = self.rfile.read(int(length)) if length.isdigit() else b""
        return Request(self.command, scheme.lower(), host, path, query, headers, body)

    def _send(self, request: Request, response: Response) -> None:
        body = response.body
        headers = list(response.headers)
        if response.fault == "truncated-gzip":
            whole = gzip.compress(body, mtime=0)
            body = whole[: len(whole) // 2]
            headers.append(("Content-Encoding", "gzip"))
        elif len(body) >= _GZIP_FROM and "gzip" in request.headers.get("accept-encoding", ""):
            body = gzip.compress(body, mtime=0)
            headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
        self.send_response_only(response.status, http.client.responses.get(response.status, "Unknown"))
        for name, value in headers:
            self.send_header(name, value)
        if response.status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        else:
            body = b""
        if self.close_connection or response.status == 502:
            self.send_header("Connection", "close")
        self.end_headers()
        if request.method != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal: ``SampleWeb.log`` keeps the record."""


def _host_name(host: str) -> str:
    return host.lower().rstrip(".")
