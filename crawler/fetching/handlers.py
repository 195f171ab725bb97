"""Connections whose answers have a head of bounded size.

Twisted refuses one header line of more than 16 KiB and has no limit on their number: 200,000 headers took 219 MB.
"""

from __future__ import annotations

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.web._newclient import HEADER, STATUS, Request
from twisted.web.http import PotentialDataLoss
from twisted.web.iweb import IResponse

MAX_HEAD = 256 * 1024
"""Bytes of status line and headers beyond which a connection is cut; browsers stop at as much."""


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's handler for http and https, over such connections."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory
        self._pool.retryAutomatically = False  # at once, whatever delay the host asks for


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:  # noqa: N802 - named by Twisted
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    _head = 0

    def request(self, request: Request) -> Deferred[IResponse]:
        self._head = 0
        return super().request(request)

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802 - named by Twisted
        if rest.strip() and self._parser is not None and self._parser.bodyDecoder is not None:
            self._parser.bodyDecoder = _NoProof()  # type: ignore[assignment]
        super()._finishResponse(rest)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - named by Twisted
        parser = self._parser
        if parser is not None and parser.state in (STATUS, HEADER):
            self._head += len(data)
            if self._head > MAX_HEAD and self.transport is not None:
                self.transport.abortConnection()
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _NoProof:
    """The decoder of a body that goes on behind its ``Content-Length``, which therefore proves nothing."""

    def noMoreData(self) -> None:  # noqa: N802 - named by Twisted
        raise PotentialDataLoss
