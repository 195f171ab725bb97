"""Failures are told in words, not by the names of exceptions."""

from __future__ import annotations

import pytest
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import DNSLookupError

from crawler.fetching.failure_words import in_words


class OddThingError(Exception):
    """Nothing that is listed."""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CannotResolveHostError("DNS lookup failed"), "the name cannot be resolved"),
        (DNSLookupError("x"), "the name cannot be resolved"),
        (CannotResolveHostError("w.example leads to 10.0.0.1, which is no public address"),
         "w.example leads to 10.0.0.1, which is no public address"),
        (DownloadConnectionRefusedError("x"), "the connection is refused"),
        (DownloadTimeoutError("Getting x took longer than 45 seconds."), "no answer within the timeout"),
        (DownloadFailedError("[<Failure ConnectionLost: Connection was closed>]"), "the connection broke off"),
        (DownloadFailedError("[<Failure OpenSSL.SSL.Error: certificate verify failed>]"),
         "the connection cannot be trusted: its certificate or encryption is not in order"),
        (ResponseDataLossError(), "the answer was cut short on the way"),
        (TunnelError("x"), "the proxy does not reach it"),
        (IgnoreRequest("disallowed by robots.txt"), "disallowed by robots.txt"),
        (IgnoreRequest(), "not asked for"),
        (HttpError(Response("https://w.example/", status=410)), "HTTP 410"),
        (OddThingError("x"), "odd thing"),
    ],
)  # fmt: skip
def test_in_words(error: Exception, words: str) -> None:
    assert in_words(error) == words
