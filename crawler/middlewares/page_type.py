"""A page is read as a page, whatever its server calls it."""

from __future__ import annotations

from scrapy import Request
from scrapy.http import Response

from crawler.fetching.wire import as_page


class PageType:
    """Gives responses that are HTML the class of HTML, once they are decoded."""

    def process_response(self, request: Request, response: Response) -> Response:
        """The response as HTML, where it is."""
        return as_page(response)
