"""The page that a site shows where nothing is: asked for once a night, to know an error page sent as HTTP 200."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256
from urllib.parse import unquote, urljoin

from scrapy.http import HtmlResponse, Response

from crawler.extraction.markup import UnreadableError
from crawler.extraction.markup_limits import bounded_selector, is_light
from crawler.fetching.running_text import running_text, words_of
from crawler.headers import content_type

ALIKE = 0.9
"""Share of words (as a multiset) in common from which a page is like the site's page for what is missing."""

_OWN_WORDS = 20
"""Words of running text that only this page has, from which it is an article: a site with 600 words of menu is alike on
all its pages. An error page has the address that was asked for, and the time of day."""

_WORD = re.compile(r"\w+")
_MAX_CHARACTERS = 200_000


class MissingPage:
    """The words of the page that stands for every missing one; with none it recognises nothing."""

    def __init__(self, page: Response | None = None) -> None:
        """``page`` is the answer for an address that was made up; one that says 404 tells nothing more."""
        self._words = _words(page) if isinstance(page, HtmlResponse) and page.status == 200 else Counter()
        self._running = words_of(running_text(page)) if self._words and page is not None else Counter()

    def is_shown_by(self, response: Response) -> bool:
        """True when this page says the same, and has no running text of its own."""
        if not self._words or not isinstance(response, HtmlResponse):
            return False
        words = _words(response)
        alike = (words & self._words).total() >= ALIKE * (words | self._words).total()
        return alike and self._own_words(response) < _OWN_WORDS

    def _own_words(self, response: Response) -> int:
        own = words_of(running_text(response)) - self._running
        return sum(own.values()) - sum(own[word] for word in words_of([unquote(response.url)]))


def made_up_address(site: str, run_id: str) -> str:
    """An address at which a site has nothing: another one every night."""
    return urljoin(site, f"/halaman-{sha256(f'{site} {run_id}'.encode()).hexdigest()[:12]}")


def _words(page: HtmlResponse) -> Counter[str]:
    if not is_light(page.body, content_type(page)):
        return Counter()  # no error page is that large
    try:
        root = bounded_selector(page.text)
    except UnreadableError:
        return Counter()
    texts: list[str] = root.xpath(
        "//body//text()[normalize-space() and not(ancestor::script or ancestor::style)]"
    ).getall()
    return Counter(_WORD.findall(" ".join(texts)[:_MAX_CHARACTERS].lower()))
