"""Pieces of HTML and XML that several sites of the sample web share."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import TypeVar

from tests.web.articles import SampleArticle
from tests.web.messages import Handler, Request, Response, moved

T = TypeVar("T")

WRAP_COLUMNS = 70
"""Line length of texts that a word processor broke into lines."""

_TYPOGRAPHY = {ord("“"): "&#8220;", ord("”"): "&#8221;", ord("‘"): "&#8216;", ord("’"): "&#8217;", ord("–"): "&#8211;"}


def esc(text: str) -> str:
    """Text for HTML and XML, attribute values included."""
    return escape(text, quote=True)


def texturized(text: str) -> str:
    """Text as WordPress prints it: quotes and dashes as numeric character references."""
    return escape(text, quote=False).translate(_TYPOGRAPHY)


def document(head: str, body: str, *, attributes: str = 'lang="id"', body_attributes: str = "") -> str:
    """A whole HTML page."""
    return (
        f'<!DOCTYPE html>\n<html {attributes}>\n<head>\n<meta charset="UTF-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n{head}\n</head>\n'
        f"<body{' ' + body_attributes if body_attributes else ''}>\n{body}\n</body>\n</html>\n"
    )


def slug_of(title: str) -> str:
    """A headline as the last part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def signed_paragraphs(article: SampleArticle) -> list[str]:
    """The paragraphs, the last one followed by the initials in parentheses when there are any."""
    paragraphs = list(article.paragraphs)
    if article.initials:
        paragraphs[-1] += f" ({article.initials})"
    return paragraphs


def hard_wrapped(text: str) -> str:
    """Text with a line break before about every seventieth character."""
    return textwrap.fill(text, WRAP_COLUMNS, break_long_words=False, break_on_hyphens=False)


def scattered(blocks: Sequence[str], extras: Sequence[str]) -> list[str]:
    """The blocks with the extras spread evenly among them: never before the first, and after the last only when
    there are more extras than gaps.
    """
    mixed = list(blocks)
    for number, extra in reversed(list(enumerate(extras, 1))):
        mixed.insert(max(1, round(len(blocks) * number / (len(extras) + 1))), extra)
    return mixed


def linked_once(text: str, word: str, url: str) -> str:
    """Text (already HTML) with the first occurrence of a whole word made a link, as tag plugins do."""
    return re.sub(rf"\b{re.escape(word)}\b", f'<a href="{esc(url)}">{word}</a>', text, count=1)


def page_of(items: Sequence[T], number: int, size: int) -> tuple[Sequence[T], int]:
    """The items on page ``number`` (from 1; none past the end), and how many pages there are (at least 1)."""
    pages = max(1, -(-len(items) // size))
    return items[(number - 1) * size : number * size] if number >= 1 else items[:0], pages


def matching(articles: Iterable[SampleArticle], query: str) -> list[SampleArticle]:
    """Articles whose title or text holds every word, and every phrase in double quotes, of a query."""
    terms = [(phrase or word).lower() for phrase, word in re.findall(r'"([^"]+)"|(\S+)', query)]
    return [one for one in articles if all(term in f"{one.title}\n{one.body}".lower() for term in terms)]


def newest_first(articles: Iterable[SampleArticle]) -> list[SampleArticle]:
    """Articles by publication, the latest first."""
    return sorted(articles, key=lambda one: (one.published, one.key), reverse=True)


def routed(routes: Sequence[tuple[str, Callable[..., Response]]], missing: Handler) -> Handler:
    """A site from a table of paths.

    Each row is a regular expression for the whole percent-decoded path and what answers: it is called with the request
    and the expression's groups. The first row that fits answers, ``missing`` when none does; methods other than GET
    and HEAD get 405.
    """
    table = [(re.compile(pattern), answer) for pattern, answer in routes]

    def site(request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return Response(405, b"", (("Allow", "GET, HEAD"),))
        for pattern, answer in table:
            found = pattern.fullmatch(request.decoded_path)
            if found:
                return answer(request, *found.groups())
        return missing(request)

    return site


def secured(site: Handler) -> Handler:
    """A site that answers plain HTTP with a redirect to HTTPS."""
    return lambda request: (
        site(request) if request.scheme == "https" else moved(f"https://{request.host}{request.target}")
    )


def elsewhere(host: str) -> Handler:
    """A host that redirects everything to the same path on another host."""
    return lambda request: moved(f"https://{host}{request.target}")
