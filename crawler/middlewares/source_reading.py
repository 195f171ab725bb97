"""Pages of sources are read in the worker processes, within their limits of time and memory.

A sitemap of 50,000 rows takes a second to read, a broken feed more, and a hostile one as long as it likes. In the
crawl's own process all other outlets would wait for it.
"""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse

from crawler.crawling.spider import OutletSpider, outlet_of
from crawler.exceptions import Quarantined, line_of
from crawler.outlets.sources import Context, Reading, Source, Step

_Work = tuple[Source, Response, Step, Context]


class SourceReading:
    """Leaves the ``reading`` of a source's page in the request's meta, or ``damaged``, where it cannot be read."""

    def __init__(self, spider: OutletSpider) -> None:
        self.spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets within a run."""
        return cls(outlet_of(crawler))

    async def process_response(self, request: Request, response: Response) -> Response:
        """The response as it is."""
        source, step = request.cb_kwargs.get("source"), request.cb_kwargs.get("step")
        if source is None or step is None or response.status != 200 or request.meta.get("damaged"):
            return response
        if isinstance(response, TextResponse):
            bare = response.replace(request=None, certificate=None)  # neither of which can be sent to another process
            work: _Work = (source, bare, step, self.spider.discovery.context)
            try:
                request.meta["reading"] = await self.spider.state.run.workers.run(_read, work)
            except Quarantined as error:
                request.meta["damaged"] = str(error)
        return response


def _read(work: _Work) -> Reading:
    source, response, step, context = work
    try:
        return source.read(response, step, context)
    except Exception as error:  # whatever a page does to its reader, it is the page of one source
        return Reading(broken=f"cannot be read: {line_of(error)}")
