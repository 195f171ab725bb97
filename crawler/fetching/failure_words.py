"""Failures of a request, in words that tell an operator where to look."""

from __future__ import annotations

import re

from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError

_WORDS = {
    "CannotResolveHostError": "the name cannot be resolved",
    "DNSLookupError": "the name cannot be resolved",
    "DownloadConnectionRefusedError": "the connection is refused",
    "ConnectionRefusedError": "the connection is refused",
    "ConnectError": "no connection",
    "NoRouteError": "no connection",
    "DownloadTimeoutError": "no answer within the timeout",
    "TimeoutError": "no answer within the timeout",
    "DownloadFailedError": "the connection broke off",
    "ConnectionLost": "the connection broke off",
    "ConnectionDone": "the connection broke off",
    "ResponseDataLossError": "the answer was cut short on the way",
    "TunnelError": "the proxy does not reach it",
}
"""By the name of the exception: Scrapy and Twisted have one each."""

_CERTIFICATE = re.compile(r"certificate|tlsv?1? alert|ssl", re.IGNORECASE)
_NOT_PUBLIC = "which is no public address"


def in_words(error: BaseException | None) -> str:
    """One line about a request that failed: the status of its answer, the reason for not asking, or the fault."""
    if isinstance(error, HttpError):
        return f"HTTP {error.response.status}"
    told = str(error)
    if isinstance(error, IgnoreRequest):
        return told or "not asked for"
    if told.endswith(_NOT_PUBLIC):  # what the resolver of ours says of a name
        return told
    words = _WORDS.get(type(error).__name__)
    if words == "the connection broke off" and _CERTIFICATE.search(told):
        return "the connection cannot be trusted: its certificate or encryption is not in order"
    return words or _split(type(error).__name__)


def _split(name: str) -> str:
    """The words in the name of an exception that is not listed."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name).lower()
    return words.removesuffix(" error") or name
