"""A small client of the sample web for its tests: one request, no redirects followed, bytes as they came."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.web.server import SampleWeb


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came over the wire."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    """Still compressed when the answer was."""

    @property
    def text(self) -> str:
        """The body as UTF-8, without byte order mark."""
        return self.body.decode("utf-8-sig")


def fetch(web: SampleWeb, url: str, headers: Mapping[str, str] | None = None, *, method: str = "GET") -> Reply:
    """The answer to one request on a new connection.

    Raises ``OSError`` when a tunnel is refused, the connection breaks, or (``ssl.SSLError``) the certificate is wrong.
    """
    connection = connect(web, url)
    try:
        return ask(connection, url, headers, method=method)
    finally:
        connection.close()


def connect(web: SampleWeb, url: str, *, ca_file: Path | None = None) -> http.client.HTTPConnection:
    """A connection to the host of an address through the proxy, for several requests."""
    parts = urlsplit(url)
    proxy = urlsplit(web.proxy_url)
    assert proxy.hostname is not None and parts.hostname is not None
    if parts.scheme == "http":
        return http.client.HTTPConnection(proxy.hostname, proxy.port, timeout=10)
    context = ssl.create_default_context(cafile=str(ca_file or web.ca_file))
    connection = http.client.HTTPSConnection(proxy.hostname, proxy.port, timeout=10, context=context)
    connection.set_tunnel(parts.hostname, parts.port or 443)
    return connection


def ask(
    connection: http.client.HTTPConnection, url: str, headers: Mapping[str, str] | None = None, *, method: str = "GET"
) -> Reply:
    """The answer to one request on an open connection."""
    scheme, _, rest = url.partition("://")
    target = url if scheme == "http" else "/" + rest.partition("/")[2]
    connection.request(method, target, headers=dict(headers or {}) | {"Host": rest.partition("/")[0]})
    response = connection.getresponse()
    body = response.read()
    return Reply(response.status, {name.lower(): value for name, value in response.getheaders()}, body)
