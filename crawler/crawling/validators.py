"""Validators by which servers are asked for changes (``crawler.middlewares.conditional`` asks): kept once the
page is safe.

A page that answers 304 is not seen again, so nothing that it holds may have been lost when its validators are kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from scrapy.http import Response

from crawler.crawling.state import CrawlState


class Validators:
    """Validators of one outlet's night."""

    def __init__(self, state: CrawlState) -> None:
        self.state = state
        self._held: dict[str, dict[str, Any]] = {}
        """Rows of article pages that are not stored yet, by URL key."""

    def keep(self, response: Response) -> None:
        """Keeps those of a page of a source that was read to a good end; its bytes are made durable first."""
        if row := self._row(response):
            self.state.run.secure()
            self._save(row)

    def hold(self, url_key: str, response: Response) -> None:
        """Holds those of an article's page until it is stored."""
        if row := self._row(response):
            self._held[url_key] = row

    def stored(self, url_key: str) -> None:
        """The article of a page is in the archive: it can be asked for again by what its server gave with it."""
        if row := self._held.pop(url_key, None):
            self._save(row)

    def forget(self, url: str) -> None:
        """The next request for this address is to be answered in full."""
        self.state.write(partial(self.state.run.archive.forget_validator, self.state.outlet.name, url))

    def forget_old(self, now: datetime) -> None:
        """Takes out what no re-check will ask with any more."""
        kept = timedelta(days=2 * max(self.state.recheck_days, default=7))
        forget = self.state.run.archive.forget_validators
        self.state.write(partial(forget, self.state.outlet.name, before=now - kept))

    def _save(self, row: dict[str, Any]) -> None:
        # a list that told of articles whose addresses could not be written must come in full again
        run = self.state.run
        run.writes.put_unless_lost(self.state.outlet.name, partial(run.archive.save_validators, [row]))

    def _row(self, response: Response) -> dict[str, Any] | None:
        """``None`` for a response that has none, or was not sent in full."""
        etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
        if response.meta.get("unchanged") or not (etag or modified):
            return None
        return {
            "outlet": self.state.outlet.name,
            "url": response.url,
            "etag": etag.decode("latin-1") if etag else None,
            "last_modified": modified.decode("latin-1") if modified else None,
            "record_id": response.meta["record_id"],
            "fetched_at": response.meta["fetched_at"],
        }
