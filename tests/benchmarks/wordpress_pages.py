"""WordPress pages as heavy as the real ones: 94 kB, 100 comments in WordPress's own markup, styles, scripts, Yoast.

The article and the theme are the sample web's. Page number ``n`` is always the same, and no two are alike.
"""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

from crawler.items import FetchedPage
from crawler.outlets.saved_pages import saved_page
from spiders.petisi import PetisiSpider
from tests.web.addresses import canonical_url
from tests.web.articles import SampleArticle, load_articles
from tests.web.calendar import NOW, clock, iso, long_day
from tests.web.comments import Comment, comments_on
from tests.web.sites import ARTICLE_PAGES
from tests.web.templates import esc, slug_of, texturized

PAGE_BYTES = 94_000
COMMENTS = 100
_PARAGRAPHS = 14
"""About 2,500 characters, as a report on one of the outlets has."""
_COMMENT_LIST = '<ol class="comment-list">'


def article(number: int) -> SampleArticle:
    """An article for page ``number``: one of the sample web's with paragraphs of others behind its own."""
    random = Random(f"page {number}")
    mine = [one for one in load_articles() if one.outlet == "petisi"]
    base = mine[number % len(mine)]
    others = [text for one in mine if one is not base for text in one.paragraphs]
    paragraphs = list(dict.fromkeys((*base.paragraphs, *random.sample(others, _PARAGRAPHS))))
    return replace(
        base,
        key=f"{base.key}-{number}",
        slug=f"{base.slug}-{number}",
        id=100_000 + number,
        paragraphs=tuple(paragraphs[:_PARAGRAPHS]),
        options=base.options | {"spam"},
    )


def wordpress_page(number: int) -> bytes:
    """Page ``number``: ``PAGE_BYTES`` of HTML with ``COMMENTS`` comments."""
    one = article(number)
    html = ARTICLE_PAGES["petisi"](one, 0, False).decode()
    front, _, behind = html.partition(_COMMENT_LIST)
    entries = "".join(_comment(one, position, comment) for position, comment in enumerate(_comments(one), 1))
    html = f"{front}{_COMMENT_LIST}{entries}{behind[behind.index('</ol>') :]}"
    html = html.replace(
        "</head>", f"{_linked_data(one)}\n<style id='wp-block-library-inline-css'>\n</style>\n</head>", 1
    )
    missing = PAGE_BYTES - len(html.encode())
    rules = "".join(f".wp-block-{rule}{{margin:0 auto;padding:{rule % 9}px}}\n" for rule in range(missing // 30))
    return html.replace("</style>", f"{rules[:missing].ljust(missing)}</style>", 1).encode()


def fetched_page(number: int) -> FetchedPage:
    """Page ``number`` as its outlet's spider hands it to a worker."""
    return saved_page(wordpress_page(number), canonical_url(article(number)), PetisiSpider, NOW)


def _comments(one: SampleArticle) -> list[Comment]:
    rounds = (comments_on(replace(one, key=f"{one.key} {round_}")) for round_ in range(1 + COMMENTS // 40))
    return [comment for round_ in rounds for comment in round_][:COMMENTS]


def _comment(one: SampleArticle, number: int, comment: Comment) -> str:
    """As ``Walker_Comment::html5_comment`` of WordPress 6 prints it on a site without avatars."""
    parity = "even" if number % 2 else "odd alt"
    name = esc(comment.name)
    if number % 3 == 0:  # with a homepage
        name = f'<a href="https://{slug_of(comment.name)}.example/" class="url" rel="nofollow">{name}</a>'
    return (
        f'<li id="comment-{number}" class="comment {parity} depth-1">\n<article class="comment-body">\n'
        f'<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">{name}</b></div>'
        '<div class="comment-metadata">'
        f'<a href="/{one.slug}/#comment-{number}"><time datetime="{iso(comment.written)}">'
        f"{long_day(comment.written)} pukul {clock(comment.written)}</time></a></div></footer>\n"
        f'<div class="comment-content"><p>{texturized(comment.text)}</p></div>\n'
        '<div class="reply"><a class="comment-reply-link" href="#respond">Balas</a></div>\n</article>\n</li>\n'
    )


def _linked_data(one: SampleArticle) -> str:
    """The graph that Yoast prints."""
    url = canonical_url(one)
    graph = [
        {"@type": "NewsArticle", "@id": f"{url}#article", "headline": one.title, "datePublished": iso(one.published),
         "mainEntityOfPage": {"@id": url}, "commentCount": COMMENTS},
        {"@type": "WebPage", "@id": url, "url": url, "name": one.title, "inLanguage": "id"},
        {"@type": "Organization", "name": "Petisi.co", "url": "https://petisi.co/"},
    ]  # fmt: skip
    data = json.dumps({"@context": "https://schema.org", "@graph": graph})
    return f'<script type="application/ld+json" class="yoast-schema-graph">{data}</script>'
