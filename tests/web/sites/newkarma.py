"""petisi.co: WordPress with a theme of the Newkarma family."""

from __future__ import annotations

from collections.abc import Sequence

from tests.web.addresses import PETISI, canonical_url
from tests.web.articles import SampleArticle
from tests.web.calendar import NOW, clock, iso, long_day
from tests.web.comments import comments_on
from tests.web.messages import Handler, Request, Response, plain
from tests.web.noise import advertisement, dated_headlines, headlines, mark, menu_names, views
from tests.web.sites.wordpress import WordPress, archive_url, wordpress_posts
from tests.web.templates import (
    document,
    elsewhere,
    esc,
    linked_once,
    routed,
    scattered,
    secured,
    signed_paragraphs,
    slug_of,
    texturized,
)

_BASE = f"https://{PETISI}"
_TITLE = "PETISI.CO"


def petisi_sites(articles: Sequence[SampleArticle]) -> dict[str, Handler]:
    """The hosts of petisi.co."""
    site = WordPress(PETISI, _TITLE, wordpress_posts(articles, "petisi"), NewkarmaTheme())
    handler = routed(
        (
            (r"/robots\.txt", _robots),
            (r"/", site.front),
            (r"/page/(\d{1,6})/?", site.front),
            (r"/feed/", site.feed),
            (r"/wp-json/wp/v2/posts/?", site.rest_posts),
            (r"/wp-sitemap\.xml", site.core_sitemap_index),
            (r"/wp-sitemap-posts-post-1\.xml", site.posts_sitemap),
            (r"/wp-sitemap-(?:posts-|taxonomies-)?(page|category|users)-1\.xml", site.small_sitemap),
            (r"/([a-z0-9-]+)/", site.article),
        ),
        site.missing,
    )
    return {PETISI: secured(handler), f"www.{PETISI}": elsewhere(PETISI)}


def article_page(article: SampleArticle, page: int = 0, amp: bool = False) -> bytes:
    """The page of an article; this outlet splits none and has no AMP pages."""
    return NewkarmaTheme().article_page(article, page, amp)


class NewkarmaTheme:
    """Whole pages in the theme's markup (Newkarma 1.2: the view counter stands in ``.cat-links``)."""

    def article_page(self, article: SampleArticle, page: int = 0, amp: bool = False) -> bytes:
        """The page of a post."""
        url = canonical_url(article)
        head = (
            f"<title>{texturized(article.title)} - {_TITLE}</title>\n"
            "<meta name='robots' content='max-image-preview:large' />\n"
            f'<link rel="alternate" type="application/rss+xml" title="{_TITLE} &raquo; Feed" href="{_BASE}/feed/" />\n'
            f'<link rel="https://api.w.org/" href="{_BASE}/wp-json/" />'
            f'<link rel="alternate" type="application/json" href="{_BASE}/wp-json/wp/v2/posts/{article.id}" />\n'
            f'<link rel="canonical" href="{url}" />\n<link rel="shortlink" href="{_BASE}/?p={article.id}" />\n'
            f'<meta property="og:title" content="{esc(article.title)}" />\n<meta property="og:url" content="{url}" />\n'
            f'<meta property="og:site_name" content="{_TITLE}" />\n<meta name="generator" content="WordPress 6.6.2" />'
        )
        main = (
            f'<article id="post-{article.id}" class="post-{article.id} post type-post status-publish hentry" '
            'itemscope="itemscope" itemtype="https://schema.org/CreativeWork">\n'
            '<div class="gmr-box-content gmr-single">\n'
            f"{_header(article)}{_photo(article)}\n"
            '<div class="row"><div class="col-md-sgl-l pos-sticky">' + _share() + "</div>\n"
            '<div class="col-md-sgl-c-no-r"><div class="entry-content entry-content-single" itemprop="text">\n'
            f"{_body(article)}\n</div>\n{_footer(article)}</div></div>\n</div>\n{_related(article)}\n"
            f"{_comments(article)}\n</article>\n{_infinite()}"
        )
        return _page(head, main, f"single single-post postid-{article.id}", article.key)

    def archive_page(
        self, posts: Sequence[SampleArticle], *, heading: str, page: int, pages: int, first_url: str
    ) -> bytes:
        """A page of a list of posts."""
        items = "\n".join(
            f'<article id="post-{post.id}" class="item col-md-12 post-{post.id} post hentry">'
            '<div class="gmr-box-content gmr-archive clearfix"><div class="item-article">'
            f'<header class="entry-header"><h2 class="entry-title" itemprop="headline"><a href="{canonical_url(post)}" '
            f'rel="bookmark">{texturized(post.title)}</a></h2><div class="entry-meta"><div class="gmr-metacontent">'
            f'<span class="cat-links"><a href="{_BASE}/category/berita/">Berita</a></span><span class="posted-on">'
            f'{_time(post)}</span></div></div></header><div class="entry-content entry-content-archive" '
            f'itemprop="text"><p>{texturized(post.paragraphs[0][:140])}&#8230;</p></div></div></div></article>'
            for post in posts
        )
        main = (
            f'<h1 class="page-title" itemprop="headline">{esc(heading)}</h1>\n'
            f'<div id="gmr-main-load" class="row grid-container">\n{items}\n</div>\n'
            f'<div class="inf-pagination">{_pager(page, pages, first_url)}</div>\n{_infinite()}'
        )
        return _page(f"<title>{esc(heading)} - {_TITLE}</title>", main, "archive", f"archive {page}")

    def missing_page(self) -> bytes:
        """The page for an address that is nothing."""
        main = '<section class="error-404 not-found"><h1 class="page-title">Halaman tidak ditemukan.</h1></section>'
        return _page(f"<title>Halaman tidak ditemukan - {_TITLE}</title>", main, "error404", "404")


def _robots(_: Request) -> Response:
    return plain(
        f"User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\nSitemap: {_BASE}/wp-sitemap.xml\n"
    )


def _page(head: str, main: str, body_class: str, seed: str) -> bytes:
    menu = "".join(
        f'<li class="menu-item"><a href="{_BASE}/category/{slug_of(name)}/">{name}</a></li>' for name in menu_names()
    )
    ticker = "".join(
        f'<li><a href="{_BASE}/{slug_of(title)}/" class="gmr-recent-marquee">{title}</a></li>'
        for title in headlines(f"ticker {seed}", 5)
    )
    popular = "".join(
        f'<li class="clearfix"><div class="rp-number">{number}</div><a class="rp-title" '
        f'href="{_BASE}/{slug_of(title)}/">{title}</a><div class="gmr-metacontent"><span class="posted-on">'
        f"{long_day(moment)}</span></div></li>"
        for number, (title, moment) in enumerate(dated_headlines("populer", NOW, 6), 1)
    )
    body = (
        '<div class="site inner-wrap" id="site-container">\n'
        '<header id="masthead" class="site-header"><div class="gmr-logo"><a href="'
        f'{_BASE}/" class="custom-logo-link"><img src="{_BASE}/logo.png" alt="{_TITLE}"></a></div>'
        f'<div class="gmr-topnotification"><div class="gmr-title-marquee">Trending:</div><ul>{ticker}</ul></div>'
        f'<nav id="site-navigation" class="gmr-mainmenu"><ul id="primary-menu" class="menu">{menu}</ul></nav>'
        "</header>\n"
        f'<div class="newkarma-core-floatbanner"><p>{advertisement("melayang " + seed)}</p><button>tutup'
        "</button></div>\n"
        '<div id="content" class="gmr-content"><div class="container"><div class="row">\n'
        f'<div id="primary" class="content-area col-md-content"><main id="main" class="site-main">\n{main}\n'
        "</main></div>\n"
        '<aside id="secondary" class="widget-area col-md-sb-r" role="complementary">'
        '<div class="widget newkarma-widget">'
        f'<h3 class="widget-title">Terpopuler</h3><ul class="newkarma-rp-widget">{popular}</ul></div></aside>\n'
        "</div></div></div>\n"
        '<footer id="colophon" class="site-footer"><span class="pull-left theme-copyright">Hak cipta dilindungi '
        f"undang-undang, {_TITLE} 2024</span></footer></div>"
    )
    return document(head, body, body_attributes=f'class="{body_class} gmr-theme"').encode()


def _header(article: SampleArticle) -> str:
    author = (article.authors or ("Redaksi",))[0]
    return (
        '<header class="entry-header">'
        f'<h1 class="entry-title" itemprop="headline">{texturized(article.title)}</h1>'
        '<div class="gmr-metacontent gmr-metacontent-single">'
        f'<span class="posted-on"><span class="byline">oleh </span></span>'
        f'<span class="cat-links"><a href="{_BASE}/category/berita/" rel="category tag">Berita</a></span>'
        f'<span class="meta-separator">-</span><span class="view-single">{views(article.key)} Dilihat</span></div>'
        '<div class="gmr-metacontent gmr-metacontent-single"><span class="byline">oleh '
        '<span class="entry-author vcard" '
        f'itemprop="author" itemscope="itemscope"><a class="url fn n" href="{_BASE}/author/{slug_of(author)}/" '
        f'itemprop="url"><span itemprop="name">{esc(author)}</span></a></span></span>'
        f'<span class="posted-on">{_time(article)}</span></div></header>\n'
    )


def _time(article: SampleArticle) -> str:
    """The theme's ``time`` elements: one with both classes for a post that was never edited."""
    shown = f"{long_day(article.published)} {clock(article.published)}"
    if article.modified is None:
        return f'<time class="entry-date published updated" datetime="{iso(article.published)}">{shown}</time>'
    return (
        '<time class="entry-date '
        f'published" itemprop="datePublished" datetime="{iso(article.published)}">{shown}</time>'
        f'<time class="updated" datetime="{iso(article.modified)}">{long_day(article.modified)}</time>'
    )


def _photo(article: SampleArticle) -> str:
    caption = (
        f'<figcaption class="wp-caption-text">{texturized(article.caption)}</figcaption>' if article.caption else ""
    )
    return (
        '<figure class="wp-caption alignnone gmr-attachment-img">'
        f'<img src="{_BASE}/wp-content/uploads/{article.slug}.jpg" alt="{esc(article.title)}" />{caption}</figure>'
    )


def _body(article: SampleArticle) -> str:
    texts = [linked_once(texturized(text), "Pilkada", f"{_BASE}/tag/pilkada/") for text in signed_paragraphs(article)]
    if article.dateline:
        glue = "" if "glued" in article.options else " &#8211; "
        texts[0] = f"<strong>{texturized(article.dateline)}</strong>{glue}{texts[0]}"
    if "br" in article.options:
        blocks = [f"{text}<br />\n<br />" for text in texts]
    else:
        blocks = [f"<p>{text}</p>" for text in texts]
    ads = [f'<div class="newkarma-core-banner-insidecontent"><p>{advertisement(article.key)}</p></div>']
    mixed = scattered(blocks, [_read_also(title, number) for number, title in enumerate(article.related)] + ads)
    return "\n".join(
        (
            f'<div class="newkarma-core-banner-beforecontent">{advertisement("atas " + article.key)}</div>',
            *mixed,
            f'<div class="newkarma-core-banner-aftercontent">{advertisement("bawah " + article.key)}</div>',
        )
    )


def _read_also(title: str, number: int) -> str:
    link = f'<a href="{_BASE}/{slug_of(title)}/">{texturized(title)}</a>'
    shapes = (
        f"<p><strong>Baca juga: {link}</strong></p>",
        f"<p>Baca Juga : {texturized(title)}</p>",
        f'<div class="gmr-related-post-onlytitle"><strong>Baca juga</strong><div>{link}</div></div>',
    )
    return shapes[number % len(shapes)]


def _share() -> str:
    return (
        '<div class="gmr-social-share-intop"><div class="single-social-icon"><span>Sebarkan artikel ini</span>'
        '<ul class="gmr-socialicon-share"><li><a href="#" rel="nofollow">Facebook</a></li>'
        '<li><a href="#" rel="nofollow">WhatsApp</a></li></ul></div></div>'
    )


def _footer(article: SampleArticle) -> str:
    tags = ", ".join(f'<a href="{_BASE}/tag/{slug_of(tag)}/" rel="tag">{tag}</a>' for tag in _tags(article))
    lines = [("Penulis", name) for name in article.authors[1:]] + [("Editor", name) for name in article.editors]
    metas = "".join(f"<span>{label}: {esc(name)}</span>" for label, name in lines)
    return (
        f'<footer class="entry-footer"><div class="gmr-cf-metacontent">{metas}</div>'
        f'<span class="tags-links">{tags}</span>{_share()}'
        '<nav class="navigation post-navigation"><div class="nav-links"><div class="nav-previous">'
        '<a href="#" rel="prev">'
        f"<span>Pos sebelumnya</span> {headlines('sebelumnya ' + article.key, 1)[0]}</a></div></div></nav></footer>\n"
    )


def _tags(article: SampleArticle) -> tuple[str, ...]:
    return tuple(tag for tag in (article.place, "Petisi") if tag)


def _related(article: SampleArticle) -> str:
    entries = "".join(
        '<li><div class="other-content-thumbnail"></div><p>'
        f'<a href="{_BASE}/{slug_of(title)}/" class="rp-title">{title}'
        f'</a></p><span class="posted-on">{long_day(moment)}</span></li>'
        for title, moment in dated_headlines(article.key, article.published, 4)
    )
    name = ("Posting Terkait", "Jangan Lewatkan", "Berita Lainnya")[mark(article.key, 3)]
    return (
        f'<div class="gmr-box-content gmr-single"><h3 class="widget-title">{name}</h3>'
        f'<div class="newkarma-core-related-post"><ul class="gmr-list-related">{entries}</ul></div></div>'
    )


def _comments(article: SampleArticle) -> str:
    entries = "".join(
        f'<li id="comment-{number}" class="comment even thread-even depth-1"><article class="comment-body">'
        f'<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">{esc(comment.name)}</b> '
        '<span class="says">berkata:</span></div><div class="comment-metadata">'
        f'<time datetime="{iso(comment.written)}">'
        f"{long_day(comment.written)} pukul {clock(comment.written)}</time></div></footer>"
        f'<div class="comment-content"><p>{texturized(comment.text)}</p></div></article></li>\n'
        for number, comment in enumerate(comments_on(article), 1)
    )
    return (
        f'<div id="comment-wrap"><div id="comments" class="comments-area"><ol class="comment-list">{entries}</ol>'
        '<div id="respond" class="comment-respond"><h3 id="reply-title">Tinggalkan Balasan</h3><form><p>Alamat email '
        "Anda tidak akan dipublikasikan. Ruas yang wajib ditandai *</p></form></div></div></div>"
    )


def _infinite() -> str:
    return (
        '<div class="gmr-newinfinite gmr-related-infinite"><div class="page-load-status"><div class="loader-ellips '
        'infinite-scroll-request"></div><p class="infinite-scroll-last">No More Posts Available.</p>'
        '<p class="infinite-scroll-error">No more pages to load.</p></div>'
        '<p class="text-center"><button class="view-more-button heading-text">Muat lagi</button></p></div>'
    )


def _pager(page: int, pages: int, first_url: str) -> str:
    """The theme's page numbers."""
    shown = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})
    entries = [
        f'<li><span aria-current="page" class="page-numbers current">{number}</span></li>'
        if number == page
        else f'<li><a class="page-numbers" href="{esc(archive_url(first_url, number))}">{number}</a></li>'
        for number in shown
    ]
    if page < pages:
        entries.append(
            f'<li><a class="next page-numbers" href="{esc(archive_url(first_url, page + 1))}">Berikutnya</a></li>'
        )
    return f'<ul class="page-numbers">{"".join(entries)}</ul>' if pages > 1 else ""
