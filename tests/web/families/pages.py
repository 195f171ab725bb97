"""The story in each family's markup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from crawler.crawling.spider import OutletSpider
from tests.web.families.markup import wrapped
from tests.web.families.story import AUTHOR, EDITOR, TITLE, Story

Page = tuple[Story, bytes]


def antara(story: Story) -> Page:
    """A bureau's page; the number behind the moment counts views."""
    story = replace(story, edited=(EDITOR,))
    article = (
        f'<h1 class="post-title">{TITLE}</h1><div class="post-header"><span class="article-date">{story.printed} 991'
        f'</span></div><div id="print_content"><div class="clearfix">{story.paragraphs()}</div></div>'
        f'<footer class="post-meta">Pewarta: <span itemprop="author">{AUTHOR}</span><br>Editor : {EDITOR}<br>'
        f"COPYRIGHT © {story.outlet.title} 2024</footer>"
    )
    return story, story.page(article)


def disway(story: Story) -> Page:
    """A desktop page of ``*.disway.id``."""
    story = replace(story, edited=(EDITOR,))
    article = (
        f'<h1 class="text-black">{TITLE}</h1><div class="post-info"><span class="date">{story.printed}</span></div>'
        f'<div class="post text-black-1"><div class="bottom-15"><small>Petugas di gudang--</small></div>'
        f'{story.paragraphs()}</div><div id="author">Reporter: <strong>{AUTHOR}</strong></div>'
        f'<div id="editor">Editor: <strong>{EDITOR}</strong></div>'
        '<div class="news-tags"><a href="/listtag/1/pilkada">pilkada</a></div>'
    )
    return story, story.page(article, head='<meta name="pubdate" content="2024-11-25 20:15:00">')


def wordpress(story: Story) -> Page:
    """A single post in the markup that classic themes share."""
    stamp = story.published.isoformat()
    article = (
        f'<article class="post"><header class="entry-header"><h1 class="entry-title">{TITLE}</h1>'
        f'<div class="entry-meta"><span class="author vcard"><a href="#">{AUTHOR}</a></span> '
        f'<time class="entry-date published" datetime="{stamp}">25 November 2024</time></div></header>'
        f'<div class="entry-content">{story.paragraphs()}</div></article>'
    )
    comments = (
        '<div id="comments"><h2>2 Komentar</h2><ol class="comment-list"><li><p>Great post, visit my site.</p></li></ol>'
        '<div id="respond"><h3>Tinggalkan Balasan</h3><p>Ruas yang wajib ditandai *</p></div></div>'
    )
    head = f'<meta property="article:published_time" content="{stamp}">'
    return story, story.page(article, head=head, after=comments)


def pemda(story: Story) -> Page:
    """A page of Joomla."""
    story = replace(story, signed=())
    article = (
        f'<div class="item-page"><div class="page-header"><h1 itemprop="headline">{TITLE}</h1></div>'
        f'<dl class="article-info"><dd class="published"><time datetime="{story.published.isoformat()}" '
        f'itemprop="datePublished">{story.printed}</time></dd></dl>'
        f'<div itemprop="articleBody" class="com-content-article__body">{story.paragraphs()}</div></div>'
    )
    return story, story.page(article, head='<meta name="generator" content="Joomla! - Open Source Content Management">')


def inews(story: Story) -> Page:
    """A city portal's page."""
    article = (
        f'<h1 class="headerTitle">{TITLE}</h1><ul class="author"><li class="authorList"><a href="#">{AUTHOR}</a></li>'
        f'</ul><div class="createdAt">{story.printed}</div><div class="bodyArticle">{story.paragraphs()}</div>'
        '<div class="tags"><ul><li class="tagList"><a href="#">pilkada</a></li></ul></div>'
    )
    return story, story.page(article)


def tribun(story: Story) -> Page:
    """A regional portal's page."""
    story = replace(story, edited=(EDITOR,))
    article = (
        f'<div id="article"><h1 class="f50 black2 f400 crimson">{TITLE}</h1><div class="mt10"><time class="grey">'
        f'{story.printed}</time></div><div class="side-article txt-article multi-fontsize">{story.paragraphs()}</div>'
        f'<div class="credit mt10"><div id="penulis">Penulis: <a href="#">{AUTHOR}</a></div>'
        f'<div id="editor">Editor: <a href="#">{EDITOR}</a></div></div></div>'
    )
    return story, story.page(article)


def jawapos(story: Story) -> Page:
    """A radar's page."""
    story = replace(story, signed=())
    article = f"<h1>{TITLE}</h1><div>{story.printed}</div><article>{story.paragraphs()}</article>"
    return story, story.page(article)


def plain(story: Story) -> Page:
    """A page of a system of which nothing is known but what the outlet declares of it."""
    layout = story.outlet.layouts[0]
    story = replace(story, signed=(AUTHOR,) if layout.authors else ())
    when = f'<p class="tanggal">{story.printed}</p>'
    if layout.published:
        when = wrapped(layout.published[0], story.printed, attribute_value=story.published.isoformat())
    title = wrapped(layout.title[0], TITLE) if layout.title else f"<h1>{TITLE}</h1>"
    signed = wrapped(layout.authors[0], AUTHOR) if layout.authors else ""
    text = wrapped(layout.article[0] if layout.article else "div.teks", story.paragraphs())
    in_head = layout.published and layout.published[0].startswith("meta")
    article = f'<div class="isi-halaman">{title}{"" if in_head else when}{signed}{text}</div>'
    return story, story.page(article, head=when if in_head else "")


PAGES: dict[str, Callable[[Story], Page]] = {
    "antara": antara,
    "bawaslu": plain,
    "disway": disway,
    "inews": inews,
    "jawapos": jawapos,
    "kpu": plain,
    "own_system": plain,
    "pemda": pemda,
    "pikiran_rakyat": plain,
    "polri": wordpress,
    "tribun": tribun,
    "wordpress": wordpress,
}
"""Family to the builder of a page: the story as that page tells it, and the page."""


def page_of(outlet: type[OutletSpider]) -> Page:
    """The story on a page of this outlet. Raises ``KeyError`` for a family without a page."""
    family = PAGES[outlet.family() or ""]
    own = outlet.layouts[0] is not _family_of(outlet).layouts[0] if outlet.layouts[0].article else False
    return (plain if own else family)(Story(outlet))


def _family_of(outlet: type[OutletSpider]) -> type[OutletSpider]:
    return next(base for base in outlet.__mro__ if ".families." in base.__module__)
