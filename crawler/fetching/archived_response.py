"""Responses out of the raw archive: as they were received, and decoded."""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.fetching.wire import without_false_encoding
from storage.raw.exchange import RawRecord


def archived_response(record: RawRecord, request: Request) -> Response:
    """A response as it was received, still content-encoded, of the class that its headers and bytes make it."""
    headers = Headers()
    for name, value in record.headers:
        headers.appendlist(name, value)
    kind = responsetypes.from_args(headers=headers, url=record.url, body=record.body)
    response = kind(record.url, status=record.status, headers=headers, body=record.body, request=request)
    return without_false_encoding(response)


class UndecodableError(Exception):
    """A body is not what its content encoding says, or more than may be decoded."""


class Decoder(HttpCompressionMiddleware):
    """Scrapy's decoder of ``Content-Encoding``, for use without a crawl."""

    def __init__(self, max_size: int) -> None:
        """Decode up to ``max_size`` bytes."""
        self.stats = None
        self._max_size = self._warn_size = max_size

    def decoded(self, response: Response) -> Response:
        """The response without its content encoding; it knows its request. Raises ``UndecodableError``."""
        assert response.request is not None
        try:
            decoded = self.process_response(response.request, response)
        except (IgnoreRequest, OSError, EOFError) as error:
            raise UndecodableError(str(error)) from error
        assert isinstance(decoded, Response)
        return decoded
