"""Quiet logs: one line for what an operator wants to know, nothing that a page can forge."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from crawler.cli.terminal import shown


class HarmlessRecord(logging.LogRecord):
    """A record whose text is safe to read on a terminal, and whose further lines cannot pass for records."""

    def getMessage(self) -> str:  # noqa: N802 - named by logging
        """The message, every line after the first set in."""
        return "\n    ".join(shown(line) for line in super().getMessage().split("\n"))


def write_harmlessly() -> None:
    """Make every further log record of the process a ``HarmlessRecord``: any may hold text from a site."""
    logging.setLogRecordFactory(HarmlessRecord)


class QuietFormatter(LogFormatter):
    """Scrapy logs every item whole; an article's text does not belong in a log."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Any) -> LogFormatterResult:
        """One line an article."""
        return {
            "level": logging.DEBUG,
            "msg": "article %(article_id)s from %(url)s",
            "args": {"article_id": getattr(item, "article_id", None), "url": getattr(item, "url", None)},
        }

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Any
    ) -> LogFormatterResult:
        """A page whose processing broke; Scrapy's own line would hold the page, comments and all."""
        return {
            "level": logging.ERROR,
            "msg": "error processing %(url)s",
            "args": {"url": getattr(item, "url", None)},
        }

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Any
    ) -> LogFormatterResult:
        """One line a page that became no article."""
        return {
            "level": logging.DEBUG,
            "msg": "%(kind)s: %(reason)s (%(url)s)",
            "args": {
                "kind": type(exception).__name__,
                "reason": str(exception),
                "url": getattr(item, "url", None),
            },
        }
