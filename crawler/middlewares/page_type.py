"""An answer is read as what it is, whatever its server calls it."""

from __future__ import annotations

from scrapy import Request
from scrapy.http import Response

from crawler.fetching.wire import as_page


class PageType:
    """Gives responses an encoding that is one, and HTML the class of HTML, once they are decoded."""

    def process_response(self, request: Request, response: Response) -> Response:
        """The response as a reader can take it."""
        return as_page(response)
