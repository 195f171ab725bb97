"""Connections whose answers have a head of bounded size, and that end with the budget of their crawl.

Twisted refuses one header line of more than 16 KiB and has no limit on their number: 200,000 headers took 219 MB.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.web._newclient import HEADER, STATUS
from twisted.web._newclient import Request as WireRequest
from twisted.web.http import PotentialDataLoss
from twisted.web.iweb import IResponse

from crawler.signals import BUDGET_SPENT

MAX_HEAD = 256 * 1024
"""Bytes of status line and headers beyond which a connection is cut; browsers stop at as much."""


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's handler for http and https, over such connections."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        bound_heads(self)
        self._downloads = Downloads(crawler)

    async def download_request(self, request: Request) -> Response:
        """The answer. Raises ``IgnoreRequest`` when the budget ends first."""
        return await self._downloads.run(request, super().download_request(request))


class Downloads:
    """The downloads of one crawl: all of them end when its budget does."""

    def __init__(self, crawler: Crawler) -> None:
        self._running: dict[asyncio.Task[Response], Request] = {}
        self._spent = False
        crawler.signals.connect(self.end, BUDGET_SPENT)

    async def run(self, request: Request, download: Coroutine[Any, Any, Response]) -> Response:
        """The answer of a download. Raises ``IgnoreRequest`` when the budget ends first: the address stays queued."""
        task = asyncio.ensure_future(download)
        self._running[task] = request
        try:
            if self._spent:
                task.cancel()
            return await task
        except asyncio.CancelledError:
            if not self._spent:
                raise
            request.meta["postponed"] = request.meta["budget"] = True
            raise IgnoreRequest("the budget was used up before it came") from None
        finally:
            del self._running[task]

    def end(self) -> None:
        """Ends what is on its way, and whatever comes after it."""
        self._spent = True
        for task in self._running:
            task.cancel()


def bound_heads(handler: HTTP11DownloadHandler) -> None:
    """Gives a handler of Scrapy's connections whose heads are bounded."""
    handler._pool._factory = _BoundedFactory
    handler._pool.retryAutomatically = False  # at once, whatever delay the host asks for


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:  # noqa: N802 - named by Twisted
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    _head = 0

    def request(self, request: WireRequest) -> Deferred[IResponse]:
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
